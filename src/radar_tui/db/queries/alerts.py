"""Alerts as they stand: read for evaluation and for lists, stored with every step they take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.tickets import counted, last_customer_message
from radar_tui.db.tables import (
    AccountRow,
    AlertTransitionRow,
    EventRow,
    ResponseRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.alerts import Alert, AlertState, Transition, make_labels
from radar_tui.domain.records import EventKind, TicketStatus
from radar_tui.domain.rules import Rule, rule_from_dict


@dataclass(frozen=True, slots=True)
class OpenTicketScore:
    """An open ticket with a score."""

    source: str
    external_id: str
    account: str | None
    score: int
    why: str
    last_customer_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert with its rule as it is now and its response, if it has fired."""

    id: int
    alert: Alert
    rule: Rule
    response: ResponseRow | None


def stored_rules(session: Session) -> list[Rule]:
    """List the rules as they stand, by key."""
    table = SQLModel.metadata.tables["rule"]
    rows = session.connection().execute(table.select().order_by(table.c.key)).mappings()
    return [rule_from_dict(row["definition"]) for row in rows]


def failure_times(
    session: Session, after: datetime, until: datetime
) -> dict[tuple[str, str | None], list[datetime]]:
    """List connection failures by monitoring source and feature area."""
    query = (
        select(col(EventRow.origin), col(EventRow.feature_area), col(EventRow.occurred_at))
        .where(
            col(EventRow.kind) == EventKind.CONNECTION_FAILURE,
            col(EventRow.occurred_at) > after,
            col(EventRow.occurred_at) <= until,
        )
        .order_by(col(EventRow.occurred_at))
    )
    times: dict[tuple[str, str | None], list[datetime]] = {}
    for origin, area, at in session.connection().execute(query):
        times.setdefault((origin, area), []).append(at)
    return times


def open_scores_over(session: Session, level: float) -> list[OpenTicketScore]:
    """List the open tickets whose score is over a level, highest first."""
    standing = TicketStandingRow
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(standing.score),
            col(standing.why),
            last_customer_message(),
        )
        .join(TicketRow, col(TicketRow.id) == col(standing.ticket_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(col(standing.is_open), col(standing.score) > level)
        .order_by(col(standing.score).desc(), col(standing.ticket_id))
    )
    return [
        OpenTicketScore(source, external_id, account, score or 0, why, last_at)
        for source, external_id, account, score, why, last_at in session.connection().execute(query)
    ]


def open_alert_labels(session: Session, rule_key: str) -> list[dict[str, str]]:
    """List the labels of a rule's open alerts."""
    table = SQLModel.metadata.tables["alert"]
    query = select(table.c.labels).where(
        table.c.rule_key == rule_key,
        table.c.state.not_in([AlertState.NORMAL, AlertState.RESOLVED]),
    )
    return list(session.connection().execute(query).scalars())


def open_without_standing(session: Session, names: Sequence[str]) -> list[str]:
    """List which of the named tickets are open and have not been scored yet."""
    name = col(TicketRow.source) + "/" + col(TicketRow.external_id)
    query = (
        select(name)
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(
            name.in_(names),
            col(TicketRow.status).in_([status for status in TicketStatus if status.is_open]),
            col(TicketStandingRow.ticket_id).is_(None),
            *counted(),
        )
        .order_by(col(TicketRow.id))
    )
    return list(session.connection().execute(query).scalars())


def latest_alerts(
    session: Session, rule_key: str, observed: Iterable[str]
) -> dict[tuple[str, int], tuple[int, Alert]]:
    """Load a rule's newest occurrences: all that are open, and those of observed label sets."""
    table = SQLModel.metadata.tables["alert"]
    newest = (
        select(table.c.label_hash, func.max(table.c.occurrence).label("top"))
        .where(table.c.rule_key == rule_key)
        .group_by(table.c.label_hash)
        .subquery()
    )
    query = (
        table.select()
        .join(
            newest,
            and_(table.c.label_hash == newest.c.label_hash, table.c.occurrence == newest.c.top),
        )
        .where(
            table.c.rule_key == rule_key,
            or_(
                table.c.state != AlertState.RESOLVED,
                table.c.label_hash.in_(list(observed)),
            ),
        )
    )
    rows = session.connection().execute(query).mappings()
    return {(row["label_hash"], row["occurrence"]): (row["id"], _alert(dict(row))) for row in rows}


def store_alert(session: Session, alert: Alert, alert_id: int | None) -> int:
    """Insert or update one occurrence; gives its id."""
    table = SQLModel.metadata.tables["alert"]
    values = _values(alert)
    if alert_id is not None:
        session.connection().execute(update(table).where(table.c.id == alert_id).values(**values))
        return alert_id
    added = insert(table).values(**values).returning(table.c.id)
    return int(session.connection().execute(added).scalar_one())


def store_transitions(session: Session, steps: Sequence[tuple[int, Transition]]) -> None:
    """Append transitions (alert id, transition)."""
    rows = [
        {
            "alert_id": alert_id,
            "step": step.step,
            "at": step.at,
            "rule_version": step.rule_version,
            "from_state": step.from_state,
            "to_state": step.to_state,
            "cause": step.cause,
            "reason": step.reason,
            "value": step.value,
            "evidence": dict(step.evidence),
        }
        for alert_id, step in steps
    ]
    if rows:
        session.connection().execute(insert(AlertTransitionRow), rows)


def list_alerts(session: Session, states: Sequence[AlertState]) -> list[ListedAlert]:
    """List alerts in the given states with rule and response, newest state first."""
    alert, response, rule = (
        SQLModel.metadata.tables[name] for name in ("alert", "response", "rule")
    )
    query = (
        select(alert, rule.c.definition, response)
        .join(rule, rule.c.key == alert.c.rule_key)
        .outerjoin(response, response.c.alert_id == alert.c.id)
        .where(alert.c.state.in_(list(states)))
        .order_by(alert.c.since.desc(), alert.c.id.desc())
    )
    listed = []
    for row in session.connection().execute(query):
        mapping = row._mapping
        own = {column.name: mapping[column] for column in alert.c}
        answer = {column.name: mapping[column] for column in response.c}
        listed.append(
            ListedAlert(
                own["id"],
                _alert(own),
                rule_from_dict(mapping[rule.c.definition]),
                ResponseRow(**answer) if answer["alert_id"] is not None else None,
            )
        )
    return listed


def firing_alerts(session: Session) -> frozenset[int]:
    """Give the ids of the alerts that fire."""
    table = SQLModel.metadata.tables["alert"]
    query = select(table.c.id).where(table.c.state.in_([AlertState.FIRING, AlertState.RECOVERING]))
    return frozenset(session.connection().execute(query).scalars())


def _values(alert: Alert) -> dict[str, Any]:
    return {
        "rule_key": alert.rule_key,
        "rule_version": alert.rule_version,
        "rule_hash": alert.rule_hash,
        "label_hash": alert.label_hash,
        "labels": dict(alert.labels),
        "occurrence": alert.occurrence,
        "step": alert.step,
        "state": alert.state,
        "since": alert.since,
        "interrupted": alert.interrupted,
        "began_at": alert.began_at,
        "fired_at": alert.fired_at,
        "resolved_at": alert.resolved_at,
        "evaluated_at": alert.evaluated_at,
        "value": alert.value,
        "evidence": dict(alert.evidence),
    }


def _alert(row: dict[str, Any]) -> Alert:
    values = {key: value for key, value in row.items() if key != "id"}
    interrupted = values.pop("interrupted")
    return Alert(
        **{
            **values,
            "labels": make_labels(values["labels"]),
            "state": AlertState(values["state"]),
            "interrupted": AlertState(interrupted) if interrupted else None,
        }
    )
