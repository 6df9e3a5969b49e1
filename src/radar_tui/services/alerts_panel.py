"""The alerts as values, in the order in which they want to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from radar_tui.db.engine import plain_errors
from radar_tui.db.tables import ResponseRow
from radar_tui.domain.alerts import AlertState
from radar_tui.domain.attention import Standing
from radar_tui.domain.rules import RuleKind, Severity
from radar_tui.reporting.alert_standing import standing_words
from radar_tui.reporting.wording import alert_measure, alert_subject
from radar_tui.services.alert_board import BoardAlert, read_board, read_ended, within
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

ENDED_SHOWN = 50
_STANDINGS = tuple(Standing)
_STATES = tuple(
    dict.fromkeys((AlertState.FIRING, AlertState.RECOVERING, AlertState.PENDING, *AlertState))
)
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
_NEVER = datetime.max.replace(tzinfo=UTC)
# The widest problems first, then what single customers say, then housekeeping.
_KINDS = (
    RuleKind.TICKET_SPIKE,
    RuleKind.HIGH_IMPACT_ACCOUNTS,
    RuleKind.CONNECTION_FAILURES,
    RuleKind.MONITORING_ALERTS,
    RuleKind.OUT_OF_BOUNDS,
    RuleKind.LOG_ANOMALIES,
    RuleKind.SOURCE_SILENCE,
    RuleKind.REPEAT_ISSUES,
    RuleKind.ESCALATION_TRIGGERS,
    RuleKind.CHURN_LANGUAGE,
    RuleKind.FRUSTRATION_SCORE,
    RuleKind.UNTAGGED_CLOSED,
)


class AlertList(StrEnum):
    """The lists that alerts stand in."""

    FIRING = "firing"
    PENDING = "pending"
    SILENCED = "silenced"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One alert: what was seen, what is to be done, by whom, by when, and where it stands.

    `standing` holds since `standing_since`, and until `standing_until` where it ends by itself;
    `standing_words` say so. `because` is why it needs somebody. `incident` is the id of the alert
    that it is under, `silence` of the silence that keeps it quiet. `context` is what it is about
    besides its labels.
    """

    id: int
    rule: str
    rule_version: int
    kind: str
    title: str
    severity: str
    state: str
    standing: str
    standing_words: str
    standing_since: datetime
    standing_until: datetime | None
    because: str | None
    incident: int | None
    silence: int | None
    subject: str
    measure: str
    labels: Mapping[str, str]
    context: Mapping[str, Sequence[str]]
    value: float | None
    evidence: Mapping[str, Any]
    began_at: datetime | None
    fired_at: datetime | None
    resolved_at: datetime | None
    action: str
    owner: str
    channel: str | None
    due_at: datetime | None
    overdue: bool
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class AlertsPanel:
    """The alerts in the order in which they want to be looked at, and how many there are in all.

    `firing` are all that fire, whether or not somebody has to look; those of them that are silenced
    or under an incident are counted on their own as well.
    """

    as_of: datetime
    scope: str
    firing: int
    pending: int
    needs_you: int
    silenced: int
    inhibited: int
    alerts: Sequence[AlertEntry]


def alerts_panel(
    workspace: Workspace, shown: AlertList | None = None, *, limit: int = ENDED_SHOWN
) -> AlertsPanel:
    """Give the scope's alerts of a list, or all that are open; reads only.

    `limit` bounds the history alone, which begins with what resolved last.
    """
    zone = ZoneInfo(workspace_zone(workspace))
    as_of = workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        board = within(session, workspace.scope, read_board(session, as_of))
        past = read_ended(session, as_of, limit=limit) if shown is AlertList.HISTORY else ()
        ended = within(session, workspace.scope, past)
    chosen = [one for one in sorted(board, key=_urgency) if shown in (None, list_of(one))]
    states = [one.listed.alert.state for one in board]
    standings = [one.attention.standing for one in board]
    return AlertsPanel(
        as_of=as_of,
        scope=str(workspace.scope),
        firing=sum(state.is_active for state in states),
        pending=states.count(AlertState.PENDING),
        needs_you=standings.count(Standing.NEEDS_YOU),
        silenced=standings.count(Standing.SILENCED),
        inhibited=standings.count(Standing.INHIBITED),
        alerts=[alert_entry(one, as_of, zone) for one in (*chosen, *ended)],
    )


def list_of(one: BoardAlert) -> AlertList:
    """Name the list that an alert stands in."""
    if one.attention.standing in (Standing.RESOLVED, Standing.CALM):
        return AlertList.HISTORY
    if one.attention.standing is Standing.SILENCED:
        return AlertList.SILENCED
    return AlertList.FIRING if one.listed.alert.has_fired else AlertList.PENDING


def alert_entry(one: BoardAlert, as_of: datetime, zone: ZoneInfo) -> AlertEntry:
    """Give an alert as lists show it."""
    alert, rule, response = one.listed.alert, one.listed.rule, one.listed.response
    attention = one.attention
    return AlertEntry(
        id=one.listed.id,
        rule=rule.key,
        rule_version=alert.rule_version,
        kind=rule.kind,
        title=rule.title,
        severity=rule.severity,
        state=alert.state,
        standing=attention.standing,
        standing_words=standing_words(attention, as_of, zone),
        standing_since=attention.since,
        standing_until=attention.until,
        because=attention.because,
        incident=attention.incident.id if attention.incident else None,
        silence=attention.silence.id if attention.silence else None,
        subject=alert_subject(alert.labels),
        measure=alert_measure(rule.kind, alert.value, alert.evidence),
        labels=dict(alert.labels),
        context=alert.context,
        value=alert.value,
        evidence=alert.evidence,
        began_at=alert.began_at,
        fired_at=alert.fired_at,
        resolved_at=alert.resolved_at,
        action=response.action if response else rule.action,
        owner=response.owner if response else rule.owner,
        channel=response.channel if response else rule.channel,
        due_at=response.due_at if response else None,
        overdue=attention.overdue,
        acknowledged_by=response.acknowledged_by if response else None,
    )


def _urgency(one: BoardAlert) -> tuple[int, int, int, datetime, int, float, int]:
    """What needs somebody first, then by severity, what is due, the widest kind, the value."""
    alert, rule = one.listed.alert, one.listed.rule
    return (
        _STANDINGS.index(one.attention.standing),
        _STATES.index(alert.state),
        _SEVERITIES.index(rule.severity),
        _still_due(one.listed.response),
        _KINDS.index(rule.kind),
        -(alert.value or 0),
        one.listed.id,
    )


def _still_due(response: ResponseRow | None) -> datetime:
    """When something is left to do by; what is finished, or due at no time, waits longest."""
    due = response.due_at if response is not None and response.done_at is None else None
    return due or _NEVER
