"""Sources of made-up rows and an app with one virtual table."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.widgets.virtual_table import (
    Cell,
    MarksChanged,
    RowHighlighted,
    RowOpened,
    SortRequested,
    TableColumn,
    TableRow,
    VirtualTable,
)

COLUMNS = (
    TableColumn("score", "score", width=7, right=True, sortable=True),
    TableColumn("account", "customer", flex=1, sortable=True),
    TableColumn("why", "why", flex=2),
)


class Rows:
    """A source that counts what is asked of it; rows are made up when asked for."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.reads: list[tuple[int, int]] = []

    def count(self) -> int:
        return len(self.keys)

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        self.reads.append((start, limit))
        return [made_row(key) for key in self.keys[start : start + limit]]


class LocatingRows(Rows):
    """The same, where the source can tell where a key stands."""

    def position(self, key: str) -> int | None:
        return self.keys.index(key) if key in self.keys else None

    def existing(self, keys: Collection[str]) -> Collection[str]:
        return set(keys) & set(self.keys)


class FixedRows:
    """Rows as they are given."""

    def __init__(self, *rows: TableRow) -> None:
        self.given = rows

    def count(self) -> int:
        return len(self.given)

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        return self.given[start : start + limit]


def made_row(key: str) -> TableRow:
    return TableRow(key, (Cell("138", "critical"), Cell(f"customer {key}"), Cell("why", "muted")))


def keys(count: int) -> list[str]:
    return [f"k{number}" for number in range(count)]


class TableApp(App[None]):
    """A table on its own, with somewhere else to go."""

    BINDINGS: ClassVar = [("escape", "went_back", "Back"), ("space", "space", "Space")]

    def __init__(
        self,
        source: Rows | FixedRows | None,
        empty: str = "No tickets.",
        *,
        markable: bool = True,
    ) -> None:
        super().__init__()
        self.markable = markable
        self.spaces = 0
        self.source = source
        self.empty = empty
        self.messages: list[Message] = []
        self.backs = 0

    def compose(self) -> ComposeResult:
        yield VirtualTable(
            COLUMNS, self.source, empty=self.empty, markable=self.markable, id="table"
        )
        yield Input()

    @on(RowHighlighted, "#table")
    @on(RowOpened, "#table")
    @on(MarksChanged, "#table")
    @on(SortRequested, "#table")
    def keep(self, message: Message) -> None:
        self.messages.append(message)

    def action_went_back(self) -> None:
        self.backs += 1

    def action_space(self) -> None:
        self.spaces += 1

    @property
    def table(self) -> VirtualTable:
        return self.query_one(VirtualTable)

    def lines(self) -> list[str]:
        """What stands on the table's lines."""
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def cursor_line(self) -> int:
        return next(number for number, line in enumerate(self.lines()) if line[0] in "▶▷")


def table_app(count: int) -> TableApp:
    return TableApp(Rows(keys(count)))


async def press(pilot: Pilot[None], *pressed: str) -> None:
    await pilot.press(*pressed)
    await pilot.pause()
