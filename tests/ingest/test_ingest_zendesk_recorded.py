"""What Zendesk's recorded JSON holds, counted in the payloads by hand."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    AuthorRole,
    HistoryField,
    Noise,
    SourceHistory,
    SourceMessage,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from support.zendesk_exports import items_in, threads_in, tickets_in


def spoken(tickets: list[SourceTicket]) -> Counter[tuple[str, bool]]:
    """Count the messages by who wrote them and whether customers see them."""
    messages = [message for ticket in tickets for message in ticket.messages]
    return Counter((str(message.author_role), message.public) for message in messages)


class TestTicketList:
    @pytest.fixture
    def tickets(self, fixtures: Path) -> list[SourceTicket]:
        return tickets_in(fixtures / "zendesk" / "tickets_list.json")

    def test_how_many(self, tickets: list[SourceTicket]) -> None:
        assert len({ticket.external_id for ticket in tickets}) == 100
        assert Counter(ticket.status for ticket in tickets) == {
            TicketStatus.NEW: 99,
            TicketStatus.PENDING: 1,
        }
        assert Counter(ticket.priority for ticket in tickets) == {"high": 1, "normal": 73, None: 26}
        assert Counter(ticket.account for ticket in tickets) == {"20012227": 27, None: 73}
        assert Counter(ticket.requester for ticket in tickets) == {"20014182": 27, "20014192": 73}
        assert {ticket.tags for ticket in tickets} == {()}

    def test_the_descriptions(self, tickets: list[SourceTicket]) -> None:
        # 20014182 asked 27 times, and 73 times wrote down what 20014192 asked.
        assert spoken(tickets) == {("customer", True): 27, ("agent", True): 73}
        assert {len(ticket.messages) for ticket in tickets} == {1}

    def test_the_first(self, tickets: list[SourceTicket]) -> None:
        created_at = datetime(2012, 9, 6, 20, 15, 9, tzinfo=UTC)
        body = "This is the first comment. Feel free to delete this sample ticket."
        message = SourceMessage(DESCRIPTION_ID, AuthorRole.CUSTOMER, "20014182", created_at, body)
        assert replace(tickets[0], fields=()) == SourceTicket(
            external_id="1",
            subject="This is a sample ticket requested and submitted by you",
            status=TicketStatus.PENDING,
            created_at=created_at,
            updated_at=datetime(2015, 9, 3, 0, 37, 57, tzinfo=UTC),
            url="https://zendeskapi.zd-staging.com/agent/tickets/1",
            account="20012227",
            requester="20014182",
            assignee="20014182",
            priority="high",
            messages=(message,),
            untold=frozenset(("account", "requester", "requester_email")),
        )

    def test_the_last(self, tickets: list[SourceTicket]) -> None:
        last = max(tickets, key=lambda ticket: int(ticket.external_id))
        at = datetime(2012, 10, 5, 17, 34, 33, tzinfo=UTC)
        assert (last.external_id, last.created_at, last.updated_at) == ("218", at, at)
        assert (last.requester, last.assignee, last.account) == ("20014192", None, None)
        assert min(ticket.created_at for ticket in tickets) == datetime(
            2007, 9, 10, 0, 0, 42, tzinfo=UTC
        )


class TestAudits:
    @pytest.fixture
    def thread(self, fixtures: Path) -> SourceThread:
        (thread,) = threads_in(fixtures / "zendesk" / "ticket_audits.json").values()
        return thread

    def test_who_wrote(self, thread: SourceThread) -> None:
        assert thread.ticket_external_id == "1"
        found = [(str(m.author_role), m.author, m.public) for m in thread.messages]
        # The requester is of the team: what they wrote in private is a note.
        assert found == [
            ("customer", "20014182", True),
            ("agent", "20014182", False),
            ("customer", "20014182", True),
            ("agent", "20014182", False),
            *[("agent", "20014187", True)] * 18,
        ]

    def test_texts_and_times(self, thread: SourceThread) -> None:
        first, note, *_, last = thread.messages
        assert first.body.startswith("This is the first comment.")
        assert first.created_at == datetime(2012, 9, 6, 20, 17, 9, tzinfo=UTC)
        assert note.body.startswith("This is a private comment")
        assert (last.external_id, last.body) == ("24283332", "test")
        assert last.created_at == datetime(2013, 7, 8, 12, 1, 26, tzinfo=UTC)

    def test_the_history(self, thread: SourceThread) -> None:
        of_tags = (HistoryField.TAG_ADDED, HistoryField.TAG_REMOVED)
        others = [entry for entry in thread.history if entry.field not in of_tags]
        created_at = datetime(2012, 9, 6, 20, 17, 9, tzinfo=UTC)
        assert set(others) == {
            SourceHistory(HistoryField.STATUS, "open", created_at),
            SourceHistory(HistoryField.ASSIGNEE, "20014182", created_at),
            SourceHistory(HistoryField.STATUS, "pending", created_at.replace(second=10)),
        }
        removed = [e.value for e in thread.history if e.field is HistoryField.TAG_REMOVED]
        assert removed[:2] == ["sample", "zendesk"]
        times = [entry.occurred_at for entry in thread.history]
        assert times == sorted(times)
        assert times[-1] == datetime(2013, 7, 8, 12, 4, 18, tzinfo=UTC)


class TestCursorExport:
    @pytest.fixture
    def tickets(self, external_fixtures: Path) -> dict[str, SourceTicket]:
        path = external_fixtures / "zendesk" / "incremental_tickets_cursor.json"
        found = tickets_in(path)
        assert len(found) == 87
        return {ticket.external_id: ticket for ticket in found}

    def test_how_many(self, tickets: dict[str, SourceTicket]) -> None:
        assert Counter(ticket.status for ticket in tickets.values()) == {
            TicketStatus.NEW: 77,
            TicketStatus.PENDING: 8,
            TicketStatus.OPEN: 1,
            TicketStatus.DELETED: 1,
        }
        assert Counter(ticket.account for ticket in tickets.values()) == {
            "6130869157658": 82,
            "6295841670298": 1,
            None: 4,
        }
        tagged = {key: ticket.tags for key, ticket in tickets.items() if ticket.tags}
        assert tagged == {"4043": ("foo", "new", "tag"), "1": ("sample", "support", "zendesk")}

    def test_the_descriptions(self, tickets: dict[str, SourceTicket]) -> None:
        assert spoken([*tickets.values()]) == {("customer", True): 83, ("agent", True): 3}
        of_agents = {
            key
            for key, ticket in tickets.items()
            if [message.author_role for message in ticket.messages] == [AuthorRole.AGENT]
        }
        assert of_agents == {"1", "4036", "4043"}

    def test_a_deleted_ticket(self, tickets: dict[str, SourceTicket]) -> None:
        deleted = tickets["4034"]
        assert (deleted.status, deleted.messages) == (TicketStatus.DELETED, ())
        assert deleted.updated_at == datetime(2023, 10, 24, 4, 19, 53, tzinfo=UTC)

    def test_zendesk_s_own_sample(self, tickets: dict[str, SourceTicket]) -> None:
        sample = tickets["1"]
        assert sample.noise is Noise.TEST
        assert {key for key, ticket in tickets.items() if ticket.noise} == {"1"}
        assert (sample.requester, sample.assignee) == ("6130869168922", "6130907993114")
        assert sample.created_at == datetime(2023, 9, 9, 23, 52, 5, tzinfo=UTC)
        assert sample.updated_at == datetime(2024, 2, 7, 0, 11, 18, tzinfo=UTC)


class TestOtherLists:
    def test_macros(self, fixtures: Path) -> None:
        with pytest.raises(BadFileError, match=r"found Zendesk's macros, expected .*; export"):
            items_in(fixtures / "zendesk" / "macros.json")

    def test_metrics(self, external_fixtures: Path) -> None:
        with pytest.raises(BadFileError, match=r"found Zendesk's ticket metrics, .*; export"):
            items_in(external_fixtures / "zendesk" / "ticket_metrics.json")
