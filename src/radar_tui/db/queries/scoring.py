"""What the scorer reads and writes: texts without a score, tickets whose score is out of date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.tags import tagged
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    MessageRow,
    MessageScoreRow,
    SourceRow,
    TicketHistoryRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
)
from radar_tui.domain.records import AuthorRole, HistoryField, TagKind, TicketStatus

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnscoredText:
    """A text that the current model and rubric have not scored yet."""

    message_id: int
    text_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class StaleTicket:
    """A ticket whose score is missing or out of date. `revision` is 0 where it has none."""

    id: int
    status: TicketStatus
    created_at: datetime
    requester_email: str | None
    data_as_of: datetime
    last_run_id: int
    revision: int
    model: str | None
    rubric: str | None
    run_id: int | None


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A public message of a thread; `score` is None for agents and where nothing was scored."""

    position: int
    author_role: AuthorRole
    occurred_at: datetime
    score: MessageScoreRow | None


def unscored_texts(
    session: Session, *, model: str, rubric: str, before_id: int | None, limit: int
) -> list[UnscoredText]:
    """Page through texts without a score, newest message first; one text may come twice."""
    scored = exists().where(
        col(MessageScoreRow.text_hash) == col(MessageRow.text_hash),
        col(MessageScoreRow.model) == model,
        col(MessageScoreRow.rubric) == rubric,
    )
    query = (
        select(col(MessageRow.id), col(MessageRow.text_hash), col(MessageRow.text))
        .where(col(MessageRow.text_hash).is_not(None), ~scored)
        .order_by(col(MessageRow.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(col(MessageRow.id) < before_id)
    rows = session.connection().execute(query)
    return [UnscoredText(row_id or 0, digest or "", text) for row_id, digest, text in rows]


def count_unscored(session: Session, *, model: str, rubric: str) -> int:
    """Count the distinct texts without a score."""
    scored = exists().where(
        col(MessageScoreRow.text_hash) == col(MessageRow.text_hash),
        col(MessageScoreRow.model) == model,
        col(MessageScoreRow.rubric) == rubric,
    )
    query = select(func.count(func.distinct(col(MessageRow.text_hash)))).where(
        col(MessageRow.text_hash).is_not(None), ~scored
    )
    return session.connection().execute(query).scalar_one()


def store_message_scores(session: Session, rows: Sequence[Values]) -> None:
    """Add message scores; one that is there already stays as it is."""
    if rows:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(MessageScoreRow).on_conflict_do_nothing()
        session.connection().execute(statement, list(rows))


def drop_message_scores(session: Session, *, model: str, rubric: str) -> None:
    """Forget the message scores, and where tickets stand, under one model and rubric."""
    connection = session.connection()
    for table in (MessageScoreRow, TicketStandingRow):
        connection.execute(
            delete(table).where(col(table.model) == model, col(table.rubric) == rubric)
        )


def stale_tickets(
    session: Session, *, model: str, rubric: str, as_of: datetime, after_id: int, limit: int
) -> list[StaleTicket]:
    """Page through tickets to be scored (again), by id: new, changed, or overtaken by time.

    Time moves a waiting ticket only as far as its source's data reach.
    """
    standing = TicketStandingRow
    overtaken = and_(
        col(standing.next_change_at) <= as_of,
        col(standing.next_change_at) <= col(SourceRow.data_as_of),
    )
    outdated = or_(
        col(standing.ticket_id).is_(None),
        col(standing.run_id) != col(TicketRow.last_run_id),
        col(standing.model) != model,
        col(standing.rubric) != rubric,
        overtaken,
    )
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.status),
            col(TicketRow.created_at),
            col(TicketRow.requester_email),
            col(SourceRow.data_as_of),
            col(TicketRow.updated_at),
            col(TicketRow.last_run_id),
            col(standing.revision),
            col(standing.model),
            col(standing.rubric),
            col(standing.run_id),
        )
        .join(SourceRow, col(SourceRow.name) == col(TicketRow.source))
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.id) > after_id, *counted(), outdated)
        .order_by(col(TicketRow.id))
        .limit(limit)
    )
    return [
        StaleTicket(
            id=row[0] or 0,
            status=TicketStatus(row[1]),
            created_at=row[2],
            requester_email=row[3],
            data_as_of=row[4] or row[5],
            last_run_id=row[6],
            revision=row[7] or 0,
            model=row[8],
            rubric=row[9],
            run_id=row[10],
        )
        for row in session.connection().execute(query)
    ]


def drop_left_out_standings(session: Session) -> None:
    """Forget where tickets stand that are deleted or noise by now."""
    kept = select(col(TicketRow.id)).where(*counted())
    session.connection().execute(
        delete(TicketStandingRow).where(col(TicketStandingRow.ticket_id).not_in(kept))
    )


def threads_of(
    session: Session, ticket_ids: Sequence[int], *, model: str, rubric: str
) -> dict[int, list[ThreadEntry]]:
    """Load the public messages of tickets in time order, with their scores."""
    table = SQLModel.metadata.tables["message_score"]
    query = (
        select(
            col(MessageRow.ticket_id),
            col(MessageRow.author_role),
            col(MessageRow.occurred_at),
            col(MessageRow.public),
            col(MessageRow.noise),
            *table.c,
        )
        .outerjoin(
            MessageScoreRow,
            and_(
                col(MessageScoreRow.text_hash) == col(MessageRow.text_hash),
                col(MessageScoreRow.model) == model,
                col(MessageScoreRow.rubric) == rubric,
            ),
        )
        .where(col(MessageRow.ticket_id).in_(ticket_ids))
        .order_by(col(MessageRow.ticket_id), col(MessageRow.occurred_at), col(MessageRow.id))
    )
    threads: dict[int, list[ThreadEntry]] = {ticket_id: [] for ticket_id in ticket_ids}
    positions: dict[int, int] = defaultdict(int)
    for row in session.connection().execute(query).mappings():
        position = positions[row["ticket_id"]]
        positions[row["ticket_id"]] += 1
        if not row["public"] or row["noise"]:
            continue
        score = MessageScoreRow(**{c.name: row[c.name] for c in table.c})
        entry = ThreadEntry(
            position,
            AuthorRole(row["author_role"]),
            row["occurred_at"],
            score if row["text_hash"] else None,
        )
        threads[row["ticket_id"]].append(entry)
    return threads


def reopened_counts(session: Session, ticket_ids: Sequence[int]) -> dict[int, int]:
    """Count how often each ticket went back from solved to open."""
    query = (
        select(col(TicketHistoryRow.ticket_id), col(TicketHistoryRow.value))
        .where(
            col(TicketHistoryRow.ticket_id).in_(ticket_ids),
            col(TicketHistoryRow.field) == HistoryField.STATUS,
        )
        .order_by(col(TicketHistoryRow.ticket_id), col(TicketHistoryRow.occurred_at))
    )
    counts: dict[int, int] = defaultdict(int)
    solved: set[int] = set()
    for ticket_id, value in session.connection().execute(query):
        if value in (TicketStatus.SOLVED, TicketStatus.CLOSED):
            solved.add(ticket_id)
        elif ticket_id in solved:
            solved.discard(ticket_id)
            counts[ticket_id] += 1
    return counts


def earlier_same_cause(session: Session, tickets: Sequence[StaleTicket]) -> dict[int, int]:
    """Count each requester's earlier tickets that carry the same root cause."""
    terms = tagged(TagKind.ROOT_CAUSE)
    emails = {ticket.requester_email for ticket in tickets if ticket.requester_email}
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.requester_email),
            col(TicketRow.created_at),
            terms.c.name,
        )
        .join(terms, terms.c.ticket_id == col(TicketRow.id))
        .where(col(TicketRow.requester_email).in_(emails), *counted())
    )
    causes: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    of_ticket: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for ticket_id, email, created_at, cause in session.connection().execute(query):
        key = (email or "", cause)
        causes[key].append((created_at, ticket_id or 0))
        of_ticket[ticket_id or 0].add(key)
    return {
        ticket.id: max(
            (
                sum(1 for at, other in causes[key] if at < ticket.created_at and other != ticket.id)
                for key in of_ticket.get(ticket.id, ())
            ),
            default=0,
        )
        for ticket in tickets
    }


def current_scores(session: Session, ticket_ids: Sequence[int]) -> dict[int, TicketScoreRow]:
    """Give the newest revision of each ticket's score."""
    newest = (
        select(col(TicketScoreRow.ticket_id), func.max(col(TicketScoreRow.revision)).label("top"))
        .where(col(TicketScoreRow.ticket_id).in_(ticket_ids))
        .group_by(col(TicketScoreRow.ticket_id))
        .subquery()
    )
    table = SQLModel.metadata.tables["ticket_score"]
    query = table.select().join(
        newest,
        and_(table.c.ticket_id == newest.c.ticket_id, table.c.revision == newest.c.top),
    )
    rows = session.connection().execute(query).mappings()
    return {row["ticket_id"]: TicketScoreRow(**row) for row in rows}


def store_ticket_scores(
    session: Session, revisions: Sequence[Values], standings: Sequence[Values]
) -> None:
    """Append score revisions and put the tickets' standings in their place."""
    connection = session.connection()
    if revisions:
        connection.execute(insert(TicketScoreRow), list(revisions))
    if standings:
        ids = [values["ticket_id"] for values in standings]
        connection.execute(
            delete(TicketStandingRow).where(col(TicketStandingRow.ticket_id).in_(ids))
        )
        connection.execute(insert(TicketStandingRow), list(standings))
