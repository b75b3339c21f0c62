"""The samples of other systems beside the project, where they exist: counts and keys as their SOURCES.md says."""

import io
import zipfile
from pathlib import Path

import pytest

from foundation.errors import Invalid
from question_bank.formats.model import Paper
from question_bank.formats.registry import read_file, recognise

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
IMPORTS, QTI = DATA / "import-formats", DATA / "qti"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the samples lie beside the project, not in it")


def read(path: Path) -> Paper:
    return read_file(path.read_bytes(), path.name)


def refusal(path: Path) -> str:
    with pytest.raises(Invalid) as told:
        read(path)
    return " ".join(f"{problem.field}:{problem.line or ''} {problem}" for problem in told.value.problems)


@pytest.mark.parametrize(
    ("path", "file_format", "items", "left_out"),
    [
        ("format/aiken/tests/fixtures/questions.aiken.txt", "aiken", 2, 0),
        ("format/gift/tests/fixtures/questions.gift.txt", "gift", 9, 0),
        ("format/gift/examples.txt", "gift", 43, 0),
        ("format/missingword/tests/fixtures/question.missingword1.txt", "gift", 1, 0),
        ("format/missingword/tests/fixtures/question.missingword2.txt", "gift", 1, 0),
        ("format/xml/tests/fixtures/multichoice.xml", "moodle", 1, 0),
        ("format/xml/tests/fixtures/truefalse.xml", "moodle", 2, 0),
        ("type/essay/tests/fixtures/testquestion.moodle.xml", "moodle", 1, 0),
        ("type/multichoice/tests/fixtures/testquestion.moodle.xml", "moodle", 1, 0),
        ("type/shortanswer/tests/fixtures/testquestion.moodle.xml", "moodle", 1, 0),
        ("type/truefalse/tests/fixtures/testquestion.moodle.xml", "moodle", 1, 0),
    ],
)
def test_imports(path: str, file_format: str, items: int, left_out: int) -> None:
    assert recognise((IMPORTS / path).read_bytes(), Path(path).name) == file_format
    paper = read(IMPORTS / path)
    assert (len(paper.items), len(paper.problems)) == (items, left_out)


def test_keys_of_imports() -> None:
    gift = {
        item.stem: item.answer_key for item in read(IMPORTS / "format/gift/tests/fixtures/questions.gift.txt").items
    }
    assert gift["Which is the best animal?____"] == [["Frog"]]
    assert gift["42 is the Absolute Answer to everything."] is False
    assert [item.answer_key for item in read(IMPORTS / "format/aiken/tests/fixtures/questions.aiken.txt").items] == [
        ["B"],
        True,
    ]
    cities = read(IMPORTS / "type/multichoice/tests/fixtures/testquestion.moodle.xml").items[0]
    assert (cities.type, cities.answer_key) == ("multiple_choice", ["C", "E"])


@pytest.mark.parametrize(
    ("path", "system"),
    [
        ("format/blackboard_six/tests/fixtures/sample_blackboard_pool.dat", "Blackboard"),
        ("format/webct/tests/fixtures/sample_webct.txt", "WebCT"),
        ("format/examview/tests/fixtures/examview_sample.xml", "ExamView"),
    ],
)
def test_systems_that_are_not_read_are_named(path: str, system: str) -> None:
    assert system in refusal(IMPORTS / path)


def test_canvas() -> None:
    paper = read(QTI / "canvas-qti12/all_canvas_simple_1.2.xml")
    assert len(paper.items) == 9 and "calculated_question" in paper.problems[0].text()
    assert [item.answer_key for item in paper.items[:4]] == [
        ["2799"],
        True,
        [["Blank", "blank"]],
        [["Multiple", "multiple"], ["Blanks", "blanks"]],
    ]
    assert len(read(QTI / "canvas-qti12/items_1.2/question_group.xml").items) == 10
    assert "fib.xml:45" in refusal(QTI / "canvas-qti12/items_1.2/fib.xml")
    assert "answer.xml:1" in refusal(QTI / "canvas-qti12/items_1.2/choice_vary_points_by_answer.xml")


def test_every_well_formed_file_loads_or_is_named() -> None:
    for path in [*QTI.glob("canvas-qti12/**/*.xml"), *QTI.glob("qti30/**/*.xml"), *QTI.glob("qtiworks-qti21/**/*.xml")]:
        try:
            paper = read(path)
        except Invalid as error:
            assert error.problems and path.name != "ITEM001.xml"
            continue
        assert paper.items or paper.problems, path
        assert len(paper.source_lines) == len(paper.places) >= 1


def test_packages_of_qtiworks() -> None:
    folder = QTI / "qtiworks-packages"
    assert [item.answer_key for item in read(folder / "WebDeveloperTest1.zip").items][:4] == [
        ["ChoiceC"],
        ["ChoiceA"],
        ["ChoiceC"],
        ["ChoiceD"],
    ]
    assert len(read(folder / "WebDeveloperTest1.zip").items) == 9
    assert "imsmanifest.xml:3" in refusal(folder / "BadManifest.zip")
    assert "missing.xml" in refusal(folder / "MissingFile.zip")
    assert "不是内容包" in refusal(folder / "NotContentPackage.zip")
    assert "包外" in refusal(folder / "ZipSlip.zip")


def test_a_package_of_qti_3() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted((QTI / "qti30/api/kennisnet-2").glob("*.xml")):
            archive.writestr(path.name, path.read_bytes())
    paper = read_file(buffer.getvalue(), "kennisnet.zip")
    assert len(paper.items) == 13
    assert [problem.text() for problem in paper.problems] == [
        "“INTRODUCTION”没有作答处（itemBody），只是说明文字，没有作为题目导入"
    ]
    keys = {item.source_text.split("\n")[0]: item.answer_key for item in paper.items}
    assert ["CHOICE1", "CHOICE2"] in keys.values() and not paper.has_errors


@pytest.mark.parametrize(("name", "items"), [("minimal_qti_1.2_sample.zip", 1), ("minimal_qti_2.1_sample.zip", 2)])
def test_minimal_packages(name: str, items: int) -> None:
    paper = read(QTI / "vosslab" / name)
    assert len(paper.items) == items and all(item.answer_key for item in paper.items)


@pytest.mark.parametrize("name", ["graphic-order", "select-point", "slider"])
def test_what_the_bank_has_no_type_for_is_named_by_its_element(name: str) -> None:
    paper = read(QTI / f"qti30/qti-item/example-{name}.xml")
    assert not paper.items and f"qti-{name}-interaction" in paper.problems[0].text()
