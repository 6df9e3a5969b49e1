"""Tagging rules: what they look at, what they give, and what the readers give them to look at."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.records import (
    HistoryField,
    Reject,
    SourceHistory,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TagKind,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import MAPPING_FILE, ColumnMapping, load_mapping
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import read_export
from radar_tui.ingest.tagging import LONGEST_TAG, Tagger, Tagging, TaggingRule, Term
from radar_tui.ingest.ticket_fields import LONGEST_VALUE, fields_in
from radar_tui.ingest.zendesk_csv import ZENDESK_CSV
from support import freshdesk_exports, jira_exports, zendesk_exports

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]

RULES = """
[tagging]
tags_from = ["Product area"]

[[tagging.rules]]
when = { tag = ["csv-export", "xls-export"] }
feature-area = "exports"
root-cause = "timeouts"

[[tagging.rules]]
when = { Component = "Billing", priority = ["high", "urgent"] }
feature-area = "payments"

[[tagging.rules]]
when = { group = "Tier 3" }
escalation-reason = "engineering"

[[tagging.rules]]
when = { "Incident no" = "*" }
root-cause = "outage"
"""
MORNING, NOON = (datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (9, 12))


@pytest.fixture
def rules(write: Write) -> Tagging:
    return load_mapping(write("rules.toml", RULES)).tagging


def a_ticket(**values: object) -> SourceTicket:
    needed = {
        "external_id": "7",
        "subject": "s",
        "status": TicketStatus.OPEN,
        "created_at": MORNING,
        "updated_at": NOON,
    }
    return SourceTicket(**(needed | values))  # type: ignore[arg-type]


def tags_of(tagging: Tagging, **values: object) -> tuple[str, ...]:
    ((_, record),) = Tagger(tagging).over([(1, a_ticket(**values))])
    assert isinstance(record, SourceTicket)
    return record.tags


class TestRules:
    @pytest.mark.parametrize(
        ("values", "tags"),
        [
            ({}, ()),
            ({"tags": ("Csv-Export",)}, ("Csv-Export", "exports", "timeouts")),
            (
                {"tags": ("csv-export", "xls-export")},
                ("csv-export", "xls-export", "exports", "timeouts"),
            ),
            ({"tags": ("EXPORTS", "xls-export")}, ("EXPORTS", "xls-export", "timeouts")),
            ({"fields": (("component", "Billing"),)}, ()),
            ({"fields": (("Component", " billing "),), "priority": "High"}, ("payments",)),
            (
                {"fields": (("component", "Web"), ("component", "Billing")), "priority": "urgent"},
                ("payments",),
            ),
            ({"fields": (("group", "tier  3"),)}, ("engineering",)),
            ({"fields": (("incident_no", "4711"),)}, ("outage",)),
            ({"fields": (("product_area", "Data sync"),)}, ("Data sync",)),
            ({"fields": (("product area", "x" * (LONGEST_TAG + 1)),)}, ()),
        ],
    )
    def test_what_holds_is_added(
        self, rules: Tagging, values: dict[str, object], tags: tuple[str, ...]
    ) -> None:
        assert tags_of(rules, **values) == tags

    @pytest.mark.parametrize(
        ("fields", "tags"),
        [
            ((("escalated", "true"),), ("escalated",)),
            ((("Is escalated", "Yes"),), ("escalated",)),
            ((("escalated", "false"),), ()),
            ((("status", "Escalated to engineering"),), ("escalated",)),
            ((("status", "Not escalated"),), ()),
            ((("escalated", "true"), ("group", "Tier 3")), ("engineering",)),
        ],
    )
    def test_an_escalation_is_recognised_and_a_rule_s_reason_replaces_it(
        self, rules: Tagging, fields: object, tags: tuple[str, ...]
    ) -> None:
        assert tags_of(rules, fields=fields) == tags

    def test_a_rule_may_ask_for_escalated_tickets(self) -> None:
        rule = TaggingRule(when={"escalated": True}, escalation_reason="manager-asked")
        assert tags_of(Tagging(rules=(rule,)), fields=(("escalated", "1"),)) == ("manager-asked",)

    def test_terms_are_counted_by_ticket(self, rules: Tagging) -> None:
        tagger = Tagger(rules)
        tickets = [a_ticket(tags=("csv-export", "xls-export")), a_ticket(tags=("csv-export",))]
        assert len(list(tagger.over(enumerate(tickets)))) == 2
        assert tagger.given == {
            Term(TagKind.FEATURE_AREA, "exports"): 2,
            Term(TagKind.ROOT_CAUSE, "timeouts"): 2,
        }

    def test_a_term_has_the_time_of_the_tag_that_it_follows_from(self, rules: Tagging) -> None:
        history = (
            SourceHistory(HistoryField.STATUS, "csv-export", MORNING),
            SourceHistory(HistoryField.TAG_ADDED, "CSV-export", NOON),
            SourceHistory(HistoryField.TAG_ADDED, "other", NOON),
        )
        added = {
            SourceHistory(HistoryField.TAG_ADDED, term, NOON) for term in ("exports", "timeouts")
        }
        items: list[tuple[int, SourceRecord]] = [
            (1, a_ticket(history=history)),
            (2, SourceThread("7", history=history)),
        ]
        for _, record in Tagger(rules).over(items):
            assert isinstance(record, SourceTicket | SourceThread)
            assert record.history[:3] == history
            assert set(record.history[3:]) == added

    def test_what_is_no_ticket_passes(self, rules: Tagging) -> None:
        items = [(3, Reject(3, "no id", "{}"))]
        assert list(Tagger(rules).over(items)) == items

    @given(
        tags=st.lists(st.sampled_from(["csv-export", "EXPORTS", "x"]), unique=True).map(tuple),
        fields=st.lists(
            st.tuples(
                st.sampled_from(["component", "group", "Product area", "escalated", "status"]),
                st.sampled_from(["Billing", "Tier 3", "true", "Escalated"]),
            )
        ).map(tuple),
    )
    def test_tagging_again_adds_nothing(
        self, tags: tuple[str, ...], fields: tuple[tuple[str, str], ...]
    ) -> None:
        tagging = Tagging(
            tags_from=("product area",),
            rules=(
                TaggingRule(when={"tag": "csv-export"}, feature_area="exports"),
                TaggingRule(when={"component": "Billing"}, feature_area="payments"),
            ),
        )
        once = tags_of(tagging, tags=tags, fields=fields)
        assert once[: len(tags)] == tags
        assert tags_of(tagging, tags=once, fields=fields) == once


class TestMappingFile:
    @pytest.mark.parametrize(
        ("tagging", "said"),
        [
            ('rules = [{ when = {}, feature-area = "x" }]', "rule 1 says nothing in when"),
            ('rules = [{ when = { tag = "" }, root-cause = "x" }]', "rule 1 says nothing in when"),
            ('rules = [{ when = { tag = [] }, root-cause = "x" }]', "rule 1 says nothing in when"),
            ('rules = [{ when = { "-" = "a" }, root-cause = "x" }]', "rule 1 says nothing in when"),
            ('rules = [{ when = { tag = "a" } }]', "rule 1 gives nothing"),
            ('rules = [{ when = { tag = "a" }, root-cause = " " }]', "rule 1 gives nothing"),
            ('rules = [{ when = { tag = "a" }, feature = "x" }]', "unknown field"),
            ('rules = [{ when = { tag = { a = 1 } }, root-cause = "x" }]', "not a column mapping"),
            ('tags_from = ["Area", " "]', "tags_from holds an empty name"),
            ("rule = []", "unknown field"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, write: Write, tagging: str, said: str) -> None:
        with pytest.raises(BadFileError, match=said) as caught:
            load_mapping(write("rules.toml", f"[tagging]\n{tagging}\n"))
        assert "\n" not in str(caught.value)

    def test_rules_alone_leave_recognition_as_it_is(self, write: Write) -> None:
        mapping = load_mapping(write("rules.toml", RULES))
        with read_export(write("t.json", zendesk_exports.a_ticket()), mapping=mapping) as export:
            assert export.format == "zendesk"
            assert export.tagging == mapping.tagging

    def test_columns_are_guessed_beside_rules(self, write: Write, read_all: ReadAll) -> None:
        write(MAPPING_FILE, RULES)
        path = write("t.csv", "id,status,created_at,area\n1,open,2026-03-01,Billing\n")
        ((_, record),) = read_all(path)
        assert isinstance(record, SourceTicket)
        assert ("area", "Billing") in record.fields

    def test_the_folder_s_columns_are_for_files_that_nothing_else_knows(
        self, write: Write, read_all: ReadAll
    ) -> None:
        write(MAPPING_FILE, '[columns]\nid = "No"\nstatus = "State"\ncreated_at = "Opened"\n')
        ((_, own),) = read_all(write("t.csv", "No,State,Opened\n9,open,2026-03-01\n"))
        ((_, known),) = read_all(write("t.json", zendesk_exports.a_ticket()))
        assert isinstance(own, SourceTicket)
        assert isinstance(known, SourceTicket)
        assert (own.external_id, known.external_id) == ("9", "7")

    def test_a_given_mapping_replaces_the_folder_s(self, write: Write) -> None:
        write(MAPPING_FILE, RULES)
        path = write("t.json", zendesk_exports.a_ticket())
        with read_export(path, mapping=ColumnMapping()) as export:
            assert export.tagging == Tagging()

    def test_a_broken_mapping_in_the_folder_is_named(self, write: Write) -> None:
        write(MAPPING_FILE, "[tagging")
        with pytest.raises(BadFileError, match=f"{MAPPING_FILE}: not valid TOML"):
            read_export(write("t.json", zendesk_exports.a_ticket()))


class TestReaders:
    """Which fields rules may look at, by help desk."""

    def fields(self, path: Path) -> set[tuple[str, str]]:
        with read_export(path) as export:
            ((_, record),) = export.items()
        assert isinstance(record, SourceTicket)
        return set(record.fields)

    def test_zendesk(self, write: Write) -> None:
        ticket = zendesk_exports.a_ticket(
            type="problem",
            group_id=4,
            custom_fields=[{"id": 360, "value": "billing"}, {"id": 361, "value": ["a", "b"]}],
        )
        assert self.fields(write("t.json", ticket)) == {
            ("type", "problem"), ("group", "4"), ("360", "billing"), ("361", "a"), ("361", "b"),
        }  # fmt: skip
        odd = zendesk_exports.a_ticket(type=["x"], group_id={}, custom_fields=[{"value": 1}])
        assert self.fields(write("odd.json", odd)) == {("type", "x")}

    def test_zendesk_csv(self, write: Write) -> None:
        table = (
            "Id,Status,Created at,Summation column,Group,Area [list]\n"
            "7,Open,2026-03-01 10:00,1,-,Billing\n"
        )
        (ticket,) = zendesk_exports.tickets_in(write("t.csv", table), ZENDESK_CSV)
        assert {("area", "Billing"), ("status", "Open")} <= set(ticket.fields)
        assert "group" not in dict(ticket.fields)

    def test_zendesk_warehouse(self, write: Write) -> None:
        table = (
            "id,status,created_at,updated_at,via_channel,group_id,custom_product_area\n"
            "7,open,2026-03-01 10:00,2026-03-01 10:00,web,4,Billing\n"
        )
        found = self.fields(write("t.csv", table))
        assert {("group_id", "4"), ("custom_product_area", "Billing")} <= found

    def test_freshdesk(self, write: Write) -> None:
        ticket = freshdesk_exports.a_ticket(is_escalated=True, group_id=4)
        assert self.fields(write("t.json", ticket)) == {
            ("type", "Problem"), ("group", "4"), ("escalated", "true"), ("area", "billing"),
        }  # fmt: skip

    def test_freshdesk_s_older_names(self, write: Write) -> None:
        ticket = freshdesk_exports.an_old_ticket(
            isescalated=True, custom_field={"area_99": "billing"}, status_name="Escalated"
        )
        assert self.fields(write("t.json", ticket)) == {
            ("type", "Problem"), ("status", "Escalated"),
            ("escalated", "true"), ("area", "billing"),
        }  # fmt: skip

    def test_jira(self, write: Write) -> None:
        issue = jira_exports.an_issue(
            issuetype={"name": "Bug"},
            project={"key": "HELP", "name": "Help"},
            customfield_10030={"value": "Exports", "child": {"value": "CSV"}},
        ) | {"names": {"customfield_10030": "Product area"}}
        assert self.fields(write("t.json", issue)) >= {
            ("status", "Waiting for customer"), ("component", "Billing"), ("type", "Bug"),
            ("project", "Help"), ("Product area", "Exports"), ("Product area", "CSV"),
            ("customfield_10030", "Exports"),
        }  # fmt: skip

    def test_jira_csv(self, write: Write) -> None:
        table = (
            "Issue key,Issue id,Status,Created,Component/s,Component/s,"
            "Custom field (Product area)\n"
            "HELP-7,1,Escalated,25/Feb/26 10:17 PM,Billing,Web,Exports\n"
        )
        assert self.fields(write("t.csv", table)) >= {
            ("component/s", "Billing"), ("component/s", "Web"),
            ("product area", "Exports"), ("status", "Escalated"),
        }  # fmt: skip

    def test_help_scout(self, write: Write) -> None:
        conversation = {
            "id": 7,
            "mailboxId": 1,
            "folderId": 2,
            "status": "active",
            "createdAt": "2026-03-01T09:00:00Z",
            "customFields": [
                {"id": 8, "name": "Area", "value": "243", "text": "Billing"},
                {"id": 9, "name": "Plan", "value": "pro"},
            ],
        }
        assert self.fields(write("t.json", conversation)) == {("Area", "Billing"), ("Plan", "pro")}

    def test_intercom(self, fixtures: Path, write: Write) -> None:
        recorded = json.loads((fixtures / "intercom" / "conversation.json").read_text())
        conversation = recorded | {
            "custom_attributes": {"Area": "Billing", "Since": 1_700_000_000, "Plan": None},
            "ticket_attributes": {"Severity": "S1"},
        }
        found = self.fields(write("t.json", conversation))
        assert {("Area", "Billing"), ("Severity", "S1")} <= found
        assert "Plan" not in dict(found)

    def test_chatwoot(self, write: Write) -> None:
        conversation = {
            "id": 7,
            "inbox_id": 1,
            "status": "open",
            "can_reply": True,
            "created_at": 1_772_355_600,
            "contact_inbox": {},
            "messages": [],
            "labels": [],
            "meta": {},
            "custom_attributes": {"area": "Billing"},
        }
        assert self.fields(write("t.json", conversation)) == {("area", "Billing")}

    def test_zammad(self, write: Write) -> None:
        ticket = {
            "id": 7,
            "number": "10007",
            "title": "Payments fail",
            "group_id": 1,
            "group": "Tier 3",
            "state": "escalated to vendor",
            "state_id": 2,
            "priority_id": 2,
            "customer_id": 3,
            "owner_id": 1,
            "article_count": 0,
            "article_ids": [],
            "created_at": "2026-03-01T09:00:00Z",
            "updated_at": "2026-03-01T09:00:00Z",
        }
        found = self.fields(write("t.json", [ticket]))
        assert found == {("group", "Tier 3"), ("status", "escalated to vendor")}

    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["value", "name", "child", "x"]), inner)
        ),
        max_leaves=20,
    )

    @given(st.dictionaries(st.text(max_size=5), values))
    def test_any_value_gives_short_filled_texts(self, values: dict[str, object]) -> None:
        for name, text in fields_in(values):
            assert name
            assert text == text.strip()
            assert 0 < len(text) <= LONGEST_VALUE
