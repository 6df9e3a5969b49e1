"""Alerts as values, for what is decided about them without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from radar_tui.domain.alerts import Alert, AlertState, label_hash, make_labels
from radar_tui.domain.attention import Because
from radar_tui.domain.notices import Notice, NoticeKind
from radar_tui.domain.rules import Rule, RuleKind, Severity

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

RULE = Rule(
    key="frustration-score",
    kind=RuleKind.FRUSTRATION_SCORE,
    title="Frustration score",
    threshold=60,
    clear=50,
    action="Manager review",
    owner="Team lead",
    severity=Severity.WARNING,
)
SPIKE = replace(
    RULE,
    key="ticket-spike",
    kind=RuleKind.TICKET_SPIKE,
    title="Ticket spike",
    threshold=30,
    clear=20,
    severity=Severity.CRITICAL,
)


def firing(
    labels: Mapping[str, str],
    *,
    rule: Rule = RULE,
    context: Mapping[str, Sequence[str]] | None = None,
    fired_at: datetime = NOW - HOUR,
    state: AlertState = AlertState.FIRING,
    **values: object,
) -> Alert:
    """An alert that has fired."""
    named = make_labels(labels)
    alert = Alert(
        rule_key=rule.key,
        rule_version=1,
        rule_hash=rule.decision_hash,
        labels=named,
        label_hash=label_hash(named),
        occurrence=1,
        step=1,
        state=state,
        since=fired_at,
        evaluated_at=NOW,
        value=81,
        fired_at=fired_at,
        context=context or {},
    )
    return replace(alert, **values)  # type: ignore[arg-type]


def notice(seq: int, alert: int = 0, area: str | None = None, **values: object) -> Notice:
    """News of a ticket's score."""
    number = alert or seq
    given = Notice(
        seq=seq,
        alert_id=number,
        kind=NoticeKind.FIRED,
        at=NOW,
        rule=RULE.key,
        rule_kind=RULE.kind,
        title=RULE.title,
        severity=RULE.severity,
        labels=make_labels({"ticket": f"zendesk/{number}"}),
        context={"feature-area": (area,)} if area else {},
        because=Because.FIRED,
    )
    return replace(given, **values)  # type: ignore[arg-type]


def spike_notice(seq: int, **values: object) -> Notice:
    """News of a spike in payments."""
    return notice(
        seq,
        rule=SPIKE.key,
        rule_kind=SPIKE.kind,
        title=SPIKE.title,
        severity=SPIKE.severity,
        labels=make_labels({"feature-area": "payments"}),
        **values,
    )
