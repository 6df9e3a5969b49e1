"""Zendesk's audits and comments, of which every kind finds its author and its place."""

import json
from typing import Any

import pytest

from radar_tui.domain.records import Reject, SourceMessage, SourceThread
from radar_tui.ingest.errors import BadFileError
from support.export_files import Write, rejects_among
from support.mutated_payloads import SECRET
from support.zendesk_exports import (
    a_comment,
    a_ticket,
    an_audit,
    items_in,
    threads_in,
    tickets_in,
)

USERS = [
    {"id": 100, "name": "Ada", "email": "ada@acme.example", "role": "end-user"},
    {"id": 77, "name": "Cy", "email": "cy@acme.example", "role": "end-user"},
    {"id": 9, "name": "Bo", "email": "bo@desk.example", "role": "agent"},
    # A light agent has the role of an agent, and a kind of role of its own.
    {"id": 8, "name": "Li", "email": "li@desk.example", "role": "agent", "role_type": 1},
    {"id": 6, "name": "Em", "email": "em@desk.example", "role": "admin", "suspended": False},
]


def a_page(*tickets: dict[str, Any], **beside: object) -> dict[str, Any]:
    return {"tickets": list(tickets), "count": len(tickets), "next_page": None, **beside}


def roles(messages: tuple[SourceMessage, ...]) -> dict[str, tuple[str, bool]]:
    return {message.body: (str(message.author_role), message.public) for message in messages}


def comment_event(number: int, author_id: int, body: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "Comment",
        "author_id": author_id,
        "body": body,
        "html_body": f"<div>{body}</div>",
        "public": True,
        "attachments": [],
        **changes,
    }


class TestPeople:
    def test_who_is_known_is_told_by_role_in_public_and_in_private(self, write: Write) -> None:
        comments = [
            a_comment(1, 100, "requester"),
            a_comment(2, 77, "in copy"),
            a_comment(3, 77, "in copy, to a private note", public=False),
            a_comment(4, 8, "light agent", public=False),
            a_comment(5, 6, "admin"),
            a_comment(6, 9, "agent in copy"),
        ]
        ticket = a_ticket(comments=comments, email_cc_ids=[77, 9])
        (record,) = tickets_in(write("page.json", a_page(ticket, users=USERS)))
        assert roles(record.messages) == {
            "requester": ("customer", True),
            "in copy": ("customer", True),
            "in copy, to a private note": ("customer", False),
            "light agent": ("agent", False),
            "admin": ("agent", True),
            "agent in copy": ("agent", True),
        }

    def test_an_organization_without_an_id_is_nobody_s(self, write: Write) -> None:
        ticket = a_ticket(organization_id=None)
        page = a_page(ticket, organizations=[{"name": "Ghost"}])
        (record,) = tickets_in(write("page.json", page))
        assert record.account is None

    def test_organizations_need_no_users_beside_them(self, write: Write) -> None:
        beside = {
            "organizations": [{"id": 5, "name": "Acme"}],
            "groups": [{"id": 3, "name": "Support"}],
        }
        (record,) = tickets_in(write("page.json", a_page(a_ticket(), **beside)))
        assert record.account == "Acme"

    def test_people_of_one_page_are_known_on_the_next(self, write: Write) -> None:
        pages = [a_page(a_ticket(id=1), users=USERS), a_page(a_ticket(id=2))]
        tickets = tickets_in(write("p.json", "\n".join(map(json.dumps, pages))))
        assert [ticket.requester for ticket in tickets] == ["Ada", "Ada"]

    def test_an_e_mail_names_its_sender(self, write: Write) -> None:
        sender = {"address": "Ada@Acme.Example", "name": "Ada"}
        source = {"from": sender, "to": {"address": "help@desk.example"}, "rel": None}
        via = {"channel": "email", "source": source}
        forwarded = {"channel": "email", "source": {**source, "rel": "follow_up"}}
        lines = [
            a_ticket(id=1, via=via),
            a_ticket(id=2, via=via, submitter_id=9),
            a_ticket(id=3, via=forwarded),
            a_ticket(id=4, via={"channel": "email", "source": {"from": {"address": 5}}}),
            a_ticket(id=5, via={"channel": "web", "source": source}),
        ]
        tickets = tickets_in(write("lines.json", lines))
        assert [ticket.requester for ticket in tickets] == ["Ada", "100", "100", "100", "100"]
        assert tickets[0].requester_email == "ada@acme.example"
        assert tickets[0].messages[0].author == "Ada"
        (known,) = tickets_in(write("page.json", a_page(a_ticket(via=via), users=USERS[2:])))
        assert known.requester == "Ada"

    def test_a_page_s_people_go_before_an_e_mail_s_sender(self, write: Write) -> None:
        source = {"from": {"address": "a@home.example", "name": "A."}, "to": {}, "rel": None}
        ticket = a_ticket(via={"channel": "email", "source": source})
        (record,) = tickets_in(write("page.json", a_page(ticket, users=USERS)))
        assert (record.requester, record.requester_email) == ("Ada", "ada@acme.example")

    def test_the_description_of_a_private_ticket_is_a_note(self, write: Write) -> None:
        lines = [a_ticket(id=1, is_public=False), a_ticket(id=2, is_public=True)]
        notes = [ticket.messages[0] for ticket in tickets_in(write("lines.json", lines))]
        assert [(str(note.author_role), note.public) for note in notes] == [
            ("agent", False),
            ("customer", True),
        ]


class TestAudits:
    def test_a_comment_that_was_made_private_later(self, write: Write) -> None:
        hide = {"id": 50, "type": "CommentPrivacyChange", "comment_id": 1, "public": False}
        show = {"id": 51, "type": "CommentPrivacyChange", "comment_id": 2, "public": True}
        audits = [
            an_audit(14, show),
            an_audit(10, comment_event(1, 100, "hidden")),
            an_audit(11, comment_event(2, 9, "shown", public=False), author_id=9),
            an_audit(12, hide, {**show, "public": False}, author_id=9),
        ]
        threads = threads_in(write("audits.json", {"audits": audits, "count": 4, "users": USERS}))
        assert roles(threads["7"].messages) == {
            "hidden": ("customer", False),
            "shown": ("agent", True),
        }

    def test_calls(self, write: Write) -> None:
        call = {"call_duration": 40, "from": "+15550100", "recording_url": "https://x.example"}
        spoken = {**call, "transcription_text": "It fails."}
        audits = [
            an_audit(10, comment_event(1, 100, "Call from Ada", type="VoiceComment", data=call)),
            an_audit(11, comment_event(2, 100, "It fails.", type="VoiceComment", data=spoken)),
            an_audit(12, comment_event(3, 100, "post", type="FacebookComment", data={})),
        ]
        threads = threads_in(write("audits.json", {"audits": audits, "count": 3}))
        assert roles(threads["7"].messages) == {
            "Call from Ada": ("system", True),
            "It fails.": ("customer", True),
            "post": ("customer", True),
        }
        comments = [a_comment(1, 100, "Call from Ada", type="VoiceComment", data=call)]
        (ticket,) = tickets_in(write("lines.json", [a_ticket(comments=comments)]))
        assert roles(ticket.messages) == {"Call from Ada": ("system", True)}

    def test_other_events_are_no_messages(self, write: Write) -> None:
        events = [
            {"id": 1, "type": "Notification", "subject": "s", "body": "sent", "recipients": [100]},
            {"id": 2, "type": "Cc", "recipients": [77]},
            {"id": 3, "type": "External", "resource": "1", "body": "b"},
            {"id": 4, "type": "Tweet", "body": "t", "direct_message": False, "recipients": []},
        ]
        threads = threads_in(write("audits.json", {"audits": [an_audit(10, *events)]}))
        assert threads["7"] == SourceThread("7")

    def test_audits_of_many_tickets_in_any_order_are_one_thread_each(self, write: Write) -> None:
        audits = [
            an_audit(12, comment_event(3, 9, "answer"), author_id=9),
            an_audit(11, comment_event(2, 77, "other"), ticket_id=8),
            an_audit(10, comment_event(1, 100, "question")),
        ]
        threads = threads_in(write("audits.json", {"audits": audits, "after_cursor": "x"}))
        assert {key: [m.body for m in thread.messages] for key, thread in threads.items()} == {
            "7": ["question", "answer"],
            "8": ["other"],
        }
        assert roles(threads["7"].messages)["answer"] == ("agent", True)

    def test_comments_without_ids_lose_nothing(self, write: Write) -> None:
        audits = [
            an_audit(hour, comment_event(1, 100, f"text {hour}", id=None), ticket_id=ticket)
            for hour, ticket in ((10, 7), (11, 8), (12, 7))
        ]
        path = write("audits.json", {"audits": audits})
        threads = threads_in(path)
        assert [message.body for message in threads["7"].messages] == ["text 10", "text 12"]
        assert threads_in(path) == threads

    def test_who_begins_a_ticket_with_a_note_is_not_the_customer(self, write: Write) -> None:
        audits = [
            an_audit(10, comment_event(1, 9, "note", public=False), author_id=9),
            an_audit(11, comment_event(2, 9, "hello"), author_id=9),
        ]
        threads = threads_in(write("audits.json", {"audits": audits}))
        assert roles(threads["7"].messages) == {"note": ("agent", False), "hello": ("agent", True)}

    def test_an_absurd_time_costs_one_audit(self, write: Write) -> None:
        absurd = an_audit(11, created_at="0001-01-01T00:00:00+14:00")
        audits = [absurd, an_audit(10, comment_event(1, 100, "text"))]
        first, second = items_in(write("audits.json", {"audits": audits}))
        assert isinstance(first.record, Reject)
        assert first.record.reason == "created_at is outside the calendar"
        assert isinstance(second.record, SourceThread)


class TestComments:
    def test_comments_of_many_tickets_in_any_order(self, write: Write) -> None:
        comments = [
            a_comment(3, 9, "answer", ticket_id=7, html_body="x"),
            a_comment(2, 77, "other", ticket_id=8, html_body="x"),
            a_comment(1, 100, "question", ticket_id=7, html_body="x"),
        ]
        threads = threads_in(write("comments.json", {"comments": comments}))
        assert roles(threads["7"].messages) == {
            "question": ("customer", True),
            "answer": ("agent", True),
        }
        assert list(roles(threads["8"].messages).values()) == [("customer", True)]

    def test_attachments_alone_are_a_message(self, write: Write) -> None:
        files = [{"id": 1, "file_name": "screen.png", "content_url": "https://x.example/1"}]
        html = '<div class="zd-comment" dir="auto"></div>'
        comments = [
            a_comment(1, 100, "", attachments=files),
            a_comment(2, 100, "", attachments=files, html_body=html),
        ]
        (ticket,) = tickets_in(write("lines.json", [a_ticket(comments=comments)]))
        assert [(m.body, m.is_html) for m in ticket.messages] == [("", False), (html, True)]

    def test_comments_without_a_time_or_a_ticket(self, write: Write) -> None:
        comments = [
            a_comment(1, 100, ticket_id=7, html_body="x"),
            a_comment(2, 100, SECRET, ticket_id=7, html_body="x", created_at=None),
            a_comment(3, 100, SECRET, html_body="x"),
        ]
        items = items_in(write("comments.json", {"comments": comments}))
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3]
        assert {r.reason for r in rejects} == {"a comment without ticket_id or created_at"}


class TestIncrementalPages:
    def test_a_ticket_comes_again_whenever_it_changed(self, write: Write) -> None:
        again = {"updated_at": "2026-03-03T10:00:00Z", "status": "solved"}
        pages = [
            a_page(a_ticket(), a_ticket(id=8), end_time=1772445600, end_of_stream=False),
            a_page(a_ticket(id=8), a_ticket(**again), end_time=1772532000, end_of_stream=True),
        ]
        tickets = tickets_in(write("p.json", "".join(map(json.dumps, pages))))
        assert [(ticket.external_id, str(ticket.status)) for ticket in tickets] == [
            ("7", "open"),
            ("8", "open"),
            ("8", "open"),
            ("7", "solved"),
        ]

    @pytest.mark.parametrize("name", ["suspended_tickets", "deleted_tickets"])
    def test_lists_of_what_is_no_ticket_are_named(self, write: Write, name: str) -> None:
        suspended = {"id": 1, "subject": SECRET, "cause": "Detected as spam", "content": SECRET}
        path = write("page.json", {name: [suspended], "count": 1, "next_page": None})
        with pytest.raises(BadFileError, match=f"found Zendesk's {name.replace('_', ' ')}, "):
            items_in(path)
