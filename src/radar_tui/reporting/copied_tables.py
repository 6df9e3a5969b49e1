"""A list as it is pasted elsewhere: as aligned plain text, or as a Markdown table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from radar_tui.reporting.weekly_escaping import NOTHING, plain, quoted
from radar_tui.text.hostile import inert_line

# Nothing in these acts in Markdown, nor is made a link or a mention of by whoever shows it.
_HARMLESS = re.compile(r"(?:[^\W_]|[ ,:%+()◆▲·●→↗↘?'…–-]|\.(?=\d|\s|$))*")


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """What is listed: titles, rows of as many cells, and how many rows there are in all.

    `right` tells of each column whether it is aligned on the right.
    """

    title: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: int
    right: Sequence[bool]

    @property
    def counted(self) -> str:
        """Say how many rows are taken, and of how many where not all are."""
        shown, all_rows = f"{len(self.rows):,}", f"{self.total:,}"
        noun = "row" if self.total == 1 else "rows"
        return f"{all_rows} {noun}" if shown == all_rows else f"{shown} of {all_rows} {noun}"


def table_text(table: CopiedTable) -> str:
    """Write a list as plain text in columns, with its title and how many rows there are."""
    rows = [[inert_line(cell).strip() for cell in row] for row in (table.titles, *table.rows)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = [_aligned(row, widths, table.right) for row in rows]
    return "\n".join([_heading(table), "", *lines]) + "\n"


def table_markdown(table: CopiedTable) -> str:
    """Write a list as a Markdown table in which nothing of a customer's acts."""
    marks = ["---:" if right else "---" for right in table.right]
    titles = [plain(title) for title in table.titles]
    rows = [[in_markdown(cell) for cell in row] for row in table.rows]
    lines = [f"| {' | '.join(row)} |" for row in (titles, marks, *rows)]
    return "\n".join([f"**{plain(_heading(table))}**", "", *lines]) + "\n"


def in_markdown(words: str) -> str:
    """Write words that may be a customer's: as they are where nothing acts, else as code."""
    line = " ".join(inert_line(words).split())
    if not line:
        return NOTHING
    return line if _HARMLESS.fullmatch(line) else quoted(line)


def _heading(table: CopiedTable) -> str:
    return f"{inert_line(table.title).strip()} ({table.counted})"


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (
        " " * (width - cell_len(cell)) + cell if is_right else set_cell_size(cell, width)
        for cell, width, is_right in zip(row, widths, right, strict=True)
    )
    return "  ".join(cells).rstrip()
