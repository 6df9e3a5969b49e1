"""Alerts as they stand: read for evaluation and for lists, stored with every step they take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.radar import ids_by_name
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import AlertTransitionRow, ResponseRow, TicketRow, TicketStandingRow
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.alerts import Alert, AlertState, Transition, make_labels
from radar_tui.domain.attention import Because, Before, Handling, Snooze, Standing
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.rules import Rule, rule_from_dict

OPEN_STATES = tuple(
    state for state in AlertState if state not in (AlertState.NORMAL, AlertState.RESOLVED)
)
"""What an alert is in that somebody may have to look at."""

_UNRESOLVED = tuple(state for state in AlertState if state is not AlertState.RESOLVED)

AlertsMark: TypeAlias = tuple[int, int, datetime | None, int]

# When something was put aside, where an older Radar did not store it.
UNKNOWN_MOMENT = datetime.min.replace(tzinfo=UTC)

Occurrence: TypeAlias = tuple[str, int]
"""What tells an occurrence from the others of its rule: label hash and number."""


class StoredAlert(NamedTuple):
    """An occurrence and its id."""

    id: int
    alert: Alert


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert with its rule as it is now and its response, if it has fired.

    `handling` is what its response says that people did. `before` is where it stood for the lead
    when it was last evaluated, `announced_since` since when it needed them when they were last
    told.
    """

    id: int
    alert: Alert
    rule: Rule
    response: ResponseRow | None
    handling: Handling
    before: Before | None = None
    announced_since: datetime | None = None


def stored_rules(session: Session) -> list[Rule]:
    """List the rules as they stand, by key."""
    table = SQLModel.metadata.tables["rule"]
    rows = session.connection().execute(table.select().order_by(table.c.key)).mappings()
    return [rule_from_dict(row["definition"]) for row in rows]


def tickets_with_open_alert(session: Session, rule_key: str) -> list[str]:
    """Name the tickets that a rule has an open alert about."""
    table = _table()
    query = select(table.c.labels[TICKET].as_string()).where(
        table.c.rule_key == rule_key,
        table.c.state.not_in([AlertState.NORMAL, AlertState.RESOLVED]),
    )
    names = session.connection().execute(query).scalars().all()
    return [name for name in names if name is not None]


def open_without_standing(session: Session, names: Collection[str]) -> list[str]:
    """List which of the named tickets are open and have not been scored yet."""
    ids = ids_by_name(session, names)
    query = (
        select(col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(
            col(TicketRow.status).in_([status for status in TicketStatus if status.is_open]),
            col(TicketStandingRow.ticket_id).is_(None),
            *counted(),
        )
    )
    waiting: set[int | None] = set()
    for batch in in_batches(ids.values()):
        unscored = query.where(col(TicketRow.id).in_(batch))
        waiting |= set(session.connection().execute(unscored).scalars())
    return sorted(name for name, ticket_id in ids.items() if ticket_id in waiting)


def unresolved_alerts(session: Session, rule_key: str) -> list[StoredAlert]:
    """Load the occurrences of a rule that are not resolved."""
    table = _table()
    query = table.select().where(table.c.rule_key == rule_key, table.c.state.in_(_UNRESOLVED))
    return _stored(session, query)


def newest_occurrences(
    session: Session, rule_key: str, label_hashes: Collection[str]
) -> list[StoredAlert]:
    """Load the newest occurrence of each of some label sets; those without any are left out."""
    table = _table()
    newer = table.alias("newer")
    is_newest = ~exists().where(
        newer.c.rule_key == table.c.rule_key,
        newer.c.label_hash == table.c.label_hash,
        newer.c.occurrence > table.c.occurrence,
    )
    query = table.select().where(table.c.rule_key == rule_key, is_newest)
    return [
        stored
        for batch in in_batches(label_hashes)
        for stored in _stored(session, query.where(table.c.label_hash.in_(batch)))
    ]


def alerts_mark(session: Session) -> AlertsMark:
    """Give a few figures that differ after anybody has moved an alert, or looked at them all."""
    table = _table()
    unresolved = select(
        func.count(), func.coalesce(func.sum(table.c.step), 0), func.max(table.c.evaluated_at)
    ).where(table.c.state.in_(_UNRESOLVED))
    newest = select(func.coalesce(func.max(table.c.id), 0))
    connection = session.connection()
    return (*connection.execute(unresolved).one(), connection.execute(newest).scalar_one())


def mark_evaluated(session: Session, now: datetime) -> None:
    """Record of all alerts that may still move that they were evaluated."""
    table = _table()
    session.connection().execute(
        update(table)
        .where(table.c.state.in_(_UNRESOLVED), table.c.evaluated_at < now)
        .values(evaluated_at=now)
    )


def add_alerts(session: Session, alerts: Sequence[Alert]) -> list[int]:
    """Insert occurrences; gives their ids in the same order."""
    if not alerts:
        return []
    table = _table()
    added = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    rows = session.connection().execute(added, [_values(alert) for alert in alerts])
    return [int(alert_id) for alert_id in rows.scalars()]


def update_alerts(session: Session, alerts: Sequence[StoredAlert]) -> None:
    """Write occurrences in the place of what is stored of them."""
    if not alerts:
        return
    table = _table()
    rows = [_values(one.alert) | {"alert_id": one.id} for one in alerts]
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "alert_id"}
    changing = update(table).where(table.c.id == bindparam("alert_id")).values(values)
    session.connection().execute(changing, rows)


def is_stored_as(alert: Alert, stored: Alert) -> bool:
    """Whether an occurrence would be stored as another one is, the time of looking aside."""
    return _values(replace(alert, evaluated_at=stored.evaluated_at)) == _values(stored)


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
    alert = _table()
    query = alert.select().where(wanted).order_by(alert.c.since.desc(), alert.c.id.desc())
    stored = _stored(session, query.limit(limit))
    rules = {rule.key: rule for rule in stored_rules(session)}
    return list_stored(session, [(one, rules[one.alert.rule_key]) for one in stored])


def list_stored(session: Session, alerts: Sequence[tuple[StoredAlert, Rule]]) -> list[ListedAlert]:
    """Give alerts that are loaded already with their responses, and where they stood before."""
    table = _table()
    columns = (
        table.c.id,
        table.c.standing,
        table.c.standing_since,
        table.c.standing_because,
        table.c.announced_since,
    )
    found: dict[int, tuple[Before | None, datetime | None]] = {}
    responses: dict[int, ResponseRow] = {}
    for batch in in_batches([one.id for one, _ in alerts]):
        stands = session.connection().execute(select(*columns).where(table.c.id.in_(batch)))
        for row in stands.mappings():
            found[row["id"]] = (standing_before(dict(row)), row["announced_since"])
        # Statements that go round the session's objects write them, too.
        answers = session.scalars(
            select(ResponseRow).where(col(ResponseRow.alert_id).in_(batch)),
            execution_options={"populate_existing": True},
        )
        responses |= {answer.alert_id: answer for answer in answers}
    return [
        ListedAlert(one.id, one.alert, rule, answer, _handling(answer), *found[one.id])
        for one, rule in alerts
        for answer in (responses.get(one.id),)
    ]


def _handling(response: ResponseRow | None) -> Handling:
    if response is None:
        return Handling()
    until = response.snoozed_until
    at = response.snoozed_at or response.acknowledged_at or UNKNOWN_MOMENT
    return Handling(
        due_at=response.due_at,
        acknowledged_at=response.acknowledged_at,
        acknowledged_by=response.acknowledged_by,
        snooze=Snooze(at, until, response.snoozed_value) if until else None,
        done_at=response.done_at,
    )


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


def _table() -> Table:
    return SQLModel.metadata.tables["alert"]


def _stored(session: Session, query: Select[Any]) -> list[StoredAlert]:
    rows = session.connection().execute(query).mappings()
    return [StoredAlert(row["id"], _alert(dict(row))) for row in rows]


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
