"""Which tickets have an active frustration alert, and what has been answered to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Table, func, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.tables import TicketRow
from radar_tui.domain.alerts import AlertState, label_hash, make_labels
from radar_tui.domain.rules import RuleKind

_ACTIVE = tuple(state for state in AlertState if state.is_active)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a ticket's alert calls for, by whom and by when."""

    action: str
    owner: str
    due_at: datetime | None


def answers_of(session: Session, names: Iterable[str]) -> dict[str, Answer]:
    """Give the answers to the newest alerts of some tickets (`source/number`), by name."""
    alert, response, rule = _tables()
    by_hash = {label_hash(make_labels({"ticket": name})): name for name in names}
    rules = select(rule.c.key).where(_on_frustration())
    columns = (alert.c.label_hash, alert.c.state)
    query = (
        select(*columns, response.c.action, response.c.owner, response.c.due_at)
        .select_from(alert)
        .outerjoin(response, response.c.alert_id == alert.c.id)
        # By the index that begins with the rule's key. States are told apart below, as SQLite
        # would go through all active alerts instead.
        .where(alert.c.rule_key.in_(rules), alert.c.label_hash.in_(by_hash))
        .order_by(alert.c.id)
    )
    rows = session.connection().execute(query)
    newest = {key: values for key, state, *values in rows if state in _ACTIVE}
    return {
        by_hash[key]: Answer(*values) for key, values in newest.items() if values[0] is not None
    }


def owners_of_answers(session: Session) -> dict[str, str | None]:
    """Give who owns the answers to all active alerts, by the ticket's name."""
    query = select(answers().c.ticket, answers().c.owner)
    return {row.ticket: row.owner for row in session.connection().execute(query)}


@cache
def answers() -> Subquery:
    """Give (ticket, owner, due_at, done_at, acknowledged_at), one row per ticket with an alert.

    `ticket` is the name across sources. Of several alerts the newest counts; the rest is None
    where it calls for no response.
    """
    alert, response, _ = _tables()
    ticket = alert.c.labels["ticket"].as_string().label("ticket")
    return (
        select(
            ticket,
            response.c.owner,
            response.c.due_at,
            response.c.done_at,
            response.c.acknowledged_at,
        )
        .select_from(alert)
        .outerjoin(response, response.c.alert_id == alert.c.id)
        .where(alert.c.id.in_(_newest()))
        # Rows are distinct as they are. Saying so keeps SQLite from folding this into the query
        # around it, where it would go through all alerts again for every ticket.
        .distinct()
        .subquery("answer")
    )


def _newest() -> Select[Any]:
    alert, _, rule = _tables()
    return (
        select(func.max(alert.c.id))
        .join(rule, rule.c.key == alert.c.rule_key)
        .where(_on_frustration(), alert.c.state.in_(_ACTIVE))
        .group_by(alert.c.label_hash)
    )


def _on_frustration() -> ColumnElement[bool]:
    definition = SQLModel.metadata.tables["rule"].c.definition
    kind: ColumnElement[str] = definition["kind"].as_string()
    return kind == RuleKind.FRUSTRATION_SCORE


def _tables() -> tuple[Table, Table, Table]:
    tables = SQLModel.metadata.tables
    return tables["alert"], tables["response"], tables["rule"]


def known_as() -> ColumnElement[str]:
    """The name of a ticket across sources, as alerts refer to it."""
    return col(TicketRow.source) + "/" + col(TicketRow.external_id)
