"""One ticket with everything around it, and the facts that an action on tickets starts from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    MessageRow,
    MessageScoreRow,
    SourceRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.ticket_names import ticket_name

OPEN_STATUSES = tuple(status for status in TicketStatus if status.is_open)
_TICKET_COLUMNS = (
    "id",
    "source",
    "external_id",
    "url",
    "subject",
    "status",
    "priority",
    "requester",
    "assignee",
    "created_at",
    "updated_at",
    "noise",
    "account_id",
)


@dataclass(frozen=True, slots=True)
class TicketHeader:
    """A ticket as its source describes it, with its account and how far the source reaches."""

    id: int
    source: str
    external_id: str
    url: str | None
    subject: str
    status: str
    priority: str | None
    requester: str | None
    assignee: str | None
    created_at: datetime
    updated_at: datetime
    noise: str | None
    account_id: int | None
    account: str | None
    tier: int | None
    data_as_of: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What an action needs to know of a ticket; without a score where it does not stand."""

    id: int
    source: str
    external_id: str
    score: int | None
    band: str | None
    review: bool
    model: str | None
    rubric: str | None

    @property
    def name(self) -> str:
        """Its name across sources."""
        return ticket_name(self.source, self.external_id)


@dataclass(frozen=True, slots=True)
class ScoreRevision:
    """One revision of a ticket's score."""

    known_at: datetime
    score: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One entry of a thread; `score`, `band` and `reason` are None where nothing was scored."""

    author_role: str
    author: str
    occurred_at: datetime
    public: bool
    text: str
    quoted: str
    noise: str | None
    score: int | None
    band: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary."""

    name: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class OtherTicket:
    """Another open ticket of the same account."""

    id: int
    source: str
    external_id: str
    subject: str
    status: str
    created_at: datetime
    score: int | None
    band: str | None


Row = TypeVar("Row", bound=SQLModel)


def ticket_header(session: Session, ticket_id: int) -> TicketHeader | None:
    """Give a ticket with its account and source, None where there is no such ticket."""
    query = (
        select(
            *(col(getattr(TicketRow, name)) for name in _TICKET_COLUMNS),
            col(AccountRow.name).label("account"),
            col(AccountRow.tier).label("tier"),
            col(SourceRow.data_as_of).label("data_as_of"),
            col(TicketStandingRow.waiting_since).label("waiting_since"),
        )
        .join(SourceRow, col(SourceRow.name) == col(TicketRow.source))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.id) == ticket_id)
    )
    row = session.connection().execute(query).mappings().first()
    return TicketHeader(**row) if row else None


def ticket_facts(session: Session, ticket_ids: Sequence[int]) -> dict[int, TicketFacts]:
    """Give what actions need to know of tickets, by id; unknown ids are left out."""
    standing = TicketStandingRow
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(standing.score),
            col(standing.band),
            func.coalesce(col(standing.review), False),
            col(standing.model),
            col(standing.rubric),
        )
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.id).in_(ticket_ids))
    )
    found: Iterable[Any] = session.connection().execute(query)
    return {row[0]: TicketFacts(*row) for row in found}


def values_by_ticket(
    session: Session, model: type[Row], ticket_ids: Sequence[int]
) -> dict[int, list[Row]]:
    """Load the rows of a table that tickets have, as values that no session watches."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    query = table.select().where(table.c.ticket_id.in_(ticket_ids))
    values: dict[int, list[Row]] = {}
    for row in session.connection().execute(query).mappings():
        values.setdefault(row["ticket_id"], []).append(model(**row))
    return values


def score_history(session: Session, ticket_id: int, *, limit: int) -> list[ScoreRevision]:
    """List the newest revisions of a ticket's score, oldest of them first."""
    revision = TicketScoreRow
    query = (
        select(col(revision.known_at), col(revision.score), col(revision.cause))
        .where(col(revision.ticket_id) == ticket_id)
        .order_by(col(revision.revision).desc())
        .limit(limit)
    )
    return [ScoreRevision(*row) for row in session.connection().execute(query)][::-1]


def thread(
    session: Session, ticket_id: int, *, model: str | None, rubric: str | None
) -> list[ThreadMessage]:
    """List all messages of a ticket in the order in which scoring counts their positions."""
    score, message = MessageScoreRow, MessageRow
    query = (
        select(
            col(message.author_role),
            col(message.author),
            col(message.occurred_at),
            col(message.public),
            col(message.text),
            col(message.quoted),
            col(message.noise),
            col(score.score),
            col(score.band),
            col(score.reason),
        )
        .outerjoin(
            score,
            and_(
                col(score.text_hash) == col(message.text_hash),
                col(score.model) == model,
                col(score.rubric) == rubric,
            ),
        )
        .where(col(message.ticket_id) == ticket_id)
        .order_by(col(message.occurred_at), col(message.id))
    )
    rows: Iterable[Any] = session.connection().execute(query)
    return [ThreadMessage(*row) for row in rows]


def vocabulary(session: Session) -> dict[str, Term]:
    """Give every spelling of every term (its name, label and aliases), casefolded."""
    tags = select(col(TagRow.name), col(TagRow.kind), col(TagRow.label)).order_by(col(TagRow.name))
    terms = {row[0]: Term(*row) for row in session.connection().execute(tags)}
    spellings = {term.label.casefold(): term for term in terms.values()}
    aliases = select(col(TagAliasRow.alias), col(TagAliasRow.name))
    for alias, name in session.connection().execute(aliases):
        spellings[alias.casefold()] = terms[name]
    return spellings | {name.casefold(): term for name, term in terms.items()}


def terms_by_ticket(session: Session, ticket_ids: Sequence[int]) -> dict[int, tuple[Term, ...]]:
    """Give the terms that tickets carry, by kind and name: the source's with the edits over them.

    The same as `tags.tagged` says, looked up from a few tickets instead of from a term.
    """
    term = (col(TagRow.name), col(TagRow.kind), col(TagRow.label))
    from_source = (
        select(col(TicketTagRow.ticket_id), *term)
        .join(TagAliasRow, col(TagAliasRow.alias) == col(TicketTagRow.name))
        .join(TagRow, col(TagRow.name) == col(TagAliasRow.name))
        .where(col(TicketTagRow.ticket_id).in_(ticket_ids))
    )
    edits = (
        select(col(TicketTagEditRow.ticket_id), col(TicketTagEditRow.removed), *term)
        .join(TagRow, col(TagRow.name) == col(TicketTagEditRow.name))
        .where(col(TicketTagEditRow.ticket_id).in_(ticket_ids))
    )
    carried: dict[int, set[Term]] = {ticket_id: set() for ticket_id in ticket_ids}
    for ticket_id, *words in session.connection().execute(from_source):
        carried[ticket_id].add(Term(*words))
    for ticket_id, removed, *words in session.connection().execute(edits):
        (carried[ticket_id].discard if removed else carried[ticket_id].add)(Term(*words))
    return {
        ticket_id: tuple(sorted(terms, key=lambda one: (one.kind, one.name)))
        for ticket_id, terms in carried.items()
    }


def other_open_tickets(
    session: Session, *, account_id: int, besides: int, limit: int
) -> list[OtherTicket]:
    """List the account's other open tickets, highest score first."""
    standing = TicketStandingRow
    query = (
        select(
            col(TicketRow.id),
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(TicketRow.subject),
            col(TicketRow.status),
            col(TicketRow.created_at),
            col(standing.score),
            col(standing.band),
        )
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .where(col(TicketRow.account_id) == account_id, col(TicketRow.id) != besides)
        .where(col(TicketRow.status).in_(OPEN_STATUSES), *counted())
        .order_by(func.coalesce(col(standing.score), -1).desc(), col(TicketRow.id))
        .limit(limit)
    )
    rows: Iterable[Any] = session.connection().execute(query)
    return [OtherTicket(*row) for row in rows]


def tickets_named(
    session: Session, external_ids: Sequence[str], names: Sequence[tuple[str, str]]
) -> dict[int, str]:
    """Find tickets by external id in any source, or by (source, external id); id to full name."""
    table = SQLModel.metadata.tables["ticket"]
    # Naming the sources lets the lookup use the key, which begins with them.
    sources = select(col(SourceRow.name))
    wanted = or_(
        and_(table.c.source.in_(sources), table.c.external_id.in_(external_ids)),
        *(
            and_(table.c.source == source, table.c.external_id == external)
            for source, external in names
        ),
    )
    query = select(table.c.id, table.c.source, table.c.external_id).where(wanted)
    rows = session.connection().execute(query.order_by(table.c.source, table.c.id))
    return {row[0]: ticket_name(row[1], row[2]) for row in rows}
