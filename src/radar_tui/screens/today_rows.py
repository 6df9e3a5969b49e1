"""The rows of Today's alerts and matrix, from the panels' values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.rules import RuleKind
from radar_tui.reporting.wording import due_words, short_measure, short_span
from radar_tui.screens.today_alert_groups import AlertGroup, short_group_measure, short_group_words
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from radar_tui.screens.today_alert_groups import AlertLine

    # Reading the panels takes the database's libraries, drawing them does not.
    from radar_tui.services.alerts_panel import AlertEntry, AlertsPanel
    from radar_tui.services.panels import MatrixEntry, MatrixPanel

ALERT_COLUMNS = (
    TableColumn("alert", "alert", flex=3),
    TableColumn("measure", "measured", width=10),
    TableColumn("action", "what to do", flex=3, from_width=80),
    TableColumn("owner", "owner", flex=2, from_width=100),
    TableColumn("due", "due", width=7, right=True),
)
MATRIX_COLUMNS = (
    TableColumn("total", "sum", width=3, right=True),
    TableColumn("account", "account", flex=1),
    TableColumn("inputs", "A·S·P", width=5),
    TableColumn("action", "what to do", flex=2, from_width=60),
)


def alert_rows(lines: Sequence[AlertLine], as_of: datetime) -> list[TableRow]:
    """One row per alert: what, measured against what, due; many of one rule have one together."""
    return [
        _group_row(line, as_of) if isinstance(line, AlertGroup) else _alert_row(line, as_of)
        for line in lines
    ]


def matrix_rows(panel: MatrixPanel) -> list[TableRow]:
    """One row per account, who gets help first."""
    return [_matrix_row(entry) for entry in panel.accounts]


def alert_detail(key: str, panel: AlertsPanel) -> str | None:
    """Say of an alert what was measured, what to do, whose it is and by when."""
    entry = next((one for one in panel.alerts if str(one.id) == key), None)
    if entry is None:
        return None
    since = short_span(panel.as_of - (entry.began_at or entry.fired_at or panel.as_of))
    return (
        f"{entry.subject}: {entry.title} · {entry.state} · for {since}\n"
        f"{entry.measure}\n"
        f"→ {entry.action} · owner {entry.owner} · due {due_words(entry.due_at, panel.as_of)}"
    )


def matrix_detail(account: str, panel: MatrixPanel) -> str | None:
    """Say what made an account's total."""
    entry = next((one for one in panel.accounts if one.account == account), None)
    if entry is None:
        return None
    return (
        f"{entry.account} · {entry.total} · {entry.action_words}\n"
        f"ARR tier {entry.arr_tier.value}: {entry.arr_tier.made_by} · "
        f"sentiment risk {entry.sentiment_risk.value}: {entry.sentiment_risk.made_by}\n"
        f"pattern severity {entry.pattern_severity.value}: {entry.pattern_severity.made_by}"
    )


def alert_words(entry: AlertEntry) -> str:
    """Name first what tells one alert from another: of a ticket's, the customer."""
    account = entry.evidence.get("account")
    if "ticket" in entry.labels and account:
        return f"{account} {entry.subject}: {entry.title}"
    return f"{entry.subject}: {entry.title}"


def severity_style(entry: AlertEntry) -> str:
    """Name the colour of an alert's severity."""
    return {"critical": "critical", "warning": "high"}.get(entry.severity, "mild")


def _group_row(group: AlertGroup, as_of: datetime) -> TableRow:
    late = group.overdue
    return TableRow(
        key=group.key,
        cells=(
            Cell(short_group_words(group), severity_style(group.first)),
            Cell(short_group_measure(group), "warning" if late else "plain"),
            Cell(group.first.action, "plain"),
            Cell(group.first.owner, "muted"),
            Cell(
                due_words(group.due_at, as_of).removeprefix("overdue "),
                "warning" if late else "muted",
            ),
        ),
    )


def _alert_row(entry: AlertEntry, as_of: datetime) -> TableRow:
    style = severity_style(entry)
    due = due_words(entry.due_at, as_of).removeprefix("overdue ")
    return TableRow(
        key=str(entry.id),
        cells=(
            Cell(alert_words(entry), style),
            Cell(short_measure(RuleKind(entry.kind), entry.value, entry.evidence), "plain"),
            Cell(entry.action, "plain"),
            Cell(entry.owner, "muted"),
            Cell(due, "warning" if entry.overdue else "muted"),
        ),
    )


def _matrix_row(entry: MatrixEntry) -> TableRow:
    style = {"outreach": "critical", "monitor": "mild"}.get(entry.action, "muted")
    inputs = (entry.arr_tier, entry.sentiment_risk, entry.pattern_severity)
    return TableRow(
        key=entry.account,
        cells=(
            Cell(str(entry.total), style),
            Cell(entry.account, "plain"),
            Cell("·".join(str(one.value) for one in inputs), "muted"),
            Cell(entry.action_words, "plain"),
        ),
    )
