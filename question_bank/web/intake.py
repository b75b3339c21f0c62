"""What an import tells of a file: items by name, problems with their place."""

from foundation.i18n import gettext, params_shown
from question_bank.services.imports import Preview, PreviewProblem
from question_bank.web.areas import type_label


def problem_text(problem: PreviewProblem) -> str:
    """A problem of a paper in the reader's language."""
    return gettext(problem.message, **params_shown(problem.params))


def item_label(preview: Preview, ref: str) -> str:
    """An item of a paper as people call it ("单选题 20")."""
    item = preview.find(ref)
    return f"{type_label(item.item_type)} {item.number}" if item else ref


def problem_line(preview: Preview, problem: PreviewProblem) -> str:
    """A problem as a line of text: where, which items, what."""
    where = gettext("第 %(n)s 行", n=gettext("、").join(map(str, problem.lines))) if problem.lines else ""
    names = gettext("、").join(item_label(preview, ref) for ref in problem.refs) if problem.refs else ""
    return "  ".join(part for part in (where, names, problem_text(problem)) if part)
