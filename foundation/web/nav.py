"""Navigation: each routes module lists its entries; the shells show those that the actor may enter."""

from dataclasses import dataclass

from foundation.errors import N_

WORKPLACES = {"learner": N_("学员"), "desk": N_("考务"), "people": N_("人事"), "admin": N_("管理")}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `workplace` is a key of WORKPLACES; `order` sorts within it; `permissions` as in `requires` (any of
    them); `at_the_top`: what concerns everybody, shown to those only who hold one of them on the top of a tree.
    """

    workplace: str
    label: str
    endpoint: str
    icon: str
    order: int
    permissions: tuple[str, ...] = ()
    group: str = ""
    at_the_top: bool = False
