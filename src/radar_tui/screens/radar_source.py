"""The frustration radar's tickets as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from radar_tui.screens.radar_rows import radar_row, ticket_key
from radar_tui.widgets.virtual_table_rows import PAGE_ROWS, SortOrder, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from radar_tui.services.panels import RadarEntry
    from radar_tui.services.radar_list import RadarList, RadarOrder

T = TypeVar("T")


class RadarSource:
    """A list of tickets, its first page read ahead: made in the background, asked while drawing.

    What can no longer be read is missing rather than the end of the app: the next refresh tells.
    """

    def __init__(self, tickets: RadarList, columns: Sequence[TableColumn]) -> None:
        self._tickets = tickets
        self._columns = columns
        self._seen: dict[str, RadarEntry] = {}
        self._first = self._read(0, PAGE_ROWS)

    def entry(self, key: str) -> RadarEntry | None:
        """The ticket of a row that was drawn."""
        return self._seen.get(key)

    def count(self) -> int:
        """How many tickets there are."""
        return self._tickets.count()

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        """The rows from a position on."""
        ahead = start == 0 and limit == PAGE_ROWS
        entries = self._first if ahead else self._read(start, limit)
        return [radar_row(entry, self._columns) for entry in entries]

    def position(self, key: str) -> int | None:
        """Where a ticket stands, None where it is gone."""
        return _unless_unreadable(lambda: self._tickets.position(key), None)

    def existing(self, keys: Collection[str]) -> Collection[str]:
        """Those of the tickets that are still listed."""
        return _unless_unreadable(lambda: self._tickets.existing(keys), keys)

    def _read(self, start: int, limit: int) -> Sequence[RadarEntry]:
        none: Sequence[RadarEntry] = ()
        entries = _unless_unreadable(lambda: self._tickets.entries(start, limit), none)
        self._seen |= {ticket_key(entry): entry for entry in entries}
        return entries


def radar_order(sort: SortOrder | None) -> RadarOrder:
    """The order of the tickets that a table's header names; without one the worst come first."""
    from radar_tui.services.radar_list import WORST_FIRST, RadarColumn, RadarOrder

    return RadarOrder(RadarColumn(sort.column), sort.descending) if sort else WORST_FIRST


def _unless_unreadable(read: Callable[[], T], otherwise: T) -> T:
    from radar_tui.db.errors import WorkspaceError

    try:
        return read()
    except WorkspaceError:
        return otherwise
