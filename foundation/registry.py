"""A registry: named plugins in one explicit tuple; a duplicate name is a start-up error, an unknown one a domain
error.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from foundation.errors import N_, NotFound


class Named(Protocol):
    """Anything with a stable name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class UnknownPlugin(NotFound):
    """A name that nothing is registered under."""

    message = N_("没有名为“%(name)s”的%(kind)s")


class Registry(Generic[T]):
    """Plugins by name, in the order in which they were listed."""

    def __init__(self, kind: str, members: Iterable[T]) -> None:
        self.kind = kind
        self._members: dict[str, T] = {}
        for member in members:
            if member.name in self._members:
                raise ValueError(f"two {kind} plugins are named {member.name!r}")
            self._members[member.name] = member

    def get(self, name: str) -> T:
        """The plugin of that name; raises UnknownPlugin."""
        try:
            return self._members[name]
        except KeyError:
            raise UnknownPlugin(name=name, kind=self.kind) from None

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[T]:
        return iter(self._members.values())

    def names(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(self._members)
