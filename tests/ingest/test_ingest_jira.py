"""Jira issues, recorded and made up, become tickets."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Noise,
    SourceHistory,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.jira_words import OPENING_ID
from support.export_files import Write
from support.jira_exports import (
    ADA,
    BO,
    BOT,
    CARL,
    SITE,
    a_change,
    a_comment,
    a_status,
    an_issue,
    at,
    document,
    read,
    reasons,
    records,
)


class TestRecordedFiles:
    def test_webhook(self, fixtures: Path) -> None:
        (ticket,) = records(fixtures / "jira" / "webhook_issue_created_custom_fields.json")
        created_at = datetime(2026, 4, 25, 13, 5, 13, 605000, tzinfo=UTC)
        assert replace(ticket, fields=()) == SourceTicket(
            external_id="KAN-3",
            subject="This is test files",
            status=TicketStatus.OPEN,
            created_at=created_at,
            updated_at=created_at,
            url="https://example.atlassian.net/browse/KAN-3",
            requester="Example User",
            priority="Medium",
            history=(
                SourceHistory(
                    HistoryField.STATUS,
                    "open",
                    datetime(2026, 4, 25, 13, 5, 14, 106000, tzinfo=UTC),
                ),
            ),
            untold=frozenset(("requester_email",)),
        )


class TestIssues:
    def test_what_is_read(self, write: Write) -> None:
        (ticket,) = records(write("issue.json", an_issue()))
        assert ticket.external_id == "HELP-7"
        assert ticket.subject == "Payments fail"
        assert ticket.status is TicketStatus.PENDING
        assert (ticket.created_at, ticket.updated_at) == (at(1, 9), at(2, 9))
        assert ticket.url == f"{SITE}/browse/HELP-7"
        assert ticket.account == "Acme"
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        assert (ticket.assignee, ticket.priority) == ("Bo", "High")
        assert ticket.tags == ("payments", "vip", "Billing")
        assert (ticket.solved_at, ticket.noise, ticket.satisfaction) == (None, None, None)
        (opening,) = ticket.messages
        assert (opening.external_id, opening.body) == (OPENING_ID, "They fail again.")
        assert (opening.author_role, opening.created_at) == (AuthorRole.CUSTOMER, at(1, 9))

    def test_every_layout_gives_the_same_ticket(self, write: Write) -> None:
        issue = an_issue()
        page = {"startAt": 0, "maxResults": 50, "total": 1, "issues": [issue]}
        layouts = {
            "page.json": page,
            "token.json": {"issues": [issue], "nextPageToken": "x", "isLast": False},
            "pages.json": json.dumps(page) + "\n",
            "single.json": json.dumps(issue, indent=2),
            "array.json": json.dumps([issue]),
            "lines.json": [issue],
            "bulk.json": {"expand": "x", "issues": [issue], "issueErrors": []},
            "event.json": {"timestamp": 1, "webhookEvent": "jira:issue_updated", "issue": issue},
        }
        found = {name: records(write(name, content)) for name, content in layouts.items()}
        assert found == dict.fromkeys(layouts, found["lines.json"])

    def test_pages_one_after_another(self, write: Write) -> None:
        pages = [{"issues": [an_issue(f"HELP-{n}")], "isLast": n == 2} for n in (1, 2)]
        for name, joint in (("a", ""), ("b", "\n")):
            path = write(name, joint.join(map(json.dumps, pages)))
            assert [ticket.external_id for ticket in records(path)] == ["HELP-1", "HELP-2"]

    def test_a_history_before_the_fields(self, write: Write) -> None:
        issue = an_issue(changelog={"histories": [], "padding": "x" * 100_000})
        issue["fields"] = issue.pop("fields")
        assert len(records(write("issue.json", issue))) == 1
        assert len(records(write("page.json", {"isLast": True, "issues": [issue]}))) == 1

    @pytest.mark.parametrize(
        "page",
        [
            {"issues": [], "isLast": True},
            {"startAt": 0, "maxResults": 50, "total": 0, "issues": []},
            {"size": 0, "start": 0, "limit": 50, "isLastPage": True, "values": []},
        ],
    )
    def test_an_empty_page_is_an_empty_export(self, write: Write, page: object) -> None:
        assert read(write("page.json", page)) == []

    def test_comments_apart_say_what_to_export(self, write: Write) -> None:
        page = {"startAt": 0, "total": 1, "comments": [a_comment(1, ADA)]}
        (reason,) = reasons(read(write("comments.json", page)))
        assert "comments belong into their issues" in reason

    @pytest.mark.parametrize(
        ("address", "url"),
        [
            ("https://desk.acme.example/jira/rest/api/2/issue/1", "https://desk.acme.example/jira"),
            ("https://api.atlassian.com/ex/jira/1-2/rest/api/3/issue/1", None),
            ("javascript:alert(1)//rest/api/2/issue/1", None),
            (17, None),
        ],
    )
    def test_page(self, write: Write, address: object, url: str | None) -> None:
        (ticket,) = records(write("issue.json", an_issue() | {"self": address}))
        assert ticket.url == (url and f"{url}/browse/HELP-7")

    def test_what_may_be_missing_or_wrong(self, write: Write) -> None:
        bare = {"status": {"name": "Open"}, "created": "2026-03-01T10:00:00.000+0000"}
        wrong = dict.fromkeys(("reporter", "assignee", "priority", "labels", "components"), 7)
        lines = [
            {"key": "HELP-1", "fields": bare},
            {"key": "HELP-2", "fields": bare | wrong | {"summary": None, "updated": None}},
        ]
        first, second = records(write("lines.json", lines))
        assert first.status is second.status is TicketStatus.OPEN
        assert first.updated_at == first.created_at
        assert (second.requester, second.tags, second.messages) == (None, (), ())

    def test_satisfaction(self, write: Write) -> None:
        ratings = (5, 4, 3, 2, 1, 0, None)
        lines = [
            an_issue(customfield_10041={"rating": rating} if rating is not None else None)
            for rating in ratings
        ]
        found = [ticket.satisfaction for ticket in records(write("lines.json", lines))]
        assert found == ["good", "good", None, "bad", "bad", None, None]


class TestStatus:
    @pytest.mark.parametrize(
        ("name", "category", "expected"),
        [
            ("Waiting for support", "new", "open"),
            ("Waiting for customer", "indeterminate", "pending"),
            ("Pending", "indeterminate", "pending"),
            ("In Prüfung", "indeterminate", "open"),
            ("Neu", "new", "new"),
            ("Abgeschlossen", "done", "solved"),
            ("Closed", "done", "closed"),
            ("Resolved", "indeterminate", "open"),
            ("Open", "done", "solved"),
            ("Deleted", "done", "closed"),
            ("Frozen", "undefined", "open"),
            ("Frozen", None, "open"),
            ("Resolved", None, "solved"),
        ],
    )
    def test_category_decides_and_the_name_says_more(
        self, write: Write, name: str, category: str | None, expected: str
    ) -> None:
        (ticket,) = records(write("i.json", an_issue(status=a_status(name, category))))
        assert str(ticket.status) == expected

    def test_without_a_category_a_resolution_means_done(self, write: Write) -> None:
        status, done = a_status("Frozen", None), "2026-03-02T08:00:00.000+0000"
        issue = an_issue(status=status, resolution={"name": "Fixed"}, resolutiondate=done)
        (ticket,) = records(write("i.json", issue))
        assert (ticket.status, ticket.solved_at) == (TicketStatus.SOLVED, at(2, 8))

    def test_solved_at(self, write: Write) -> None:
        done = a_status("Done", "done")
        step = {
            "created": "2026-03-02T06:00:00.000+0000",
            "items": [a_change("status", "Open", "Done")],
        }
        lines = [
            an_issue(status=done, resolutiondate="2026-03-02T08:00:00.000+0000"),
            an_issue(status=done, statuscategorychangedate="2026-03-02T07:00:00.000+0000"),
            an_issue(status=done, changelog={"histories": [step]}),
            an_issue(status=done),
            an_issue(resolutiondate="2026-03-02T08:00:00.000+0000"),
        ]
        found = [ticket.solved_at for ticket in records(write("lines.json", lines))]
        assert found == [at(2, 8), at(2, 7), at(2, 6), None, None]

    def test_duplicates_name_the_other_issue(self, write: Write) -> None:
        links = [
            {"type": {"name": "Blocks"}, "outwardIssue": {"key": "HELP-1"}},
            {"type": {"name": "Duplicate"}, "inwardIssue": {"key": "HELP-2"}},
            {"type": {"name": "Duplicate"}, "outwardIssue": {"key": "HELP-3", "fields": {}}},
        ]
        duplicate, fixed = records(
            write(
                "lines.json",
                [
                    an_issue(resolution={"name": name}, issuelinks=links)
                    for name in ("Duplicate", "Fixed")
                ],
            )
        )
        assert (duplicate.noise, duplicate.merged_into) == (Noise.DUPLICATE, "HELP-3")
        assert (fixed.noise, fixed.merged_into) == (None, None)


class TestMessages:
    def test_roles(self, write: Write) -> None:
        comments = [
            a_comment(1, ADA, "reporter"),
            a_comment(2, CARL, "customer"),
            a_comment(3, BO, "agent", jsdPublic=True),
            a_comment(4, BO, "note", jsdPublic=False),
            a_comment(5, BOT, "automation"),
            a_comment(6, {"accountId": "qm:2:x"}, "portal"),
            a_comment(7, BO, "restricted", visibility={"type": "role", "value": "Team"}),
            a_comment(8, None, "nobody"),
        ]
        (ticket,) = records(write("i.json", an_issue(comment={"comments": comments, "total": 8})))
        found = {m.body: (str(m.author_role), m.public) for m in ticket.messages[1:]}
        assert found == {
            "reporter": ("customer", True),
            "customer": ("customer", True),
            "agent": ("agent", True),
            "note": ("agent", False),
            "automation": ("system", True),
            "portal": ("customer", True),
            "restricted": ("agent", False),
            "nobody": ("system", True),
        }

    def test_data_center_names_and_properties(self, write: Write) -> None:
        ada = {"name": "ada", "key": "JIRAUSER1", "displayName": "Ada"}
        internal = [{"key": "sd.public.comment", "value": {"internal": True}}]
        comments = [
            a_comment(1, {"name": "ada2", "key": "JIRAUSER1", "displayName": "Ada"}),
            a_comment(2, {"name": "bo", "key": "bo"}, properties=internal),
        ]
        (ticket,) = records(write("i.json", an_issue(reporter=ada, comment={"comments": comments})))
        found = [(m.author, str(m.author_role), m.public) for m in ticket.messages[1:]]
        assert found == [("Ada", "customer", True), ("bo", "agent", False)]

    def test_documents(self, write: Write) -> None:
        comments = [a_comment(1, BO, document("One", "Two"))]
        issue = an_issue(description=document("It fails."), comment={"comments": comments})
        (ticket,) = records(write("i.json", issue))
        assert [message.body for message in ticket.messages] == ["It fails.", "One\n\nTwo"]
        assert not any(message.is_html for message in ticket.messages)

    def test_comments_come_oldest_first(self, write: Write) -> None:
        comments = [a_comment(3, BO), a_comment(1, ADA), a_comment(2, BO)]
        (ticket,) = records(write("i.json", an_issue(comment={"comments": comments})))
        assert [m.external_id for m in ticket.messages] == [OPENING_ID, "1", "2", "3"]
        assert ticket.messages[1].created_at == at(1, 11)

    def test_what_an_app_reports_is_no_customer(self, write: Write) -> None:
        (ticket,) = records(write("i.json", an_issue(reporter=BOT)))
        assert ticket.messages[0].author_role is AuthorRole.SYSTEM

    @pytest.mark.parametrize("description", [None, "", "  ", {}, {"type": "doc"}, 7, []])
    def test_no_description_is_no_message(self, write: Write, description: object) -> None:
        (ticket,) = records(write("i.json", an_issue(description=description)))
        assert ticket.messages == ()


class TestHistory:
    def test_status_assignee_labels_components(self, write: Write) -> None:
        later = {
            "created": "2026-03-01T12:00:00.000+0000",
            "items": [
                a_change("assignee", "Bo", None),
                a_change("labels", "payments old", "payments vip"),
                a_change("Component", None, "Billing"),
                a_change("Component", "Login", None),
                a_change("summary", "a", "b"),
            ],
        }
        earlier = {
            "created": "2026-03-01T11:00:00.000+0000",
            "items": [a_change("status", "Open", "Pending"), a_change("assignee", None, "Bo")],
        }
        (ticket,) = records(write("i.json", an_issue(changelog={"histories": [later, earlier]})))
        found = [(str(e.field), e.value, e.occurred_at.hour) for e in ticket.history]
        assert found == [
            ("status", "pending", 11),
            ("assignee", "Bo", 11),
            ("assignee", "", 12),
            ("tag-added", "vip", 12),
            ("tag-removed", "old", 12),
            ("tag-added", "Billing", 12),
            ("tag-removed", "Login", 12),
        ]

    def test_a_workflows_own_statuses(self, write: Write) -> None:
        steps = [
            [a_change("status", "Open", "With engineering")],
            [
                a_change("status", "With engineering", "Geliefert"),
                a_change("resolution", None, "x"),
            ],
            [a_change("status", "Geliefert", "Nachfrage"), a_change("resolution", "x", None)],
            [a_change("status", "Nachfrage", "Fertig", to="44")],
        ]
        histories = [
            {"created": f"2026-03-01T1{hour}:00:00.000+0000", "items": items}
            for hour, items in enumerate(steps)
        ]
        issue = an_issue(status=a_status("Fertig", "done", 44), changelog={"histories": histories})
        (ticket,) = records(write("i.json", issue))
        assert [entry.value for entry in ticket.history] == ["open", "solved", "open", "solved"]
        assert ticket.solved_at == at(1, 13)

    def test_a_moved_issue_takes_over_from_its_former_key(self, write: Write) -> None:
        step = {
            "created": "2026-03-01T11:00:00.000+0000",
            "items": [a_change("Key", "TRIAGE-3", "HELP-7"), a_change("Key", "not a key", "x")],
        }
        ticket, former = records(write("i.json", an_issue(changelog={"histories": [step]})))
        assert (ticket.external_id, ticket.noise) == ("HELP-7", None)
        assert (former.external_id, former.merged_into) == ("TRIAGE-3", "HELP-7")
        assert (former.noise, former.messages) == (Noise.MERGED, ())


class TestRejects:
    def test_bad_records_stop_nothing(self, write: Write) -> None:
        lines = [
            an_issue("HELP-1"),
            {"key": "HELP-2", "fields": None},
            an_issue("secret words"),
            an_issue("HELP-4", status=None),
            an_issue("HELP-5", status={}),
            an_issue("HELP-6", created="secret"),
            an_issue("HELP-7", updated="secret"),
            an_issue("HELP-8", comment={"comments": [{"body": "secret"}]}),
            an_issue("HELP-9", comment={"comments": "secret"}),
            an_issue("HELP-10", created=None),
            an_issue("HELP-11"),
        ]
        items = read(write("lines.json", lines))
        assert [item.position for item in items] == list(range(1, 12))
        assert isinstance(items[0].record, SourceTicket)
        assert isinstance(items[-1].record, SourceTicket)
        assert reasons(items) == [
            "no fields; export issues with fields=*all",
            "no issue key such as HELP-12",
            "no status",
            "no status",
            "created is not a time",
            "updated is not a time",
            "no comment's created",
            "not the expected record: Expected `array | null`, got `str` - at `$.comment.comments`",
            "no created",
        ]
