"""Alerts as actions start from them: what the rule calls for, and the response so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, SQLModel

from radar_tui.db.queries.alerts import standing_before
from radar_tui.db.tables import ResponseRow
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.alerts import AlertState, label_hash, make_labels
from radar_tui.domain.attention import Before
from radar_tui.domain.rules import TICKET_KINDS, RuleKind, rule_from_dict

_ACTIVE = tuple(state for state in AlertState if state.is_active)


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """An alert with what its rule calls for; `response` is a value to work with, not stored.

    `ticket` (`source/id`) is set where the words of a ticket's customer are what fires. `before` is
    where it stood when it was last evaluated.
    """

    id: int
    kind: RuleKind
    ticket: str | None
    labels: Mapping[str, str]
    title: str
    action: str
    owner: str
    acknowledged_for: timedelta
    before: Before | None
    state: str
    value: float | None
    evidence: Mapping[str, Any]
    fired_at: datetime | None
    response: ResponseRow | None


def active_ticket_alerts(session: Session, names: Sequence[str]) -> list[AlertFacts]:
    """List the active alerts about what tickets' customers write, oldest first.

    Tickets are named across sources, `source/id`.
    """
    alert, rule = (SQLModel.metadata.tables[name] for name in ("alert", "rule"))
    hashes = [label_hash(make_labels({"ticket": name})) for name in names]
    return _alerts(
        session,
        rule.c.definition["kind"].as_string().in_(TICKET_KINDS),
        alert.c.label_hash.in_(hashes),
        alert.c.state.in_(_ACTIVE),
    )


def alert_facts(session: Session, alert_ids: Sequence[int]) -> list[AlertFacts]:
    """List alerts by id, in whatever state, oldest first; unknown ids are left out."""
    return _alerts(session, SQLModel.metadata.tables["alert"].c.id.in_(alert_ids))


def _alerts(session: Session, *wanted: ColumnElement[bool]) -> list[AlertFacts]:
    alert, response, rule = (
        SQLModel.metadata.tables[name] for name in ("alert", "response", "rule")
    )
    query = (
        select(alert, rule.c.definition, response)
        .join(rule, rule.c.key == alert.c.rule_key)
        .outerjoin(response, response.c.alert_id == alert.c.id)
        .where(*wanted)
        .order_by(alert.c.id)
    )
    return [_alert(row._mapping) for row in session.connection().execute(query)]


def _alert(row: Mapping[Any, Any]) -> AlertFacts:
    alert, response, rule = (
        SQLModel.metadata.tables[name] for name in ("alert", "response", "rule")
    )
    answer = {column.name: row[column] for column in response.c}
    definition, labels = rule_from_dict(row[rule.c.definition]), row[alert.c.labels]
    return AlertFacts(
        id=row[alert.c.id],
        kind=definition.kind,
        ticket=labels.get(TICKET) if definition.kind.is_about_tickets else None,
        labels=labels,
        title=definition.title,
        action=definition.action,
        owner=definition.owner,
        acknowledged_for=definition.acknowledged_for,
        before=standing_before({column.name: row[column] for column in alert.c}),
        state=row[alert.c.state],
        value=row[alert.c.value],
        evidence=row[alert.c.evidence],
        fired_at=row[alert.c.fired_at],
        response=ResponseRow(**answer) if answer["alert_id"] is not None else None,
    )
