"""A file's first rows as they are written, as many of its columns as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from radar_tui.screens.mapping_rows import about_raw, raw_columns, raw_rows
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from radar_tui.ingest.mapping_trial import FirstRows, MappingTrial

# The narrowest that a column of the file is drawn, and what stands beside the columns.
_COLUMN_CELLS, _OTHER_CELLS = 18, 10


class FirstRowsTable(VirtualTable):
    """The rows that a mapping is judged by; the column that is talked about is marked."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the name that every Textual widget gives it
        super().__init__((), id=id, empty="The file has columns and no rows.")
        self._first: FirstRows | None = None
        self._trial: MappingTrial | None = None
        self._present: str | None = None
        self._begin = 0

    def show_rows(self, first: FirstRows, trial: MappingTrial, present: str | None) -> None:
        """Show rows with what a mapping makes of them, and the `present` column among them."""
        self._first, self._trial, self._present = first, trial, present
        if present in first.names:
            place = first.names.index(present)
            self._begin = min(max(self._begin, place - self._columns_in_sight() + 1), place)
        self._draw()

    def scroll_columns(self, columns: int) -> None:
        """Show other columns of the file."""
        self._begin += columns
        self._draw()

    def about_row(self) -> str:
        """Say of the row at the cursor whether it would be imported."""
        if self._first is None or self._trial is None or self.cursor_key is None:
            return ""
        return about_raw(self._first.tried[int(self.cursor_key)], self._trial)

    @on(events.Resize)
    def _fit_columns(self) -> None:
        """Show as many columns as there is room for now."""
        self._draw()

    def _columns_in_sight(self) -> int:
        return max(1, (self.size.width - _OTHER_CELLS) // _COLUMN_CELLS)

    def _draw(self) -> None:
        if self._first is None or self._trial is None:
            return
        all_names, room = self._first.names, self._columns_in_sight()
        self._begin = max(0, min(self._begin, len(all_names) - room))
        names = all_names[self._begin : self._begin + room]
        rows = raw_rows(self._first, names, self._present, self._trial)
        self.show(ListSource(rows), raw_columns(names, self._present))
        last = self._begin + len(names)
        some = f"columns {self._begin + 1} to {last} of {len(all_names)} · h l the others"
        self.border_subtitle = some if len(names) < len(all_names) else ""
