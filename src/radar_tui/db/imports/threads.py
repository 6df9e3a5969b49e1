"""Messages and history of tickets: what is new is added, what differs is updated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.images import keep_images
from radar_tui.db.tables import MessageRow, TicketHistoryRow
from radar_tui.domain.records import DESCRIPTION_ID, Noise, SourceHistory, SourceMessage
from radar_tui.text.clean import CleanText

Values = dict[str, Any]


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
) -> set[int]:
    """Store threads by ticket id; gives the ids of the tickets that something changed in.

    A thread of the tickets in `outdated` is of an older version than is stored: messages that are
    known already stay as they are.
    """
    messages = _store_messages(session, run_id, threads, outdated)
    return messages | _store_history(session, run_id, threads)


def _store_messages(
    session: Session,
    run_id: int,
    threads: Mapping[int, PreparedThread],
    outdated: Collection[int],
) -> set[int]:
    known = _known_messages(session, [key for key, thread in threads.items() if thread.messages])
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
            values = _values(message) | {"ticket_id": ticket_id, "last_run_id": run_id}
            if found:
                changed.append((found[0], values))
            else:
                new.append(values | {"first_run_id": run_id})
    if new:
        session.connection().execute(insert(MessageRow), new)
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
    rows = session.exec(
        select(
            MessageRow.ticket_id, MessageRow.external_id, MessageRow.id, MessageRow.content_hash
        ).where(col(MessageRow.ticket_id).in_(ticket_ids))
    )
    return {(ticket, external): (row_id or 0, digest) for ticket, external, row_id, digest in rows}


def _values(message: PreparedMessage) -> Values:
    record, clean = message.record, message.clean
    return {
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
    }


def _store_history(
    session: Session, run_id: int, threads: Mapping[int, PreparedThread]
) -> set[int]:
    with_history = [key for key, thread in threads.items() if thread.history]
    known: set[tuple[int, str, str, datetime]] = {
        (ticket, field, value, at)
        for ticket, field, value, at in session.exec(
            select(
                TicketHistoryRow.ticket_id,
                TicketHistoryRow.field,
                TicketHistoryRow.value,
                TicketHistoryRow.occurred_at,
            ).where(col(TicketHistoryRow.ticket_id).in_(with_history))
        )
    }
    new: list[Values] = []
    for ticket_id in with_history:
        for entry in dict.fromkeys(threads[ticket_id].history):
            if (ticket_id, entry.field, entry.value, entry.occurred_at) not in known:
                new.append(
                    {
                        "ticket_id": ticket_id,
                        "field": entry.field,
                        "value": entry.value,
                        "occurred_at": entry.occurred_at,
                        "known_at": entry.occurred_at,
                        "first_run_id": run_id,
                    }
                )
    if new:
        session.connection().execute(insert(TicketHistoryRow), new)
    return {values["ticket_id"] for values in new}
