"""The matrix as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.priority import InputValue, Priority, PriorityAction
from radar_tui.reporting.wording import money
from radar_tui.widgets.heat_map import ACTION_GLYPHS
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

_INPUT_COLUMNS = (
    TableColumn("arr", "ARR", width=9, right=True),
    TableColumn("tier", "tier", width=4, right=True),
    TableColumn("risk", "risk", width=4, right=True),
    TableColumn("pattern", "pattern", width=7, right=True),
    TableColumn("action", "what to do", flex=5),
)
_TOTAL = TableColumn("total", "total", width=5, right=True)
ACCOUNT_COLUMNS = (
    _TOTAL,
    TableColumn("account", "account", flex=4),
    TableColumn("segment", "segment", flex=2, from_width=100),
    *_INPUT_COLUMNS,
)
SEGMENT_COLUMNS = (
    _TOTAL,
    TableColumn("segment", "segment", flex=4),
    TableColumn("accounts", "accounts", width=8, right=True),
    *_INPUT_COLUMNS,
)
_STYLES = {
    PriorityAction.OUTREACH: "critical",
    PriorityAction.MONITOR: "mild",
    PriorityAction.STANDARD: "muted",
}


class PriorityRows:
    """Rows of the matrix as a table's source: each is made when it is drawn."""

    def __init__(self, rows: Sequence[Priority], make: Callable[[Priority], TableRow]) -> None:
        self._rows = rows
        self._make = make
        self._places: Mapping[str, int] = {row.key: place for place, row in enumerate(rows)}

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        """The rows from a position on."""
        return [self._make(row) for row in self._rows[start : start + limit]]

    def position(self, key: str) -> int | None:
        """Where a row stands, None where it is gone."""
        return self._places.get(key)

    def existing(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys that still have a row."""
        return {key for key in keys if key in self._places}

    def row(self, key: str | None) -> Priority | None:
        """The row of this key."""
        place = self._places.get(key or "") if key is not None else None
        return None if place is None else self._rows[place]


def account_row(row: Priority) -> TableRow:
    """One account: total, name, segment, inputs, action."""
    return _table_row(row, Cell(row.segment or "–", "muted"))


def segment_row(row: Priority) -> TableRow:
    """One segment: total, name, how many accounts, inputs, action."""
    return _table_row(row, Cell(f"{row.accounts:,}", "muted"))


def _table_row(row: Priority, third: Cell) -> TableRow:
    style = _STYLES[row.action]
    return TableRow(
        key=row.key,
        cells=(
            Cell(total_badge(row), style),
            Cell(row.name, "plain"),
            third,
            Cell(money(row.arr), "muted"),
            *(_input_cell(one) for one in row.inputs),
            Cell(row.action.words, style if row.action is PriorityAction.OUTREACH else "muted"),
        ),
    )


def total_badge(row: Priority) -> str:
    """Write a total with the sign of its action."""
    return f"{ACTION_GLYPHS.get(row.action, '')} {row.total:>2}"


def _input_cell(one: InputValue) -> Cell:
    """An input's value; a star says that somebody set it."""
    return Cell(f"*{one.value}" if one.override else str(one.value), "plain")
