"""The team's own past, as back-tests read it: tickets, tags with their times, statuses."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.rule_tickets import Vocabulary, created_between
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    InterventionRow,
    TicketHistoryRow,
    TicketRow,
    TicketStandingRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.records import HistoryField, TagKind


@dataclass(frozen=True, slots=True)
class RecordedTag:
    """A term that a ticket carries; `known_at` is None where nobody recorded when it was set."""

    kind: TagKind
    name: str
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordedTicket:
    """A ticket that counts, as its source and the team left it."""

    id: int
    source: str
    external_id: str
    status: str
    created_at: datetime
    known_at: datetime
    solved_at: datetime | None
    account: str | None
    tier: int | None
    escalated_at: datetime | None
    is_repeat: bool
    tags: tuple[RecordedTag, ...]


def recorded_tickets(
    session: Session, vocabulary: Vocabulary, after: datetime, until: datetime
) -> list[RecordedTicket]:
    """List the tickets that came after one moment, up to another, in the order in which they came.

    A term that the team took off is left out altogether: the ticket never carried it rightly.
    """
    which = created_between(after, until)
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(TicketRow.status),
        col(TicketRow.created_at),
        col(TicketRow.known_at),
        col(TicketRow.solved_at),
        col(AccountRow.name).label("account"),
        col(AccountRow.tier),
        col(InterventionRow.escalated_at),
        func.coalesce(col(TicketStandingRow.repeat), False).label("is_repeat"),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*which)
        .order_by(col(TicketRow.created_at), col(TicketRow.id))
    )
    tags = recorded_tags(session, vocabulary, *which)
    rows: list[Any] = list(session.connection().execute(query).all())
    return [_ticket(row, tags.get(row[0], {})) for row in rows]


def _ticket(row: Any, tags: Mapping[str, RecordedTag]) -> RecordedTicket:
    values = row._asdict()
    return RecordedTicket(**values, tags=tuple(tags.values()))


def recorded_tags(
    session: Session, vocabulary: Vocabulary, *which: ColumnElement[bool]
) -> dict[int, dict[str, RecordedTag]]:
    """Give the terms of some tickets, by id and name, with when each was set."""
    tag, edit = TicketTagRow, TicketTagEditRow
    tags: dict[int, dict[str, RecordedTag]] = defaultdict(dict)
    query = (
        select(col(tag.ticket_id), col(tag.name), col(tag.known_at))
        .join(TicketRow, col(TicketRow.id) == col(tag.ticket_id))
        .where(*which)
    )
    for ticket_id, spelling, known_at in session.connection().execute(query).all():
        term = vocabulary.spellings.get(spelling)
        if term is not None:
            tags[ticket_id][term.name] = RecordedTag(term.kind, term.name, known_at)
    edits = (
        select(col(edit.ticket_id), col(edit.name), col(edit.removed), col(edit.at))
        .join(TicketRow, col(TicketRow.id) == col(edit.ticket_id))
        .where(*which)
    )
    for ticket_id, name, removed, at in session.connection().execute(edits).all():
        term = vocabulary.terms.get(name)
        if removed:
            tags[ticket_id].pop(name, None)
        elif term is not None and name not in tags[ticket_id]:
            tags[ticket_id][name] = RecordedTag(term.kind, name, at)
    return tags


def recorded_statuses(
    session: Session, ticket_ids: Collection[int]
) -> dict[int, list[tuple[datetime, str]]]:
    """Give the changes of status that the sources' histories record, oldest first."""
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    history = TicketHistoryRow
    for batch in in_batches(ticket_ids):
        query = (
            select(col(history.ticket_id), col(history.occurred_at), col(history.value))
            .where(col(history.ticket_id).in_(batch), col(history.field) == HistoryField.STATUS)
            .order_by(col(history.ticket_id), col(history.occurred_at), col(history.id))
        )
        for ticket_id, at, value in session.connection().execute(query).all():
            found[ticket_id].append((at, value))
    return found


def scorer_of_standings(session: Session) -> tuple[str, str] | None:
    """Give the model and the rubric that most tickets stand on; None where nothing is scored."""
    standing = TicketStandingRow
    query = (
        select(col(standing.model), col(standing.rubric))
        .join(TicketRow, col(TicketRow.id) == col(standing.ticket_id))
        .where(*counted())
        .group_by(col(standing.model), col(standing.rubric))
        .order_by(func.count().desc())
        .limit(1)
    )
    row = session.connection().execute(query).first()
    return None if row is None else (row[0], row[1])
