"""Zammad's lists, pages, articles, histories and webhooks become tickets and threads."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Noise,
    Reject,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.registry import read_export
from support.export_files import (
    ReadAll,
    Write,
    one_ticket,
    only_tickets,
    rejects_among,
    same_in_every_layout,
    threads_among,
)
from support.mutated_payloads import SECRET
from support.zammad_exports import (
    a_ticket,
    a_webhook,
    a_whole_ticket,
    an_article,
    an_expanded_ticket,
)


class TestRecordedFiles:
    def test_ticket_list(self, external_fixtures: Path, read_all: ReadAll) -> None:
        path = external_fixtures / "zammad" / "tickets_list.json"
        first, second = only_tickets(read_all(path))
        assert replace(first, fields=()) == SourceTicket(
            external_id="1",
            subject="Welcome to Zammad!",
            status=TicketStatus.NEW,
            created_at=datetime(2021, 11, 3, 11, 51, 13, 759000, UTC),
            updated_at=datetime(2021, 11, 3, 11, 51, 13, 809000, UTC),
            account="1",
            requester="2",
            priority="normal",
            noise=Noise.TEST,
            untold=frozenset(("account", "merged_into", "requester", "requester_email", "tags")),
        )
        assert replace(second, fields=()) == SourceTicket(
            external_id="2",
            subject="Order 777555",
            status=TicketStatus.CLOSED,
            created_at=datetime(2021, 5, 3, 9, 57, 17, 837000, UTC),
            updated_at=datetime(2021, 11, 3, 11, 57, 17, 927000, UTC),
            account="3",
            requester="6",
            assignee="3",
            priority="normal",
            untold=frozenset(
                ("account", "merged_into", "requester", "requester_email", "solved_at", "tags")
            ),
        )


class TestTickets:
    def test_ids_stand_where_no_names_are(self, write: Write, read_all: ReadAll) -> None:
        ticket = one_ticket(read_all(write("t.json", json.dumps([a_ticket()]))))
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("100", None, "9", "5")
        assert (ticket.priority, ticket.subject) == ("high", "Payments fail")
        assert ticket.updated_at == datetime(2026, 3, 2, 10, 0, 0, 500000, UTC)

    def test_expanded_names(self, write: Write, read_all: ReadAll) -> None:
        ticket = one_ticket(read_all(write("t.json", json.dumps([an_expanded_ticket()]))))
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("Ada@acme.example", "ada@acme.example", "bo@desk.example", "Acme")
        assert (ticket.priority, ticket.messages) == ("high", ())

    def test_every_layout_gives_the_same_ticket(self, write: Write, read_all: ReadAll) -> None:
        ticket = a_ticket()
        layouts = {
            "array.json": json.dumps([ticket]),
            "single.json": json.dumps(ticket, indent=1),
            "lines.json": [ticket],
            "full.json": {"record_ids": [7], "assets": {"Ticket": {"7": ticket}}, "total_count": 1},
            "find.json": {"tickets": [7], "assets": {"Ticket": {"7": ticket}}, "tickets_count": 1},
            "one.json": {"id": 7, "assets": {"Ticket": {"7": ticket}}},
            "event.json": {"ticket": ticket, "article": {}},
            "events.json": json.dumps([{"ticket": ticket, "article": None}]),
        }  # fmt: skip
        (record,) = same_in_every_layout(write, read_all, layouts)
        assert isinstance(record, SourceTicket)

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"state_id": 1}, TicketStatus.NEW),
            ({"state_id": 3}, TicketStatus.PENDING),
            ({"state_id": "7"}, TicketStatus.PENDING),
            ({"state": "pending close", "state_id": 6}, TicketStatus.PENDING),
            ({"state": "removed", "state_id": 6}, TicketStatus.DELETED),
            ({"state": {"id": 4, "name": "closed"}, "state_id": 4}, TicketStatus.CLOSED),
            ({"state": "in Bearbeitung", "state_id": 2}, TicketStatus.OPEN),
            ({"state": "erledigt", "state_id": 4}, TicketStatus.CLOSED),
            ({"state": "closed unsolved", "state_id": 12}, TicketStatus.CLOSED),
            ({"state": "Rückfrage", "state_id": 12}, TicketStatus.OPEN),
            (
                {"state": "Rückfrage", "state_id": 12, "pending_time": "2026-03-03T10:00:00Z"},
                TicketStatus.PENDING,
            ),
            ({"state_id": 40}, TicketStatus.OPEN),
        ],
    )
    def test_states(
        self, write: Write, read_all: ReadAll, changes: dict[str, Any], status: TicketStatus
    ) -> None:
        ticket = one_ticket(read_all(write("t.json", json.dumps([a_ticket(**changes)]))))
        assert ticket.status is status

    def test_the_kind_of_an_added_state(self, write: Write, read_all: ReadAll) -> None:
        states = {"12": {"id": 12, "name": "Warten", "state_type_id": 5}}
        assets = {"Ticket": {"7": a_ticket(state_id=12)}, "TicketState": states}
        ticket = one_ticket(read_all(write("t.json", {"record_ids": [7], "assets": assets})))
        assert ticket.status is TicketStatus.CLOSED

    def test_solved_when_it_was_last_closed(self, write: Write, read_all: ReadAll) -> None:
        times = {"close_at": "2026-03-01T12:00:00Z", "last_close_at": "2026-03-02T09:00:00Z"}
        path = write("t.json", [a_ticket(id=1, state_id=4, **times), a_ticket(id=2, **times)])
        closed, reopened = [item.record for item in read_all(path)]
        assert isinstance(closed, SourceTicket)
        assert isinstance(reopened, SourceTicket)
        assert closed.solved_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert reopened.solved_at is None

    def test_nobody_owns_a_ticket_of_the_user_1(self, write: Write, read_all: ReadAll) -> None:
        tickets = [an_expanded_ticket(owner="-", owner_id=1), a_ticket(owner_id=1)]
        for item in read_all(write("t.json", tickets)):
            assert isinstance(item.record, SourceTicket)
            assert item.record.assignee is None


class TestWholeTickets:
    def test_names_tags_and_thread(self, write: Write, read_all: ReadAll) -> None:
        (item,) = read_all(write("t.json", a_whole_ticket()))
        ticket = item.record
        assert isinstance(ticket, SourceTicket)
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("Ada Lovelace", "ada@acme.example", "Bo", "Acme")
        assert ticket.tags == ("payments", "vip")
        thread = [
            (m.external_id, str(m.author_role), m.author, m.public, m.is_html)
            for m in ticket.messages
        ]
        assert thread == [
            ("71", "customer", "Ada Lovelace", True, True),
            ("72", "agent", "Bo", False, True),
            ("73", "system", "Ada Lovelace", True, False),
        ]

    def test_one_ticket_a_line(self, write: Write, read_all: ReadAll) -> None:
        items = read_all(write("t.jsonl", [a_whole_ticket(), a_whole_ticket(ticket_id=8)]))
        found = [(item.position, item.record) for item in items]
        ids = [(at, r.external_id, r.messages != ()) for at, r in found if type(r) is SourceTicket]
        assert ids == [(1, "7", True), (2, "8", False)]
        # The thread of ticket 7 stands on the page of ticket 8 too, and is not lost there.
        assert [thread.ticket_external_id for thread in threads_among(items)] == ["7"]

    def test_a_thread_in_part_comes_apart(self, write: Write, read_all: ReadAll) -> None:
        page = a_whole_ticket()
        del page["assets"]["TicketArticle"]["72"]
        items = read_all(write("t.json", page))
        assert one_ticket(items).messages == ()
        (thread,) = threads_among(items)
        assert [message.external_id for message in thread.messages] == ["71", "73"]

    def test_merged(self, write: Write, read_all: ReadAll) -> None:
        page = a_whole_ticket(
            links=[
                {"link_type": "normal", "link_object": "Ticket", "link_object_value": 11},
                {"link_type": "parent", "link_object": "Ticket", "link_object_value": 12},
            ]
        )
        open_ticket = one_ticket(read_all(write("o.json", page)))
        assert (open_ticket.noise, open_ticket.merged_into) == (None, None)
        page["assets"]["Ticket"]["7"]["state_id"] = 5
        ticket = one_ticket(read_all(write("t.json", page)))
        assert (ticket.status, ticket.noise, ticket.merged_into) == (
            TicketStatus.CLOSED,
            Noise.MERGED,
            "12",
        )

    def test_an_empty_page_is_an_empty_export(self, write: Write, read_all: ReadAll) -> None:
        for page in (
            {"tickets": [], "tickets_count": 0, "assets": {}},
            {"record_ids": [], "assets": {}, "total_count": 0},
        ):
            assert read_all(write("page.json", page)) == []


class TestArticles:
    def test_a_list_of_its_own(self, write: Write, read_all: ReadAll) -> None:
        articles = [
            an_article(73, sender="System", sender_id=3, body="Auto"),
            an_article(71, sender="Customer"),
            an_article(72, sender="Agent", sender_id=1, internal=True, **{"from": "Bo"}),
            an_article(71, ticket_id=8, preferences={"is-auto-response": True}),
        ]
        items = read_all(write("articles.json", json.dumps(articles)))
        seven, eight = threads_among(items)
        assert (seven.ticket_external_id, eight.ticket_external_id) == ("7", "8")
        assert [(m.external_id, m.author_role, m.public) for m in seven.messages] == [
            ("71", AuthorRole.CUSTOMER, True),
            ("72", AuthorRole.AGENT, False),
            ("73", AuthorRole.SYSTEM, True),
        ]
        assert seven.messages[0].author == "Ada Lovelace"
        assert eight.messages[0].headers == (("Auto-Submitted", "auto-replied"),)

    def test_a_page_with_assets(self, write: Write, read_all: ReadAll) -> None:
        page = {"record_ids": [71], "assets": {"TicketArticle": {"71": an_article()}}}
        (thread,) = threads_among(read_all(write("articles.json", page)))
        assert [message.external_id for message in thread.messages] == ["71"]

    def test_who_cannot_be_told_is_an_agent(self, write: Write, read_all: ReadAll) -> None:
        article = an_article(sender_id=None, created_by_id=1, **{"from": ""})
        (thread,) = threads_among(read_all(write("a.json", [article])))
        assert (thread.messages[0].author_role, thread.messages[0].author) == (
            AuthorRole.AGENT,
            "system",
        )


class TestWebhooks:
    def test_the_article_comes_apart(self, write: Write, read_all: ReadAll) -> None:
        items = read_all(write("event.json", a_webhook()))
        ticket = one_ticket(items)
        people = (ticket.requester, ticket.requester_email, ticket.assignee, ticket.account)
        assert people == ("Ada Lovelace", "ada@acme.example", "Bo Diddley", "Acme")
        assert (ticket.priority, ticket.messages) == ("high", ())
        (thread,) = threads_among(items)
        assert thread.ticket_external_id == "7"
        assert [(m.external_id, m.author_role, m.author) for m in thread.messages] == [
            ("72", AuthorRole.AGENT, "Bo Diddley")
        ]

    def test_another_help_desks_webhook_is_none(self, write: Write) -> None:
        other = {"ticket": {"id": 7, "title": "Payments fail"}, "article": {"id": 1}}
        with read_export(write("event.json", other)) as export:
            assert export.format != "zammad"

    def test_organization_of_the_customer(self, write: Write, read_all: ReadAll) -> None:
        event = a_webhook()
        event["ticket"] |= {"organization": None, "organization_id": None}
        assert one_ticket(read_all(write("event.json", event))).account == "Acme"


class TestHistory:
    def test_states_owners_and_tags(self, write: Write, read_all: ReadAll) -> None:
        def change(minute: int, attribute: str | None, **values: Any) -> dict[str, Any]:
            at = f"2026-03-01T10:{minute:02}:00Z"
            return {"o_id": 7, "object": "Ticket", "type": "updated", "created_at": at,
                    "attribute": attribute, **values}  # fmt: skip

        history = [
            change(9, "tag", type="removed", value_from="vip"),
            change(1, None, type="created"),
            change(2, "state", value_from="new", value_to="open", id_from=1, id_to=2),
            change(3, "owner", value_to="Bo Diddley", id_to=9),
            change(4, "tag", type="added", value_to="vip"),
            change(5, "title", value_to="Other"),
            change(6, "owner", value_from="Bo Diddley", value_to="-", id_to=1),
            change(7, "state", value_to="erledigt", id_to=4),
            {**change(8, "state", value_to="closed"), "object": "Ticket::Article", "o_id": 71},
        ]
        page = {"history": history, "assets": {"Ticket": {"7": a_ticket(), "8": a_ticket(id=8)}}}
        (thread,) = threads_among(read_all(write("history.json", page)))
        assert thread.ticket_external_id == "7"
        assert [(entry.field, entry.value) for entry in thread.history] == [
            (HistoryField.STATUS, "open"),
            (HistoryField.ASSIGNEE, "Bo Diddley"),
            (HistoryField.TAG_ADDED, "vip"),
            (HistoryField.ASSIGNEE, ""),
            (HistoryField.STATUS, "closed"),
            (HistoryField.TAG_REMOVED, "vip"),
        ]
        assert thread.history[0].occurred_at == datetime(2026, 3, 1, 10, 2, tzinfo=UTC)


class TestRejects:
    def test_bad_entries_stop_nothing(self, write: Write, read_all: ReadAll) -> None:
        secret = {"title": SECRET}
        tickets = [
            a_ticket(id=1),
            a_ticket(id=2, state_id=None, **secret),
            a_ticket(id=3, created_at=SECRET),
            a_ticket(id=None, **secret),
            5,
            a_ticket(id=4),
        ]
        items = read_all(write("t.json", json.dumps(tickets)))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["SourceTicket", *["Reject"] * 4, "SourceTicket"]
        rejects = rejects_among(items)
        assert [reject.position for reject in rejects] == [2, 3, 4, 5]
        assert rejects[0].reason == "no state, expected state or state_id"
        assert all(SECRET not in reject.reason for reject in rejects)
        assert SECRET in rejects[0].record

    def test_bad_entries_of_a_page(self, write: Write, read_all: ReadAll) -> None:
        page = a_whole_ticket(ticket_id=None, record_ids=[7, 8, 9, 10])
        page["assets"]["Ticket"] |= {"9": {"id": 9, "title": SECRET}}
        page["assets"]["TicketArticle"]["74"] = {"id": 74, "body": SECRET}
        page["assets"]["User"]["9"] = 5
        items = read_all(write("t.json", page))
        kinds = [type(item.record).__name__ for item in items]
        assert kinds == ["Reject", "SourceTicket", "SourceTicket", "Reject", "Reject"]
        assert all(SECRET not in i.record.reason for i in items if isinstance(i.record, Reject))
        first = items[1].record
        assert isinstance(first, SourceTicket)
        assert (len(first.messages), first.assignee) == (3, "9")
