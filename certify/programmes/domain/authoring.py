"""How an author puts a requirement tree together: rows of a form ⇄ tree, wording, what keeps it from publication.

Pure. It follows what each kind says of itself (`kinds.KindForm`) and knows no kind by name.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from certify.programmes.domain.kinds import Choice, KindForm, KindInput, Offer
from certify.programmes.domain.requirements import Requirement
from foundation.errors import N_, Problem

LABEL_MAX = 120


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
FormOf = Callable[[str], KindForm]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of the form; `inside` is the key of the group that it belongs to, or empty."""

    key: str
    kind: str
    label_zh: str = ""
    label_en: str = ""
    inside: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def in_order(rows: Sequence[DraftRow], form_of: FormOf) -> list[DraftRow]:
    """The rows as the tree reads: what is inside a group right after it. Who names no group that is there, or itself by
    a detour, stands on top.
    """
    groups = {row.key for row in rows if form_of(row.kind).holds_others}
    known = [row if row.inside in groups - {row.key} else replace(row, inside="") for row in rows]
    ordered: list[DraftRow] = []

    def take(inside: str) -> None:
        for row in known:
            if row.inside == inside:
                ordered.append(row)
                if row.key in groups:
                    take(row.key)

    take("")
    ring = [replace(row, inside="") for row in known if row not in ordered]
    return [*ordered, *ring]


def tree_of(
    rows: Sequence[DraftRow], title: tuple[str, str], forms: Mapping[str, KindForm], offer: Offer
) -> Requirement:
    """The tree of a group of everything: the rows, then what stands in each tree anyway."""
    ordered = in_order(rows, forms.__getitem__)

    def inside(key: str) -> tuple[Requirement, ...]:
        return tuple(_node(row, forms[row.kind], offer, inside(row.key)) for row in ordered if row.inside == key)

    last = tuple(Requirement(name, form.zh, form.en) for name, form in forms.items() if form.always)
    top = next(name for name, form in forms.items() if form.holds_others)
    return Requirement(top, *title, children=(*inside(""), *last))


def _node(row: DraftRow, form: KindForm, offer: Offer, children: tuple[Requirement, ...]) -> Requirement:
    params = {given.name: row.params[given.name] for given in form.inputs if row.params.get(given.name)}
    zh, en = wording(form, params, offer)
    return Requirement(
        row.kind, row.label_zh.strip() or zh, row.label_en.strip() or en, params, children if form.holds_others else ()
    )


def wording(form: KindForm, params: Mapping[str, Any], offer: Offer) -> tuple[str, str]:
    """What a requirement is called where its author writes nothing: the kind's words and what was chosen."""
    chosen = [choice for given in form.inputs for choice in _chosen(given, params, offer)]
    if not chosen:
        return form.zh_all or form.zh, form.en_all or form.en
    names_zh, names_en = "、".join(choice.zh for choice in chosen), ", ".join(choice.en for choice in chosen)
    return f"{form.zh}：{names_zh}"[:LABEL_MAX], f"{form.en}: {names_en}"[:LABEL_MAX]


def values_of(given: KindInput, params: Mapping[str, Any]) -> tuple[str, ...]:
    """What was chosen for an input, as values."""
    value = params.get(given.name)
    if not value:
        return ()
    return tuple(str(each) for each in value) if given.many else (str(value),)


def _chosen(given: KindInput, params: Mapping[str, Any], offer: Offer) -> list[Choice]:
    by_value = {choice.value: choice for choice in offer.get(given.source, ())}
    return [by_value[value] for value in values_of(given, params) if value in by_value]


def rows_of(tree: Requirement, forms: Mapping[str, KindForm], offer: Offer) -> list[DraftRow]:
    """A stored tree as rows to go on from; a wording that the kind would choose itself is left empty."""
    rows: list[DraftRow] = []

    def take(node: Requirement, inside: str) -> None:
        form = forms[node.kind]
        if form.always:
            return
        key = f"r{len(rows) + 1}"
        own = (node.label_zh, node.label_en) != wording(form, node.params, offer)
        rows.append(
            DraftRow(key, node.kind, node.label_zh if own else "", node.label_en if own else "", inside, node.params)
        )
        for child in node.children:
            take(child, key)

    for child in tree.children:
        take(child, "")
    return rows


def problems_of(tree: Requirement, forms: Mapping[str, KindForm], offer: Offer) -> tuple[Problem, ...]:
    """Everything that keeps a tree from being published; `line` counts its rows from 1."""
    problems = list(_problems_at_the_top(tree, forms))
    line = 0

    def look(node: Requirement, depth: int) -> None:
        nonlocal line
        form = forms[node.kind]
        if form.always:
            if depth:
                problems.append(Problem(N_("“%(title)s”只能放在最外层"), {"title": form.title}))
            return
        line += 1
        problems.extend(replace(problem, line=line) for problem in _problems_of_node(node, form, offer))
        for child in node.children:
            look(child, depth + 1)

    for child in tree.children:
        look(child, 0)
    return tuple(problems)


def _problems_at_the_top(tree: Requirement, forms: Mapping[str, KindForm]) -> Iterator[Problem]:
    if not forms[tree.kind].holds_others:
        yield Problem(N_("最外层要能放进其他条件"), {}, field="rows")
    for name, form in forms.items():
        if form.always and sum(child.kind == name for child in tree.children) != 1:
            yield Problem(N_("“%(title)s”要有，而且只有一项"), {"title": form.title}, field="rows")


def _problems_of_node(node: Requirement, form: KindForm, offer: Offer) -> Iterator[Problem]:
    for name, text in (("label_zh", node.label_zh), ("label_en", node.label_en)):
        if not 1 <= len(text.strip()) <= LABEL_MAX:
            yield Problem(N_("要填，最多 %(n)s 个字符"), {"n": LABEL_MAX}, field=name, found=text[:40])
    if form.holds_others and not node.children:
        yield Problem(N_("这一组里还没有条件：把别的条件放进来，或去掉这一组"), field="label_zh")
    if node.children and not form.holds_others:
        yield Problem(N_("这一项里面不能再放条件"), field="kind")
    for given in form.inputs:
        yield from _problems_of_input(given, node.params, offer)


def _problems_of_input(given: KindInput, params: Mapping[str, Any], offer: Offer) -> Iterator[Problem]:
    values, offered = values_of(given, params), {choice.value for choice in offer.get(given.source, ())}
    if not values and not given.many:
        yield Problem(N_("请从列表中选择"), field=given.name)
    for value in values:
        if value not in offered:
            yield Problem(N_("选中的一项已经不在可选范围，请重选"), field=given.name, found=value)


@dataclass(frozen=True, slots=True)
class ProgrammeNames:
    """What a programme and its certificate are called; for good, since certificates say so."""

    code: str
    title_zh: str
    title_en: str
    certificate_zh: str
    certificate_en: str
    level_zh: str = ""
    level_en: str = ""

    def problems(self) -> Iterator[Problem]:
        """What is missing or too long."""
        if not CODE.fullmatch(self.code):
            yield Problem(N_("编号由字母、数字和短横组成，最多 32 个字符"), field="code", found=self.code[:40])
        for name, most in (("title_zh", 120), ("title_en", 120), ("certificate_zh", 80), ("certificate_en", 80)):
            if not 1 <= len(getattr(self, name).strip()) <= most:
                yield Problem(N_("要填，最多 %(n)s 个字符"), {"n": most}, field=name, found=getattr(self, name)[:40])
        if bool(self.level_zh) != bool(self.level_en):
            yield Problem(N_("级别的中文和英文要么都写，要么都不写"), field="level_en" if self.level_zh else "level_zh")


def with_level(title: str, level: str) -> str:
    """The title with its level, unless the title says it already."""
    return f"{title} · {level}" if level and level not in title else title
