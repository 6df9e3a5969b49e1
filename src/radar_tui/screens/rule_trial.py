"""What a rule would have raised over the last weeks, as it is stored and as it is being changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from radar_tui.reporting.rule_words import lead_words
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow, VirtualTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.backtesting import BacktestAlert, BacktestFigures, BacktestReport

RAISED_COLUMNS = (
    TableColumn("fired", "fired", width=12),
    TableColumn("subject", "on", flex=1),
    TableColumn("value", "value", width=6, right=True, from_width=52),
    TableColumn("escalated", "escalated", width=10, right=True),
)
HINDSIGHT = "†"
HINDSIGHT_WORDS = f"{HINDSIGHT} hindsight: tags set at an unknown time"
TRIAL_FAILED = "the back-test failed; the next change tries it again"
_LABEL_CELLS, _FIGURE_CELLS = 21, 11


class RuleTrialPane(Vertical):
    """The figures of both settings, then the alerts of the one being changed, newest first."""

    figures = getters.query_one("#trial-figures", Static)
    raised = getters.query_one("#trial-raised", VirtualTable)

    def compose(self) -> ComposeResult:
        """The figures over the alerts."""
        yield Static("", id="trial-figures", markup=False)
        yield VirtualTable(
            RAISED_COLUMNS, empty="It would not have fired.", markable=False, id="trial-raised"
        )

    def on_mount(self) -> None:
        """Say what will stand here."""
        self.figures.border_title = "Back-test"
        self.raised.border_title = "It would have raised"

    def show_counting(self) -> None:
        """Say that other figures are being worked out; those before stay in sight."""
        self.figures.border_subtitle = "counting…"
        if not str(self.figures.content):
            self.figures.update("Reading the past weeks…")

    def show_refused(self, reason: str) -> None:
        """Say in a line why there are no figures."""
        self.figures.border_subtitle = ""
        self.figures.update(f"✗ {inert_line(reason)}")

    def show(self, report: BacktestReport) -> None:
        """Show the figures, and what the setting being changed would have raised."""
        weeks = (report.until - report.since).days // 7
        self.figures.border_title = f"Back-test · the last {weeks} weeks"
        self.figures.border_subtitle = ""
        self.figures.update(Content(inert(figures_text(report))))
        tried = report.other or report.current
        zone = ZoneInfo(report.zone)
        self.raised.show(RaisedRows(tried.raised, zone))
        setting = "as changed" if report.other is not None else "as stored"
        self.raised.border_title = f"It would have raised, {setting}"
        self.raised.border_subtitle = HINDSIGHT_WORDS if tried.hindsight else ""


class RaisedRows:
    """The alerts as a table's source, newest first; rows are made when they come into sight."""

    def __init__(self, raised: Sequence[BacktestAlert], zone: ZoneInfo) -> None:
        self._raised = raised
        self._zone = zone

    def count(self) -> int:
        """How many alerts there are."""
        return len(self._raised)

    def rows(self, start: int, limit: int) -> list[TableRow]:
        """The rows from a position on."""
        last = len(self._raised) - 1
        places = range(start, min(start + limit, last + 1))
        return [_raised_row(self._raised[last - place], self._zone) for place in places]


def figures_text(report: BacktestReport) -> str:
    """Lay the figures out in columns, and below them say what the change would bring."""
    columns = [report.current, *([report.other] if report.other is not None else [])]
    titles = ["stored", "changed"][: len(columns)]
    lines = [_line("", titles)]
    lines += [_line(label, [take(one, report) for one in columns]) for label, take in _FIGURES]
    if report.other is not None:
        lines.append(trial_verdict(report.current, report.other))
    return "\n".join(lines)


def trial_verdict(current: BacktestFigures, other: BacktestFigures) -> str:
    """Say in a sentence what another setting changes."""
    alerts, warned = other.alerts - current.alerts, other.warned - current.warned
    if not alerts and not warned and current.median_lead_hours == other.median_lead_hours:
        return "→ it makes no difference to these weeks"
    parts = [_more(alerts, "alert")]
    parts.append(f"{_more(warned, 'escalation')} warned of")
    return f"→ {', '.join(parts)}"


def _more(difference: int, noun: str) -> str:
    if not difference:
        return f"as many {noun}s"
    number = f"{abs(difference)} {'more' if difference > 0 else 'fewer'}"
    return f"{number} {noun}{'' if abs(difference) == 1 else 's'}"


def _line(label: str, values: list[str]) -> str:
    return label.ljust(_LABEL_CELLS) + "".join(value.rjust(_FIGURE_CELLS) for value in values)


def _warned(one: BacktestFigures, report: BacktestReport) -> str:
    return f"{one.warned} of {report.escalations}" if report.escalations else "none came"


_FIGURES = (
    ("alerts", lambda one, _: str(one.alerts)),
    ("alerts a week", lambda one, _: f"{one.per_week:.1f}"),
    ("escalations warned of", _warned),
    ("median lead", lambda one, _: lead_words(one.median_lead_hours)),
    (f"on hindsight {HINDSIGHT}", lambda one, _: str(one.hindsight)),
)


def _raised_row(one: BacktestAlert, zone: ZoneInfo) -> TableRow:
    mark = f"{HINDSIGHT} " if one.hindsight else ""
    came = one.lead_hours is not None
    warned = came and (one.lead_hours or 0) > 0
    return TableRow(
        key=f"{one.fired_at.isoformat()} {one.subject}",
        cells=(
            Cell(f"{one.fired_at.astimezone(zone):%d %b %H:%M}", "muted"),
            Cell(f"{mark}{one.subject}"),
            Cell("–" if one.value is None else f"{one.value:g}"),
            Cell(lead_words(one.lead_hours, came=True), "good" if warned else "muted"),
        ),
    )
