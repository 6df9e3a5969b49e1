"""The radar's tickets as rows of a table, and what is told of the one at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from radar_tui.domain.bands import Band
from radar_tui.reporting.wording import (
    band_badge,
    band_glyph,
    due_words,
    trajectory_glyph,
    waiting_words,
)
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    # Reading the tickets takes the database's libraries, drawing them does not.
    from datetime import datetime

    from radar_tui.services.panels import RadarEntry


def radar_row(entry: RadarEntry, columns: Sequence[TableColumn]) -> TableRow:
    """One ticket, with a cell for each of the columns that a radar may have."""
    band = entry.band or "muted"
    glyph = band_glyph(Band(entry.band)) if entry.band else "–"
    score = f"{glyph}{entry.score if entry.score is not None else '–':>4}"
    cells = {
        "score": Cell(f"{score}{trajectory_glyph(entry.trajectory)}", band),
        "account": Cell(entry.account or "–", "plain"),
        "ticket": Cell(f"#{entry.ticket}", "muted"),
        "waiting": Cell(waiting_words(entry.waiting_hours, entry.waiting_days), "plain"),
        "owner": Cell(entry.owner or "–", "muted"),
        "why": Cell(entry.why, "plain"),
        "next": Cell(entry.next_action or "–", "muted"),
    }
    return TableRow(ticket_key(entry), tuple(cells[column.key] for column in columns))


def radar_detail(entry: RadarEntry | None, as_of: datetime) -> str | None:
    """Say of a ticket why it scored high and what is done about it."""
    if entry is None:
        return None
    badge = f"{band_badge(entry.band, entry.score)} {trajectory_glyph(entry.trajectory)}"
    due = f" · due {due_words(entry.due_at, as_of)}" if entry.due_at else ""
    return (
        f"{badge} · {entry.account or 'no account'} · #{entry.ticket} {entry.subject}\n"
        f"{entry.why}\n"
        f"→ {entry.next_action or 'nothing planned yet'} · owner {entry.owner or 'nobody'}{due}"
    )


def ticket_key(entry: RadarEntry) -> str:
    """Key a ticket's row, across sources."""
    return f"{entry.source}/{entry.ticket}"
