"""When a ticket's tags were set, by all of its history that has come in so far."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import TicketHistoryRow, TicketTagRow
from radar_tui.domain.records import HistoryField, SourceHistory

Tag = tuple[int, str]
"""A ticket's id and the tag, casefolded."""

_Change = tuple[datetime, str, int, str]
_CHANGES = (HistoryField.TAG_ADDED, HistoryField.TAG_REMOVED)


def tag_times(
    session: Session,
    ticket_ids: Collection[int],
    new: Mapping[int, Iterable[SourceHistory]] = MappingProxyType({}),
) -> dict[Tag, datetime]:
    """Give when each tag was first set after it was last taken off; without those never told.

    `new` is the history of tickets that have none but this one, and need not be looked up.
    """
    changes: list[_Change] = [
        (entry.occurred_at, entry.field, ticket_id, entry.value)
        for ticket_id, history in new.items()
        for entry in history
        if entry.field in _CHANGES
    ]
    changes += _stored_changes(session, [key for key in ticket_ids if key not in new])
    # Of a change at one moment, what was taken off comes before what was set.
    changes.sort(key=lambda change: (change[0], change[1] != HistoryField.TAG_REMOVED))
    set_at: dict[Tag, datetime] = {}
    for at, field, ticket_id, value in changes:
        tag = (ticket_id, value.casefold())
        if field == HistoryField.TAG_REMOVED:
            set_at.pop(tag, None)
        else:
            set_at.setdefault(tag, at)
    return set_at


def _stored_changes(session: Session, ticket_ids: list[int]) -> Iterator[_Change]:
    history = TicketHistoryRow
    for batch in in_batches(ticket_ids):
        query = select(history.occurred_at, history.field, history.ticket_id, history.value).where(
            col(history.ticket_id).in_(batch), col(history.field).in_(_CHANGES)
        )
        yield from session.exec(query)


def date_tags(session: Session, ticket_ids: Collection[int]) -> None:
    """Set anew when the tags of tickets were set, whose history came in after them."""
    table = SQLModel.metadata.tables["ticket_tag"]
    set_at = tag_times(session, ticket_ids)
    changed = [
        {"of": ticket_id, "tag": name, "at": set_at.get((ticket_id, name))}
        for batch in in_batches({ticket_id for ticket_id, _ in set_at})
        for ticket_id, name, known_at in session.exec(
            select(TicketTagRow.ticket_id, TicketTagRow.name, TicketTagRow.known_at).where(
                col(TicketTagRow.ticket_id).in_(batch)
            )
        )
        if known_at != set_at.get((ticket_id, name))
    ]
    if changed:
        session.connection().execute(
            update(table)
            .where(table.c.ticket_id == bindparam("of"), table.c.name == bindparam("tag"))
            .values(known_at=bindparam("at")),
            changed,
        )
