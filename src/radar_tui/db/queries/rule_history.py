"""The team's own past, as back-tests read it: tickets, tags with their times, events, statuses."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.rule_tickets import Vocabulary, created_between
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    EventRow,
    InterventionRow,
    TicketHistoryRow,
    TicketRow,
    TicketStandingRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.records import EventKind, HistoryField, TagKind


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


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """A monitoring event with the moment from which it could be known."""

    source: str
    external_id: str
    kind: EventKind
    origin: str
    occurred_at: datetime
    known_at: datetime
    feature_area: str | None
    account: str | None
    value: float | None
    unit: str | None


def recorded_tickets(
    session: Session, vocabulary: Vocabulary, after: datetime, until: datetime
) -> list[RecordedTicket]:
    """List the tickets that came after one moment, up to another, in the order in which they came.

    A term that the team took off is left out altogether: the ticket never carried it rightly.
    """
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(TicketRow.status),
        col(TicketRow.created_at),
        col(TicketRow.known_at),
        col(TicketRow.solved_at),
        col(AccountRow.name),
        col(AccountRow.tier),
        col(InterventionRow.escalated_at),
        func.coalesce(col(TicketStandingRow.repeat), False),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*created_between(after, until))
        .order_by(col(TicketRow.created_at), col(TicketRow.id))
    )
    tags = _recorded_tags(session, vocabulary, after, until)
    rows = session.connection().execute(query).all()
    return [RecordedTicket(*row, tags=tuple(tags.get(row[0], {}).values())) for row in rows]


def _recorded_tags(
    session: Session, vocabulary: Vocabulary, after: datetime, until: datetime
) -> dict[int, dict[str, RecordedTag]]:
    which = created_between(after, until)
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


def recorded_events(session: Session, after: datetime, until: datetime) -> list[RecordedEvent]:
    """List the monitoring events of a span, oldest first."""
    columns: tuple[Any, ...] = (
        col(EventRow.source),
        col(EventRow.external_id),
        col(EventRow.kind),
        col(EventRow.origin),
        col(EventRow.occurred_at),
        col(EventRow.known_at),
        col(EventRow.feature_area),
        col(AccountRow.name),
        col(EventRow.value),
        col(EventRow.unit),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(EventRow.account_id))
        .where(col(EventRow.occurred_at) > after, col(EventRow.occurred_at) <= until)
        .order_by(col(EventRow.occurred_at), col(EventRow.id))
    )
    rows = session.connection().execute(query).all()
    return [RecordedEvent(source, key, EventKind(kind), *rest) for source, key, kind, *rest in rows]


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
