"""Patterns that authors write for a blank: a small grammar, matched in linear time (Thompson's construction).

Grammar: characters; `.` any one; `\\d` a digit; `[abc0-9]`, `[^abc]`; `( )` groups; `|` or; `*`, `+`, `?`, `{2}` and
`{2,4}` after what they repeat; `\\` before a sign takes it literally. The whole normalised answer must match. Nothing
else is there, nothing backtracks, and Python's own engine never sees an author's pattern.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from foundation.errors import N_
from question_bank.domain.matching import normalise

MOST_CHARACTERS = 200
MOST_STATES = 400
MOST_REPEATS = 20
MOST_DEPTH = 20

Accepts: TypeAlias = Callable[[str], bool]
Node: TypeAlias = Callable[["_Machine", int], int]  # builds itself before a state; gives the state where it begins


class BadPattern(ValueError):
    """A pattern outside the grammar; `text` (a msgid) says why, `place` where, from 1."""

    def __init__(self, text: str, place: int = 0) -> None:
        super().__init__(text)
        self.text, self.place = text, place


UNCLOSED = N_("括号没有配对")
NOTHING_TO_REPEAT = N_("重复记号前面没有内容")
BAD_COUNT = N_("次数写成 {2} 或 {2,4}，最多 20 次")
BAD_CLASS = N_("方括号里写字符或 0-9 这样的范围")
TOO_LONG = N_("样式太长或太复杂")


@dataclass(slots=True)
class _Machine:
    """States: a test of one character and where it leads, or free steps to others."""

    tests: list[tuple[Accepts, int] | None] = field(default_factory=list)
    free: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, test: tuple[Accepts, int] | None = None, free: Iterable[int] = ()) -> int:
        if len(self.tests) >= MOST_STATES:
            raise BadPattern(TOO_LONG)
        self.tests.append(test)
        self.free.append(tuple(free))
        return len(self.tests) - 1

    def closure(self, states: Iterable[int]) -> set[int]:
        found, waiting = set(), list(states)
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting += self.free[state]
        return found


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    machine: _Machine
    begin: int
    end: int

    def matches(self, text: str) -> bool:
        """Whether the whole normalised text matches: at most characters × states steps."""
        states = self.machine.closure([self.begin])
        for character in normalise(text):
            tests = (self.machine.tests[state] for state in states)
            states = self.machine.closure(test[1] for test in tests if test is not None and test[0](character))
            if not states:
                return False
        return self.end in states


@lru_cache(maxsize=512)
def compile_pattern(text: str) -> Pattern:
    """Read a pattern; raises BadPattern."""
    if len(text) > MOST_CHARACTERS:
        raise BadPattern(TOO_LONG)
    reader = _Reader(text)
    node = reader.either(0)
    if reader.at < len(text):
        raise BadPattern(UNCLOSED, reader.at + 1)
    machine = _Machine()
    end = machine.add()
    return Pattern(machine, node(machine, end), end)


def _one(accepts: Accepts) -> Node:
    return lambda machine, after: machine.add((accepts, after))


def _sequence(nodes: list[Node]) -> Node:
    def build(machine: _Machine, after: int) -> int:
        for node in reversed(nodes):
            after = node(machine, after)
        return after

    return build


def _any_of(nodes: list[Node]) -> Node:
    return lambda machine, after: machine.add(None, [node(machine, after) for node in nodes])


def _repeat(node: Node, least: int, most: int | None) -> Node:
    def build(machine: _Machine, after: int) -> int:
        if most is None:
            loop = machine.add()
            machine.free[loop] = (node(machine, loop), after)
            begin = loop
        else:
            begin = after
            for _turn in range(most - least):
                begin = machine.add(None, (node(machine, begin), after))
        for _turn in range(least):
            begin = node(machine, begin)
        return begin

    return build


def _fold(character: str) -> str:
    return normalise(character) or character


class _Reader:
    """Recursive descent over the pattern's characters."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise BadPattern(UNCLOSED, self.at)
        self.at += 1
        return character

    def either(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise BadPattern(TOO_LONG, self.at)
        ways = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            ways.append(self.sequence(depth))
        return ways[0] if len(ways) == 1 else _any_of(ways)

    def sequence(self, depth: int) -> Node:
        nodes: list[Node] = []
        while self.peek() and self.peek() not in "|)":
            nodes.append(self.repeated(depth))
        return _sequence(nodes)

    def repeated(self, depth: int) -> Node:
        node = self.atom(depth)
        while self.peek() and self.peek() in "*+?{":
            sign = self.take()
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self.count()
            node = _repeat(node, least, most)
        return node

    def count(self) -> tuple[int, int]:
        begin = self.at
        while self.peek() and self.peek() != "}":
            self.at += 1
        least, comma, most = self.text[begin : self.at].partition(",")
        if self.peek() != "}" or not least.isdecimal() or (comma and not most.isdecimal()):
            raise BadPattern(BAD_COUNT, begin + 1)
        self.take()
        low, high = int(least[:3]), int((most or least)[:3])
        if not low <= high <= MOST_REPEATS or high == 0:
            raise BadPattern(BAD_COUNT, begin + 1)
        return low, high

    def atom(self, depth: int) -> Node:
        character = self.take()
        if character == "(":
            node = self.either(depth + 1)
            if self.peek() != ")":
                raise BadPattern(UNCLOSED, self.at + 1)
            self.take()
            return node
        if character in "*+?{":
            raise BadPattern(NOTHING_TO_REPEAT, self.at)
        if character == ".":
            return _one(lambda _character: True)
        if character == "[":
            return _one(self.character_class())
        if character == "\\":
            return _one(self.escaped())
        return self.literal(character)

    def literal(self, character: str) -> Node:
        """A sign that normalises to several (㎡) is those in a row."""
        return _sequence([_one(folded.__eq__) for folded in _fold(character)])

    def escaped(self) -> Accepts:
        character = self.take()
        return str.isdecimal if character == "d" else _fold(character).__eq__

    def character_class(self) -> Accepts:
        is_not = self.peek() == "^"
        if is_not:
            self.take()
        ranges: list[tuple[str, str]] = []
        while self.peek() != "]":
            low = self.member()
            high = low
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in {"]", ""}:
                self.take()
                high = self.member()
            if low > high:
                raise BadPattern(BAD_CLASS, self.at)
            ranges.append((low, high))
        self.take()
        if not ranges:
            raise BadPattern(BAD_CLASS, self.at)
        return lambda character: any(low <= character <= high for low, high in ranges) is not is_not

    def member(self) -> str:
        character = self.take()
        folded = _fold(self.take() if character == "\\" else character)
        if len(folded) != 1:
            raise BadPattern(BAD_CLASS, self.at)
        return folded
