"""The rows of the Alerts screen, and the words to the alert at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from radar_tui.domain.rules import RuleKind
from radar_tui.reporting.wording import due_words, moment_words, short_measure, short_span
from radar_tui.screens.today_rows import alert_words, severity_style
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from datetime import datetime

    from radar_tui.services.alert_timeline import AlertTimeline, TimelineEntry
    from radar_tui.services.alerts_panel import AlertEntry, AlertsPanel

COLUMNS = (
    TableColumn("alert", "alert", flex=4),
    TableColumn("measure", "measured", width=10),
    TableColumn("standing", "where it stands", flex=3, from_width=64),
    TableColumn("owner", "owner", flex=2, from_width=84),
    TableColumn("since", "since", width=5, right=True),
    TableColumn("due", "due", width=7, right=True),
)
_GLYPHS = {"critical": "◆", "warning": "▲", "info": "●"}


def alert_rows(panel: AlertsPanel) -> list[TableRow]:
    """One row for each alert: what, measured against what, where it stands, whose, by when."""
    return [_row(entry, panel) for entry in panel.alerts]


def _row(entry: AlertEntry, panel: AlertsPanel) -> TableRow:
    ended = entry.resolved_at is not None
    due = "–" if ended else due_words(entry.due_at, panel.as_of).removeprefix("overdue ")
    loud = entry.standing == "needs-you"
    style = severity_style(entry) if loud else "muted"
    return TableRow(
        key=str(entry.id),
        cells=(
            Cell(f"{_GLYPHS.get(entry.severity, '·')} {alert_words(entry)}", style),
            Cell(short_measure(RuleKind(entry.kind), entry.value, entry.evidence), "plain"),
            Cell(entry.standing_words, "plain" if loud else "muted"),
            Cell(entry.owner, "muted"),
            Cell(short_span(panel.as_of - _since(entry)), "muted"),
            Cell(due, "warning" if entry.overdue else "muted"),
        ),
    )


def _since(entry: AlertEntry) -> datetime:
    return entry.resolved_at or entry.fired_at or entry.standing_since


def alert_story(timeline: AlertTimeline) -> str:
    """Tell of an alert what was seen, where it stands, what to do, and all that happened."""
    entry, zone = timeline.alert, ZoneInfo(timeline.zone)
    due = ""
    if entry.due_at is not None and entry.resolved_at is None:
        due = f" · due {due_words(entry.due_at, timeline.as_of)}"
    lines = [
        f"{_GLYPHS.get(entry.severity, '·')} {alert_words(entry)}",
        entry.measure,
        entry.standing_words,
        "",
        f"→ {entry.action}",
        f"  owner {entry.owner}{due}{f' · channel {entry.channel}' if entry.channel else ''}",
        *_about(entry),
        "",
        *(_line(one, zone) for one in reversed(timeline.entries)),
    ]
    return "\n".join(lines)


def _about(entry: AlertEntry) -> list[str]:
    """What else it is about, and the customer's words where there are any."""
    lines = [f"{name}: {', '.join(values)}" for name, values in sorted(entry.context.items())]
    why = entry.evidence.get("why") or entry.evidence.get("quote")
    if isinstance(why, str) and why:
        lines.append(why)
    return ["", *lines] if lines else []


def _line(one: TimelineEntry, zone: ZoneInfo) -> str:
    by = f"{one.by}: " if one.by else ""
    return f"{moment_words(one.at, zone)}  {by}{one.words}"
