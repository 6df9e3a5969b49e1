"""Tickets with their threads, stored a chunk at a time: insert, update, or leave alone.

A newer version replaces what it tells, an older one never does (`updated_at`); the same version
again changes nothing. Of an older version only what no newer one told is taken: properties,
messages, history and accounts not known yet, so that the order in which exports come in does not
matter. The chunk's tickets must have distinct external ids.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.bulk import insert_rows
from radar_tui.db.imports.conclusions import conclude
from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.images import keep_images, replace_parts
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.standings import in_batches, restart_of_requesters
from radar_tui.db.imports.tag_times import date_tags, tag_times
from radar_tui.db.imports.threads import PreparedThread, store_threads
from radar_tui.db.imports.ticket_versions import (
    NOTES,
    TAGS,
    PreparedTicket,
    VersionRows,
    domain_of,
    tags_of,
)
from radar_tui.db.tables import TicketRow
from radar_tui.domain.records import SourceHistory, TicketStatus

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    updated_at: datetime
    status: str
    content_hash: str
    told_at: Mapping[str, str | None] | None


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
    ids = {external_id: row.id for external_id, row in known.items()}
    new = [t for t in tickets if t.record.external_id not in known]
    older = [t for t in tickets if _is_older(t, known.get(t.record.external_id))]
    newer = [t for t in tickets if _is_newer(t, known.get(t.record.external_id))]
    completing = [t for t in older if known[t.record.external_id].told_at]
    rows = _version_rows(session, run_id, [*new, *newer, *older], directory)
    inserted = _insert(session, run_id, new, source, rows)
    ids |= {values["external_id"]: ticket_id for ticket_id, values in inserted.items()}
    merging = _with_rows(session, {ids[t.record.external_id]: t for t in newer + completing})
    merged = {row["id"]: (row, rows.merged(row, ticket)) for row, ticket in merging}
    changed = {ticket_id for ticket_id, (_, values) in merged.items() if values.keys() - NOTES}
    _update(session, run_id, {key: values for key, (_, values) in merged.items() if values})
    threads = {ids[t.record.external_id]: t.thread for t in tickets}
    outdated = {ids[t.record.external_id] for t in older}
    touched = store_threads(session, run_id, threads, outdated=outdated, new=inserted.keys())
    _mark_touched(session, run_id, touched - changed - inserted.keys())
    tags = {ticket_id: tags_of(values) for ticket_id, values in inserted.items()}
    tags |= {
        key: tags_of({**row, **values})
        for key, (row, values) in merged.items()
        if values.keys() & TAGS
    }
    _set_tags(session, tags, {key: threads[key].history for key in inserted})
    date_tags(session, touched - tags.keys())
    conclude(session, (touched | changed) - inserted.keys())
    restart_of_requesters(session, inserted.keys() | changed)
    return _count(tickets, known, touched | changed)


def ticket_ids(session: Session, source: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Give the ids of the tickets that the workspace already has."""
    query = select(col(TicketRow.external_id), col(TicketRow.id)).where(
        col(TicketRow.source) == source, col(TicketRow.external_id).in_(external_ids)
    )
    return {key: ticket_id or 0 for key, ticket_id in session.connection().execute(query)}


def store_late_threads(
    session: Session, run_id: int, threads: dict[int, PreparedThread]
) -> set[int]:
    """Add messages and history that came apart from their tickets; gives the tickets changed."""
    touched = store_threads(session, run_id, threads)
    _mark_touched(session, run_id, touched)
    date_tags(session, touched)
    conclude(session, touched)
    return touched


def _known(session: Session, source: str, external_ids: Sequence[str]) -> dict[str, _Known]:
    table = SQLModel.metadata.tables["ticket"].c
    query = select(
        table.external_id,
        table.id,
        table.updated_at,
        table.status,
        table.content_hash,
        table.told_at,
    ).where(table.source == source, table.external_id.in_(external_ids))
    rows = session.connection().execute(query)
    return {external_id: _Known(*values) for external_id, *values in rows}


def _is_older(ticket: PreparedTicket, known: _Known | None) -> bool:
    return known is not None and ticket.record.updated_at < known.updated_at


def _is_newer(ticket: PreparedTicket, known: _Known | None) -> bool:
    """Tell whether a version of a known ticket is not older, and not the one that came last."""
    is_known_content = known is None or ticket.content_hash == known.content_hash
    return not is_known_content and not _is_older(ticket, known)


def _version_rows(
    session: Session, run_id: int, tickets: Sequence[PreparedTicket], directory: AccountDirectory
) -> VersionRows:
    """Find or make the accounts that tickets name, of older versions too."""
    words = [(t.record.account, domain_of(t.record.requester_email)) for t in tickets]
    accounts = directory.resolve(session, run_id, words)
    external_ids = [t.record.external_id for t in tickets]
    return VersionRows(directory, dict(zip(external_ids, accounts, strict=True)))


def _insert(
    session: Session,
    run_id: int,
    tickets: Sequence[PreparedTicket],
    source: str,
    rows: VersionRows,
) -> dict[int, Values]:
    """Insert new tickets; gives what their rows hold, by id."""
    if not tickets:
        return {}
    runs = {"source": source, "revision": 1, "first_run_id": run_id, "last_run_id": run_id}
    values = [
        rows.first(ticket) | runs | {"external_id": ticket.record.external_id} for ticket in tickets
    ]
    insert_rows(session, "ticket", values)
    ids = ticket_ids(session, source, [row["external_id"] for row in values])
    return {ids[row["external_id"]]: row for row in values}


def _with_rows(
    session: Session, tickets: Mapping[int, PreparedTicket]
) -> list[tuple[RowMapping, PreparedTicket]]:
    """Read the rows of known tickets, each with the version that came in."""
    table = SQLModel.metadata.tables["ticket"]
    return [
        (row, tickets[row["id"]])
        for batch in in_batches(tickets)
        for row in session.execute(table.select().where(table.c.id.in_(batch))).mappings()
    ]


def _update(session: Session, run_id: int, merged: Mapping[int, Values]) -> None:
    """Update what differs in tickets. Where that is but a note, nothing happened to the ticket."""
    changed = {key for key, values in merged.items() if values.keys() - NOTES}
    table = SQLModel.metadata.tables["ticket"]
    runs = {"last_run_id": run_id, "revision": table.c.revision + 1}
    keep_images(session, run_id, "ticket", merged)
    restart_of_requesters(session, changed)
    for key, values in merged.items():
        told = values | runs if key in changed else values
        session.connection().execute(update(table).where(table.c.id == key).values(**told))


def _set_tags(
    session: Session,
    tags: Mapping[int, Iterable[str]],
    new: Mapping[int, Sequence[SourceHistory]],
) -> None:
    set_at = tag_times(session, tags.keys(), new)
    rows = [
        {"ticket_id": ticket_id, "name": name, "known_at": set_at.get((ticket_id, name))}
        for ticket_id, names in tags.items()
        for name in names
    ]
    replace_parts(session, "ticket", tags.keys() - new.keys(), rows)


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
    done: Counter[str] = Counter()
    for ticket in tickets:
        before = known.get(ticket.record.external_id)
        is_deleted = ticket.record.status is TicketStatus.DELETED
        if before is None:
            done["deleted" if is_deleted else "inserted"] += 1
        elif before.id not in changed:
            done["unchanged"] += 1
        else:
            is_new_state = is_deleted and before.status != TicketStatus.DELETED
            done["deleted" if is_new_state else "updated"] += 1
    return ImportCounts(read=len(tickets), **done)
