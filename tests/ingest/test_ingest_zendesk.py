"""Zendesk exports, recorded and made up, become tickets and threads."""

import json
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    Noise,
    SourceThread,
    SourceTicket,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import read_export
from support.export_files import ReadAll, Write, rejects_among, same_in_every_layout
from support.zendesk_exports import a_comment, a_ticket


def tickets_in(read_all: ReadAll, path: Path) -> list[SourceTicket]:
    records = [item.record for item in read_all(path)]
    assert all(isinstance(record, SourceTicket) for record in records)
    return [record for record in records if isinstance(record, SourceTicket)]


class TestLayouts:
    def test_every_layout_gives_the_same_ticket(self, write: Write, read_all: ReadAll) -> None:
        ticket = a_ticket()
        pages = json.dumps({"tickets": [ticket], "next_page": None})
        layouts = {
            "page.json": {"tickets": [ticket], "count": 1, "end_time": 1, "next_page": None},
            "cursor.json": {"tickets": [ticket], "after_cursor": "x", "end_of_stream": True},
            "single.json": {"ticket": ticket},
            "pretty.json": json.dumps(ticket, indent=2),
            "array.json": json.dumps([ticket]),
            "lines.json": [ticket],
            "pages.json": f"{pages}\n",
        }
        (record,) = same_in_every_layout(write, read_all, layouts)
        assert isinstance(record, SourceTicket)

    def test_pages_one_after_another_are_one_export(self, write: Write, read_all: ReadAll) -> None:
        pages = [json.dumps({"tickets": [a_ticket(id=n)], "count": 1}) for n in (1, 2)]
        for name, content in (("a", "".join(pages)), ("b", "\n".join(pages))):
            ids = [ticket.external_id for ticket in tickets_in(read_all, write(name, content))]
            assert ids == ["1", "2"]

    def test_an_empty_page_is_an_empty_export(self, write: Write, read_all: ReadAll) -> None:
        assert read_all(write("page.json", {"tickets": [], "count": 0})) == []

    def test_people_may_stand_after_the_tickets(self, write: Write, read_all: ReadAll) -> None:
        page = {
            "tickets": [a_ticket()],
            "users": [
                {"id": 100, "name": "Ada", "email": "ada@acme.example", "role": "end-user"},
                {"id": 9, "name": "Bo", "email": "bo@desk.example", "role": "agent"},
            ],
            "organizations": [{"id": 5, "name": "Acme"}],
        }
        (ticket,) = tickets_in(read_all, write("page.json", page))
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("Ada", "ada@acme.example", "Bo", "Acme")

    def test_embedded_people_need_no_list(self, write: Write, read_all: ReadAll) -> None:
        ticket = a_ticket(
            requester={"id": 100, "name": "Ada", "email": "ada@acme.example"},
            assignee={"id": 9, "name": "Bo"},
            organization={"id": 5, "name": "Acme"},
        )
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert (record.requester, record.assignee, record.account) == ("Ada", "Bo", "Acme")

    def test_without_people_the_ids_stay(self, write: Write, read_all: ReadAll) -> None:
        (ticket,) = tickets_in(read_all, write("lines.json", [a_ticket()]))
        assert (ticket.requester, ticket.assignee, ticket.account) == ("100", "9", "5")


class TestMessages:
    def test_roles(self, write: Write, read_all: ReadAll) -> None:
        comments = [
            a_comment(1, 100, "requester"),
            a_comment(2, 9, "assignee"),
            a_comment(3, 100, "private", public=False),
            a_comment(4, -1, "system"),
            a_comment(5, 77, "copied"),
            a_comment(6, 88, "someone unknown"),
            a_comment(7, 55, "told by the comment", author={"name": "C", "role": "end-user"}),
        ]
        ticket = a_ticket(comments=comments, email_cc_ids=[77])
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert {message.body: str(message.author_role) for message in record.messages} == {
            "requester": "customer",
            "assignee": "agent",
            "private": "agent",
            "system": "system",
            "copied": "customer",
            "someone unknown": "agent",
            "told by the comment": "customer",
        }

    def test_html_is_read_only_where_no_plain_body_is(
        self, write: Write, read_all: ReadAll
    ) -> None:
        comments = [
            a_comment(1, 100, "plain", html_body="<p>rich</p>"),
            a_comment(2, 100, "", html_body="<p>rich</p>"),
        ]
        (ticket,) = tickets_in(read_all, write("lines.json", [a_ticket(comments=comments)]))
        assert [(m.body, m.is_html) for m in ticket.messages] == [
            ("plain", False),
            ("<p>rich</p>", True),
        ]

    def test_an_automatic_response_carries_the_mail_header(
        self, write: Write, read_all: ReadAll
    ) -> None:
        comments = [a_comment(1, 100, metadata={"flags": [4]}), a_comment(2, 100)]
        (ticket,) = tickets_in(read_all, write("lines.json", [a_ticket(comments=comments)]))
        headers = [message.headers for message in ticket.messages]
        assert headers == [(("Auto-Submitted", "auto-replied"),), ()]

    def test_newest_first_comments_come_oldest_first(self, write: Write, read_all: ReadAll) -> None:
        comments = [a_comment(3, 9), a_comment(1, 100), a_comment(2, 9)]
        (ticket,) = tickets_in(read_all, write("lines.json", [a_ticket(comments=comments)]))
        assert [message.external_id for message in ticket.messages] == ["1", "2", "3"]

    def test_comments_that_name_their_ticket(self, write: Write, read_all: ReadAll) -> None:
        comment = a_comment(1, 100, html_body="x", ticket_id=7)
        (item,) = read_all(write("comments.json", {"comments": [comment]}))
        assert isinstance(item.record, SourceThread)
        assert item.record.messages[0].author_role is AuthorRole.CUSTOMER

    def test_comments_whose_page_names_the_ticket(self, write: Write, read_all: ReadAll) -> None:
        page = {
            "comments": [a_comment(1, 100, html_body="x"), a_comment(2, 9, html_body="x")],
            "next_page": "https://acme.zendesk.com/api/v2/tickets/7/comments.json?page=2",
        }
        (item,) = read_all(write("comments.json", page))
        assert isinstance(item.record, SourceThread)
        assert item.record.ticket_external_id == "7"
        roles = [message.author_role for message in item.record.messages]
        assert roles == [AuthorRole.CUSTOMER, AuthorRole.AGENT]

    def test_comments_of_an_unknown_ticket(self, write: Write, read_all: ReadAll) -> None:
        path = write("comments.json", {"comments": [a_comment(1, 100, html_body="x")]})
        with pytest.raises(BadFileError, match=r"do not say which ticket.*audits\.json"):
            read_all(path)


class TestState:
    def test_hold_and_solved_at(self, write: Write, read_all: ReadAll) -> None:
        audits = [
            {
                "created_at": "2026-03-01T12:00:00Z",
                "events": [{"type": "Change", "field_name": "status", "value": "solved"}],
            }
        ]
        lines = [
            a_ticket(id=1, status="hold", audits=audits),
            a_ticket(id=2, status="solved", audits=audits),
            a_ticket(id=3, status="closed", metric_set={"solved_at": "2026-03-01T13:00:00Z"}),
        ]
        tickets = tickets_in(read_all, write("lines.json", lines))
        hours = [ticket.solved_at.hour if ticket.solved_at else None for ticket in tickets]
        assert [str(ticket.status) for ticket in tickets] == ["on-hold", "solved", "closed"]
        assert hours == [None, 12, 13]

    def test_assignee_history_names_people(self, write: Write, read_all: ReadAll) -> None:
        changes = [
            {"type": "Create", "field_name": "assignee_id", "value": "9"},
            {"type": "Change", "field_name": "assignee_id", "value": None, "previous_value": "9"},
        ]
        audits = [{"created_at": "2026-03-01T12:00:00Z", "events": [change]} for change in changes]
        ticket = a_ticket(audits=audits, assignee={"id": 9, "name": "Bo"})
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert [entry.value for entry in record.history] == ["Bo", ""]

    def test_merged(self, write: Write, read_all: ReadAll) -> None:
        note = a_comment(2, 9, 'This request was closed and merged into request #12 "Other".')
        ticket = a_ticket(status="closed", tags=["closed_by_merge"], comments=[note])
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert (record.noise, record.merged_into) == (Noise.MERGED, "12")

    def test_a_customer_cannot_declare_a_merge(self, write: Write, read_all: ReadAll) -> None:
        claim = a_comment(2, 100, "This request was closed and merged into request #12")
        ticket = a_ticket(status="closed", comments=[claim])
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert (record.noise, record.merged_into) == (None, None)

    @pytest.mark.parametrize(
        ("rating", "expected"),
        [({"score": "good"}, "good"), ({"score": "bad_with_comment"}, "bad"), ("offered", None)],
    )
    def test_satisfaction(
        self, write: Write, read_all: ReadAll, rating: object, expected: str | None
    ) -> None:
        ticket = a_ticket(satisfaction_rating=rating)
        (record,) = tickets_in(read_all, write("lines.json", [ticket]))
        assert record.satisfaction == expected


class TestRejects:
    def test_bad_records_stop_nothing(self, write: Write, read_all: ReadAll) -> None:
        lines = [
            json.dumps(a_ticket(id=1)),
            "{broken",
            json.dumps(a_ticket(id=2, status="frozen")),
            json.dumps(a_ticket(id=3, created_at="yesterday")),
            "",
            json.dumps({"id": 4, "subject": "secret words"}),
            json.dumps(a_ticket(id=5)),
        ]
        items = read_all(write("lines.json", "\n".join(lines)))
        assert [item.position for item in items] == [1, 2, 3, 4, 6, 7]
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3, 4, 6]
        assert rejects[0].record == "{broken"
        assert "secret words" in rejects[3].record
        assert all("secret" not in reject.reason for reject in rejects)

    def test_bad_entries_of_a_document(self, write: Write, read_all: ReadAll) -> None:
        page = {"tickets": [a_ticket(id=1), 5, a_ticket(id=[]), a_ticket(id=2)], "count": 4}
        items = read_all(write("page.json", page))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["SourceTicket", "Reject", "Reject", "SourceTicket"]

    def test_a_cut_emoji_costs_a_character_not_the_record(
        self, write: Write, read_all: ReadAll
    ) -> None:
        ticket = json.dumps(a_ticket(subject="CUT"))
        for half in (r"\ud83d", r"\ude00"):
            broken = ticket.replace("CUT", half)
            for name, text in (("l", broken), ("d", f'{{"tickets": [{broken}], "count": 1}}')):
                (record,) = tickets_in(read_all, write(name, text))
                assert record.subject == "\N{REPLACEMENT CHARACTER}"

    def test_whole_pairs_and_nul(self, write: Write, read_all: ReadAll) -> None:
        for name, shape in (("l", "{}"), ("d", '{{"tickets": [{}], "count": 1}}')):
            text = shape.format(json.dumps(a_ticket(subject="\U0001f600 a\0b \\ud83d")))
            (record,) = tickets_in(read_all, write(name, text))
            assert record.subject == "\U0001f600 ab \\ud83d"


class TestWholeFile:
    def test_every_cut_of_a_document_is_refused(
        self, fixtures: Path, write: Write, read_all: ReadAll
    ) -> None:
        whole = (fixtures / "zendesk" / "tickets_list.json").read_bytes().rstrip()
        for size in (1, 30, 2_000, 70_000, len(whole) - 1):
            with pytest.raises(BadFileError) as caught:
                read_all(write("cut.json", whole[:size]))
            assert "\n" not in str(caught.value)

    def test_no_record_comes_before_a_late_fault(self, write: Write) -> None:
        tickets = ",".join(json.dumps(a_ticket(id=n)) for n in range(50))
        path = write("page.json", f'{{"count": 50, "tickets": [{tickets}], oops')
        with read_export(path) as export, pytest.raises(BadFileError, match="malformed"):
            next(export.items())

    def test_deep_nesting_is_refused_in_a_document(self, write: Write, read_all: ReadAll) -> None:
        deep = "[" * 100_000 + "]" * 100_000
        ticket = json.dumps(a_ticket())[:-1]
        with pytest.raises(BadFileError, match="nested deeper"):
            read_all(write("page.json", f'{{"tickets": [{ticket}, "x": {deep}}}], "count": 1}}'))

    def test_brackets_in_a_text_are_no_nesting(self, write: Write, read_all: ReadAll) -> None:
        text = '[{"' * 50_000 + "\\"
        page = {"tickets": [a_ticket(description=text)], "count": 1}
        (ticket,) = tickets_in(read_all, write("page.json", page))
        assert ticket.messages[0].body == text

    def test_deep_nesting_in_a_line_is_a_reject(self, write: Write, read_all: ReadAll) -> None:
        deep = json.dumps(a_ticket())[:-1] + ', "comments": ' + "[" * 100_000 + "]" * 100_000 + "}"
        items = read_all(write("lines.json", f"{json.dumps(a_ticket())}\n{deep}\n"))
        assert [type(item.record).__name__ for item in items] == ["SourceTicket", "Reject"]

    def test_a_line_of_ten_megabytes(self, write: Write, read_all: ReadAll) -> None:
        body = "long " * 2_000_000
        (ticket,) = tickets_in(read_all, write("lines.json", [a_ticket(description=body)]))
        assert len(ticket.messages[0].body) == len(body)
