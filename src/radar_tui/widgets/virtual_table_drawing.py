"""A table's lines as styled pieces of text; which line is which is the table's business."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from radar_tui.widgets.virtual_table_layout import GAP, fit_text
from radar_tui.widgets.virtual_table_rows import Cell, SortOrder, TableColumn, TableRow

CURSOR_FOCUSED, CURSOR_ELSEWHERE, MARK = "▶", "▷", "●"
DESCENDING, ASCENDING = "↓", "↑"

# One cell for the cursor, one for the mark, one empty.
GUTTER = 3

_NO_CELL = Cell("")

Styles: TypeAlias = Callable[[str], Style]
"""Gives the style for a word: one of the cells' or `header`, `mark`, `empty`."""


def header_strip(
    columns: Sequence[TableColumn], widths: Sequence[int], sort: SortOrder | None, style: Style
) -> Strip:
    """Draw the titles, with an arrow at the one that the rows are sorted by."""
    titles = [
        _title(column, width, sort) for column, width in zip(columns, widths, strict=True) if width
    ]
    return Strip([Segment(" " * GUTTER + (" " * GAP).join(titles), style)])


def row_strip(
    row: TableRow,
    columns: Sequence[TableColumn],
    widths: Sequence[int],
    gutter: str,
    styles: Styles,
) -> Strip:
    """Draw one row, its gutter first; cells that the row lacks stay empty."""
    segments = [Segment(fit_text(gutter, GUTTER), styles("mark"))]
    space = Segment(" " * GAP, styles("plain"))
    for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
        if not width:
            continue
        if len(segments) > 1:
            segments.append(space)
        cell = row.cells[index] if index < len(row.cells) else _NO_CELL
        text = fit_text(cell.text, width, right=column.right)
        segments.append(Segment(text, styles(cell.style)))
    return Strip(segments)


def empty_strip(words: Content, line: int, width: int, style: Style) -> Strip:
    """Draw one line of what is said without rows, wrapped to the width beside the gutter."""
    lines = words.wrap(width) if width > 0 else []
    if line >= len(lines):
        return Strip([])
    return Strip([Segment(" " * GUTTER + fit_text(lines[line].plain, width), style)])


def _title(column: TableColumn, width: int, sort: SortOrder | None) -> str:
    """Fit a title; the arrow is never cut off."""
    if sort is None or sort.column != column.key:
        return fit_text(column.title, width, right=column.right)
    arrow = DESCENDING if sort.descending else ASCENDING
    title = fit_text(column.title, width - 2).rstrip() if width > 2 else ""
    return fit_text(f"{title} {arrow}".lstrip(), width, right=column.right)
