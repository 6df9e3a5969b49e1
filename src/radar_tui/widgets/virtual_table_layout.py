"""How a table's columns share the width, and how a text fits a column."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from radar_tui.text.hostile import inert_line
from radar_tui.widgets.virtual_table_rows import TableColumn

GAP = 1
"""Cells between two columns."""

ELLIPSIS = "…"


def fit_widths(columns: Sequence[TableColumn], available: int) -> tuple[int, ...]:
    """Give each column its width, so that columns and gaps need at most the cells available.

    Fixed columns keep theirs, flexible ones share the rest. Where there is no rest, flexible
    columns and then the last fixed ones give way: a column of width 0 is not drawn, nor its gap.
    """
    drawn = [column for column in columns if column.from_width <= available]
    rest = available - sum(column.width or 0 for column in drawn) - GAP * (len(drawn) - 1)
    if rest < 0:
        return _cut_widths(columns, available)
    shares = sum(column.flex for column in drawn)
    widths = []
    share = 0
    for column in columns:
        if column.from_width > available:
            widths.append(0)
            continue
        before, share = share, share + column.flex
        # Edges are rounded, not widths: so the shares add up to the rest.
        flexible = rest * share // shares - rest * before // shares if column.flex else 0
        widths.append(flexible if column.width is None else column.width)
    return tuple(widths)


def fit_text(text: str, width: int, *, right: bool = False) -> str:
    """Make a text harmless and exactly `width` cells wide, with an ellipsis where it is cut."""
    line = inert_line(text)
    if cell_len(line) > width:
        if width < 1:
            return ""
        line = set_cell_size(line, width - 1).rstrip() + ELLIPSIS
    padding = " " * (width - cell_len(line))
    return padding + line if right else line + padding


def column_at(widths: Sequence[int], cell: int) -> int | None:
    """The index of the column drawn at a cell, counted from the first column's left edge."""
    edge = 0
    for index, width in enumerate(widths):
        if edge <= cell < edge + width:
            return index
        edge += width + GAP if width else 0
    return None


def _cut_widths(columns: Sequence[TableColumn], available: int) -> tuple[int, ...]:
    widths = []
    left = available
    for column in columns:
        width = min(column.width or 0, max(left, 0))
        left -= width + GAP if width else 0
        widths.append(width)
    return tuple(widths)
