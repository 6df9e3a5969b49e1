"""The tickets that rules count: those of a span, or a few by id, with the terms they carry.

Tags are resolved here and not in SQL, which would go through all tags ever set: what a tag means is
a small table, and `tags.tagged` says the same of it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    ImportRunRow,
    PreImageRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.records import TagKind
from radar_tui.domain.ticket_names import ticket_name

_HOUR_SECONDS = 3600
_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True, eq=False)
class VocabularyTerm:
    """A term and its kind; there is one of each."""

    name: str
    kind: TagKind


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms: by the help desk's spellings, casefolded, and by their names."""

    spellings: Mapping[str, VocabularyTerm]
    terms: Mapping[str, VocabularyTerm]

    @property
    def kinds(self) -> frozenset[TagKind]:
        """The kinds of tag that the team has terms for."""
        return frozenset(term.kind for term in self.terms.values())


@dataclass(frozen=True, slots=True)
class CountedTicket:
    """A ticket that counts: when it came, whose it is, and its terms, by name."""

    id: int
    name: str
    created_at: datetime
    account: str | None
    tier: int | None
    feature_areas: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()


def read_vocabulary(session: Session) -> Vocabulary:
    """Read the vocabulary."""
    rows = session.connection().execute(select(col(TagRow.name), col(TagRow.kind)))
    terms = {name: VocabularyTerm(name, TagKind(kind)) for name, kind in rows}
    aliases = session.connection().execute(select(col(TagAliasRow.alias), col(TagAliasRow.name)))
    return Vocabulary({alias: terms[name] for alias, name in aliases}, terms)


def created_between(after: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """The condition for a ticket that counts to have come after one moment, up to another."""
    created = col(TicketRow.created_at)
    return (created > after, created <= until, *counted())


def created_in(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """The condition for a ticket that counts to have come from one moment on, before another."""
    created = col(TicketRow.created_at)
    return (created >= start, created < end, *counted())


def tagged_pairs(
    session: Session, vocabulary: Vocabulary, *which: ColumnElement[bool]
) -> set[tuple[int, VocabularyTerm]]:
    """Give each of some tickets, by id, with each term that it carries."""
    tag, edit = TicketTagRow, TicketTagEditRow
    tags = (
        select(col(tag.ticket_id), col(tag.name))
        .join(TicketRow, col(TicketRow.id) == col(tag.ticket_id))
        .where(*which)
    )
    spellings, terms = vocabulary.spellings, vocabulary.terms
    # Read at once: a row at a time costs three times as much.
    found = session.connection().execute(tags).all()
    pairs = {(ticket_id, spellings[name]) for ticket_id, name in found if name in spellings}
    edits = (
        select(col(edit.ticket_id), col(edit.name), col(edit.removed))
        .join(TicketRow, col(TicketRow.id) == col(edit.ticket_id))
        .where(*which)
    )
    for ticket_id, name, removed in session.connection().execute(edits):
        if name in terms:
            (pairs.discard if removed else pairs.add)((ticket_id, terms[name]))
    return pairs


def terms_of(
    session: Session, vocabulary: Vocabulary, *which: ColumnElement[bool]
) -> dict[int, list[VocabularyTerm]]:
    """Give the terms of some tickets, by id and in order; tickets without any are left out."""
    carried: dict[int, list[VocabularyTerm]] = {}
    for ticket_id, term in tagged_pairs(session, vocabulary, *which):
        carried.setdefault(ticket_id, []).append(term)
    for terms in carried.values():
        if len(terms) > 1:
            terms.sort(key=_NAME)
    return carried


def counted_tickets(
    session: Session, vocabulary: Vocabulary, *which: ColumnElement[bool]
) -> list[CountedTicket]:
    """List the tickets that conditions describe, in the order in which they came."""
    terms = terms_of(session, vocabulary, *which)
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(TicketRow.created_at),
        col(AccountRow.name),
        col(AccountRow.tier),
    )
    query = (
        select(*columns)
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .where(*which)
        .order_by(col(TicketRow.created_at), col(TicketRow.id))
    )
    return [
        CountedTicket(
            ticket_id,
            ticket_name(source, external_id),
            created_at,
            account,
            tier,
            names_of(terms.get(ticket_id, ()), TagKind.FEATURE_AREA),
            names_of(terms.get(ticket_id, ()), TagKind.ROOT_CAUSE),
        )
        for ticket_id, source, external_id, created_at, account, tier in (
            session.connection().execute(query).all()
        )
    ]


def names_of(terms: Sequence[VocabularyTerm], kind: TagKind) -> tuple[str, ...]:
    """Give the names of those terms that are of one kind."""
    return tuple([term.name for term in terms if term.kind is kind])


def area_counts(
    session: Session, vocabulary: Vocabulary, start: datetime, end: datetime
) -> Counter[str]:
    """Count the tickets of a span by feature area."""
    pairs = tagged_pairs(session, vocabulary, *created_in(start, end))
    return Counter([term.name for _, term in pairs if term.kind is TagKind.FEATURE_AREA])


def hour_counts(session: Session, start: datetime, end: datetime) -> dict[datetime, int]:
    """Count the tickets of a span by the hour, in UTC, in which they came."""
    second = extract("epoch", col(TicketRow.created_at))
    hour = (second - second % _HOUR_SECONDS).label("hour")
    query = select(hour, func.count()).where(*created_in(start, end)).group_by("hour")
    rows = session.connection().execute(query)
    return {datetime.fromtimestamp(int(at), UTC): count for at, count in rows}


def creation_of(session: Session, ticket_ids: Collection[int]) -> dict[int, datetime]:
    """Give when tickets came, whether they count or not; those that are gone are left out."""
    found: dict[int, datetime] = {}
    for batch in in_batches(ticket_ids):
        query = select(col(TicketRow.id), col(TicketRow.created_at))
        rows = session.connection().execute(query.where(col(TicketRow.id).in_(batch)))
        found |= {ticket_id or 0: created_at for ticket_id, created_at in rows}
    return found


def creation_before(
    session: Session, run_ids: Collection[int], ticket_ids: Collection[int]
) -> list[datetime]:
    """Give when tickets came as it was told before some import runs changed them."""
    image = PreImageRow
    moments = []
    for batch in in_batches(ticket_ids):
        query = select(col(image.before)["created_at"].as_string()).where(
            col(image.run_id).in_(run_ids),
            col(image.table_name) == TicketRow.__tablename__,
            col(image.pk).in_([str(ticket_id) for ticket_id in batch]),
        )
        moments += [
            datetime.fromisoformat(told) for told in session.connection().execute(query).scalars()
        ]
    return moments


def touched_tickets(session: Session, run_ids: Collection[int], *, at_most: int) -> set[int] | None:
    """Give the tickets that import runs changed last; None where they are more than `at_most`."""
    query = select(col(TicketRow.id)).where(col(TicketRow.last_run_id).in_(run_ids))
    found = set(session.connection().execute(query.limit(at_most + 1)).scalars())
    return None if len(found) > at_most else {ticket_id or 0 for ticket_id in found}


def runs_since(
    session: Session, newest: int, going_on: Collection[int]
) -> tuple[set[int], set[int]]:
    """Give the import runs after one and those that went on, and which of them still go on."""
    run = ImportRunRow
    query = select(col(run.id), col(run.state)).where(
        (col(run.id) > newest) | col(run.id).in_(going_on)
    )
    rows = [(run_id or 0, state) for run_id, state in session.connection().execute(query)]
    return {run_id for run_id, _ in rows}, {run_id for run_id, state in rows if state == "running"}


def by_ids(ticket_ids: Collection[int]) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Give conditions that describe tickets that count by their ids, some at a time."""
    for batch in in_batches(ticket_ids):
        yield (col(TicketRow.id).in_(batch), *counted())
