"""Rows held in memory, for tables that are short by nature."""

from collections.abc import Sequence

from radar_tui.widgets.virtual_table import TableRow


class ListSource:
    """A fixed list of rows as a table's source."""

    def __init__(self, rows: Sequence[TableRow]) -> None:
        self._rows = rows

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        """The rows from a position on."""
        return self._rows[start : start + limit]
