"""`python -m bench.imports`: files of many items taken in by the command and through the job process, on SQLite.

Each file is timed beside a baseline (reading the same bytes with `json.loads`, or every member of the zip). Then
answers are saved in a running exam, without an import and during one, and their times compared. The TeleQnA set is used
where `../shared/data/telecom` lies, else ten thousand items of our own. docs/performance.md says how to read it.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

import pyzipper

from app import create_app
from bench.hall import Hall, open_hall
from bench.load import Load
from bench.report import Figures, percentiles
from bench.server import Place, scratch_place, serving
from foundation.db import db, engines
from foundation.serve import ROOT
from people import services as people
from people.domain import Actor
from question_bank.domain.intake import BY_JOBS, Stage
from question_bank.domain.items import GENERAL, ItemDraft
from question_bank.formats.qti import version21
from question_bank.formats.sheets_out import WORKBOOK
from question_bank.services import imports

TELEQNA = ROOT.parent / "shared/data/telecom/TeleQnA.zip"
PASSWORD = b"teleqnadataset"  # printed beside the set by those who publish it
WRITER = "900001"
AT_ONCE, GROUP, GROUPS = 4, 24, 12
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000, metavar="N", help="how many items the large files hold")
    parser.add_argument("--only", choices=("command", "jobs", "saves"), action="append", help="default: all three")
    wanted = (given := parser.parse_args(arguments)).only or ["command", "jobs", "saves"]
    files = make_files(given.items)
    found: list[Figures] = []
    for way, measure in (("command", by_command), ("jobs", by_jobs)):
        for name, data in files.items() if way in wanted else ():
            found.append({"file": name, "way": way, **measure(name, data), "baseline_s": baseline(data)})
            print(json.dumps(found[-1], ensure_ascii=False), file=sys.stderr)
    if "saves" in wanted:
        found.append(saves_beside(next(iter(files.items()))))
    print(json.dumps(found, ensure_ascii=False))
    return 0


def make_files(n: int) -> dict[str, bytes]:
    """The large JSON first; a Word paper of 500, a table of as many as asked for, a QTI package of 1,000."""
    own = [_draft(place) for place in range(n)]
    rows = {f"question {place}": _as_object(draft) for place, draft in enumerate(own)}
    large = json.dumps(rows, ensure_ascii=False).encode()
    if TELEQNA.exists() and n == 10_000:
        with pyzipper.AESZipFile(TELEQNA) as archive:
            large = archive.read(archive.namelist()[0], pwd=PASSWORD)
    return {
        "large.json": large,
        "table.xlsx": WORKBOOK.write(own),
        "package.zip": version21.write(own[: min(n, 1000)]),
        "paper.docx": _word(own[: min(n, 500)]),
    }


def _draft(n: int) -> ItemDraft:
    said = [f"第 {n} 题的说法 {k}：先{'听问核记'[k]}后办" for k in range(4)]
    options = [{"id": "ABCD"[k], "text": text, "rationale": None} for k, text in enumerate(said)]
    content = {"stem": f"第 {n} 类来电里，受理人最先做什么（{n * 7919}）？", "options": options, "lang": "zh-CN"}
    content |= {"answer_key": ["ABCD"[n % 4]], "explanation": f"说法 {n % 4} 最稳妥。"}
    return ItemDraft("single_choice", content, GENERAL.code, external_id=f"bench-{n}")


def _as_object(draft: ItemDraft) -> dict[str, str]:
    texts = [option["text"] for option in draft.content["options"]]
    right = "ABCD".index(draft.content["answer_key"][0])
    numbered = {f"option {k + 1}": text for k, text in enumerate(texts)}
    answer = f"option {right + 1}: {texts[right]}"
    return {"question": draft.content["stem"], **numbered, "answer": answer, "category": "bench"}


def _word(drafts: Sequence[ItemDraft]) -> bytes:
    lines = [f"一、单选题（共{len(drafts)}题，每题1分）"]
    for n, draft in enumerate(drafts, 1):
        lines.append(f"{n}、{draft.content['stem']}（ {draft.content['answer_key'][0]} ）")
        lines += [f"{option['id']}、{option['text']}" for option in draft.content["options"]]
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def baseline(data: bytes) -> float:
    """Seconds that it takes to get at the bytes at all."""
    began = time.perf_counter()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                archive.read(name)
    else:
        json.loads(data)
    return round(time.perf_counter() - began, 4)


def by_command(name: str, data: bytes) -> Figures:
    """`flask bank import`, twice: all new, then all the same."""
    with scratch_place("sqlite") as place, tempfile.TemporaryDirectory() as folder:
        _fill(place, 1)
        file = Path(folder) / name
        file.write_bytes(data)
        seconds = [_command(place, file) for _run in range(2)]
        counts = _in_app(place, _last_outcome)
    n = counts["items"]
    return {"items": n, "seconds": seconds[0], "again_s": seconds[1], "items_per_s": round(n / seconds[0], 1), **counts}


def _command(place: Place, file: Path) -> float:
    settings = place.settings
    environ = {**os.environ, "INSTANCE_PATH": str(settings.instance_path), "DATABASE_URL": settings.database_url}
    environ["SECRET_KEY"] = settings.secret_key
    flask = (sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"))
    began = time.perf_counter()
    command = [*flask, "bank", "import", str(file), "--as", WRITER]
    subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, check=True)
    return round(time.perf_counter() - began, 2)


def by_jobs(name: str, data: bytes) -> Figures:
    """Uploaded, read, taken in by the job process while the server stands there."""
    with scratch_place("sqlite") as place:
        _fill(place, 1)
        with serving(place):
            read, write = _in_app(place, lambda: _through_jobs(name, data))
            n = _in_app(place, _last_outcome)["items"]
    return {"items": n, "read_s": read, "write_s": write, "items_per_s": round(n / (read + write), 1)}


def _through_jobs(name: str, data: bytes) -> tuple[float, float]:
    writer = people.actor_of_login(WRITER)
    began = time.perf_counter()
    import_id = imports.upload_file(writer, name, data, None, GENERAL.code, now=datetime.now(UTC))

    def wait() -> str:
        while (stage := _stage(writer, import_id)) in BY_JOBS:
            time.sleep(0.1)
        return stage

    stage = wait()
    if stage not in (Stage.READ, Stage.READY):
        raise RuntimeError(f"not read: {imports.get_upload(writer, import_id).summary}")
    read = time.perf_counter()
    imports.commit_import(writer, import_id, now=datetime.now(UTC))
    wait()
    return round(read - began, 2), round(time.perf_counter() - read, 2)


def _stage(writer: Actor, import_id: UUID) -> Stage:
    db.session.rollback()
    db.session.expire_all()
    return Stage(imports.get_upload(writer, import_id).stage)


def saves_beside(large: tuple[str, bytes]) -> Figures:
    """p50, p95 and p99 of saves by some candidates, alone and while the large file is read and taken in."""
    with scratch_place("sqlite") as place:
        hall = _fill(place, GROUP * (GROUPS + 2))
        with serving(place):
            load = Load(hall, place.address)
            try:
                times = _saves(load, place, large)
            finally:
                load.stop()
    return {"saves_at_once": AT_ONCE, **times}


def _saves(load: Load, place: Place, large: tuple[str, bytes]) -> Figures:
    everybody = range(GROUP * (GROUPS + 2))
    load("sign_in", everybody, 1)  # the door keeps a queue of passwords short
    load("start", everybody, AT_ONCE)
    load("save", range(GROUP), AT_ONCE)  # caches of every worker
    alone = load("save", range(GROUP, 2 * GROUP), AT_ONCE).steps["save"]
    took: list[tuple[float, float]] = []
    importing = threading.Thread(target=lambda: took.append(_in_app(place, lambda: _through_jobs(*large))))
    importing.start()
    time.sleep(1)
    beside: list[float] = []
    for group in range(2, GROUPS + 2):
        if importing.is_alive():
            beside += load("save", range(group * GROUP, (group + 1) * GROUP), AT_ONCE).steps["save"]
    importing.join()
    figures = {"alone_ms": percentiles(alone), "during_ms": percentiles(beside), "n_during": len(beside)}
    return {**figures, "max_during_ms": round(max(beside) * 1000, 1), "import_s": took}


def _fill(place: Place, n_candidates: int) -> Hall:
    def fill() -> Hall:
        db.metadata.create_all(engines().write)
        return open_hall(n_candidates, now=datetime.now(UTC))

    hall: Hall = _in_app(place, fill)
    return hall


def _in_app(place: Place, work: Callable[[], Any]) -> Any:
    with create_app(place.settings).app_context():
        try:
            return work()
        finally:
            db.session.remove()
            engines().dispose()


def _last_outcome() -> Figures:
    outcome = imports.list_imports(people.actor_of_login(WRITER))[0].outcome or {}
    names = ("items", "created", "changed", "same", "kept")
    return {name: outcome[name] for name in names}


if __name__ == "__main__":
    sys.exit(main())
