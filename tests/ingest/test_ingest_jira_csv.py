"""Rows of Jira's CSV export become tickets."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import (
    Noise,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.jira_csv import parse_jira_time
from radar_tui.ingest.jira_words import OPENING_ID
from radar_tui.ingest.open import Source
from radar_tui.ingest.table import Row, read_rows
from support.export_files import Write
from support.jira_exports import at, read, reasons, records


class TestRecordedHeader:
    def test_the_header_alone_is_an_empty_export(self, fixtures: Path) -> None:
        assert read(fixtures / "jira" / "csv_export_header.csv") == []

    def test_a_row_under_the_recorded_header(self, fixtures: Path, write: Write) -> None:
        header = (fixtures / "jira" / "csv_export_header.csv").read_text().strip()
        names = header.split(",")
        cells = {
            "Summary": "Login fails",
            "Issue key": "HELP-9",
            "Status": "Waiting for support",
            "Assignee": "Bo",
            "Assignee Id": "557058:bo",
            "Reporter": "Ada",
            "Reporter Id": "qm:1:ada",
            "Created": "1/Mar/26 9:00 AM",
            "Updated": "1/Mar/26 11:00 AM",
            "Description": "It fails.",
            "Satisfaction rating": "2",
            "Status Category": "To Do",
        }
        row = [cells.get(name, "") for name in names]
        first = names.index("Comment")
        row[first] = "1/Mar/26 11:00 AM;557058:bo;Which browser?"
        row[first + 1] = "1/Mar/26 10:00 AM;qm:1:ada;Still fails"
        (ticket,) = records(write("jira.csv", f"{header}\n{','.join(row)}\n"))
        assert (ticket.external_id, ticket.subject) == ("HELP-9", "Login fails")
        assert (ticket.status, ticket.satisfaction) == (TicketStatus.OPEN, "bad")
        assert (ticket.created_at, ticket.updated_at) == (at(1, 9), at(1, 11))
        assert (ticket.requester, ticket.assignee, ticket.account) == ("Ada", "Bo", None)
        found = [(m.author, str(m.author_role), m.body, m.created_at) for m in ticket.messages]
        assert found == [
            ("Ada", "customer", "It fails.", at(1, 9)),
            ("Ada", "customer", "Still fails", at(1, 10)),
            ("Bo", "agent", "Which browser?", at(1, 11)),
        ]


class TestTable:
    HEAD = (
        "Summary,Issue key,Issue id,Status,Created,Updated,Resolved,Reporter,Reporter Id,"
        "Assignee,Assignee Id,Labels,Labels,Components,Resolution,Description,Comment,Comment,"
        "Comment,Custom field (Organizations),Satisfaction rating,Status Category\n"
    )
    ROW = (
        "Payments fail,HELP-7,10007,Waiting for customer,25/Feb/26 10:17 PM,26/Feb/26 12:05 AM,,"
        "Ada,qm:1:ada,Bo,557058:bo,payments,vip,Billing,,They fail again.,"
        '"25/Feb/26 11:00 PM;557058:bo;Which card; a new one?\nThanks",'
        "25/Feb/26 11:30 PM;qm:1:ada;Yes,,Acme,5,In Progress\n"
    )

    def test_a_row(self, write: Write) -> None:
        (ticket,) = records(write("jira.csv", self.HEAD + self.ROW))
        assert (ticket.external_id, ticket.subject) == ("HELP-7", "Payments fail")
        assert ticket.status is TicketStatus.PENDING
        assert ticket.created_at == datetime(2026, 2, 25, 22, 17, tzinfo=UTC)
        assert ticket.updated_at == datetime(2026, 2, 26, 0, 5, tzinfo=UTC)
        assert (ticket.requester, ticket.requester_email) == ("Ada", None)
        assert (ticket.assignee, ticket.account) == ("Bo", "Acme")
        assert (ticket.tags, ticket.satisfaction) == (("payments", "vip", "Billing"), "good")
        found = [(m.author, str(m.author_role), m.body) for m in ticket.messages]
        assert found == [
            ("Ada", "customer", "They fail again."),
            ("Bo", "agent", "Which card; a new one?\nThanks"),
            ("Ada", "customer", "Yes"),
        ]
        assert ticket.messages[0].external_id == OPENING_ID
        assert len({message.external_id for message in ticket.messages}) == 3

    def test_an_edited_comment_keeps_its_id(self, write: Write) -> None:
        def ids(text: str) -> list[str]:
            row = self.ROW.replace("Which card", text)
            (ticket,) = records(write("jira.csv", self.HEAD + row))
            return [message.external_id for message in ticket.messages]

        assert ids("Which card") == ids("What card")

    def test_two_comments_in_one_minute(self, write: Write) -> None:
        table = "Issue key,Issue id,Status,Created,Comment,Comment\n" + (
            "A-1,1,Open,1/Mar/26 09:00,1/Mar/26 09:30;bo;one,1/Mar/26 09:30;bo;two\n"
        )
        (ticket,) = records(write("jira.csv", table))
        first, second = ticket.messages
        assert (first.body, second.body) == ("one", "two")
        assert first.external_id != second.external_id

    def test_done_duplicates_and_other_separators(self, write: Write) -> None:
        table = (
            "Issue key;Project key;Status;Created;Resolved;Resolution;"
            "Outward issue link (Duplicate);Reporter\n"
            "A-1;A;Frozen;1/Mar/26 09:00;1/Mar/26 10:00;Duplicate;A-9;ada@acme.example\n"
        )
        (ticket,) = records(write("jira.csv", table))
        assert (ticket.status, ticket.solved_at) == (TicketStatus.SOLVED, at(1, 10))
        assert (ticket.noise, ticket.merged_into) == (Noise.DUPLICATE, "A-9")
        assert ticket.requester_email == "ada@acme.example"

    def test_rejects(self, write: Write) -> None:
        def row(**changes: str) -> str:
            cells = {"key": "A-1", "status": "Open", "created": "1/Mar/26 9:00 AM", "comment": ""}
            return ",".join((cells | changes).values())

        rows = [
            row(),
            row(created="01/Mär/26 09:00"),
            row(created=""),
            row(status=""),
            row(key="secret words"),
            row(comment="secret words"),
            row(comment="01/Dez/26 09:00;bo;secret words"),
            row(),
        ]
        table = "Issue key,Status,Created,Comment,Issue id\n" + "\n".join(rows)
        items = read(write("jira.csv", table))
        assert [item.position for item in items] == list(range(2, 10))
        not_a_time = (
            "is not a time such as 25/Feb/26 10:17 PM; export with the language set to English"
        )
        assert reasons(items) == [
            f"created {not_a_time}",
            "no created",
            "no status",
            "no issue key such as HELP-12",
            "a comment is not a time, an author and a text: 25/Feb/26 10:17 PM;ID;TEXT",
            f"a comment's time {not_a_time}",
        ]

    def test_a_table_without_times(self, write: Write) -> None:
        with pytest.raises(
            BadFileError, match="found no column created, expected Jira's CSV export"
        ):
            read(write("jira.csv", "Issue key,Issue id,Status\nA-1,1,Open\n"))

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("25/Feb/26 10:17 PM", datetime(2026, 2, 25, 22, 17, tzinfo=UTC)),
            ("25/Feb/26 10:17\u202fpm", datetime(2026, 2, 25, 22, 17, tzinfo=UTC)),
            ("25/Feb/26 12:00 AM", datetime(2026, 2, 25, tzinfo=UTC)),
            ("25/Feb/26 12:00 PM", datetime(2026, 2, 25, 12, tzinfo=UTC)),
            ("5/Feb/26 22:17", datetime(2026, 2, 5, 22, 17, tzinfo=UTC)),
            ("05/feb/2026 9:17:30 AM", datetime(2026, 2, 5, 9, 17, 30, tzinfo=UTC)),
            ("25/Sept/26 09:00", datetime(2026, 9, 25, 9, tzinfo=UTC)),
            ("2026-02-25 22:17", datetime(2026, 2, 25, 22, 17, tzinfo=UTC)),
            ("25/Feb/26 13:17 PM", None),
            ("25/Feb/26 0:17 AM", None),
            ("25/Feb/26 24:00", None),
            ("30/Feb/26 10:17 PM", None),
            ("25/Dez/26 10:17", None),
            ("25/févr./26 10:17", None),
            ("25/02/26 10:17", None),
            ("20260225", None),
            ("25/Feb/26", None),
            ("", None),
        ],
    )
    def test_times(self, text: str, expected: datetime | None) -> None:
        assert parse_jira_time(text, UTC) == expected


def test_a_row_keeps_all_cells_of_a_repeated_column(write: Write) -> None:
    with Source(write("t.csv", "Tag,Id,tag,Tag,Note\n,1,b,c,\n")) as source:
        (row,) = list(read_rows(source))
    assert isinstance(row, Row)
    assert (row.text("tag"), row.all("tag")) == ("b", ("b", "c"))
    assert (row.all("id"), row.all("note"), row.all("none")) == (("1",), (), ())
