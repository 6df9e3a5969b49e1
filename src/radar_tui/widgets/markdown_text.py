"""Draws the Markdown that Radar's own reports are written in, as text in which nothing acts.

Textual's Markdown widget is not used for them: it makes links that can be clicked, and shows a
table's cells as tooltips in which square brackets are markup. A report quotes customers.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from textual.content import Content

from radar_tui.text.hostile import inert

# A table whose cells would be narrower than this is told row by row instead.
NARROWEST_CELL = 12
GAP = 2

_HEADING = re.compile(r"(#{1,3}) (.*)")
_ITEM = re.compile(r"( *)(?:[-*]|(\d+)\.) (\[[ x]\] )?(.*)")
# A code span, strong text, an escaped character, or a character on its own.
_PIECE = re.compile(
    r"(?P<fence>`+)(?P<code>.+?)(?<!`)(?P=fence)(?!`)|\*\*(?P<strong>(?:\\.|[^\\])+?)\*\*|\\(?P<escaped>.)|(?P<plain>[^`*\\]+|.)"
)
_RULE = re.compile(r"[|:\- ]+")
_HEADINGS = {"#": "bold $accent", "##": "bold underline $primary", "###": "bold"}
_BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", None: ""}


def markdown_content(text: str, width: int) -> Content:
    """Draw headings, lists, tables, strong text and code; everything else stays as it is written.

    No line of a table is wider than `width` cells.
    """
    lines: list[Content] = []
    for is_table, block in groupby(inert(text).split("\n"), key=lambda line: line.startswith("|")):
        written = list(block)
        lines += _table(written, width) if is_table else map(_line, written)
    return Content("\n").join(lines)


def _line(line: str) -> Content:
    if heading := _HEADING.fullmatch(line):
        return _inline(heading[2]).stylize(_HEADINGS[heading[1]])
    if item := _ITEM.fullmatch(line):
        bullet = f"{item[2]}. " if item[2] else "" if item[3] else "• "
        return Content.assemble(item[1], (bullet, "$accent"), _BOXES[item[3]], _inline(item[4]))
    return _inline(line)


def _inline(text: str) -> Content:
    return Content.assemble(*_pieces(text))


def _pieces(text: str) -> Iterator[Content | str]:
    for piece in _PIECE.finditer(text):
        if piece["code"] is not None:
            yield Content.styled(_code(piece["code"]), "$secondary")
        elif piece["strong"] is not None:
            yield _inline(piece["strong"]).stylize("bold")
        else:
            yield piece["escaped"] or piece["plain"]


def _code(text: str) -> str:
    """What stands in a code span, without the blanks that keep backticks off its fences."""
    padded = text.startswith(" ") and text.endswith(" ") and text.strip()
    return text[1:-1] if padded else text


def _table(lines: Sequence[str], width: int) -> list[Content]:
    columns = lines[0].count("|") - 1
    rows = [
        [_inline(cell.strip()) for cell in _cells(line, columns)]
        for line in lines
        if not _RULE.fullmatch(line)
    ]
    head, *body = rows
    widths = _widths(rows, width)
    if widths is None:
        return [line for row in body for line in _told(head, row, width)]
    heading = [cell.stylize("bold $foreground-muted") for cell in head]
    return [line for row in (heading, *body) for line in _row(row, widths)]


def _cells(line: str, columns: int) -> list[str]:
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return (cells + [""] * columns)[:columns]


def _widths(rows: Sequence[Sequence[Content]], width: int) -> list[int] | None:
    """Share the room: small columns get what they need; None where the others get too little."""
    needed = [max(cell.cell_length for cell in column) for column in zip(*rows, strict=True)]
    room = width - GAP * (len(needed) - 1)
    widths = [0] * len(needed)
    for left, column in enumerate(sorted(range(len(needed)), key=needed.__getitem__)):
        share = (room - sum(widths)) // (len(needed) - left)
        if needed[column] > share and share < NARROWEST_CELL:
            return None
        widths[column] = min(needed[column], share)
    return widths


def _row(cells: Sequence[Content], widths: Sequence[int]) -> Iterator[Content]:
    """One row on as many lines as its highest cell needs."""
    columns = [cell.wrap(width) if width else [] for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [
            _padded(column[number] if number < len(column) else Content(""), width)
            for column, width in zip(columns, widths, strict=True)
        ]
        yield Content(" " * GAP).join(parts)


def _padded(cell: Content, width: int) -> Content:
    return cell.truncate(width).pad_right(max(0, width - cell.cell_length))


def _told(head: Sequence[Content], row: Sequence[Content], width: int) -> Iterator[Content]:
    """A row as a paragraph: what it is about, below it the rest of its cells with their names."""
    named = zip(head[1:], row[1:], strict=True)
    rest = [
        Content.assemble((f"{name.plain} ", "$foreground-muted") if name.plain else "", cell)
        for name, cell in named
        if cell.plain
    ]
    yield row[0].stylize("bold")
    for line in Content(" · ").join(rest).wrap(max(1, width - GAP)):
        yield Content.assemble(" " * GAP, line)
