"""The weekly blind sample: what it is drawn from, what was drawn, and what stands around it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    MessageRow,
    MessageScoreRow,
    QualitySampleRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.records import AuthorRole


@dataclass(frozen=True, slots=True)
class ScoredMessage:
    """A customer's message that has a score; `name` stays the same in every import."""

    message_id: int
    name: tuple[str, str, str]
    text_hash: str
    score: int
    model: str
    rubric: str


@dataclass(frozen=True, slots=True)
class DrawnMessage:
    """A message of the sample with its ticket, and nothing of its score."""

    id: int
    message_id: int
    ticket_id: int
    ticket: str
    source: str
    subject: str
    account: str | None
    occurred_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SampleCounts:
    """How many of a week's drawn messages are judged, skipped, still to be judged, or gone."""

    drawn: int
    judged: int
    skipped: int
    waiting: int
    gone: int


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    """A public entry of a thread."""

    message_id: int
    author_role: str
    occurred_at: datetime
    text: str


def scored_messages(session: Session, start: datetime, end: datetime) -> list[ScoredMessage]:
    """List the customers' messages of a span with the scores that their tickets stand on.

    What was drawn for another week, in a zone that has changed since, is left out.
    """
    message, score = MessageRow, MessageScoreRow
    drawn = exists().where(col(QualitySampleRow.message_id) == col(message.id))
    query = (
        select(
            col(message.id),
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(message.external_id),
            col(score.text_hash),
            col(score.score),
            col(score.model),
            col(score.rubric),
        )
        .select_from(message)
        .join(TicketRow, col(TicketRow.id) == col(message.ticket_id))
        .join(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .join(score, _is_standing_score())
        .where(*_judgeable(start, end), col(score.score).is_not(None), ~drawn)
    )
    return [
        ScoredMessage(row[0] or 0, (row[1], row[2], row[3]), row[4], row[5] or 0, row[6], row[7])
        for row in session.connection().execute(query)
    ]


def count_not_looked_at(session: Session, start: datetime, end: datetime) -> int:
    """Count the customers' messages of a span that the scorer has not come to yet."""
    message, score = MessageRow, MessageScoreRow
    query = (
        select(func.count())
        .select_from(message)
        .join(TicketRow, col(TicketRow.id) == col(message.ticket_id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .outerjoin(score, _is_standing_score())
        .where(*_judgeable(start, end), col(score.text_hash).is_(None))
    )
    return session.connection().execute(query).scalar_one()


def count_sample(session: Session, week: str) -> SampleCounts:
    """Count what was drawn for a week by what became of it."""
    row = QualitySampleRow
    judged, skipped = col(row.band).is_not(None), and_(col(row.by).is_not(None), _not_judged())
    query = _of_week(
        week,
        func.count(),
        func.count().filter(judged),
        func.count().filter(skipped),
        func.count().filter(_waits()),
    )
    drawn, judged_count, skipped_count, waiting = session.connection().execute(query).one()
    gone = drawn - judged_count - skipped_count - waiting
    return SampleCounts(drawn, judged_count, skipped_count, waiting, gone)


def waiting_messages(session: Session, week: str) -> list[DrawnMessage]:
    """List what is to be judged of a week, in the order in which it was stored."""
    query = _of_week(
        week,
        col(QualitySampleRow.id),
        col(MessageRow.id),
        col(TicketRow.id),
        col(TicketRow.external_id),
        col(TicketRow.source),
        col(TicketRow.subject),
        col(AccountRow.name),
        col(MessageRow.occurred_at),
        col(MessageRow.text),
    )
    query = query.outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
    rows = session.connection().execute(query.where(_waits()).order_by(col(QualitySampleRow.id)))
    return [DrawnMessage(*row) for row in rows]


def earlier_messages(
    session: Session, messages: Sequence[DrawnMessage], *, limit: int
) -> dict[int, list[EarlierMessage]]:
    """Give the last public entries of the thread before each message, oldest first, by its id."""
    query = (
        select(
            col(MessageRow.ticket_id),
            col(MessageRow.id),
            col(MessageRow.author_role),
            col(MessageRow.occurred_at),
            col(MessageRow.text),
        )
        .where(
            col(MessageRow.ticket_id).in_({message.ticket_id for message in messages}),
            col(MessageRow.public),
            col(MessageRow.noise).is_(None),
        )
        .order_by(col(MessageRow.occurred_at), col(MessageRow.id))
    )
    threads: dict[int, list[EarlierMessage]] = defaultdict(list)
    for ticket_id, message_id, role, at, text in session.connection().execute(query):
        threads[ticket_id].append(EarlierMessage(message_id or 0, role, at, text))
    return {
        message.message_id: [
            entry
            for entry in threads[message.ticket_id]
            if (entry.occurred_at, entry.message_id) < (message.occurred_at, message.message_id)
        ][-limit:]
        for message in messages
    }


def sample_row(session: Session, item_id: int) -> tuple[QualitySampleRow, str] | None:
    """Give a drawn message's row, as a value that no session watches, and its ticket's number."""
    table = SQLModel.metadata.tables["quality_sample"]
    query = (
        select(*table.c, col(TicketRow.external_id).label("ticket"))
        .join(MessageRow, col(MessageRow.id) == table.c.message_id)
        .join(TicketRow, col(TicketRow.id) == col(MessageRow.ticket_id))
        .where(table.c.id == item_id)
    )
    found: Mapping[Any, Any] | None = session.connection().execute(query).mappings().first()
    if found is None:
        return None
    return QualitySampleRow(**{column.name: found[column.name] for column in table.c}), found[
        "ticket"
    ]


def _judgeable(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """The condition for a message to be drawn: a customer's, of a span, that says something."""
    return (
        col(MessageRow.author_role) == AuthorRole.CUSTOMER,
        col(MessageRow.occurred_at) >= start,
        col(MessageRow.occurred_at) < end,
        col(MessageRow.text_hash).is_not(None),
        *_counts(),
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    return (col(MessageRow.public), col(MessageRow.noise).is_(None), *counted())


def _is_standing_score() -> ColumnElement[bool]:
    return and_(
        col(MessageScoreRow.text_hash) == col(MessageRow.text_hash),
        col(MessageScoreRow.model) == col(TicketStandingRow.model),
        col(MessageScoreRow.rubric) == col(TicketStandingRow.rubric),
    )


def _of_week(week: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(QualitySampleRow)
        .join(MessageRow, col(MessageRow.id) == col(QualitySampleRow.message_id))
        .join(TicketRow, col(TicketRow.id) == col(MessageRow.ticket_id))
        .where(col(QualitySampleRow.week) == week)
    )


def _not_judged() -> ColumnElement[bool]:
    return col(QualitySampleRow.band).is_(None)


def _waits() -> ColumnElement[bool]:
    """Nobody has answered, and the message still counts and says what it said when drawn."""
    return and_(
        col(QualitySampleRow.by).is_(None),
        col(MessageRow.text_hash) == col(QualitySampleRow.text_hash),
        *_counts(),
    )
