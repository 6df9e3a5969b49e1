"""A table that draws only the lines on screen, however many rows there are."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from radar_tui.text.hostile import inert
from radar_tui.widgets.virtual_table_drawing import (
    CURSOR_ELSEWHERE,
    CURSOR_FOCUSED,
    GUTTER,
    MARK,
    empty_strip,
    header_strip,
    row_strip,
)
from radar_tui.widgets.virtual_table_keys import TABLE_BINDINGS
from radar_tui.widgets.virtual_table_layout import column_at, fit_widths
from radar_tui.widgets.virtual_table_messages import (
    MarksChanged,
    RowHighlighted,
    RowOpened,
    SortRequested,
)
from radar_tui.widgets.virtual_table_rows import (
    CELL_STYLES,
    SEARCHED_ROWS,
    Cell,
    LocatingRowSource,
    PagedRows,
    RowSource,
    SortOrder,
    TableColumn,
    TableRow,
)
from radar_tui.widgets.virtual_table_sorting import clicked_order, next_order, turned

__all__ = [
    "Cell",
    "LocatingRowSource",
    "MarksChanged",
    "RowHighlighted",
    "RowOpened",
    "RowSource",
    "SortOrder",
    "SortRequested",
    "TableColumn",
    "TableRow",
    "VirtualTable",
]

HEADER_LINES = 1


class VirtualTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of a `RowSource` with a cursor and marks, both kept by key when the rows change.

    Before the first `show` it is blank; `empty` is said when a source has no rows. Where rows are
    not `markable`, the key is left to the screen.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "virtual-table--header",
        "virtual-table--cursor",
        "virtual-table--mark",
        "virtual-table--empty",
        *(f"virtual-table--{style}" for style in CELL_STYLES),
    }
    DEFAULT_CSS = """
    VirtualTable {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        color: $foreground;

        & > .virtual-table--header { color: $text-muted; text-style: bold; }
        & > .virtual-table--mark { color: $accent; text-style: bold; }
        & > .virtual-table--empty { color: $text-muted; }
        & > .virtual-table--plain { color: $foreground; }
        & > .virtual-table--heading { color: $primary; text-style: bold; }
        & > .virtual-table--muted { color: $text-muted; }
        & > .virtual-table--critical { color: $error; text-style: bold; }
        & > .virtual-table--high { color: $warning; }
        & > .virtual-table--mild { color: $foreground; }
        & > .virtual-table--neutral { color: $text-muted; }
        & > .virtual-table--good { color: $success; }
        & > .virtual-table--warning { color: $warning; text-style: bold; }
        & > .virtual-table--cursor { background: $primary 15%; }

        &:focus > .virtual-table--header { color: $primary; }
        &:focus > .virtual-table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*TABLE_BINDINGS]

    def __init__(
        self,
        columns: Sequence[TableColumn],
        source: RowSource | None = None,
        *,
        empty: str = "Nothing here.",
        markable: bool = True,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._columns = tuple(columns)
        self._source = source
        self._empty = Content(inert(empty))
        self._markable = markable
        self._rows: PagedRows | None = None
        self._cursor = 0
        self._cursor_key: str | None = None
        self._marks: dict[str, None] = {}
        self._sort: SortOrder | None = None
        self._lines_before = 0

    # What the table shows and where the user stands.

    @property
    def row_count(self) -> int:
        """How many rows the source had when it was last asked."""
        return self._rows.count if self._rows else 0

    @property
    def empty(self) -> str:
        """What is said when the source has no rows."""
        return self._empty.plain

    @empty.setter
    def empty(self, words: str) -> None:
        self._empty = Content(inert(words))
        self.refresh()

    @property
    def cursor_key(self) -> str | None:
        """The key of the cursor's row; None where there is no row."""
        return self._cursor_key

    @property
    def marked_keys(self) -> tuple[str, ...]:
        """The keys of the marked rows, in the order in which they were marked."""
        return tuple(self._marks)

    @property
    def target_keys(self) -> tuple[str, ...]:
        """What an action is about: the marked rows, or the cursor's where none is marked."""
        if self._marks:
            return self.marked_keys
        return () if self._cursor_key is None else (self._cursor_key,)

    @property
    def sortable_columns(self) -> tuple[str, ...]:
        """The keys of the columns that can be sorted by."""
        return tuple(column.key for column in self._columns if column.sortable)

    @property
    def sort(self) -> SortOrder | None:
        """The order named in the header; None where the source has an order of its own."""
        return self._sort

    @sort.setter
    def sort(self, order: SortOrder | None) -> None:
        self._sort = order
        self.refresh()

    def show(self, source: RowSource, columns: Sequence[TableColumn] | None = None) -> None:
        """Take rows from another source, and keep the cursor and the marks by key."""
        self._source = source
        if columns is not None:
            self._columns = tuple(columns)
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Read again what is shown: the source has changed.

        The cursor stays on its key, or where that is gone on its position; a row looked at stays
        on its line of the screen, except at the top, where new rows come into sight.
        """
        if self._source is None:
            return
        in_sight = self._in_sight(self._cursor)
        before, top = self._cursor, self.scroll_offset.y
        self._rows = PagedRows(self._source)
        self._place_cursor(self._rows)
        self._keep_marks(self._rows.existing(self._marks))
        self.virtual_size = Size(0, self._rows.count + HEADER_LINES)
        if in_sight:
            self._scroll_to_row(self._cursor, top + self._cursor - before if top else 0)
        self.refresh()

    def listed(self, limit: int) -> tuple[Sequence[TableColumn], Sequence[TableRow]]:
        """The columns, and the rows of the marks, or else the first ones, up to a limit."""
        if self._source is None:
            return self._columns, ()
        if not self._marks:
            return self._columns, self._source.rows(0, limit)
        near = self._source.rows(0, SEARCHED_ROWS)
        return self._columns, [row for row in near if row.key in self._marks][:limit]

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row with this key; False where there is none."""
        position = self._rows.find(key, self._cursor) if self._rows else None
        if position is not None:
            self._move_to(position)
        return position is not None

    def advance(self) -> None:
        """Go on to the next row, as after an action; stays on the last."""
        self.action_move(1)

    def clear_marks(self) -> None:
        """Take the marks off all rows."""
        self._keep_marks(())

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to the screen that would do nothing here."""
        if action == "mark":
            return self._markable
        if action == "unmark":
            return bool(self._marks)
        if action in ("sort_next", "sort_reverse"):
            return any(column.sortable for column in self._columns)
        return super().check_action(action, parameters)

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self._move_to(self._cursor + rows)

    def action_move_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are in sight."""
        self._move_to(self._cursor + pages * max(self._lines_in_sight(), 1))

    def action_move_half(self, pages: int) -> None:
        """Move the cursor by half as many rows as are in sight."""
        self._move_to(self._cursor + pages * max(self._lines_in_sight() // 2, 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self._move_to(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._move_to(self.row_count - 1)

    def action_mark(self) -> None:
        """Mark or unmark the cursor's row and go on to the next."""
        key = self._cursor_key
        if key is None:
            return
        if key in self._marks:
            del self._marks[key]
        else:
            self._marks[key] = None
        self.refresh_line(self._cursor + HEADER_LINES)
        self.post_message(MarksChanged(self.marked_keys, self))
        self.advance()

    def action_unmark(self) -> None:
        """Take the marks off all rows."""
        self.clear_marks()

    def action_open(self) -> None:
        """Ask for the cursor's row to be opened."""
        if self._cursor_key is not None:
            self.post_message(RowOpened(self._cursor_key, self))

    def action_sort_next(self, step: int) -> None:
        """Ask for the order of the next column that can be sorted by."""
        self._request_sort(next_order(self._columns, self._sort, step))

    def action_sort_reverse(self) -> None:
        """Ask for the order the other way round."""
        if self._sort is None:
            self.action_sort_next(1)
        else:
            self._request_sort(turned(self._sort))

    def on_click(self, event: events.Click) -> None:
        """Go to the row under the pointer, open it on the second click; sort by a title."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < HEADER_LINES:
            self._click_title(offset.x)
            return
        position = offset.y - HEADER_LINES + self.scroll_offset.y
        if position < self.row_count:
            self._move_to(position)
            if event.chain == 2:
                self.action_open()

    def on_mount(self) -> None:
        """Read the source that was given at the start."""
        self.refresh_rows()

    def on_resize(self) -> None:
        """Keep the cursor's row in sight when the table becomes lower or higher."""
        if self._lines_before != self._lines_in_sight():
            self._lines_before = self._lines_in_sight()
            self._scroll_to_row(self._cursor, self.scroll_offset.y)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the titles, a row, what is said without rows, or nothing."""
        if y < HEADER_LINES:
            strip = header_strip(self._columns, self._widths(), self._sort, self._style("header"))
        elif self._rows is not None and self._rows.count == 0:
            line, width = y - HEADER_LINES, self._room - GUTTER
            strip = empty_strip(self._empty, line, width, self._style("empty"))
        else:
            strip = self._row_strip(y - HEADER_LINES + self.scroll_offset.y)
        return strip.adjust_cell_length(self.size.width, self._style("plain"))

    def _row_strip(self, position: int) -> Strip:
        row = self._rows.row(position) if self._rows else None
        if row is None:
            return Strip([])
        at_cursor = position == self._cursor
        cursor = CURSOR_FOCUSED if self.has_focus else CURSOR_ELSEWHERE
        gutter = (cursor if at_cursor else " ") + (MARK if row.key in self._marks else " ")
        below = ("cursor",) if at_cursor else ()

        def style(word: str) -> Style:
            return self._style(word, *below)

        strip = row_strip(row, self._columns, self._widths(), gutter, style)
        return strip.adjust_cell_length(self.size.width, style("plain"))

    def _style(self, *words: str) -> Style:
        """The style of some component classes, the last on top."""
        return self.get_visual_style(*(f"virtual-table--{word}" for word in words)).rich_style

    @property
    def _room(self) -> int:
        """Cells in a line, the scrollbar's own left out."""
        return self.scrollable_content_region.width

    def _widths(self) -> tuple[int, ...]:
        return fit_widths(self._columns, max(self._room - GUTTER, 0))

    # Moving.

    def _move_to(self, position: int) -> None:
        if self._rows is None:
            return
        before = self._cursor
        self._cursor = max(0, min(position, self._rows.count - 1))
        self.refresh_line(before + HEADER_LINES)
        self.refresh_line(self._cursor + HEADER_LINES)
        self._scroll_to_row(self._cursor, self.scroll_offset.y)
        self._notice_key(self._rows)

    def _place_cursor(self, rows: PagedRows) -> None:
        """Find the cursor's key again, or else keep its position."""
        found = rows.find(self._cursor_key, self._cursor) if self._cursor_key else None
        self._cursor = max(0, min(self._cursor if found is None else found, rows.count - 1))
        self._notice_key(rows)

    def _notice_key(self, rows: PagedRows) -> None:
        row = rows.row(self._cursor)
        key = row.key if row else None
        if key != self._cursor_key:
            self._cursor_key = key
            self.post_message(RowHighlighted(key, self))

    def _keep_marks(self, keys: Collection[str]) -> None:
        kept = {key: None for key in self._marks if key in keys}
        if len(kept) != len(self._marks):
            self._marks = kept
            self.refresh()
            self.post_message(MarksChanged(self.marked_keys, self))

    def _lines_in_sight(self) -> int:
        return max(self.scrollable_content_region.height - HEADER_LINES, 0)

    def _in_sight(self, position: int) -> bool:
        top = self.scroll_offset.y
        return top <= position < top + self._lines_in_sight()

    def _scroll_to_row(self, position: int, top: int) -> None:
        """Scroll to the top line wished for, or as near to it as shows the row."""
        lines = self._lines_in_sight()
        if not lines:
            return
        top = max(min(top, self.row_count - lines, position), position - lines + 1, 0)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _request_sort(self, order: SortOrder) -> None:
        self.sort = order
        self.post_message(SortRequested(order.column, order.descending, self))

    def _click_title(self, cell: int) -> None:
        index = column_at(self._widths(), cell - GUTTER)
        column = None if index is None else self._columns[index]
        if column is not None and column.sortable:
            self._request_sort(clicked_order(column, self._sort))
