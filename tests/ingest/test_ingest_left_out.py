"""What an export says nothing of is told from what it says is not there."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from radar_tui.domain.records import MAY_BE_UNTOLD, Reject, SourceTicket
from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.registry import read_export
from support import freshdesk_exports, jira_exports, zendesk_exports
from support.fuzz_seeds import all_seeds

Write = Callable[[str, object], Path]
Payload = dict[str, Any]


class Case(Keyed):
    id: int
    tags: list[str] | None = NO_KEY
    label: object = NO_KEY


def test_a_missing_key_is_told_from_null() -> None:
    missing = msgspec.json.decode(b'{"id": 1, "label": null}', type=Case)
    assert (missing.tags, missing.has("tags"), missing.has("label")) == (None, False, True)
    told_by = {"tags": ("tags",), "subject": ("label", "tags"), "url": ()}
    assert missing.untold(told_by) == {"tags", "url"}
    changed = missing.replaced(tags=["x"], id=2)
    assert (changed.has("tags"), changed.has("label"), missing.has("tags")) == (True, True, False)
    assert missing.replaced(id=2).untold(told_by) == {"tags", "url"}
    whole = msgspec.convert({"id": 1, "tags": None, "label": "x"}, Case)
    assert whole.untold(told_by) == {"url"}
    assert msgspec.to_builtins(missing) == {"id": 1, "tags": None, "label": None}


def seed(name: str) -> Payload:
    (found,) = (one for one in all_seeds() if one.name == name)
    value: Payload = found.value[0] if isinstance(found.value, list) else found.value
    return value


def an_issue() -> Payload:
    return jira_exports.an_issue(resolution=None)


RECORDS: dict[str, tuple[Payload, str, dict[str, tuple[str, ...]]]] = {
    "zendesk": (
        zendesk_exports.a_ticket(
            satisfaction_rating=None,
            priority=None,
            requester={"name": "A"},
            organization={"name": "Acme"},
        ),
        "",
        {
            "account": ("organization", "organization_id"),
            "assignee": ("assignee_id",),
            "noise": ("via",),
            "priority": ("priority",),
            "satisfaction": ("satisfaction_rating",),
            "subject": ("subject",),
            "tags": ("tags",),
            "url": ("url",),
        },
    ),
    "freshdesk": (
        freshdesk_exports.a_ticket(company={"name": "Acme"}),
        "",
        {
            "account": ("company", "company_id"),
            "assignee": ("responder_id",),
            "noise": ("spam",),
            "priority": ("priority",),
            "subject": ("subject",),
            "tags": ("tags",),
        },
    ),
    "jira": (
        an_issue(),
        "fields",
        {
            "account": tuple(name for name in an_issue()["fields"] if name.startswith("custom")),
            "assignee": ("assignee",),
            "merged_into": ("resolution",),
            "noise": ("resolution",),
            "priority": ("priority",),
            "requester": ("reporter",),
            "subject": ("summary",),
            "tags": ("components",),
        },
    ),
    "intercom": (
        seed("intercom conversations")
        | {"admin_assignee_id": 9, "priority": "priority", "company": {"name": "Acme"}},
        "",
        {
            "account": ("company",),
            "assignee": ("admin_assignee_id",),
            "priority": ("priority",),
            "satisfaction": ("conversation_rating",),
            "tags": ("tags",),
        },
    ),
    "helpscout": (
        seed("helpscout conversations"),
        "",
        {"subject": ("subject",), "tags": ("tags",)},
    ),
    "zammad": (
        seed("zammad tickets") | {"tags": [], "organization": "Acme"},
        "",
        {
            "account": ("organization_id", "organization"),
            "assignee": ("owner_id", "owner"),
            "priority": ("priority_id", "priority"),
            "subject": ("title",),
            "tags": ("tags",),
        },
    ),
    "chatwoot": (
        seed("chatwoot page")["data"]["payload"][0],
        "",
        {
            "assignee": ("meta",),
            "priority": ("priority",),
            "subject": ("additional_attributes",),
            "tags": ("labels",),
        },
    ),
    "generic": (
        {"id": 1, "status": "open", "created_at": "2026-03-01T10:00:00Z", "subject": "Fails"}
        | {"tags": ["a"], "priority": "high", "assignee": "Bo", "account": None},
        "",
        {
            "account": ("account",),
            "assignee": ("assignee",),
            "priority": ("priority",),
            "tags": ("tags",),
        },
    ),
}
"""Of each system a record, where its properties stand in it, and the keys that tell each."""

CASES = [
    (system, told, keys) for system, (_, _, by) in RECORDS.items() for told, keys in by.items()
]


def tickets_in(path: Path, system: str) -> list[SourceTicket]:
    with read_export(path) as export:
        assert export.format == system
        records = [item.record for item in export.items()]
    assert not [record for record in records if isinstance(record, Reject)]
    tickets = [record for record in records if isinstance(record, SourceTicket)]
    assert all(ticket.untold <= MAY_BE_UNTOLD for ticket in tickets)
    return tickets


@pytest.mark.parametrize(("system", "told", "keys"), CASES)
def test_a_key_that_is_missing_and_one_that_is_null(
    write: Write, system: str, told: str, keys: tuple[str, ...]
) -> None:
    record, within, _ = RECORDS[system]
    other = record | {"id": 8, "key": "HELP-8"}
    versions = {}
    for name in ("whole", "null", "missing"):
        version = json.loads(json.dumps(record))
        inner = version[within] if within else version
        for key in keys:
            if name == "null":
                inner[key] = None
            elif name == "missing":
                del inner[key]
        # The first line tells the format, whatever the second leaves out.
        versions[name] = tickets_in(write(f"{name}.jsonl", [other, version]), system)[-1]
    assert told not in versions["whole"].untold
    assert told not in versions["null"].untold
    assert told in versions["missing"].untold


TABLES = {
    "zendesk view": {
        "account": ("Organization",),
        "assignee": ("Assignee",),
        "priority": ("Priority",),
        "requester_email": ("Requester email",),
        "satisfaction": ("Satisfaction Score",),
        "subject": ("Subject",),
        "tags": ("Tags",),
    },
    "freshdesk table": {
        "account": ("Company name",),
        "assignee": ("Agent",),
        "priority": ("Priority",),
        "requester": ("Full name", "Email"),
        "requester_email": ("Email",),
        "satisfaction": ("Survey results",),
        "subject": ("Subject",),
        "tags": ("Tags",),
    },
    "jira table": {
        "assignee": ("Assignee",),
        "merged_into": ("Resolution",),
        "noise": ("Resolution",),
        "requester": ("Reporter",),
        "satisfaction": ("Satisfaction rating",),
        "subject": ("Summary",),
    },
    "generic table": {"tags": ("tags",)},
}
"""Of tables the columns that tell each property."""

TABLE_CASES = [(name, told, columns) for name, by in TABLES.items() for told, columns in by.items()]


@pytest.mark.parametrize(("name", "told", "columns"), TABLE_CASES)
def test_a_column_that_is_missing_and_one_that_is_empty(
    write: Write, name: str, told: str, columns: tuple[str, ...]
) -> None:
    found = next(one for one in all_seeds() if one.name == name)
    header, row, *_ = found.table
    whole = dict(zip(header, row, strict=True))
    empty = whole | dict.fromkeys(columns, "")
    missing = {column: cell for column, cell in whole.items() if column not in columns}
    untold = [told in read_row(write, found.format, cells) for cells in (whole, empty, missing)]
    assert untold == [False, False, True]


def read_row(write: Write, found: str, cells: dict[str, str]) -> frozenset[str]:
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    (ticket,) = tickets_in(write("t.csv", text.getvalue()), found)
    return ticket.untold


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("zendesk", zendesk_exports.a_ticket()),
        ("freshdesk", freshdesk_exports.a_ticket()),
        ("zammad", seed("zammad tickets") | {"customer": None, "organization": None}),
        (
            "helpscout",
            seed("helpscout conversations")
            | {"primaryCustomer": {"id": 1}, "createdBy": None, "_embedded": None},
        ),
    ],
)
def test_the_bare_ids_of_account_and_requester_stand_in_only(
    write: Write, name: str, record: Payload
) -> None:
    (ticket,) = tickets_in(write("one.jsonl", [record]), name)
    assert {"requester", "requester_email"} <= ticket.untold
    assert ticket.requester in ("100", "1")
    assert (ticket.account, "account" in ticket.untold) == (
        (None, False) if name == "helpscout" else ("5", True)
    )


def test_the_portal_of_jira_knows_nothing_of_tags_and_assignees(write: Write) -> None:
    (ticket,) = tickets_in(write("one.jsonl", [jira_exports.a_request()]), "jira")
    assert {"account", "assignee", "noise", "priority", "satisfaction", "tags"} <= ticket.untold
    assert not {"requester", "subject"} & ticket.untold


def test_a_constant_of_a_mapping_is_told(write: Write) -> None:
    columns = {"id": "id", "status": "status", "created_at": "created_at"}
    path = write("t.csv", "id,status,created_at\n1,open,2026-03-01T10:00:00Z\n")
    mapping = ColumnMapping(columns=columns, constants={"priority": "high"})
    with read_export(path, mapping=mapping) as export:
        (item,) = export.items()
    assert isinstance(item.record, SourceTicket)
    assert item.record.untold == {
        "account", "assignee", "merged_into", "requester", "requester_email", "satisfaction",
        "subject", "tags", "url",
    }  # fmt: skip


def test_nothing_is_left_of_a_conversation_that_was_deleted(write: Write) -> None:
    item = {"type": "conversation", "id": "503"}
    notice = {"topic": "conversation.deleted", "app_id": "a", "created_at": 1_780_000_000}
    (ticket,) = tickets_in(write("n.jsonl", [notice | {"data": {"item": item}}]), "intercom")
    assert ticket.untold == MAY_BE_UNTOLD


def test_a_ticket_that_is_solved_at_no_known_time(write: Write) -> None:
    for status, is_untold in (("solved", True), ("open", False)):
        (ticket,) = tickets_in(
            write("t.jsonl", [zendesk_exports.a_ticket(status=status)]), "zendesk"
        )
        assert ("solved_at" in ticket.untold) is is_untold
