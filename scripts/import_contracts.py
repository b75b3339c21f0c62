"""An import-linter contract of our own: the private rooms of every package, named once, without a list of packages.

`people.models` may be imported below `people` only, `certify.exams.queries` below `certify.exams` only, and so on.
Configured in pyproject.toml as type "private_rooms".
"""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    """Keeps each room in `rooms` to the package that it belongs to; `open_packages` have no private rooms."""

    type_name = "private_rooms"
    rooms = fields.ListField(subfield=fields.StringField())
    open_packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect every import of a private room from outside its package."""
        # At run time the fields' values stand in place of the fields.
        rooms, open_packages = cast(list[str], self.rooms), cast(list[str], self.open_packages)
        broken = [
            (importer, module)
            for module in sorted(graph.modules)
            if (owner := _owner(module, rooms)) and owner.split(".")[0] not in open_packages
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith(f"{owner}.")
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who looked into whose room, and where to knock instead."""
        for importer, module in check.metadata["broken"]:
            output.print_error(f"- {importer} -> {module}: use the services or the domain of that package", bold=False)
        output.new_line()


def _owner(module: str, rooms: list[str]) -> str | None:
    """The package that owns the private room a module stands in; None for a module anyone may import."""
    parts = module.split(".")
    at = next((index for index, part in enumerate(parts) if index and part in rooms), None)
    return ".".join(parts[:at]) if at else None
