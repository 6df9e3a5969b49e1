"""Messages and history of tickets: what is new is added, what differs is updated."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.bulk import insert_rows
from radar_tui.db.imports.images import keep_images
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import MessageRow, TicketHistoryRow
from radar_tui.domain.records import DESCRIPTION_ID, Noise, SourceHistory, SourceMessage
from radar_tui.text.clean import CleanText

Values = dict[str, Any]
Change = tuple[str, str, datetime]
"""A property of a ticket, the value it got, and when."""

_change = attrgetter("field", "value", "occurred_at")


@dataclass(frozen=True, slots=True)
class PreparedMessage:
    """A message ready to be stored. `text_hash` is None where there is nothing to score."""

    record: SourceMessage
    clean: CleanText
    text_hash: str | None
    content_hash: str
    noise: Noise | None = None


@dataclass(frozen=True, slots=True)
class PreparedThread:
    """A ticket's messages and history, ready to be stored."""

    messages: tuple[PreparedMessage, ...] = ()
    history: tuple[SourceHistory, ...] = ()


def store_threads(
    session: Session,
    run_id: int,
    threads: Mapping[int, PreparedThread],
    *,
    outdated: Collection[int] = (),
    new: Collection[int] = (),
) -> set[int]:
    """Store threads by ticket id; gives the ids of the tickets that something changed in.

    A thread of the tickets in `outdated` is of an older version than is stored: messages that are
    known already stay as they are. Of the tickets in `new` nothing can be stored yet.
    """
    known = threads.keys() - new
    messages = _store_messages(session, run_id, threads, known, outdated)
    return messages | _store_history(session, run_id, threads, known)


def _store_messages(
    session: Session,
    run_id: int,
    threads: Mapping[int, PreparedThread],
    known_tickets: Collection[int],
    outdated: Collection[int],
) -> set[int]:
    known = _known_messages(session, [key for key in known_tickets if threads[key].messages])
    with_thread = {ticket_id for ticket_id, external_id in known if external_id != DESCRIPTION_ID}
    new: list[Values] = []
    changed: list[tuple[int, Values]] = []
    touched: set[int] = set()
    for ticket_id, thread in threads.items():
        messages = {part.record.external_id: part for part in thread.messages}
        if ticket_id in with_thread or len(messages) > 1:
            messages.pop(DESCRIPTION_ID, None)
        for message in messages.values():
            found = known.get((ticket_id, message.record.external_id))
            if found and (ticket_id in outdated or found[1] == message.content_hash):
                continue
            touched.add(ticket_id)
            values = _values(message, ticket_id, run_id)
            if found:
                changed.append((found[0], values))
            else:
                values["first_run_id"] = run_id
                new.append(values)
    insert_rows(session, "message", new)
    keep_images(session, run_id, "message", [message_id for message_id, _ in changed])
    table = SQLModel.metadata.tables["message"]
    for message_id, values in changed:
        session.connection().execute(update(table).where(table.c.id == message_id).values(**values))
    with_thread |= {
        values["ticket_id"] for values in new if values["external_id"] != DESCRIPTION_ID
    }
    _supersede_descriptions(session, run_id, touched & with_thread, known)
    return touched


def _supersede_descriptions(
    session: Session,
    run_id: int,
    touched: set[int],
    known: Mapping[tuple[int, str], tuple[int, str]],
) -> None:
    """Count a ticket's stand-in message no longer, now that the thread itself is there."""
    stand_ins = [
        known[ticket_id, DESCRIPTION_ID][0]
        for ticket_id in touched
        if (ticket_id, DESCRIPTION_ID) in known
    ]
    keep_images(session, run_id, "message", stand_ins)
    if stand_ins:
        table = SQLModel.metadata.tables["message"]
        session.connection().execute(
            update(table)
            .where(table.c.id.in_(stand_ins))
            .values(noise=Noise.DUPLICATE, text_hash=None, last_run_id=run_id)
        )


def _known_messages(
    session: Session, ticket_ids: list[int]
) -> dict[tuple[int, str], tuple[int, str]]:
    query = select(
        MessageRow.ticket_id, MessageRow.external_id, MessageRow.id, MessageRow.content_hash
    )
    return {
        (ticket, external): (row_id or 0, digest)
        for batch in in_batches(ticket_ids)
        for ticket, external, row_id, digest in session.exec(
            query.where(col(MessageRow.ticket_id).in_(batch))
        )
    }


def _values(message: PreparedMessage, ticket_id: int, run_id: int) -> Values:
    record, clean = message.record, message.clean
    return {
        "ticket_id": ticket_id,
        "external_id": record.external_id,
        "author_role": record.author_role,
        "author": record.author,
        "public": record.public,
        "occurred_at": record.created_at,
        "known_at": record.created_at,
        "text": clean.text,
        "quoted": clean.quoted,
        "signature": clean.signature,
        "original": record.body if record.body != clean.text else None,
        "is_html": record.is_html,
        "text_hash": message.text_hash,
        "noise": message.noise,
        "content_hash": message.content_hash,
        "last_run_id": run_id,
    }


def _store_history(
    session: Session,
    run_id: int,
    threads: Mapping[int, PreparedThread],
    known_tickets: Collection[int],
) -> set[int]:
    known = _known_history(session, [key for key in known_tickets if threads[key].history])
    new = [
        {
            "ticket_id": ticket_id,
            "field": field,
            "value": value,
            "occurred_at": at,
            "known_at": at,
            "first_run_id": run_id,
        }
        for ticket_id, thread in threads.items()
        for field, value, at in dict.fromkeys(map(_change, thread.history))
        if (field, value, at) not in known[ticket_id]
    ]
    insert_rows(session, "ticket_history", new)
    return {values["ticket_id"] for values in new}


def _known_history(session: Session, ticket_ids: Collection[int]) -> defaultdict[int, set[Change]]:
    history = TicketHistoryRow
    known: defaultdict[int, set[Change]] = defaultdict(set)
    query = select(history.ticket_id, history.field, history.value, history.occurred_at)
    for batch in in_batches(ticket_ids):
        found = session.exec(query.where(col(history.ticket_id).in_(batch)))
        for ticket_id, field, value, at in found:
            known[ticket_id].add((field, value, at))
    return known
