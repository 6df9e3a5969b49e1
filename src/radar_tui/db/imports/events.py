"""Monitoring events, stored a chunk at a time: what several notices tell of one makes one row.

A newer notice replaces what it tells, an older one never does; the beginning is the earliest that
any tells. Recoveries that come apart are kept, so that they end events that come after them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, or_, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.event_versions import (
    NOTES,
    EventState,
    PreparedEvent,
    held_in,
    with_version,
)
from radar_tui.db.imports.images import keep_images
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import EventRecoveryRow
from radar_tui.domain.records import SourceRecovery

Values = dict[str, Any]
Recoveries = Mapping[str, Sequence[datetime]]


def store_events(
    session: Session,
    run_id: int,
    events: Sequence[PreparedEvent],
    recoveries: Sequence[SourceRecovery],
    *,
    source: str,
    directory: AccountDirectory,
) -> ImportCounts:
    """Upsert a chunk of events by their ids within the source, and end those that recovered."""
    new = _insert_recoveries(session, run_id, source, recoveries)
    rows = _rows(session, source, events, new)
    states = {key: held_in(row) for key, row in rows.items()}
    named = [(event.record.account, None) for event in events]
    accounts = directory.resolve(session, run_id, named)
    for event, account_id in zip(events, accounts, strict=True):
        key = event.record.external_id
        if key not in states or states[key].content_hash != event.content_hash:
            states[key] = with_version(states.get(key), event, account_id)
    times = _recoveries(session, source, states.values())
    values = {key: one.values(times.get(one.subject or "", ())) for key, one in states.items()}
    inserted = {key: told for key, told in values.items() if key not in rows}
    _insert(session, run_id, source, inserted)
    changed = _update(session, run_id, rows, values)
    ended = {key for key, told in (inserted | changed).items() if told.get("ended_at")}
    recovered = {subject for key in ended if (subject := states[key].subject) is not None}
    # An end that follows from a recovery is the recovery's doing.
    own = [key for key, told in changed.items() if told.keys() - _ends_of(states[key]) - NOTES]
    updated = len(own) + sum(one.subject in recovered for one in new)
    read = len(events) + len(recoveries)
    return ImportCounts(read, len(inserted), updated, read - len(inserted) - updated)


def _ends_of(state: EventState) -> set[str]:
    """Name what of an event is not told by its versions."""
    return set() if state.subject is None else {"ended_at"}


def _insert_recoveries(
    session: Session, run_id: int, source: str, recoveries: Sequence[SourceRecovery]
) -> list[SourceRecovery]:
    """Keep recoveries; gives those that were not known."""
    table = EventRecoveryRow
    known: set[tuple[str, datetime]] = set()
    for subjects in in_batches({one.subject for one in recoveries}):
        query = select(table.subject, table.occurred_at).where(
            table.source == source, col(table.subject).in_(subjects)
        )
        known.update(session.exec(query))
    new = [one for one in dict.fromkeys(recoveries) if (one.subject, one.occurred_at) not in known]
    if new:
        told = [
            {
                "source": source,
                "subject": one.subject,
                "occurred_at": one.occurred_at,
                "first_run_id": run_id,
            }
            for one in new
        ]
        session.connection().execute(insert(table), told)
    return new


def _rows(
    session: Session, source: str, events: Sequence[PreparedEvent], new: Sequence[SourceRecovery]
) -> dict[str, RowMapping]:
    """Read the known rows of events, and of those that new recoveries may end."""
    table = SQLModel.metadata.tables["event"]
    wanted = [
        *(
            table.c.external_id.in_(batch)
            for batch in in_batches([event.record.external_id for event in events])
        ),
        *(
            table.c.subject.in_({one.subject for one in batch})
            & or_(
                table.c.ended_at.is_(None),
                table.c.ended_at > min(one.occurred_at for one in batch),
            )
            for batch in in_batches(new)
        ),
    ]
    return {
        row["external_id"]: row
        for condition in wanted
        for row in session.execute(
            table.select().where(table.c.source == source, condition)
        ).mappings()
    }


def _recoveries(session: Session, source: str, states: Collection[EventState]) -> Recoveries:
    """Give the recoveries of events' subjects, in their order, from when they may end one."""
    table = EventRecoveryRow
    earliest = min((one.merged.at for one in states if one.subject), default=None)
    times: dict[str, list[datetime]] = {}
    for subjects in in_batches({one.subject for one in states if one.subject}):
        query = (
            select(table.subject, table.occurred_at)
            .where(
                table.source == source,
                col(table.subject).in_(subjects),
                col(table.occurred_at) >= earliest,
            )
            .order_by(col(table.occurred_at))
        )
        for subject, at in session.exec(query):
            times.setdefault(subject, []).append(at)
    return times


def _insert(session: Session, run_id: int, source: str, inserted: Mapping[str, Values]) -> None:
    if inserted:
        own = {"source": source, "first_run_id": run_id, "last_run_id": run_id}
        rows = [told | own | {"external_id": key} for key, told in inserted.items()]
        session.connection().execute(insert(SQLModel.metadata.tables["event"]), rows)


def _update(
    session: Session,
    run_id: int,
    rows: Mapping[str, RowMapping],
    values: Mapping[str, Values],
) -> dict[str, Values]:
    """Update what differs; gives that, without notes.

    An alert is listed as firing each minute, and nothing but the time of it is new. That is noted
    without an image of the row before, of which there would be one for each minute; undoing such
    a run leaves the time as it is.
    """
    table = SQLModel.metadata.tables["event"]
    differing = {
        key: {name: value for name, value in values[key].items() if row[name] != value}
        for key, row in rows.items()
    }
    changed = {key: told for key, told in differing.items() if told.keys() - NOTES}
    keep_images(session, run_id, "event", [rows[key]["id"] for key in changed])
    for key, told in differing.items():
        if told:
            runs = {"last_run_id": run_id} if key in changed else {}
            session.connection().execute(
                update(table).where(table.c.id == rows[key]["id"]).values(**told, **runs)
            )
    return changed
