"""What `benchmarks.ingest` measures, each in a process of its own: prints one JSON line.

python -m benchmarks.ingest_children write 100000 export.ndjson
python -m benchmarks.ingest_children write 1000MB export.ndjson
python -m benchmarks.ingest_children radar export.ndjson radar.db
python -m benchmarks.ingest_children peer export.ndjson peer.db
python -m benchmarks.ingest_children clean export.ndjson -
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# Records the peer holds before it writes them: as many as Radar stores in one transaction.
BATCH = 500
# Further apart than any two ids of the demo.
NEXT_ROUND = 100_000_000
_OF_TICKET = [("ticket", "ticket", "id")]

Record = dict[str, Any]
Figures = dict[str, float]


def main(measure: str, source: str, target: str) -> None:
    """Run one measure and print what it found."""
    measures: Mapping[str, Callable[[str, str], Figures]] = {
        "write": write,
        "radar": import_with_radar,
        "peer": import_by_hand,
        "clean": clean,
    }
    print(json.dumps(measures[measure](source, target) | {"peak": _peak_mb()}))


def _peak_mb() -> float:
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def write(size: str, export: str) -> Figures:
    """Write the demo's tickets with their threads, over and over with other ids.

    `size` is a number of tickets, or of megabytes where it ends in MB.
    """
    from radar_tui.services.demo import generate, write_exports

    with TemporaryDirectory(prefix="radar-benchmark-") as folder:
        demo = write_exports(generate(AS_OF, 0), Path(folder)).tickets
        lines = [json.loads(line) for line in demo.read_text(encoding="utf-8").splitlines()]
    most_bytes = float(size.removesuffix("MB")) * 1e6 if size.endswith("MB") else inf
    most_tickets = inf if size.endswith("MB") else int(size)
    tickets = written = 0
    with Path(export).open("wb") as file:
        for record in _again_and_again(lines):
            if tickets >= most_tickets or written >= most_bytes:
                break
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            written += file.write(f"{line}\n".encode())
            tickets += 1
    return {"tickets": tickets, "bytes": written}


def _again_and_again(lines: list[Record]) -> Iterator[Record]:
    turn = 0
    while True:
        shift = turn * NEXT_ROUND
        yield from (_shifted(record, shift) for record in lines)
        turn += 1


def _shifted(record: Record, shift: int) -> Record:
    number = record["id"] + shift
    return record | {
        "id": number,
        "url": f"https://support.brightmere.example/api/v2/tickets/{number}.json",
        "comments": [one | {"id": one["id"] + shift} for one in record.get("comments", ())],
        "audits": [
            one | {"id": one["id"] + shift, "ticket_id": number} for one in record.get("audits", ())
        ],
    }


class Stopwatch:
    """Seconds since it was made, by the clock and of this process's processor time."""

    def __init__(self) -> None:
        self._clock, self._processor = perf_counter(), process_time()

    def figures(self) -> Figures:
        """Give both."""
        return {
            "seconds": perf_counter() - self._clock,
            "cpu": process_time() - self._processor,
        }


def import_with_radar(export: str, location: str) -> Figures:
    """Import the export into a new workspace, as `radar import` does."""
    from radar_tui.config import Config
    from radar_tui.ingest.registry import read_export
    from radar_tui.services.importing import import_exports
    from radar_tui.services.workspace import open_workspace

    watch = Stopwatch()
    config = Config(location, Path(location).parent, AS_OF, actor="benchmark")
    workspace = open_workspace(config)
    (summary,) = import_exports(workspace, [read_export(Path(export))])
    workspace.close()
    taken = watch.figures()
    assert not summary.rejected
    return taken | {"tickets": summary.inserted + summary.deleted}


def import_by_hand(export: str, location: str) -> Figures:
    """What a user would write: parse each line, clean each comment, `upsert` with sqlite-utils.

    Tickets, messages and changes: the same records as Radar stores.
    """
    # Only this measure needs it, so it is no requirement of Radar's.
    sqlite_utils = import_module("sqlite_utils")

    watch = Stopwatch()
    database = sqlite_utils.Database(location)
    database.enable_wal()
    stored = 0
    records = _records(export)
    while batch := list(islice(records, BATCH)):
        stored += len(batch)
        database["ticket"].upsert_all(map(_ticket_row, batch), pk="id")
        messages = (row for record in batch for row in _message_rows(record))
        database["message"].upsert_all(messages, pk="id", foreign_keys=_OF_TICKET)
        changes = (row for record in batch for row in _change_rows(record))
        database["change"].upsert_all(changes, pk=("audit", "place"), foreign_keys=_OF_TICKET)
    database.close()
    return watch.figures() | {"tickets": stored}


def _records(export: str) -> Iterator[Record]:
    with Path(export).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _ticket_row(record: Record) -> Record:
    requester = record["requester"] or {}
    return {
        "id": record["id"],
        "url": record["url"],
        "subject": record["subject"],
        "status": record["status"],
        "priority": record["priority"],
        "account": (record.get("organization") or {}).get("name"),
        "requester": requester.get("name"),
        "requester_email": requester.get("email"),
        "assignee": (record["assignee"] or {}).get("name"),
        "created_at": record["created_at"],
        "updated_at": record["updated_at"],
        "tags": json.dumps(record["tags"]),
    }


def _message_rows(record: Record) -> Iterator[Record]:
    from radar_tui.text.clean import clean_message

    for comment in record["comments"]:
        cleaned = clean_message(*_body(comment))
        yield {
            "id": comment["id"],
            "ticket": record["id"],
            "author": (comment.get("author") or {}).get("name"),
            "role": (comment.get("author") or {}).get("role"),
            "public": comment["public"],
            "created_at": comment["created_at"],
            "text": cleaned.text,
            "quoted": cleaned.quoted,
            "signature": cleaned.signature,
            "original": _body(comment)[0],
        }


def _change_rows(record: Record) -> Iterator[Record]:
    for audit in record["audits"]:
        for place, event in enumerate(audit["events"]):
            yield {
                "audit": audit["id"],
                "place": place,
                "ticket": record["id"],
                "at": audit["created_at"],
                "field": event.get("field_name"),
                "value": json.dumps(event.get("value")),
            }


def _body(comment: Record) -> tuple[str, bool]:
    """A comment's text, and whether it is HTML; Radar, too, prefers what was typed."""
    plain = comment.get("body") or comment.get("plain_body")
    return plain or comment.get("html_body") or "", not plain and bool(comment.get("html_body"))


def clean(export: str, _target: str) -> Figures:
    """Clean the comments alone: one batch at a time, so that reading them is not counted."""
    from radar_tui.text.clean import clean_message

    seconds, messages, size = 0.0, 0, 0
    records = _records(export)
    while batch := list(islice(records, BATCH)):
        bodies = [_body(comment) for record in batch for comment in record["comments"]]
        began = perf_counter()
        for body, is_html in bodies:
            clean_message(body, is_html)
        seconds += perf_counter() - began
        messages += len(bodies)
        size += sum(len(body.encode()) for body, _ in bodies)
    return {"seconds": seconds, "messages": messages, "bytes": size}


if __name__ == "__main__":
    main(*sys.argv[1:4])
