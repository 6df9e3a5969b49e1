"""What Jira sends, and what its service desk gives, become tickets and threads."""

import json
from typing import Any

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceHistory,
    SourceThread,
    TicketStatus,
)
from radar_tui.ingest.jira_words import OPENING_ID
from support.export_files import Write
from support.jira_exports import (
    ADA,
    BO,
    CARL,
    SITE,
    a_change,
    a_comment,
    a_request,
    a_status,
    an_issue,
    at,
    document,
    read,
    reasons,
    records,
    service_desk_date,
)


class TestWebhooks:
    def test_an_update_carries_its_comment_and_change(self, write: Write) -> None:
        event = {
            "timestamp": 1772449200000,
            "webhookEvent": "jira:issue_updated",
            "issue": an_issue(comment={"comments": [a_comment(1, ADA), a_comment(2, BO, "old")]}),
            "comment": a_comment(2, BO, "new"),
            "changelog": {"id": "1", "items": [a_change("status", "Open", "Pending")]},
        }
        (ticket,) = records(write("event.json", event))
        assert [message.body for message in ticket.messages[1:]] == ["text", "new"]
        assert ticket.history == (SourceHistory(HistoryField.STATUS, "pending", at(2, 11)),)

    def test_a_comment_on_an_issue_in_brief_is_a_thread(self, write: Write) -> None:
        brief = {"summary": "x", "status": a_status("Open", "new"), "assignee": BO}
        event = {
            "timestamp": 1772449200000,
            "webhookEvent": "comment_created",
            "comment": a_comment(2, CARL, document("Still broken")),
            "issue": {"key": "HELP-7", "fields": brief},
        }
        (thread,) = records(write("event.json", event))
        assert isinstance(thread, SourceThread)
        assert thread.ticket_external_id == "HELP-7"
        (message,) = thread.messages
        assert (message.external_id, message.body) == ("2", "Still broken")
        assert message.author_role is AuthorRole.CUSTOMER

    def test_a_deleted_issue_goes_without_its_text(self, write: Write) -> None:
        event = {
            "timestamp": 1772449200000,
            "webhookEvent": "jira:issue_deleted",
            "issue": an_issue(),
        }
        (ticket,) = records(write("event.json", event))
        assert (ticket.status, ticket.messages) == (TicketStatus.DELETED, ())
        assert ticket.updated_at == at(2, 11)

    def test_a_deleted_comment_leaves_nothing(self, write: Write) -> None:
        event = {"webhookEvent": "comment_deleted", "comment": a_comment(1, ADA)}
        assert read(write("event.json", event | {"issue": an_issue()})) == []

    def test_an_event_without_an_issue(self, write: Write) -> None:
        event = {"timestamp": 1, "webhookEvent": "comment_created", "comment": a_comment(1, ADA)}
        (reason,) = reasons(read(write("event.json", event)))
        assert reason.startswith("an event without its issue")


class TestRequests:
    def test_what_is_read(self, write: Write) -> None:
        (ticket,) = records(write("request.json", a_request()))
        assert (ticket.external_id, ticket.subject) == ("HELP-7", "Payments fail")
        assert ticket.status is TicketStatus.OPEN
        assert ticket.created_at == ticket.updated_at == at(1, 9)
        assert ticket.url == f"{SITE}/browse/HELP-7"
        assert (ticket.requester, ticket.requester_email) == ("Ada", "ada@acme.example")
        (opening,) = ticket.messages
        assert (opening.external_id, opening.body) == (OPENING_ID, "They fail again.")

    def test_every_layout_gives_the_same_ticket(self, write: Write) -> None:
        request = a_request()
        page = {"size": 1, "start": 0, "limit": 50, "isLastPage": True, "values": [request]}
        layouts = {"page": page, "single": request, "array": json.dumps([request])}
        found = {name: records(write(name, content)) for name, content in layouts.items()}
        assert found == dict.fromkeys(layouts, found["single"])

    def test_comments_participants_and_statuses(self, write: Write) -> None:
        eve = {"accountId": "557058:eve", "displayName": "Eve"}

        def comment(number: int, author: object, *, public: bool) -> dict[str, Any]:
            created = service_desk_date(1, 10 + number)
            return a_comment(number, author, public=public) | {"created": created}

        done = {
            "status": "Resolved",
            "statusCategory": "DONE",
            "statusDate": service_desk_date(2, 8),
        }
        started = {"status": "Open", "statusDate": service_desk_date(1, 9)}
        request = a_request(
            participant={"values": [eve]},
            currentStatus=done,
            status={"values": [done, started]},
            comments={
                "values": [
                    comment(3, BO, public=False),
                    comment(1, BO, public=True),
                    comment(2, eve, public=True),
                ]
            },
        )
        (ticket,) = records(write("request.json", request))
        found = [(m.external_id, str(m.author_role), m.public) for m in ticket.messages[1:]]
        assert found == [("1", "agent", True), ("2", "customer", True), ("3", "agent", False)]
        assert [entry.value for entry in ticket.history] == ["open", "solved"]
        assert (ticket.status, ticket.solved_at) == (TicketStatus.SOLVED, at(2, 8))
        assert ticket.updated_at == at(2, 8)

    def test_an_absurd_number_of_milliseconds(self, write: Write) -> None:
        dates = [{"epochMillis": number} for number in (10**15, -(10**15), 10**400, True, "x")]
        lines = [a_request(createdDate=date) for date in [*dates, {}, None, 5.5]]
        found = reasons(read(write("lines.json", lines)))
        assert found == ["createdDate is not a time"] * 4 + ["no createdDate"] * 3 + [
            "createdDate is not a time"
        ]
