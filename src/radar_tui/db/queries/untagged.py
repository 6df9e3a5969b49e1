"""Tickets, and which kinds of tag each of them should carry and does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlmodel import Session, col

from radar_tui.db.queries.closed_tickets import closed_between
from radar_tui.db.queries.rule_tickets import Vocabulary, by_ids, terms_of
from radar_tui.db.queries.ticket_filter import open_and_counted
from radar_tui.db.queries.ticket_terms import carrying_kind
from radar_tui.db.tables import AccountRow, InterventionRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TagKind
from radar_tui.domain.tagging import missing_tags
from radar_tui.domain.ticket_names import ticket_name


@dataclass(frozen=True, slots=True)
class ClosedUntagged:
    """A ticket that was closed without some kinds of tag."""

    name: str
    account: str | None
    closed_at: datetime
    missing: tuple[TagKind, ...]


def closed_untagged(
    session: Session, vocabulary: Vocabulary, after: datetime, until: datetime
) -> list[ClosedUntagged]:
    """List what was closed in a span without its tags, oldest first.

    `domain.tagging` says which they are.
    """
    closed = _that_may_lack(vocabulary).where(*closed_between(after, until))
    lacking = _lacking_of(session, vocabulary, closed)
    query = select(
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(AccountRow.name),
        col(TicketRow.solved_at),
    ).outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
    found = []
    for which in by_ids(lacking):
        rows: Any = session.connection().execute(query.where(*which))
        for ticket_id, source, number, account, at in rows:
            name = ticket_name(source, number)
            found.append(ClosedUntagged(name, account, at, lacking[ticket_id]))
    return sorted(found, key=lambda one: (one.closed_at, one.name))


@dataclass(frozen=True, slots=True)
class LackingTicket:
    """A ticket, open or closed, without some kinds of tag that it must carry at its close."""

    id: int
    name: str
    subject: str
    account: str | None
    assignee: str | None
    is_open: bool
    created_at: datetime
    missing: tuple[TagKind, ...]


def lacking_tickets(
    session: Session,
    vocabulary: Vocabulary,
    *,
    closed_after: datetime,
    until: datetime,
    at_most: int,
    which: Sequence[ColumnElement[bool]] = (),
) -> list[LackingTicket]:
    """List the open tickets, and those closed in a span, that lack tags; open ones first.

    Among each the newest come first. Of more than `at_most` open ones the newest are listed.
    `which` are further conditions on tickets.
    """
    newest = (
        _that_may_lack(vocabulary)
        .where(*open_and_counted(), *which)
        .order_by(col(TicketRow.created_at).desc(), col(TicketRow.id).desc())
        .limit(at_most)
    )
    late = _that_may_lack(vocabulary).where(*closed_between(closed_after, until), *which)
    still_open = _lacking_of(session, vocabulary, newest)
    closed = _lacking_of(session, vocabulary, late)
    lacking = still_open | closed
    columns: tuple[Any, ...] = (
        col(TicketRow.id),
        col(TicketRow.source),
        col(TicketRow.external_id),
        col(TicketRow.subject),
        col(AccountRow.name),
        col(TicketRow.assignee),
        col(TicketRow.created_at),
    )
    query = select(*columns).outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
    found = []
    for which in by_ids(lacking):
        rows: Any = session.connection().execute(query.where(*which))
        for key, source, number, subject, account, assignee, at in rows:
            name, is_open = ticket_name(source, number), key in still_open
            found.append(
                LackingTicket(key, name, subject, account, assignee, is_open, at, lacking[key])
            )
    found.sort(key=lambda one: (one.created_at, one.id), reverse=True)
    return sorted(found, key=lambda one: not one.is_open)


def _that_may_lack(vocabulary: Vocabulary) -> Select[int]:
    """Give the ids of all tickets that lack tags, and of few others: `domain.tagging` decides."""
    lacks_area = TagKind.FEATURE_AREA in vocabulary.kinds
    ids: Select[Any] = select(col(TicketRow.id))
    return (
        ids.outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(
            or_(
                ~carrying_kind(TagKind.FEATURE_AREA) if lacks_area else false(),
                col(TicketStandingRow.repeat) == true(),
                col(InterventionRow.escalated_at).is_not(None),
            )
        )
    )


def _lacking_of(
    session: Session, vocabulary: Vocabulary, ids: Select[int]
) -> dict[int, tuple[TagKind, ...]]:
    """Give what each of some tickets lacks; which they are is asked once."""
    found = list(session.connection().execute(ids).scalars())
    return {
        ticket_id: missing
        for which in by_ids(found)
        for ticket_id, missing in _lacking(session, vocabulary, which).items()
    }


def _lacking(
    session: Session, vocabulary: Vocabulary, which: tuple[ColumnElement[bool], ...]
) -> dict[int, tuple[TagKind, ...]]:
    """Give what each ticket lacks, by its id; without a look at the tickets themselves."""
    carried = terms_of(session, vocabulary, *which)
    query: Any = (
        select(
            col(TicketRow.id),
            col(InterventionRow.escalated_at).is_not(None),
            func.coalesce(col(TicketStandingRow.repeat), False),
        )
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(TicketRow.id))
        .where(*which)
    )
    judged, lacking = vocabulary.kinds, {}
    for ticket_id, escalated, repeat in session.connection().execute(query).all():
        kinds = {term.kind for term in carried.get(ticket_id, ())}
        missing = missing_tags(kinds, escalated=escalated, repeat=repeat, judged=judged)
        if missing:
            lacking[ticket_id] = missing
    return lacking
