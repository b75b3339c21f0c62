"""The process that opens a PDF, and nothing else: bytes on stdin, runs of text with their places as JSON on stdout.

Run as a script of its own (`python -I child.py`), so that a file that hangs, swells or crashes the library takes only
this process with it. It sets its own limits before it reads. Layout is the parent's business (`pages`).
"""

import json
import logging
import resource
import sys
from io import BytesIO
from typing import Any

MEMORY = 1024 * 2**20
CPU_SECONDS = 25
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)  # or less, where the process that asks is bound closer
MOST_PAGES = 150
MOST_CHARACTERS = 300_000
MOST_RULES = 4_000
FEWEST_EDGES, MOST_EDGES = 6, 3_000  # of what can be a table; beyond it finding one takes too long
_PASSWORD = ("PDFPasswordIncorrect", "PDFEncryptionError", "PDFTextExtractionNotAllowed")


def main() -> None:
    """Read, answer, end. An answer is always JSON: pages, or the name of what went wrong."""
    for which, most in LIMITS:
        _soft, hard = resource.getrlimit(which)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (least, least))
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(2_000)
    try:
        answer = read(sys.stdin.buffer.read())
    except Exception as error:  # the one outer edge of this process: whatever a hostile file provokes becomes an answer
        answer = {"refused": _reason(error)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode())


def _reason(error: BaseException) -> str:
    causes = [error, *(arg for arg in error.args if isinstance(arg, BaseException))]
    causes += [each for each in (error.__cause__, error.__context__) if each is not None]
    names = {type(cause).__name__ for cause in causes}
    if names & set(_PASSWORD):
        return "encrypted"
    return "memory" if "MemoryError" in names else "broken"


def read(data: bytes) -> dict[str, Any]:
    """Every page's runs, rules and pictures, up to the limits."""
    import pdfplumber  # here, because limits must stand before the library is loaded

    pages: list[dict[str, Any]] = []
    left = MOST_CHARACTERS
    with pdfplumber.open(BytesIO(data)) as document:
        if len(document.pages) > MOST_PAGES:
            return {"refused": "pages", "found": len(document.pages), "limit": MOST_PAGES}
        for page in document.pages:
            left -= len(page.chars)
            if left < 0:
                return {"refused": "characters", "limit": MOST_CHARACTERS}
            pages.append(_page(page))
            page.close()  # or its objects stay in memory
    return {"pages": pages}


def _page(page: Any) -> dict[str, Any]:
    x0, top, x1, bottom = page.bbox
    chars = [char for char in page.chars if char["x1"] > x0 and char["x0"] < x1 and top < char["bottom"] <= bottom + 5]
    ways = [_way(char) for char in chars]
    way = max((0, 1, 2, 3), key=ways.count)  # most of its letters stand this way: so the page is read
    upright = [char for char, its in zip(chars, ways, strict=True) if its == way]
    area = max(1.0, float((x1 - x0) * (bottom - top)))
    covered = max((_area(image, page.bbox) for image in page.images), default=0.0) / area
    width, height = float(x1 - x0), float(bottom - top)
    turned = Turned(way, width, height, float(x0), float(top))
    return {
        "width": height if way % 2 else width,
        "height": width if way % 2 else height,
        "runs": _runs(upright, turned),
        "rules": _rules(page, turned),
        "tables": _tables(page, turned),
        "n_images": len(page.images),
        "n_curves": len(page.curves),
        "covered": round(covered, 3),
        "turned": len(chars) - len(upright),
        "outside": len(page.chars) - len(chars),
    }


def _area(image: dict[str, Any], bbox: tuple[float, ...]) -> float:
    width = min(image["x1"], bbox[2]) - max(image["x0"], bbox[0])
    height = min(image["bottom"], bbox[3]) - max(image["top"], bbox[1])
    return float(max(0, width) * max(0, height))


def _way(char: dict[str, Any]) -> int:
    """To how many quarters its line runs against the clock; -1 for what stands askew."""
    along, up = char["matrix"][:2]
    if max(abs(along), abs(up)) < 6 * min(abs(along), abs(up)) or not (along or up):
        return -1
    if abs(along) > abs(up):
        return 0 if along > 0 else 2
    return 1 if up > 0 else 3


class Turned:
    """A page's places as one sees them who turns it until its lines run to the right: x0, x1, top, bottom."""

    def __init__(self, way: int, width: float, height: float, left: float, top: float) -> None:
        self._way, self._width, self._height, self._left, self._top = way, width, height, left, top

    def place(self, each: dict[str, Any]) -> tuple[float, float, float, float]:
        """Of a thing with places as the library gives them."""
        return self.box(each["x0"], each["x1"], each["top"], each["bottom"])

    def box(self, x0: float, x1: float, top: float, bottom: float) -> tuple[float, float, float, float]:
        """Of two corners."""
        x0, x1 = float(x0) - self._left, float(x1) - self._left
        top, bottom = float(top) - self._top, float(bottom) - self._top
        if self._way == 1:
            return self._height - bottom, self._height - top, x0, x1
        if self._way == 2:
            return self._width - x1, self._width - x0, self._height - bottom, self._height - top
        if self._way == 3:
            return top, bottom, self._width - x1, self._width - x0
        return x0, x1, top, bottom


def _runs(chars: list[dict[str, Any]], turned: Turned) -> list[list[Any]]:
    """Characters that follow one another on a line without a gap, in the file's order: [text, x0, x1, top, bottom]; a
    space in the file ends a run and stands at its end.
    """
    runs: list[list[Any]] = []
    for char in chars:
        text = char["text"]
        x0, x1, y0, y1 = turned.place(char)
        size = max(1.0, y1 - y0)
        last = runs[-1] if runs else None
        joins = last is not None and abs(last[3] - y0) < 0.3 * size and -0.4 * size < x0 - last[2] < 0.22 * size
        if text.isspace():
            if last is not None and not last[0].endswith(" "):
                last[0] += " "
        elif last is not None and joins and not last[0].endswith(" "):
            last[0] += text
            last[2], last[4] = max(last[2], x1), max(last[4], y1)
        else:
            runs.append([text, x0, x1, y0, y1])
    return [[run[0], *(round(each, 1) for each in run[1:])] for run in runs]


def _rules(page: Any, turned: Turned) -> list[list[float]]:
    """Thin lines, level ones to write on and upright ones of tables: [x0, x1, top, bottom]."""
    found = []
    for each in [*page.lines, *page.rects][:MOST_RULES]:
        x0, x1, y0, y1 = turned.place(each)
        if y1 - y0 <= 2 or x1 - x0 <= 2:
            found.append([round(value, 1) for value in (x0, x1, y0, y1)])
        else:  # a box: its four sides
            found += [[x0, x1, y0, y0], [x0, x1, y1, y1], [x0, x0, y0, y1], [x1, x1, y0, y1]]
    return found[:MOST_RULES]


def _tables(page: Any, turned: Turned) -> list[list[list[list[float] | None]]]:
    """Ruled tables as rows of cells, each its place or None where a cell from above or beside reaches over it."""
    if not FEWEST_EDGES <= len(page.edges) <= MOST_EDGES:
        return []
    tables = []
    for table in page.find_tables():
        cells = [turned.box(x0, x1, top, bottom) for x0, top, x1, bottom in table.cells]
        lefts = sorted({round(cell[0], 1) for cell in cells})
        tops = sorted({round(cell[2], 1) for cell in cells})
        grid: list[list[list[float] | None]] = [[None] * len(lefts) for _ in tops]
        for cell in cells:
            place = [round(value, 1) for value in cell]
            grid[tops.index(round(cell[2], 1))][lefts.index(round(cell[0], 1))] = place
        tables.append(grid)
    return tables


if __name__ == "__main__":
    main()
