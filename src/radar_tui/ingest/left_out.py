"""Tells what a record says nothing of from what it says is not there: a missing key from null."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Self, TypeAlias

import msgspec

from radar_tui.ingest.table import Row

NO_KEY: Any = msgspec.UNSET
"""The default of a property of which `Keyed` is to know whether its key was there."""

ToldBy: TypeAlias = Mapping[str, tuple[str, ...]]
"""The properties of a ticket, each with the keys or columns any of which tells it."""


class Keyed(msgspec.Struct, dict=True):
    """A record that knows which of its keys were not there; these properties are None, too."""

    def __post_init__(self) -> None:
        """Take notice of the keys that were not there."""
        missing = [name for name in _may_be_missing(type(self)) if getattr(self, name) is NO_KEY]
        for name in missing:
            setattr(self, name, None)
        self.__dict__["_missing"] = frozenset(missing)

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with other properties; of the rest it is known as before what was there."""
        copy = msgspec.structs.replace(self, **changes)
        copy.__dict__["_missing"] = self.__dict__["_missing"] - changes.keys()
        return copy

    def has(self, name: str) -> bool:
        """Tell whether the key of a property was there, with a value or with null."""
        return name not in self.__dict__["_missing"]

    def untold(self, told_by: ToldBy) -> frozenset[str]:
        """Name the properties of a ticket that none of their keys tells."""
        return _untold(told_by, self.has)


@lru_cache
def _may_be_missing(shape: type[Keyed]) -> tuple[str, ...]:
    """Name the properties whose keys may be missing."""
    return tuple(one.name for one in msgspec.structs.fields(shape) if one.default is NO_KEY)


def untold_in(row: Row, told_by: ToldBy) -> frozenset[str]:
    """Name the properties of a ticket for which a row has none of their columns."""
    return _untold(told_by, row.has)


def _untold(told_by: ToldBy, has: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(told for told, names in told_by.items() if not any(map(has, names)))
