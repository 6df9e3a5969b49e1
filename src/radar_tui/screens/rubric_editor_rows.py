"""The rows of the rubric editor: numbers, phrases, and the tickets that would move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.bands import Band
from radar_tui.reporting.wording import band_badge, how_many
from radar_tui.scoring.rubric_changes import SignalChanges, change_words
from radar_tui.scoring.rubric_fields import FIELDS, FIELDS_BY_NAME, RubricField, value_of
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.scoring.rubric import Rubric
    from radar_tui.scoring.rubric_changes import RubricChanges
    from radar_tui.scoring.rubric_fields import ListedPhrase
    from radar_tui.services.rubric_trial import MovedTicket, RubricTrialReport

FIELD_COLUMNS = (
    TableColumn("field", "signal or limit", flex=3),
    TableColumn("value", "value", width=6, right=True),
    TableColumn("shipped", "shipped", width=7, right=True),
    TableColumn("own", "your phrases", flex=3),
)
PHRASE_COLUMNS = (
    TableColumn("counts", "", width=1),
    TableColumn("phrase", "phrase", flex=1),
    TableColumn("kind", "", width=12),
)
MOVED_COLUMNS = (
    TableColumn("customer", "customer", flex=2),
    TableColumn("ticket", "ticket", width=8),
    TableColumn("before", "now", width=14),
    TableColumn("after", "then", width=14),
    TableColumn("calls", "", width=12, from_width=64),
)
NO_PHRASES = "A limit has no phrases; signals have."
NOBODY_MOVES = "No open ticket would move."


def field_rows(stored: RubricChanges, draft: RubricChanges, shipped: Rubric) -> list[TableRow]:
    """One row for each number; what is changed and not saved is marked."""
    return [_field_row(field, stored, draft, shipped) for field in FIELDS]


def _field_row(
    field: RubricField, stored: RubricChanges, draft: RubricChanges, shipped: Rubric
) -> TableRow:
    value, default = (value_of(changes, shipped, field) for changes in (draft, type(draft)()))
    signal, before = (
        changes.of(field.signal) if field.signal else SignalChanges() for changes in (draft, stored)
    )
    is_changed = value != value_of(stored, shipped, field) or signal != before
    parts = [f"{len(signal.added)} own"] if signal.added else []
    own = " · ".join(parts + ([f"{len(signal.left_out)} out"] if signal.left_out else []))
    return TableRow(
        key=field.name,
        cells=(
            Cell(field.name, "heading" if is_changed else "plain"),
            Cell(f"{'• ' * is_changed}{value}", "warning" if is_changed else "plain"),
            Cell("same" if value == default else str(default), "muted"),
            Cell(own, "plain"),
        ),
    )


def about_field(key: str | None) -> str:
    """Tell what a number means, and what it may be."""
    field = FIELDS_BY_NAME.get(key or "")
    return "" if field is None else f"{field.meaning} {field.allowed}."


def phrase_rows(phrases: Sequence[ListedPhrase]) -> list[TableRow]:
    """One row for each phrase; the key is its place in the list."""
    return [
        TableRow(
            key=str(place),
            cells=(
                Cell("☑" if one.counts else "☐", "plain" if one.counts else "muted"),
                Cell(inert_line(one.phrase), "heading" if one.is_own else "plain"),
                Cell(_kind(one), "muted"),
            ),
        )
        for place, one in enumerate(phrases)
    ]


def _kind(phrase: ListedPhrase) -> str:
    if phrase.is_own:
        return "yours"
    kind = "shipped, weak" if phrase.is_weak else "shipped"
    return kind if phrase.counts else "left out"


def moved_rows(moved: Sequence[MovedTicket]) -> list[TableRow]:
    """One row for each ticket that would move: its score now and then, and whether it calls."""
    return [_moved_row(one) for one in moved]


def _moved_row(one: MovedTicket) -> TableRow:
    arrow = "▴" if (one.after.score or 0) > (one.before.score or 0) else "▾"
    calls = {True: "for review", False: "no review", None: ""}[one.calls]
    return TableRow(
        key=one.name,
        cells=(
            Cell(inert_line(one.account or "no account"), "plain"),
            Cell(inert_line(f"#{one.number}"), "muted"),
            Cell(band_badge(one.before.band, one.before.score), _style(one.before.band)),
            Cell(f"{arrow} {band_badge(one.after.band, one.after.score)}", _style(one.after.band)),
            Cell(calls, "warning" if one.calls else "muted"),
        ),
    )


def _style(band: Band | None) -> str:
    return band.value if band is not None else "muted"


def trial_words(report: RubricTrialReport) -> str:
    """Count who would call for the lead and how the bands would fill, before and after."""
    if not report.tickets:
        return "No open ticket has a score by this rubric yet, to try changes on."
    now, then = report.review
    before, after = report.bands
    bands = " · ".join(f"{band.value} {before[band]} → {after[band]}" for band in reversed(Band))
    return f"for review {now} → {then} of {how_many(report.tickets, 'open ticket')}\n{bands}"


def note_words(stored: RubricChanges, draft: RubricChanges, shipped: Rubric, texts: int) -> str:
    """Say what is changed and not saved, and what saving sets off; blank where nothing is."""
    words = change_words(stored, draft, shipped)
    if not words:
        return ""
    return f"Not saved: {', '.join(words)} · s saves, then {how_many(texts, 'text')} are read anew"
