"""A large export of a help desk and a newer one of the same tickets, for runs that are killed."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from radar_tui.services.demo import generate, write_exports

AS_OF = "2026-11-23T09:00:00+00:00"
_REPOSITORY = Path(__file__).parents[2]
# Above every number of the demo's comments and audits within one ticket.
_NEW = 900

Ticket = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExportsToKill:
    """What is imported first, and later: a third of the tickets, changed in all the usual ways."""

    first: Sequence[Path]
    later: Sequence[Path]


def write_exports_to_kill(folder: Path, tickets: int) -> ExportsToKill:
    """Write people, accounts, vocabulary, so many tickets with threads and audits, and events."""
    files = write_exports(generate(datetime.fromisoformat(AS_OF), 0), folder)
    writer = [sys.executable, "-m", "benchmarks.ingest_children", "write", str(tickets)]
    subprocess.run(
        [*writer, str(files.tickets)], cwd=_REPOSITORY, check=True, stdout=subprocess.DEVNULL
    )
    later = folder / "later.ndjson"
    with files.tickets.open(encoding="utf-8") as lines, later.open("w", encoding="utf-8") as newer:
        for changed in _changed(map(json.loads, lines)):
            newer.write(json.dumps(changed) + "\n")
    first = (files.people, files.accounts, files.vocabulary, files.tickets, files.events)
    return ExportsToKill(first, (later,))


def _changed(tickets: Iterator[Ticket]) -> Iterator[Ticket]:
    ways = (_answered, _solved, _deleted, _corrected)
    for number, ticket in enumerate(tickets):
        if number % 3 == 0:
            later = datetime.fromisoformat(ticket["updated_at"]) + timedelta(minutes=90)
            at = f"{later:%Y-%m-%dT%H:%M:%SZ}"
            change = ways[number // 3 % len(ways)]
            yield ticket | {"updated_at": at} | change(ticket, at)


def _answered(ticket: Ticket, at: str) -> Ticket:
    comment = {
        "id": ticket["id"] * 1000 + _NEW,
        "author_id": ticket["requester_id"],
        "public": True,
        "created_at": at,
        "body": "It fails again since this morning. Please have somebody look at it today.",
    }
    tags = [*ticket["tags"], "reopened-by-mail"]
    return {
        "status": "open",
        "comments": [*ticket["comments"], comment],
        "tags": tags,
        "audits": [*ticket["audits"], _audit(ticket, at, "tags", ticket["tags"], tags)],
    }


def _solved(ticket: Ticket, at: str) -> Ticket:
    audit = _audit(ticket, at, "status", ticket["status"], "solved")
    return {"status": "solved", "tags": [], "audits": [*ticket["audits"], audit]}


def _deleted(_ticket: Ticket, _at: str) -> Ticket:
    return {"status": "deleted"}


def _corrected(ticket: Ticket, _at: str) -> Ticket:
    first, *others = ticket["comments"]
    body = "This is what I meant to write: nothing arrives, and no error is shown."
    return {
        "subject": f"{ticket['subject']} (corrected)",
        "comments": [first | {"body": body}, *others],
    }


def _audit(ticket: Ticket, at: str, field: str, previous: object, value: object) -> Ticket:
    change = {"type": "Change", "field_name": field, "previous_value": previous, "value": value}
    return {
        "id": ticket["id"] * 1000 + _NEW,
        "ticket_id": ticket["id"],
        "created_at": at,
        "events": [change],
    }
