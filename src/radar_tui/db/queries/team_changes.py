"""What people did to tickets, as the change sets record it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import ChangeSetEntryRow, ChangeSetRow, TagAliasRow, TicketRow

_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """What an action left in one row of a team table; `after` is None where it took the row away.

    `pk` is the row's key as change sets write it.
    """

    table: str
    pk: str
    after: dict[str, Any] | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class NamedTicket:
    """How a help desk names a ticket, and the tags it has there as of the last import."""

    id: int
    source: str
    external_id: str
    url: str | None
    status: str
    tags: list[str]


def recorded_changes(
    session: Session, tables: Collection[str], until: datetime
) -> Iterator[RecordedChange]:
    """Yield what was done to the rows of some tables up to a moment, in the order it was done."""
    entry, header = ChangeSetEntryRow, ChangeSetRow
    query = (
        select(
            col(entry.table_name),
            col(entry.pk),
            col(entry.after),
            col(header.at),
            col(header.actor),
        )
        .join(header, col(header.id) == col(entry.change_set_id))
        .where(col(entry.table_name).in_(tables), col(header.at) <= until)
        .order_by(col(entry.id))
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    rows: Iterable[Any] = session.connection().execute(query)
    for row in rows:
        yield RecordedChange(*row)


def named_tickets(session: Session, ticket_ids: Collection[int]) -> list[NamedTicket]:
    """List tickets as their help desk names them."""
    columns = ("id", "source", "external_id", "url", "status", "tags")
    query = select(*(col(getattr(TicketRow, name)) for name in columns))
    found = []
    for batch in in_batches(ticket_ids):
        rows: Iterable[Any] = session.connection().execute(
            query.where(col(TicketRow.id).in_(batch))
        )
        found += [NamedTicket(*row) for row in rows]
    return found


def spellings(session: Session, terms: Collection[str]) -> dict[str, str]:
    """Give the term that each of the spellings of some terms, casefolded, stands for."""
    query = select(col(TagAliasRow.alias), col(TagAliasRow.name))
    found: dict[str, str] = {}
    for batch in in_batches(terms):
        rows: Iterable[Any] = session.connection().execute(
            query.where(col(TagAliasRow.name).in_(batch))
        )
        found |= {row[0]: row[1] for row in rows}
    return found
