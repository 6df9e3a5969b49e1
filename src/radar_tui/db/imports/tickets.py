"""Tickets with their threads, stored a chunk at a time: insert, update, or leave alone.

A newer version replaces an older one, never the other way round (`updated_at`); the same version
again changes nothing. Of an older version only what no newer one told is taken: messages, history
and accounts not known yet, so that the order in which exports come in does not matter. The chunk's
tickets must have distinct external ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.images import keep_images, replace_parts
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.standings import in_batches, restart_of_requesters
from radar_tui.db.imports.tag_times import date_tags, tag_times
from radar_tui.db.imports.threads import PreparedThread, store_threads
from radar_tui.db.tables import TicketRow
from radar_tui.domain.records import SourceTicket, TicketStatus

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PreparedTicket:
    """A ticket ready to be stored: lines made inert, thread cleaned, content hashed."""

    record: SourceTicket
    thread: PreparedThread
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    updated_at: datetime
    status: str
    content_hash: str


def store_tickets(
    session: Session,
    run_id: int,
    tickets: Sequence[PreparedTicket],
    *,
    source: str,
    directory: AccountDirectory,
) -> ImportCounts:
    """Upsert a chunk of tickets, their tags, messages and history; count what was done."""
    known = _known(session, source, [ticket.record.external_id for ticket in tickets])
    new = [ticket for ticket in tickets if ticket.record.external_id not in known]
    newer = [
        ticket
        for ticket in tickets
        if ticket.record.external_id in known
        and _is_newer(ticket, known[ticket.record.external_id])
    ]
    older = [t for t in tickets if _is_older(t, known.get(t.record.external_id))]
    ids = {external_id: row.id for external_id, row in known.items()}
    ids |= _insert(session, run_id, new, source, directory)
    directory.resolve(session, run_id, [_account_words(t.record) for t in older])
    new_ids = {ids[t.record.external_id] for t in new}
    changed_ids = {ids[t.record.external_id] for t in newer}
    keep_images(session, run_id, "ticket", changed_ids)
    restart_of_requesters(session, changed_ids)
    _update(session, run_id, newer, ids, directory)
    threads = {ids[t.record.external_id]: t.thread for t in tickets}
    outdated = {ids[t.record.external_id] for t in older}
    touched = store_threads(session, run_id, threads, outdated=outdated)
    _mark_touched(session, run_id, touched - changed_ids - new_ids)
    _set_tags(session, new + newer, ids)
    date_tags(session, touched - changed_ids - new_ids)
    restart_of_requesters(session, new_ids | changed_ids)
    return _count(tickets, known, touched | changed_ids)


def ticket_ids(session: Session, source: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Give the ids of the tickets that the workspace already has."""
    return {key: row.id for key, row in _known(session, source, external_ids).items()}


def store_late_threads(
    session: Session, run_id: int, threads: dict[int, PreparedThread]
) -> set[int]:
    """Add messages and history that came apart from their tickets; gives the tickets changed."""
    touched = store_threads(session, run_id, threads)
    _mark_touched(session, run_id, touched)
    date_tags(session, touched)
    return touched


def _known(session: Session, source: str, external_ids: Sequence[str]) -> dict[str, _Known]:
    table = SQLModel.metadata.tables["ticket"].c
    query = select(
        table.external_id, table.id, table.updated_at, table.status, table.content_hash
    ).where(table.source == source, table.external_id.in_(external_ids))
    rows = session.connection().execute(query)
    return {external_id: _Known(*values) for external_id, *values in rows}


def _is_older(ticket: PreparedTicket, known: _Known | None) -> bool:
    return known is not None and ticket.record.updated_at < known.updated_at


def _is_newer(ticket: PreparedTicket, known: _Known) -> bool:
    return not _is_older(ticket, known) and ticket.content_hash != known.content_hash


def _insert(
    session: Session,
    run_id: int,
    tickets: Sequence[PreparedTicket],
    source: str,
    directory: AccountDirectory,
) -> dict[str, int]:
    if not tickets:
        return {}
    accounts = directory.resolve(session, run_id, [_account_words(t.record) for t in tickets])
    rows = [
        _values(ticket, account_id, run_id)
        | {"source": source, "revision": 1, "first_run_id": run_id}
        for ticket, account_id in zip(tickets, accounts, strict=True)
    ]
    returning = insert(TicketRow).returning(
        col(TicketRow.id), col(TicketRow.external_id), sort_by_parameter_order=True
    )
    found = session.connection().execute(returning, rows)
    return {external_id: row_id or 0 for row_id, external_id in found}


def _update(
    session: Session,
    run_id: int,
    tickets: Sequence[PreparedTicket],
    ids: dict[str, int],
    directory: AccountDirectory,
) -> None:
    accounts = directory.resolve(session, run_id, [_account_words(t.record) for t in tickets])
    table = SQLModel.metadata.tables["ticket"]
    for ticket, account_id in zip(tickets, accounts, strict=True):
        session.connection().execute(
            update(table)
            .where(table.c.id == ids[ticket.record.external_id])
            .values(**_values(ticket, account_id, run_id), revision=table.c.revision + 1)
        )


def _values(ticket: PreparedTicket, account_id: int | None, run_id: int) -> Values:
    record = ticket.record
    return {
        "external_id": record.external_id,
        "url": record.url,
        "subject": record.subject,
        "status": record.status,
        "priority": record.priority,
        "account_id": account_id,
        "requester": record.requester,
        "requester_email": record.requester_email,
        "requester_domain": _domain(record.requester_email),
        "assignee": record.assignee,
        "created_at": record.created_at,
        "known_at": record.created_at,
        "updated_at": record.updated_at,
        "solved_at": record.solved_at,
        "merged_into": record.merged_into,
        "noise": record.noise,
        "satisfaction": record.satisfaction,
        "tags": list(record.tags),
        "content_hash": ticket.content_hash,
        "last_run_id": run_id,
    }


def _account_words(record: SourceTicket) -> tuple[str | None, str | None]:
    return record.account, _domain(record.requester_email)


def _domain(email: str | None) -> str | None:
    return email.rpartition("@")[2].casefold() or None if email and "@" in email else None


def _set_tags(session: Session, tickets: Sequence[PreparedTicket], ids: dict[str, int]) -> None:
    rows: list[Values] = []
    set_at = tag_times(session, [ids[t.record.external_id] for t in tickets])
    for ticket in tickets:
        ticket_id = ids[ticket.record.external_id]
        names = dict.fromkeys(tag.casefold() for tag in ticket.record.tags)
        rows += [
            {"ticket_id": ticket_id, "name": name, "known_at": set_at.get((ticket_id, name))}
            for name in names
        ]
    replace_parts(session, "ticket", [ids[t.record.external_id] for t in tickets], rows)


def _mark_touched(session: Session, run_id: int, ticket_ids: set[int]) -> None:
    keep_images(session, run_id, "ticket", ticket_ids)
    for batch in in_batches(ticket_ids):
        session.connection().execute(
            update(TicketRow)
            .where(col(TicketRow.id).in_(batch))
            .values(last_run_id=run_id, revision=TicketRow.revision + 1)
        )
    restart_of_requesters(session, ticket_ids)


def _count(
    tickets: Sequence[PreparedTicket],
    known: dict[str, _Known],
    changed: set[int],
) -> ImportCounts:
    counts = ImportCounts(read=len(tickets))
    for ticket in tickets:
        before = known.get(ticket.record.external_id)
        is_deleted = ticket.record.status is TicketStatus.DELETED
        if before is None:
            counts += ImportCounts(deleted=1) if is_deleted else ImportCounts(inserted=1)
        elif before.id not in changed:
            counts += ImportCounts(unchanged=1)
        elif is_deleted and before.status != TicketStatus.DELETED:
            counts += ImportCounts(deleted=1)
        else:
            counts += ImportCounts(updated=1)
    return counts
