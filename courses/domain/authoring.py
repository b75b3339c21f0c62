"""What a course must keep to, beyond its shape: ids, objectives that are tested, both languages where promised.

Pure: lessons and modules in, every problem out (`line` and files are the reader's business in `formats`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from courses.domain.lesson import Call, CheckItem, CourseModule, Depth, Lesson, headings
from foundation.errors import N_, Problem

BLANK = "____"
ITEMS_PER_OBJECTIVE = {Depth.FULL: 2, Depth.SHORT: 1}

SAME_ID_TWICE = N_("编号 %(id)s 用了两次")
NO_SUCH_MODULE = N_("%(id)s：没有模块 %(module)s")
FOREIGN_ID = N_("%(id)s：编号应当以 %(lesson)s 开头")
TOO_FEW_ITEMS = N_("目标 %(id)s 只有 %(found)s 道自测题，应当至少有 %(expected)s 道")
NO_SUCH_OBJECTIVE = N_("%(id)s：没有目标 %(objective)s")
NO_SUCH_PASSAGE = N_("%(id)s：课文里没有“%(passage)s”这一段")
ENGLISH_MISSING = N_("%(id)s：完整课缺少英文（%(part)s）")
HEADINGS_DIFFER = N_("%(id)s：中英文的小标题数目不同")
BLANKS_DIFFER = N_("%(id)s：中英文题干的空数不同")
BAD_MINUTES = N_("%(id)s：学习时间应当是 1 到 120 分钟")
NO_COMPARISON = N_("%(id)s：完整课要有示范通话和正反两通对比")
BAD_SPEAKER = N_("%(id)s：说话人应当是 customer 或 agent")


def problems_of(modules: Sequence[CourseModule], lessons: Sequence[Lesson]) -> list[Problem]:
    """Everything that is wrong with a course; empty when it may be loaded."""
    ids = [m.code for m in modules] + [i for lesson in lessons for i in _ids(lesson)]
    problems = [Problem(SAME_ID_TWICE, {"id": name}) for name, times in Counter(ids).items() if times > 1]
    codes = {module.code for module in modules}
    for lesson in lessons:
        if lesson.module not in codes:
            problems.append(Problem(NO_SUCH_MODULE, {"id": lesson.id, "module": lesson.module}))
        problems += _lesson_problems(lesson)
    return problems


def _ids(lesson: Lesson) -> list[str]:
    return [lesson.id, *(o.id for o in lesson.objectives), *(item.id for item in lesson.check)]


def _lesson_problems(lesson: Lesson) -> Iterable[Problem]:
    for name in _ids(lesson)[1:]:
        if not name.startswith(f"{lesson.id}-"):
            yield Problem(FOREIGN_ID, {"id": name, "lesson": lesson.id})
    if not 1 <= lesson.minutes <= 120:
        yield Problem(BAD_MINUTES, {"id": lesson.id})
    if any(line.speaker not in {"customer", "agent"} for call in _calls(lesson) for line in call.lines):
        yield Problem(BAD_SPEAKER, {"id": lesson.id})
    yield from _objective_problems(lesson)
    if lesson.depth is Depth.FULL:
        yield from _english_problems(lesson)
        if lesson.worked_call is None or lesson.dialogues is None:
            yield Problem(NO_COMPARISON, {"id": lesson.id})


def _objective_problems(lesson: Lesson) -> Iterable[Problem]:
    tested = Counter(item.objective for item in lesson.check)
    wanted = ITEMS_PER_OBJECTIVE[lesson.depth]
    for objective in lesson.objectives:
        if tested[objective.id] < wanted:
            params = {"id": objective.id, "found": tested[objective.id], "expected": wanted}
            yield Problem(TOO_FEW_ITEMS, params)
    known, passages = {objective.id for objective in lesson.objectives}, lesson.headings
    for item in lesson.check:
        if item.objective not in known:
            yield Problem(NO_SUCH_OBJECTIVE, {"id": item.id, "objective": item.objective})
        if item.passage not in passages:
            yield Problem(NO_SUCH_PASSAGE, {"id": item.id, "passage": item.passage})
        if item.stem_en is not None and item.stem_en.count(BLANK) != item.stem.count(BLANK):
            yield Problem(BLANKS_DIFFER, {"id": item.id})


def _english_problems(lesson: Lesson) -> Iterable[Problem]:
    pairs = [("body", lesson.body_zh, lesson.body_en)]
    pairs += [(m.wrong_zh[:12], m.wrong_zh, m.wrong_en) for m in lesson.mistakes]
    pairs += [(m.repair_zh[:12], m.repair_zh, m.repair_en) for m in lesson.mistakes]
    for call in _calls(lesson):
        pairs.append((call.title_zh[:12], call.title_zh, call.title_en))
        pairs += [(line.zh[:12], line.zh, line.en) for line in call.lines]
        pairs += [(line.zh[:12], line.note_zh or "", line.note_en) for line in call.lines]
    for item in lesson.check:
        pairs += _item_pairs(item)
    for part, chinese, english in pairs:
        if bool(chinese) != bool(english):
            yield Problem(ENGLISH_MISSING, {"id": lesson.id, "part": part})
    if lesson.body_en and len(headings(lesson.body_en)) != len(lesson.headings):
        yield Problem(HEADINGS_DIFFER, {"id": lesson.id})


def _item_pairs(item: CheckItem) -> list[tuple[str, str, str | None]]:
    pairs = [(item.id, item.stem, item.stem_en), (item.id, item.explanation or "", item.explanation_en)]
    for option in item.options:
        pairs.append((f"{item.id} {option.id}", option.text, option.text_en))
        pairs.append((f"{item.id} {option.id}", option.rationale or "", option.rationale_en))
    return pairs


def _calls(lesson: Lesson) -> list[Call]:
    compared = (lesson.dialogues.bad, lesson.dialogues.good) if lesson.dialogues else ()
    return [call for call in (lesson.worked_call, *compared) if call is not None]
