"""Alerts as they stand: read for evaluation and for lists, stored with every step they take."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, tuple_, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.imports.standings import in_batches
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
from radar_tui.domain.attention import Because, Before, Standing
from radar_tui.domain.records import EventKind, TicketStatus
from radar_tui.domain.rules import Rule, rule_from_dict

_NOT_OVER = tuple(state for state in AlertState if state is not AlertState.RESOLVED)

Occurrence: TypeAlias = tuple[str, int]
"""What tells an occurrence from the others of its rule: label hash and number."""


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
    """An alert with its rule as it is now and its response, if it has fired.

    `before` is where it stood for the lead when it was last evaluated, `announced_since` since when
    it needed them when they were last told.
    """

    id: int
    alert: Alert
    rule: Rule
    response: ResponseRow | None
    before: Before | None = None
    announced_since: datetime | None = None


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
) -> dict[Occurrence, tuple[int, Alert]]:
    """Load a rule's newest occurrences: all that are open, and those of observed label sets.

    What is open is the newest of its label set; of the others the newest has resolved.
    """
    table = SQLModel.metadata.tables["alert"]
    mine = table.select().where(table.c.rule_key == rule_key)
    rows = list(session.connection().execute(mine.where(table.c.state.in_(_NOT_OVER))).mappings())
    for batch in in_batches(set(observed) - {row["label_hash"] for row in rows}):
        newest = (
            select(table.c.label_hash, func.max(table.c.occurrence))
            .where(table.c.rule_key == rule_key, table.c.label_hash.in_(batch))
            .group_by(table.c.label_hash)
        )
        wanted = mine.where(tuple_(table.c.label_hash, table.c.occurrence).in_(newest))
        rows += session.connection().execute(wanted).mappings()
    return {(row["label_hash"], row["occurrence"]): (row["id"], _alert(dict(row))) for row in rows}


def store_alerts(
    session: Session, known: Mapping[Occurrence, tuple[int, Alert]], alerts: Iterable[Alert]
) -> dict[Occurrence, int]:
    """Store occurrences as they are after an evaluation; gives the ids of all of them.

    `known` are those that are stored, as they were loaded; of one that only was looked at again
    nothing but the moment is written.
    """
    table = SQLModel.metadata.tables["alert"]
    ids: dict[Occurrence, int] = {}
    new: list[Alert] = []
    changed: list[dict[str, Any]] = []
    looked_at: dict[datetime, list[int]] = defaultdict(list)
    for alert in alerts:
        stored = known.get((alert.label_hash, alert.occurrence))
        if stored is None:
            new.append(alert)
            continue
        alert_id, before = stored
        ids[alert.label_hash, alert.occurrence] = alert_id
        if replace(before, evaluated_at=alert.evaluated_at) != alert:
            changed.append({"stored_id": alert_id, **_values(alert)})
        elif before != alert:
            looked_at[alert.evaluated_at].append(alert_id)
    connection = session.connection()
    if changed:
        rows = update(table).where(table.c.id == bindparam("stored_id"))
        columns: dict[str, Any] = {
            name: bindparam(name) for name in changed[0] if name != "stored_id"
        }
        connection.execute(rows.values(columns), changed)
    for moment, alert_ids in looked_at.items():
        for batch in in_batches(alert_ids):
            rows = update(table).where(table.c.id.in_(batch))
            connection.execute(rows.values(evaluated_at=moment))
    if new:
        added = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        given = connection.execute(added, [_values(alert) for alert in new]).scalars()
        for alert, alert_id in zip(new, given, strict=True):
            ids[alert.label_hash, alert.occurrence] = alert_id
    return ids


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


def list_alerts(
    session: Session, states: Sequence[AlertState], *, also: Collection[int] = ()
) -> list[ListedAlert]:
    """List alerts in the given states, and some by id, newest state first."""
    alert = SQLModel.metadata.tables["alert"]
    return _listed(session, or_(alert.c.state.in_(list(states)), alert.c.id.in_(list(also))))


def ended_alerts(session: Session, *, limit: int) -> list[ListedAlert]:
    """List the alerts that have resolved, the latest first."""
    alert = SQLModel.metadata.tables["alert"]
    return _listed(session, alert.c.state == AlertState.RESOLVED, limit=limit)


def _listed(
    session: Session, wanted: ColumnElement[bool], *, limit: int | None = None
) -> list[ListedAlert]:
    alert, response = (SQLModel.metadata.tables[name] for name in ("alert", "response"))
    query = (
        select(alert, response)
        .outerjoin(response, response.c.alert_id == alert.c.id)
        .where(wanted)
        .order_by(alert.c.since.desc(), alert.c.id.desc())
        .limit(limit)
    )
    rules = {rule.key: rule for rule in stored_rules(session)}
    count = len(alert.c)
    names, answer_names = list(alert.c.keys()), list(response.c.keys())
    listed = []
    for row in session.connection().execute(query):
        own = dict(zip(names, row[:count], strict=True))
        answer = dict(zip(answer_names, row[count:], strict=True))
        listed.append(
            ListedAlert(
                own["id"],
                _alert(own),
                rules[own["rule_key"]],
                ResponseRow(**answer) if answer["alert_id"] is not None else None,
                standing_before(own),
                own["announced_since"],
            )
        )
    return listed


def standing_before(row: Mapping[str, Any]) -> Before | None:
    """Read where an alert stood when it was last evaluated out of its columns."""
    standing, because = row["standing"], row["standing_because"]
    if standing is None:
        return None
    return Before(
        Standing(standing),
        row["standing_since"],
        Because(because) if because else None,
    )


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
        "context": {name: list(values) for name, values in alert.context.items()},
    }


def _alert(row: Mapping[str, Any]) -> Alert:
    values = {name: row[name] for name in Alert.__slots__}
    interrupted = values["interrupted"]
    return Alert(
        **{
            **values,
            "labels": make_labels(values["labels"]),
            "state": AlertState(values["state"]),
            "interrupted": AlertState(interrupted) if interrupted else None,
            "context": {name: tuple(each) for name, each in values["context"].items()},
        }
    )
