"""Writes a demo world as the exports a real help desk and real monitoring would give."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from radar_tui.domain.records import AuthorRole
from radar_tui.services.demo.world import (
    Author,
    DemoEvent,
    DemoMessage,
    DemoTicket,
    FieldChange,
    World,
)

_CUSTOM_STATUS_IDS = {"new": 11, "open": 12, "pending": 13, "hold": 14, "solved": 15, "closed": 15}
_AUTOMATIC_FLAG = 4
_AUTOMATIC_MESSAGE = "This comment was generated automatically and is an automatic email response."
_ROLE_WORDS = {
    AuthorRole.CUSTOMER: "end-user",
    AuthorRole.AGENT: "agent",
    AuthorRole.SYSTEM: "system",
}


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the exports of a demo world lie."""

    tickets: Path
    accounts: Path
    people: Path
    vocabulary: Path
    events: Path


def write_exports(world: World, folder: Path) -> DemoFiles:
    """Write the world's five exports into a folder, which is made where it does not exist.

    The same world gives the same bytes. Records are written one by one.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = DemoFiles(
        tickets=folder / "tickets.ndjson",
        accounts=folder / "accounts.csv",
        people=folder / "people.csv",
        vocabulary=folder / "vocabulary.csv",
        events=folder / "events.jsonl",
    )
    _write_lines(written.tickets, (_ticket(ticket, world) for ticket in world.tickets))
    _write_lines(written.events, (_event(event) for event in world.events))
    _write_table(written.accounts, _ACCOUNT_COLUMNS, _account_rows(world))
    _write_table(written.people, _PERSON_COLUMNS, _person_rows(world))
    _write_table(written.vocabulary, _TERM_COLUMNS, _term_rows(world))
    return written


def _write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for record in records:
            lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _ticket(ticket: DemoTicket, world: World) -> dict[str, Any]:
    account, assignee = ticket.account, ticket.assignee
    return {
        "url": f"{world.help_desk}/api/v2/tickets/{ticket.ticket_id}.json",
        "id": ticket.ticket_id,
        "via": {"channel": ticket.channel},
        "created_at": _stamp(ticket.created_at),
        "updated_at": _stamp(ticket.updated_at),
        "type": "problem" if ticket.root_cause else "question",
        "subject": ticket.subject,
        "description": ticket.messages[0].body,
        "priority": ticket.priority,
        "status": ticket.status,
        "custom_status_id": _CUSTOM_STATUS_IDS[ticket.status],
        "requester_id": ticket.requester.user_id,
        "requester": _user(ticket.requester),
        "assignee_id": assignee.author.user_id if assignee else None,
        "assignee": _user(assignee.author) if assignee else None,
        "organization_id": account.organization_id if account else None,
        "organization": {"id": account.organization_id, "name": account.name} if account else None,
        "tags": list(ticket.tags),
        "satisfaction_rating": {
            "score": ticket.satisfaction or "unoffered",
            "comment": ticket.satisfaction_comment,
        },
        "comments": [_comment(message) for message in ticket.messages],
        "audits": list(_audits(ticket)),
    }


def _user(author: Author) -> dict[str, Any]:
    return {"id": author.user_id, "name": author.name, "email": author.email}


def _comment(message: DemoMessage) -> dict[str, Any]:
    comment: dict[str, Any] = {
        "id": message.message_id,
        "author_id": message.author.user_id,
        "author": {"name": message.author.name, "role": _ROLE_WORDS[message.author.role]},
        "public": message.public,
        "created_at": _stamp(message.at),
        "html_body" if message.is_html else "body": message.body,
    }
    if message.automatic:
        comment["metadata"] = {
            "flags": [_AUTOMATIC_FLAG],
            "flags_options": {str(_AUTOMATIC_FLAG): {"message": _AUTOMATIC_MESSAGE}},
            "trusted": True,
        }
    return comment


def _audits(ticket: DemoTicket) -> Iterator[dict[str, Any]]:
    """One audit for all changes of one moment, as the help desk groups them."""
    grouped = groupby(ticket.changes, key=lambda change: change.at)
    for place, (at, changes) in enumerate(grouped, start=1):
        yield {
            "id": ticket.ticket_id * 1_000 + 500 + place,
            "ticket_id": ticket.ticket_id,
            "created_at": _stamp(at),
            "events": [_change(change) for change in changes],
        }


def _change(change: FieldChange) -> dict[str, Any]:
    return {
        "type": "Change",
        "field_name": change.field,
        "previous_value": _value(change.previous),
        "value": _value(change.value),
    }


def _value(value: str | tuple[str, ...] | None) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _event(event: DemoEvent) -> dict[str, Any]:
    return {
        "id": event.event_id,
        "kind": event.kind.value,
        "source": event.source,
        "at": _stamp(event.at),
        "feature_area": event.feature_area,
        "account": event.account,
        "value": event.value,
        "unit": event.unit,
    }


_ACCOUNT_COLUMNS = ("id", "name", "arr", "tier", "segment", "am", "csm", "se", "zone", "domains")
_PERSON_COLUMNS = ("email", "name", "roles", "tier", "zone")
_TERM_COLUMNS = ("kind", "name", "label", "aliases")


def _account_rows(world: World) -> Iterator[Sequence[object]]:
    for each in world.accounts:
        yield (
            each.organization_id, each.name, each.arr, each.tier, each.segment,
            each.am, each.csm, each.se, each.zone, ";".join(each.domains),
        )  # fmt: skip


def _person_rows(world: World) -> Iterator[Sequence[object]]:
    for each in world.people:
        tier = "" if each.tier is None else each.tier
        yield (each.author.email, each.author.name, ";".join(each.roles), tier, each.zone)


def _term_rows(world: World) -> Iterator[Sequence[object]]:
    for each in world.vocabulary:
        yield (each.kind.value, each.name, each.label, ";".join(each.aliases))


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
