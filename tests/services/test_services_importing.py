"""What an import does to a workspace, on SQLite and on PostgreSQL."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from radar_tui.config import Config
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.tickets import tagged_between
from radar_tui.db.tables import (
    AccountRow,
    InterventionRow,
    MessageRow,
    ScoreOpinionRow,
    SourceRow,
    TicketRow,
    TicketTagEditRow,
)
from radar_tui.domain.records import TagKind
from radar_tui.services.importing import list_imports, undo_import
from radar_tui.services.leasing import held_lease
from radar_tui.services.workspace import Workspace, open_workspace
from support.workspaces import bring, bring_text, comment, rows, ticket


def test_a_ticket_arrives_with_thread_account_and_freshness(
    workspace: Workspace, tmp_path: Path
) -> None:
    summary = bring(workspace, tmp_path, ticket(1, organization={"name": "ACME"}))
    assert (summary.inserted, summary.kind, summary.source) == (1, "tickets", "zendesk")
    (row,) = rows(workspace, TicketRow)
    (account,) = rows(workspace, AccountRow)
    assert (row.account_id, account.name, account.complete) == (account.id, "ACME", False)
    assert row.known_at == row.created_at
    (message,) = rows(workspace, MessageRow)
    assert (message.text, message.author_role) == ("The payment page fails.", "customer")
    (source,) = rows(workspace, SourceRow)
    assert source.data_as_of == datetime.fromisoformat("2026-11-20T09:00:00Z")


def test_a_new_comment_alone_is_an_update(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1))
    later = ticket(1, comments=[comment(1), comment(2, body="Still failing.")])
    assert bring(workspace, tmp_path, later).updated == 1
    assert bring(workspace, tmp_path, later).unchanged == 1
    assert len(rows(workspace, MessageRow)) == 2


def test_a_ticket_twice_in_a_file_counts_twice_and_the_newer_wins(
    workspace: Workspace, tmp_path: Path
) -> None:
    newer = ticket(1, status="solved", updated_at="2026-11-21T09:00:00Z")
    summary = bring(workspace, tmp_path, newer, ticket(1))
    assert (summary.read, summary.inserted, summary.unchanged) == (2, 1, 1)
    (row,) = rows(workspace, TicketRow)
    assert row.status == "solved"


def test_the_requester_s_domain_finds_the_account_whatever_comes_first(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1))
    assert rows(workspace, TicketRow)[0].account_id is None
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,domains\na-1,ACME,acme.example\n")
    bring(workspace, tmp_path, ticket(2))
    account_id = rows(workspace, AccountRow)[0].id
    assert {row.account_id for row in rows(workspace, TicketRow)} == {account_id}


def test_undo_of_accounts_lets_go_of_the_tickets_they_claimed(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,domains\na-1,ACME,\n")
    bring(workspace, tmp_path, ticket(1))
    with_domain = "id,name,domains\na-1,ACME,acme.example\n"
    run = bring_text(workspace, tmp_path, "accounts.csv", with_domain).run
    assert rows(workspace, TicketRow)[0].account_id is not None
    undo_import(workspace, run)
    assert rows(workspace, TicketRow)[0].account_id is None


def test_an_account_named_by_a_ticket_is_completed_by_its_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, organization={"name": "Acme  Corp"}))
    summary = bring_text(
        workspace, tmp_path, "accounts.csv", "id,name,arr,tier\na-1,ACME Corp,300000,5\n"
    )
    assert summary.updated == 1
    (account,) = rows(workspace, AccountRow)
    assert (account.name, account.tier, account.complete) == ("ACME Corp", 5, True)


def test_an_alias_counts_as_its_term_and_the_team_s_tags_win(
    workspace: Workspace, tmp_path: Path, as_of: datetime
) -> None:
    bring(workspace, tmp_path, ticket(1, tags=["Checkout"]), ticket(2), ticket(3))
    bring_text(
        workspace,
        tmp_path,
        "vocabulary.csv",
        "kind,name,label,aliases\nfeature-area,payments,Payments,checkout\n"
        "feature-area,exports,Exports,\n",
    )
    with workspace.database.writing() as session:
        edit = ChangeSet(session, actor="Dana", at=as_of, action="tag", label="tagged #2")
        edit.put(TicketTagEditRow(ticket_id=2, name="payments", removed=True, at=as_of))
        edit.put(TicketTagEditRow(ticket_id=2, name="exports", at=as_of))
    with workspace.database.reading() as session:
        week = timedelta(days=7)
        found = tagged_between(session, TagKind.FEATURE_AREA, as_of - week, as_of)
    assert sorted((one.name, one.ticket) for one in found) == [
        ("exports", "zendesk/2"),
        ("payments", "zendesk/1"),
        ("payments", "zendesk/3"),
    ]


def test_a_person_s_tag_outlives_the_next_import(
    workspace: Workspace, tmp_path: Path, as_of: datetime
) -> None:
    bring(workspace, tmp_path, ticket(1))
    with workspace.database.writing() as session:
        edit = ChangeSet(session, actor="Dana", at=as_of, action="tag", label="tagged #1")
        edit.put(TicketTagEditRow(ticket_id=1, name="exports", at=as_of))
    bring(workspace, tmp_path, ticket(1, tags=["other"], updated_at="2026-11-21T09:00:00Z"))
    assert [row.name for row in rows(workspace, TicketTagEditRow)] == ["exports"]


def test_undo_puts_back_fields_tags_and_messages(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, tags=["payments", "vip"]))
    changed = ticket(
        1,
        subject="Renamed",
        tags=["exports"],
        updated_at="2026-11-21T09:00:00Z",
        comments=[comment(1, body="Edited."), comment(2)],
    )
    run = bring(workspace, tmp_path, changed, ticket(2, organization={"name": "New"})).run
    undo_import(workspace, run)
    (row,) = rows(workspace, TicketRow)
    assert (row.subject, row.tags, row.last_run_id) == ("Ticket 1", ["payments", "vip"], 1)
    assert [message.text for message in rows(workspace, MessageRow)] == ["The payment page fails."]
    assert rows(workspace, AccountRow) == []
    assert [run.state for run in list_imports(workspace, limit=9)] == ["undone", "done"]


def test_undo_is_refused_where_people_have_worked(
    workspace: Workspace, tmp_path: Path, as_of: datetime
) -> None:
    run = bring(workspace, tmp_path, ticket(1)).run
    with workspace.database.writing() as session:
        work = ChangeSet(session, actor="Dana", at=as_of, action="owner", label="took #1")
        work.put(InterventionRow(ticket_id=1, owner="Dana"))
    with pytest.raises(WorkspaceError, match="worked on 1 ticket and 0 accounts"):
        undo_import(workspace, run)
    assert len(rows(workspace, TicketRow)) == 1


def test_a_judgement_of_a_score_counts_as_work(
    workspace: Workspace, tmp_path: Path, as_of: datetime
) -> None:
    run = bring(workspace, tmp_path, ticket(1)).run
    with workspace.database.writing() as session:
        work = ChangeSet(session, actor="Dana", at=as_of, action="judge", label="judged #1")
        work.put(
            ScoreOpinionRow(
                ticket_id=1,
                verdict="right",
                model="m",
                rubric="r",
                score=70,
                by="Dana",
                at=as_of,
            )
        )
    with pytest.raises(WorkspaceError, match="worked on 1 ticket and 0 accounts"):
        undo_import(workspace, run)


def test_a_description_gives_way_to_the_thread_it_stood_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    bare = {key: value for key, value in ticket(1).items() if key != "comments"}
    bring(workspace, tmp_path, bare | {"description": "The payment page fails."})
    (stand_in,) = rows(workspace, MessageRow)
    assert stand_in.text_hash is not None
    run = bring(workspace, tmp_path, ticket(1)).run
    texts = {row.external_id: (row.noise, row.text_hash) for row in rows(workspace, MessageRow)}
    assert texts == {"description": ("duplicate", None), "1": (None, stand_in.text_hash)}
    bring(workspace, tmp_path, bare | {"description": "The payment page fails."})
    assert len(rows(workspace, MessageRow)) == 2, "a list exported again does not bring it back"
    undo_import(workspace, run + 1)
    undo_import(workspace, run)
    (again,) = rows(workspace, MessageRow)
    assert (again.noise, again.text_hash) == (None, stand_in.text_hash)


def test_noise_is_recognised_and_not_scored(workspace: Workspace, tmp_path: Path) -> None:
    reply = "Automatic reply: I am out of the office until Monday and will not read mail."
    bring(
        workspace,
        tmp_path,
        ticket(1, subject="Automatic reply: out of office", comments=[comment(1, body=reply)]),
    )
    (row,) = rows(workspace, TicketRow)
    (message,) = rows(workspace, MessageRow)
    assert row.noise == "auto-reply"
    assert message.text_hash is None


def test_a_page_without_the_thread_takes_no_noise_away_and_a_later_message_does(
    workspace: Workspace, tmp_path: Path
) -> None:
    reply = "Automatic reply: I am out of the office until Monday and will not read mail."
    first = ticket(1, subject="Automatic reply: away", comments=[comment(1, body=reply)])
    bring(workspace, tmp_path, first)
    listed = {key: value for key, value in first.items() if key != "comments"}
    bring(workspace, tmp_path, listed | {"updated_at": "2026-11-21T09:00:00Z"})
    assert rows(workspace, TicketRow)[0].noise == "auto-reply"
    page = {
        "comments": [comment(2, body="And the payment page fails.", html_body=None, ticket_id=1)],
        "users": [{"id": 7, "name": "Wile", "role": "end-user"}],
    }
    run = bring_text(workspace, tmp_path, "comments.json", json.dumps(page)).run
    assert rows(workspace, TicketRow)[0].noise is None
    undo_import(workspace, run)
    assert rows(workspace, TicketRow)[0].noise == "auto-reply"


def test_what_an_older_radar_stored_is_the_same_ticket_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_text(workspace, tmp_path, "a.csv", "id,name,domains\na-1,ACME,acme.example\n")
    tickets = [ticket(1), ticket(2, organization={"name": "Globex"})]
    bring(workspace, tmp_path, *tickets)
    accounts = [row.account_id for row in rows(workspace, TicketRow)]
    with workspace.database.writing() as session:
        then = {"account_named": None, "told_at": None, "content_hash": "of then"}
        session.connection().execute(update(TicketRow).values(**then))
    assert bring(workspace, tmp_path, *tickets).unchanged == 2
    found = rows(workspace, TicketRow)
    assert [(row.account_id, row.account_named, row.revision) for row in found] == [
        (accounts[0], False, 1),
        (accounts[1], True, 1),
    ]


def test_hostile_text_is_stored_harmless_and_its_original_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    body = "Pay\x00ment \x1b[31mfails\x1b[0m \u202eevil\u202c [/red] \ud800"
    line = json.dumps(
        ticket(1, subject="\x1b]8;;http://x\x07link", comments=[comment(1, body=body)])
    )
    bring_text(workspace, tmp_path, "tickets.ndjson", line + "\n")
    (row,) = rows(workspace, TicketRow)
    (message,) = rows(workspace, MessageRow)
    assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(row.subject + message.text)
    assert "[/red]" in message.text
    assert message.original is not None
    assert "\x1b[31m" in message.original


def test_only_one_import_runs_at_a_time(workspace: Workspace, tmp_path: Path) -> None:
    with held_lease(workspace.database, "import") as lease:
        assert lease is not None
        with pytest.raises(WorkspaceError, match="another import is running"):
            bring(workspace, tmp_path, ticket(1))
    assert bring(workspace, tmp_path, ticket(1)).inserted == 1


def test_a_record_from_the_future_makes_no_source_look_fresh(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, updated_at="2027-01-01T00:00:00Z"))
    assert len(rows(workspace, TicketRow)) == 1
    created = datetime.fromisoformat("2026-11-20T08:00:00Z")
    assert rows(workspace, SourceRow)[0].data_as_of == created


def test_a_source_of_future_records_alone_has_no_freshness(
    workspace: Workspace, tmp_path: Path
) -> None:
    later = "2027-01-01T00:00:00Z"
    entry = comment(1, created_at=later)
    bring(workspace, tmp_path, ticket(1, created_at=later, updated_at=later, comments=[entry]))
    assert len(rows(workspace, TicketRow)) == 1
    assert rows(workspace, SourceRow)[0].data_as_of is None


def test_a_second_opening_finds_the_same_workspace(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1))
    config = Config(workspace.location, tmp_path, workspace.as_of, actor="Ravi")
    again = open_workspace(replace(config, seed=3))
    assert len(rows(again, TicketRow)) == 1
    again.close()
