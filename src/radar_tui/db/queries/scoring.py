"""What the scorer reads and writes: texts without a score, tickets whose score is out of date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.storing import Values, store_rows
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
from radar_tui.domain.bands import Band
from radar_tui.domain.records import AuthorRole, HistoryField, TagKind, TicketStatus
from radar_tui.domain.scores import Contribution, MessageScore, UnscoredReason


@dataclass(frozen=True, slots=True)
class UnscoredText:
    """A text that the current model and rubric have not scored yet."""

    message_id: int
    text_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class StaleTicket:
    """A ticket whose standing is missing or out of date.

    `revision` is the ticket's own; `seen_revision` the one its standing was computed from, None
    where it stands nowhere yet.
    """

    id: int
    status: TicketStatus
    created_at: datetime
    requester_email: str | None
    data_as_of: datetime
    revision: int
    seen_revision: int | None


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A public message of a thread; `score` is None for agents and where nothing was scored."""

    position: int
    author_role: AuthorRole
    occurred_at: datetime
    score: MessageScore | None
    text_hash: str | None = None


def unscored_texts(
    session: Session, *, model: str, rubric: str, before_id: int | None, limit: int
) -> list[UnscoredText]:
    """Page through texts without a score, newest message first; one text may come twice."""
    return _texts(session, before_id, limit, ~_is_scored(model, rubric))


def all_texts(session: Session, *, before_id: int | None, limit: int) -> list[UnscoredText]:
    """Page through all texts that can be scored, whether they are or not, newest message first."""
    return _texts(session, before_id, limit)


def _texts(
    session: Session, before_id: int | None, limit: int, *conditions: ColumnElement[bool]
) -> list[UnscoredText]:
    query = (
        select(col(MessageRow.id), col(MessageRow.text_hash), col(MessageRow.text))
        .where(col(MessageRow.text_hash).is_not(None), *conditions)
        .order_by(col(MessageRow.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(col(MessageRow.id) < before_id)
    rows = session.connection().execute(query)
    return [UnscoredText(row_id or 0, digest or "", text) for row_id, digest, text in rows]


def count_unscored(session: Session, *, model: str, rubric: str) -> int:
    """Count the distinct texts without a score."""
    return _count_texts(session, ~_is_scored(model, rubric))


def count_standing_elsewhere(session: Session, *, model: str, rubric: str) -> int:
    """Count the tickets that stand on a score of another model or rubric."""
    standing = TicketStandingRow
    query = (
        select(func.count())
        .select_from(standing)
        .join(TicketRow, col(TicketRow.id) == col(standing.ticket_id))
        .where(or_(col(standing.model) != model, col(standing.rubric) != rubric), *counted())
    )
    return session.connection().execute(query).scalar_one()


def count_texts(session: Session) -> int:
    """Count the distinct texts that can be scored."""
    return _count_texts(session)


def _count_texts(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count(func.distinct(col(MessageRow.text_hash)))).where(
        col(MessageRow.text_hash).is_not(None), *conditions
    )
    return session.connection().execute(query).scalar_one()


def _is_scored(model: str, rubric: str) -> ColumnElement[bool]:
    return exists().where(
        col(MessageScoreRow.text_hash) == col(MessageRow.text_hash),
        col(MessageScoreRow.model) == model,
        col(MessageScoreRow.rubric) == rubric,
    )


def message_scores(
    session: Session, text_hashes: Sequence[str], *, model: str, rubric: str
) -> dict[str, Values]:
    """Give the stored scores of texts, by the texts' hashes."""
    table = SQLModel.metadata.tables["message_score"]
    query = table.select().where(
        table.c.text_hash.in_(text_hashes), table.c.model == model, table.c.rubric == rubric
    )
    rows = session.connection().execute(query).mappings()
    return {row["text_hash"]: dict(row) for row in rows}


def store_message_scores(session: Session, rows: Sequence[Values]) -> None:
    """Add message scores, in the place of those that are there already."""
    store_rows(session, "message_score", rows)


def outdate_standings(session: Session) -> None:
    """Let all standings be computed anew; until then they stay as they are."""
    session.connection().execute(update(TicketStandingRow).values(ticket_revision=-1))


def stale_tickets(
    session: Session, *, model: str, rubric: str, as_of: datetime, after_id: int, limit: int
) -> list[StaleTicket]:
    """Page through tickets to be scored (again), by id: new, changed, or overtaken by time.

    A ticket with a text that has no score yet waits for it: no score rests on half a thread.
    """
    standing = TicketStandingRow
    columns = (
        col(TicketRow.id),
        col(TicketRow.status),
        col(TicketRow.created_at),
        col(TicketRow.requester_email),
        func.coalesce(col(SourceRow.data_as_of), col(TicketRow.updated_at)),
        col(TicketRow.revision),
        col(standing.ticket_revision),
    )
    query = (
        select(*columns)
        .join(SourceRow, col(SourceRow.name) == col(TicketRow.source))
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.id) > after_id, *counted())
        .where(_is_outdated(model, rubric, as_of), ~_has_unscored_text(model, rubric))
        .order_by(col(TicketRow.id))
        .limit(limit)
    )
    return [
        StaleTicket(row[0] or 0, TicketStatus(row[1]), row[2], row[3], row[4], row[5], row[6])
        for row in session.connection().execute(query)
    ]


def _is_outdated(model: str, rubric: str, as_of: datetime) -> ColumnElement[bool]:
    """Time moves a waiting ticket only as far as its source's data reach."""
    standing = TicketStandingRow
    overtaken = and_(
        col(standing.next_change_at) <= as_of,
        col(standing.next_change_at) <= col(SourceRow.data_as_of),
    )
    return or_(
        col(standing.ticket_id).is_(None),
        col(standing.ticket_revision) != col(TicketRow.revision),
        col(standing.model) != model,
        col(standing.rubric) != rubric,
        overtaken,
    )


def _has_unscored_text(model: str, rubric: str) -> ColumnElement[bool]:
    return exists().where(
        col(MessageRow.ticket_id) == col(TicketRow.id),
        col(MessageRow.text_hash).is_not(None),
        ~_is_scored(model, rubric),
    )


def hold_unmoved(session: Session, tickets: Sequence[StaleTicket]) -> set[int]:
    """Tell which tickets and standings are still as they were read, and hold them so.

    PostgreSQL lets an import commit between two statements of the scorer; SQLite does not.
    """
    ids = [ticket.id for ticket in tickets]
    revisions = (
        select(col(TicketRow.id), col(TicketRow.revision))
        .where(col(TicketRow.id).in_(ids))
        .order_by(col(TicketRow.id))
        .with_for_update(read=True, key_share=True)
    )
    seen = (
        select(col(TicketStandingRow.ticket_id), col(TicketStandingRow.ticket_revision))
        .where(col(TicketStandingRow.ticket_id).in_(ids))
        .order_by(col(TicketStandingRow.ticket_id))
        .with_for_update()
    )
    connection = session.connection()
    revision_of = {row[0]: row[1] for row in connection.execute(revisions)}
    seen_of = {row[0]: row[1] for row in connection.execute(seen)}
    return {
        ticket.id
        for ticket in tickets
        if revision_of.get(ticket.id) == ticket.revision
        and seen_of.get(ticket.id) == ticket.seen_revision
    }


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
    columns: tuple[Any, ...] = (
        col(MessageRow.ticket_id),
        col(MessageRow.author_role),
        col(MessageRow.occurred_at),
        col(MessageRow.public),
        col(MessageRow.noise),
        *table.c,
    )
    query = (
        select(*columns)
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
    for row in session.connection().execute(query):
        position = positions[row.ticket_id]
        positions[row.ticket_id] += 1
        if not row.public or row.noise:
            continue
        score = _message_score(row) if row.text_hash else None
        entry = ThreadEntry(
            position, AuthorRole(row.author_role), row.occurred_at, score, row.text_hash
        )
        threads[row.ticket_id].append(entry)
    return threads


def _message_score(row: Any) -> MessageScore:
    return MessageScore(
        score=row.score,
        band=Band(row.band) if row.band else None,
        review=row.review,
        churn=row.churn,
        language=row.language,
        model=row.model,
        rubric=row.rubric,
        contributions=msgspec.convert(row.contributions, tuple[Contribution, ...]),
        reason=UnscoredReason(row.reason) if row.reason else None,
    )


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
