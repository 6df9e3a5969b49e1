"""From source records to stored rows: preparing them off the database, storing them in chunks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from operator import attrgetter
from typing import Any

import msgspec
from sqlmodel import Session

from radar_tui.db.feed import announce
from radar_tui.db.imports.accounts import PreparedAccount, SeenAccounts, store_accounts
from radar_tui.db.imports.directory import AccountDirectory
from radar_tui.db.imports.event_versions import PreparedEvent
from radar_tui.db.imports.events import store_events
from radar_tui.db.imports.keyed import store_people
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.threads import PreparedMessage, PreparedThread
from radar_tui.db.imports.ticket_versions import PreparedTicket
from radar_tui.db.imports.tickets import store_late_threads, store_tickets, ticket_ids
from radar_tui.db.imports.vocabulary import PreparedTag, store_tags
from radar_tui.domain.records import (
    AuthorRole,
    Reject,
    SourceAccount,
    SourceEvent,
    SourceHistory,
    SourceMessage,
    SourcePerson,
    SourceRecord,
    SourceRecovery,
    SourceTag,
    SourceThread,
    SourceTicket,
)
from radar_tui.text.clean import clean_message
from radar_tui.text.hostile import inert_line
from radar_tui.text.noise import find_noise

# Rows of one transaction: what a kill can cost, and how long another writer may have to wait.
CHUNK_RECORDS = 500
RECORDS_AHEAD = 20
# Characters of what rows are found by; PostgreSQL's indexes take no more than about 2,700 bytes.
LONGEST_KEY = 500
_EVENT_FIELDS = tuple(one.name for one in fields(SourceEvent) if one.name != "untold")
# What tells two versions of a ticket apart; its thread has hashes of its own.
_OWN = tuple(
    one.name
    for one in fields(SourceTicket)
    if one.name not in ("messages", "history", "fields", "untold")
)
_NO_THREAD = {"messages": (), "history": ()}
_Item = tuple[int, SourceRecord | Reject]
_external_id = attrgetter("external_id")
_value = attrgetter("value")


@dataclass(slots=True)
class Chunk:
    """Prepared records of one transaction. No ticket or thread occurs twice in it.

    `newest` is the newest time of a record that is not after `until`.
    """

    until: datetime
    tickets: list[PreparedTicket] = field(default_factory=list)
    threads: dict[str, tuple[int, SourceThread, PreparedThread]] = field(default_factory=dict)
    accounts: list[PreparedAccount] = field(default_factory=list)
    people: list[tuple[SourcePerson, str]] = field(default_factory=list)
    tags: list[PreparedTag] = field(default_factory=list)
    events: list[PreparedEvent] = field(default_factory=list)
    recoveries: list[SourceRecovery] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    newest: datetime | None = None
    size: int = 0
    names: set[str] = field(default_factory=set)

    @property
    def touches(self) -> list[str]:
        """The tables that its records are about, as readers of the change feed know them."""
        tables = {
            "ticket": self.tickets or self.threads,
            "account": self.accounts,
            "person": self.people,
            "tag": self.tags,
            "event": self.events or self.recoveries,
        }
        return [name for name, records in tables.items() if records]

    def has_room_for(self, record: SourceRecord | Reject) -> bool:
        """Tell whether the record may join: not full, and its ticket not in here already."""
        name = _ticket_name(record)
        return self.size < CHUNK_RECORDS and (name is None or name not in self.names)

    def add(self, position: int, record: SourceRecord | Reject) -> None:
        """Prepare one record and take it in."""
        self.size += 1
        name = _ticket_name(record)
        if name is not None:
            self.names.add(name)
        match record:
            case Reject():
                self.rejects.append(record)
            case SourceTicket():
                self.tickets.append(prepare_ticket(record))
                times = (message.created_at for message in record.messages)
                self._saw([record.created_at, record.updated_at, *times])
            case SourceThread():
                thread = prepare_thread("", record.messages, record.history)
                self.threads[record.ticket_external_id] = (position, record, thread)
                self._saw([message.created_at for message in record.messages])
            case SourceAccount():
                self.accounts.append(PreparedAccount(position, record, content_hash(record)))
            case SourcePerson():
                self.people.append((record, content_hash(record)))
            case SourceTag():
                self.tags.append(PreparedTag(position, record, content_hash(record)))
            case SourceEvent():
                self.events.append(prepare_event(record))
                told = (record.occurred_at, record.ended_at, record.updated_at)
                self._saw([moment for moment in told if moment is not None])
            case SourceRecovery():
                self.recoveries.append(record)
                self._saw([record.occurred_at])

    def _saw(self, moments: Iterable[datetime]) -> None:
        seen = [moment for moment in moments if moment <= self.until]
        self.newest = max([*seen, *([self.newest] if self.newest else [])], default=None)


def chunks(items: Iterable[_Item], *, until: datetime) -> Iterator[Chunk]:
    """Cut a stream of records into chunks; memory holds one at a time.

    Times after `until` do not count as how far the data reach.
    """
    chunk = Chunk(until)
    for position, read in _read_ahead(items):
        record = storable_or_refused(position, read)
        if not chunk.has_room_for(record):
            yield chunk
            chunk = Chunk(until)
        chunk.add(position, record)
    if chunk.size:
        yield chunk


def _read_ahead(items: Iterable[_Item]) -> Iterator[_Item]:
    """Read a few records before the first of them is prepared.

    Reading and preparing are two different programs to a processor. Where they take turns at each
    record it finds neither in its cache, and an import takes a tenth longer.
    """
    unread = iter(items)
    while some := list(islice(unread, RECORDS_AHEAD)):
        yield from some


def store_chunk(
    session: Session,
    run_id: int,
    chunk: Chunk,
    *,
    source: str,
    directory: AccountDirectory,
    seen: SeenAccounts,
) -> tuple[ImportCounts, list[Reject]]:
    """Store one chunk; gives the counts and the records refused, here or by the reader."""
    counts = ImportCounts(read=len(chunk.rejects), rejected=len(chunk.rejects))
    refused = list(chunk.rejects)
    for done, not_stored in (
        store_accounts(session, run_id, chunk.accounts, seen),
        store_tags(session, run_id, chunk.tags),
    ):
        counts += done
        refused += not_stored
    counts += store_people(session, run_id, chunk.people)
    if chunk.tickets:
        counts += store_tickets(session, run_id, chunk.tickets, source=source, directory=directory)
    if chunk.threads:
        done, orphans = _store_threads(session, run_id, chunk, source)
        counts += done
        refused += orphans
    if chunk.events or chunk.recoveries:
        events, recoveries = chunk.events, chunk.recoveries
        counts += store_events(
            session, run_id, events, recoveries, source=source, directory=directory
        )
    if counts.inserted or counts.updated or counts.deleted:
        for table_name in chunk.touches:
            announce(session, table_name)
    return counts, refused


def _store_threads(
    session: Session, run_id: int, chunk: Chunk, source: str
) -> tuple[ImportCounts, list[Reject]]:
    ids = ticket_ids(session, source, list(chunk.threads))
    known = {ids[name]: entry[2] for name, entry in chunk.threads.items() if name in ids}
    orphans = [
        Reject(position, "its ticket is not in the workspace; import the tickets first", name)
        for name, (position, _, _) in chunk.threads.items()
        if name not in ids
    ]
    touched = store_late_threads(session, run_id, known)
    return (
        ImportCounts(
            read=len(chunk.threads),
            updated=len(touched),
            unchanged=len(known) - len(touched),
            rejected=len(orphans),
        ),
        orphans,
    )


def prepare_ticket(record: SourceTicket) -> PreparedTicket:
    """Make a ticket's lines inert, clean its thread, and hash its own fields."""
    subject = inert_line(record.subject)
    thread = prepare_thread(subject, record.messages, record.history)
    inert = _inert(record, subject)
    kept = {name: getattr(inert, name) for name in _OWN} | _NO_THREAD
    if inert.untold:
        kept["untold"] = sorted(inert.untold)
    return PreparedTicket(inert, thread, content_hash(kept))


def prepare_event(record: SourceEvent) -> PreparedEvent:
    """Make an event's lines inert and hash its content."""
    inert = replace(
        record,
        source=inert_line(record.source),
        feature_area=_line(record.feature_area),
        account=_line(record.account),
        unit=_line(record.unit),
        labels=tuple((inert_line(name), inert_line(text)) for name, text in record.labels),
        title=_line(record.title),
        url=_line(record.url),
    )
    told = {name: getattr(inert, name) for name in _EVENT_FIELDS}
    return PreparedEvent(inert, content_hash(told | {"untold": sorted(inert.untold)}))


def prepare_thread(
    subject: str, messages: Iterable[SourceMessage], history: Iterable[SourceHistory]
) -> PreparedThread:
    """Clean the messages of a thread."""
    prepared = tuple(_prepare_message(subject, message) for message in messages)
    return PreparedThread(prepared, tuple(history))


def content_hash(value: object) -> str:
    """Hash a value's content: equal content, equal hash, on every machine."""
    return blake2b(msgspec.json.encode(value, order="sorted"), digest_size=12).hexdigest()


def text_hash(text: str) -> str:
    """Hash a cleaned text; scores are kept by it."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _prepare_message(subject: str, message: SourceMessage) -> PreparedMessage:
    author, body = inert_line(message.author), _storable(message.body)
    is_as_read = author == message.author and body == message.body
    record = message if is_as_read else replace(message, author=author, body=body)
    clean = clean_message(record.body, record.is_html)
    is_customer = record.author_role is AuthorRole.CUSTOMER
    finding = find_noise(subject, clean.text, record.headers) if is_customer else None
    scorable = is_customer and record.public and finding is None and clean.text.strip()
    return PreparedMessage(
        record=record,
        clean=clean,
        text_hash=text_hash(clean.text) if scorable else None,
        content_hash=content_hash(record),
        noise=finding.noise if finding else None,
    )


def _inert(record: SourceTicket, subject: str) -> SourceTicket:
    inert: dict[str, Any] = {
        "subject": subject,
        "url": _line(record.url),
        "account": _line(record.account),
        "requester": _line(record.requester),
        "requester_email": _line(record.requester_email),
        "assignee": _line(record.assignee),
        "tags": tuple(map(inert_line, record.tags)),
    }
    is_as_read = all(getattr(record, name) == value for name, value in inert.items())
    return record if is_as_read else replace(record, **inert)


def _line(text: str | None) -> str | None:
    return inert_line(text) if text else None


def _storable(body: str) -> str:
    """Take out what no database can hold: NUL, and halves of surrogate pairs."""
    if body.isascii():
        return body.replace("\x00", "")
    return body.replace("\x00", "").encode("utf-8", "replace").decode()


def _ticket_name(record: SourceRecord | Reject) -> str | None:
    match record:
        case SourceTicket():
            return record.external_id
        case SourceThread():
            return record.ticket_external_id
    return None


def storable_or_refused(position: int, record: SourceRecord | Reject) -> SourceRecord | Reject:
    """Refuse a record that no index of a database could hold."""
    if isinstance(record, Reject):
        return record
    keys = _keys(record)
    if max(map(len, filter(None, keys)), default=0) <= LONGEST_KEY:
        return record
    reason = f"an id, a name, a tag or an address of more than {LONGEST_KEY} characters"
    return Reject(position, reason, _storable((keys[0] or "")[:LONGEST_KEY]))


def _keys(record: SourceRecord) -> list[str | None]:
    """Give the texts by which a record is found; its own id or name first."""
    match record:
        case SourceTicket():
            own = [record.external_id, record.account, record.requester_email, *record.tags]
            return own + _thread_keys(record.messages, record.history)
        case SourceThread():
            own = [record.ticket_external_id]
            return own + _thread_keys(record.messages, record.history)
        case SourceAccount():
            return [record.external_id, record.name, *record.domains]
        case SourcePerson():
            return [record.email, record.name]
        case SourceTag():
            return [record.name, *record.aliases]
        case SourceEvent():
            return [record.external_id, record.account, record.subject]
        case SourceRecovery():
            return [record.subject]


def _thread_keys(
    messages: Iterable[SourceMessage], history: Iterable[SourceHistory]
) -> list[str | None]:
    return [*map(_external_id, messages), *map(_value, history)]
