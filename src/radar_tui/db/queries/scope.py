"""Which tickets and accounts a scope keeps, and the scopes that there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, func, select, union
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.tags import tagged
from radar_tui.db.queries.ticket_terms import carrying
from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import AccountRow, TagRow, TicketRow, TicketStandingRow
from radar_tui.domain.records import TagKind
from radar_tui.domain.scope import Scope, ScopeKind

Condition: TypeAlias = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class ScopeSize:
    """A scope with what is in it: accounts of a segment, open tickets of a feature area."""

    scope: Scope
    count: int


def tickets_in(scope: Scope) -> tuple[Condition, ...]:
    """The conditions for a ticket to be in a scope; none where it leaves nothing out.

    A segment keeps the tickets of its accounts, a feature area those that carry its tag.
    """
    if scope.kind is ScopeKind.SEGMENT:
        accounts = select(col(AccountRow.id)).where(*accounts_in(scope))
        return (col(TicketRow.account_id).in_(accounts),)
    if scope.kind is ScopeKind.AREA:
        return (col(TicketRow.id).in_(carrying([scope.name], [])),)
    return ()


def those_in(session: Session, scope: Scope, ticket_ids: Collection[int]) -> set[int]:
    """Give those of some tickets that are in a scope; as many lookups as there are tickets."""
    found: set[int] = set()
    for batch in in_batches(ticket_ids):
        query: Any = select(col(TicketRow.id)).where(col(TicketRow.id).in_(batch))
        if scope.kind is ScopeKind.AREA:
            # Into each part, for SQLite would make out the whole area before it looks at the ids.
            parts: Any = carrying([scope.name], []).selects
            query = union(*(one.where(one.selected_columns[0].in_(batch)) for one in parts))
        else:
            query = query.where(*tickets_in(scope))
        found |= set(session.connection().execute(query).scalars())
    return found


def accounts_in(scope: Scope) -> tuple[Condition, ...]:
    """The conditions for an account to be in a scope; a feature area rules no account out."""
    if scope.kind is ScopeKind.SEGMENT:
        return (col(AccountRow.segment) == scope.name,)
    return ()


def scope_names(session: Session, kind: ScopeKind) -> list[str]:
    """List the names of the scopes of one kind, sorted."""
    if kind is ScopeKind.SEGMENT:
        column = col(AccountRow.segment)
        query = select(column).where(column.is_not(None), column != "").distinct()
    else:
        query = select(col(TagRow.name)).where(col(TagRow.kind) == TagKind.FEATURE_AREA)
    return sorted(name for name in session.connection().execute(query).scalars() if name)


def segment_sizes(session: Session) -> list[ScopeSize]:
    """Give each segment with its number of accounts, by name."""
    segment = col(AccountRow.segment)
    query = select(segment, func.count()).where(segment.is_not(None), segment != "")
    return _sizes(ScopeKind.SEGMENT, session.connection().execute(query.group_by(segment)).all())


def area_sizes(session: Session) -> list[ScopeSize]:
    """Give each feature area with its number of open tickets, by name; one pass over these."""
    terms = tagged(TagKind.FEATURE_AREA)
    query = (
        select(terms.c.name, func.count())
        .join(TicketRow, col(TicketRow.id) == terms.c.ticket_id)
        .join(TicketStandingRow, col(TicketStandingRow.ticket_id) == terms.c.ticket_id)
        .where(col(TicketStandingRow.is_open), *counted())
        .group_by(terms.c.name)
    )
    found = {row[0]: row[1] for row in session.connection().execute(query)}
    names = scope_names(session, ScopeKind.AREA)
    return _sizes(ScopeKind.AREA, [(name, found.get(name, 0)) for name in names])


def _sizes(kind: ScopeKind, rows: Sequence[Sequence[object]]) -> list[ScopeSize]:
    sizes = [ScopeSize(Scope(kind, str(name)), int(str(count))) for name, count in rows]
    return sorted(sizes, key=lambda one: one.scope.name)
