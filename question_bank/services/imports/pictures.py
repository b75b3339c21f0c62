"""Pictures and sounds that came with a paper: known by their bytes, put into the items where the source speaks of them.
Pure.

The readers leave ［图 name］ or, where the name is a hash as we write it, a reference in a text, and the bytes in
`Paper.media`. What can be held becomes a reference by the hash of its bytes, whatever its name claims; what can't stays
as a mark, with the reason.
"""

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from foundation.errors import N_
from foundation.media import SIGN, Media, MediaRefused, Reference, read_media, references, spell, split
from question_bank.formats.interchange import messages as interchange
from question_bank.formats.interchange.media_out import name_of
from question_bank.formats.model import MediaFile, Paper, PaperProblem
from question_bank.formats.records import messages as records

PLACE = re.compile(r"［图 (?P<name>[^］｜\n]{1,120}?)(?:｜(?P<words>[^］\n]{0,200}))?］")
LEFT_OUT = (records.PICTURE, interchange.PICTURE)
REFUSED = N_("图片“%(name)s”没有带入：%(reason)s")
SAME_NAME = N_("图片“%(name)s”没有带入：文件里有几张不同的图片叫这个名字")
_NO_BRACKETS = str.maketrans("［］｜", "()|")
_KEPT = 128
_read: OrderedDict[str, Media | str] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Those that can be held, by their name in the file, and why others can't."""

    held: Mapping[str, Media] = field(default_factory=dict)
    refused: Mapping[str, PaperProblem] = field(default_factory=dict)

    def find(self, name: str) -> Media | None:
        """A picture by the hash of its bytes."""
        return next((media for media in self.held.values() if hash_of(media) == name), None)


def pictures_of(paper: Paper) -> Pictures:
    """All that came along."""
    held: dict[str, Media] = {}
    refused: dict[str, PaperProblem] = {}
    bytes_of: dict[str, set[bytes]] = {}
    for file in paper.media:
        bytes_of.setdefault(file.name, set()).add(file.data)
    for file in paper.media:
        if len(bytes_of[file.name]) > 1:
            refused[file.name] = PaperProblem(None, "warning", SAME_NAME, {"name": file.name})
            continue
        found = _known(file)
        if isinstance(found, Media):
            held[file.name] = found
        else:
            refused[file.name] = PaperProblem(None, "warning", REFUSED, {"name": file.name, "reason": found})
    return Pictures(held, refused)


def hash_of(media: Media) -> str:
    """The name of the bytes."""
    return sha256(media.body).hexdigest()


def _known(file: MediaFile) -> Media | str:
    """What it is, or the reason against it; files are read once while they are looked at."""
    digest = sha256(file.data).hexdigest()
    if digest not in _read:
        try:
            _read[digest] = read_media(file.data)
        except MediaRefused as error:
            _read[digest] = error.why % error.params
    while len(_read) > _KEPT:
        _read.popitem(last=False)
    return _read[digest]


def with_pictures(content: Any, pictures: Pictures, shown: Collection[str] = ()) -> Any:
    """The content with references where it spoke of what can be held; for the names `shown` a file had to come."""
    if isinstance(content, str):
        return _resolved(content, pictures, shown)
    if isinstance(content, Mapping):
        return {key: with_pictures(value, pictures, shown) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [with_pictures(value, pictures, shown) for value in content]
    return content


def shown_in(problems: Iterable[PaperProblem]) -> frozenset[str]:
    """The names that a reader met as pictures or sounds, not in plain text."""
    return frozenset(str(each.params.get("found")) for each in problems if each.message == interchange.PICTURE)


def _resolved(text: str, pictures: Pictures, shown: Collection[str]) -> str:
    if "［图 " in text:
        text = PLACE.sub(lambda place: _reference(place, pictures), text)
    if SIGN not in text:
        return text
    return "".join(part if isinstance(part, str) else _by_bytes(part, pictures, shown) for part in split(text))


def _by_bytes(named: Reference, pictures: Pictures, shown: Collection[str]) -> str:
    """A reference whose file came along: by what the bytes are. Others name what the bank may hold already."""
    name = name_of(named)
    if (media := pictures.held.get(name)) is not None:
        return str(Reference(named.words, hash_of(media), media.extension))
    if name not in pictures.refused and name not in shown:
        return str(named)
    words = named.words.translate(_NO_BRACKETS)[:200]
    return f"［图 {name}｜{words}］" if words else f"［图 {name}］"


def _reference(place: re.Match[str], pictures: Pictures) -> str:
    media = pictures.held.get(place["name"])
    return place.group() if media is None else spell(hash_of(media), media.extension, place["words"] or "")


def notes_on(content: Any, problems: tuple[PaperProblem, ...], pictures: Pictures) -> tuple[PaperProblem, ...]:
    """The reader's notes without those on pictures that came along; for others the reason, where there is one."""
    there = {each.sha256 for each in references(content)}
    kept: list[PaperProblem] = []
    for problem in problems:
        name = str(problem.params.get("name") or problem.params.get("found") or "")
        if problem.message not in LEFT_OUT:
            kept.append(problem)
        elif name in pictures.refused:
            why = pictures.refused[name]
            kept.append(PaperProblem(problem.line, "warning", why.message, why.params))
        elif name not in pictures.held or hash_of(pictures.held[name]) not in there:
            kept.append(problem)
    told = {problem.params.get("name") for problem in kept}
    marked = pictures.refused.keys() & _marks_in(content) - told if pictures.refused else ()
    return (*kept, *(pictures.refused[name] for name in sorted(marked)))


def _marks_in(content: Any) -> set[object]:
    """The names of what stayed out."""
    if isinstance(content, str):
        return {found["name"] for found in PLACE.finditer(content)}
    parts = content.values() if isinstance(content, Mapping) else content if isinstance(content, list | tuple) else ()
    return {name for part in parts for name in _marks_in(part)}


def used_pictures(contents: Any, pictures: Pictures) -> list[Media]:
    """Those that the contents name."""
    named = {each.sha256 for each in references(contents)}
    return [media for media in pictures.held.values() if hash_of(media) in named]
