"""How tests write export files, read them again, and pick what came of them."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from radar_tui.domain.records import Reject, SourceRecord, SourceThread, SourceTicket
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item, Reader, ReadOptions

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]


def read_items(path: Path, reader: Reader, **options: Any) -> list[Item]:
    """Read a file that the reader takes for its own."""
    with Source(path) as source:
        assert reader.recognise(source.sample)
        items = list(reader.read(source, ReadOptions(**options)))
        assert source.bytes_read <= source.size * source.passes
        return items


def read_tickets(path: Path, reader: Reader, **options: Any) -> list[SourceTicket]:
    """Read a file that holds nothing but tickets."""
    return only_tickets(read_items(path, reader, **options))


def ticket_of(write: Write, payload: dict[str, Any], reader: Reader) -> SourceTicket:
    """Read the one ticket that a payload on a line is."""
    (item,) = read_items(write("lines.json", [payload]), reader)
    assert isinstance(item.record, SourceTicket), item
    return item.record


def only_tickets(items: Iterable[Item]) -> list[SourceTicket]:
    """Return the tickets where there is nothing else."""
    records = [item.record for item in items]
    assert all(isinstance(record, SourceTicket) for record in records), records
    return [record for record in records if isinstance(record, SourceTicket)]


def only_threads(items: Iterable[Item]) -> list[SourceThread]:
    """Return the threads where there is nothing else."""
    records = [item.record for item in items]
    assert all(isinstance(record, SourceThread) for record in records), records
    return [record for record in records if isinstance(record, SourceThread)]


def same_in_every_layout(
    write: Write, read: Callable[[Path], list[Item]], layouts: Mapping[str, object]
) -> list[SourceRecord | Reject]:
    """Read what is written in several layouts, of which each must give the same records."""
    found = {
        name: [item.record for item in read(write(name, content))]
        for name, content in layouts.items()
    }
    first = next(iter(found.values()))
    assert found == dict.fromkeys(layouts, first)
    return first


def one_ticket(items: Iterable[Item]) -> SourceTicket:
    """Return the only ticket among the records."""
    (ticket,) = [item.record for item in items if isinstance(item.record, SourceTicket)]
    return ticket


def threads_among(items: Iterable[Item]) -> list[SourceThread]:
    """Return the threads among the records."""
    return [item.record for item in items if isinstance(item.record, SourceThread)]


def one_thread(items: Iterable[Item]) -> SourceThread:
    """Return the only thread among the records."""
    (thread,) = threads_among(items)
    return thread


def rejects_among(items: Iterable[Item]) -> list[Reject]:
    """Return the rejects."""
    return [item.record for item in items if isinstance(item.record, Reject)]


def reasons_among(items: Iterable[Item]) -> list[str]:
    """Return why records were rejected."""
    return [reject.reason for reject in rejects_among(items)]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as a table; halves of surrogate pairs become bytes that are no UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8", "surrogatepass")
