"""The radar as a long list: what it keeps, in which order, page by page."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from radar_tui.db.imports.runs import undo_run
from radar_tui.db.queries.radar import RadarColumn, RadarOrder
from radar_tui.db.tables import TicketRow
from radar_tui.domain.filter_query import parse_query
from radar_tui.services.alerting import evaluate
from radar_tui.services.panels import radar_panel
from radar_tui.services.radar_list import RadarList, radar_list
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.ticket_view import find_ticket
from radar_tui.services.triage import acknowledge, set_owner, snooze, tag
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, bring_text, comment, ticket

ACCOUNTS = "id,name,arr,tier\na,ACME,310000,5\nb,globex,120000,4\nc,Hooli,9000,1\n"
VOCABULARY = "kind,name,label,aliases\nfeature-area,payments,Payments,billing\n"


def angry(number: int, score: int, account: str = "ACME", **values: object) -> dict[str, object]:
    created = values.pop("at", "2026-11-20T10:00:00Z")
    said = comment(number, body=f"[{score}] ticket {number}", created_at=created)
    return ticket(number, organization={"name": account}, comments=[said], **values)


@pytest.fixture
def world(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Five tickets, four open and three of these over review; their data reach to 09:00 today."""
    bring_text(workspace, tmp_path, "accounts.csv", ACCOUNTS)
    bring_text(workspace, tmp_path, "tags.csv", VOCABULARY)
    bring(
        workspace,
        tmp_path,
        angry(101, 90, "Hooli", at="2026-11-19T10:00:00Z", tags=["billing"]),
        angry(9, 138, "globex", at="2026-11-20T17:00:00Z", tags=[]),
        angry(12, 70, at="2026-11-23T08:30:00Z", updated_at="2026-11-23T09:00:00Z"),
        angry(3, 20, at="2026-11-18T10:00:00Z"),
        angry(4, 150, status="solved"),
    )
    rescore(workspace)
    return workspace


def rescore(workspace: Workspace) -> None:
    scorer = FakeScorer()
    WorkspaceScoring(workspace, scorer, report=lambda _: None, cancelled=lambda: False).run()  # type: ignore[arg-type]
    evaluate(workspace)


def listed(workspace: Workspace, text: str = "", order: RadarOrder | None = None) -> list[str]:
    found = radar_list(workspace, parse_query(text), order or RadarOrder())
    entries = found.entries(0, 100)
    assert len(entries) == found.count()
    return [entry.ticket for entry in entries]


def ids(workspace: Workspace, *numbers: str) -> list[int]:
    return [find_ticket(workspace, number) for number in numbers]


def test_without_a_query_the_open_tickets_over_review_come_worst_first(world: Workspace) -> None:
    assert listed(world) == ["9", "101", "12"]
    assert radar_list(world).count() == 3


def test_any_query_is_about_all_open_tickets_and_status_about_closed_ones(world: Workspace) -> None:
    assert listed(world, "score>=0") == ["9", "101", "12", "3"]
    assert listed(world, "status:solved") == ["4"]
    assert listed(world, "ticket:#4") == ["4"], "a ticket that is named is shown"


def test_a_ticket_that_is_not_scored_yet_can_be_found(world: Workspace, tmp_path: Path) -> None:
    bring(world, tmp_path, angry(77, 199))
    assert listed(world) == ["9", "101", "12"]
    (entry,) = radar_list(world, parse_query("is:unscored")).entries(0, 9)
    assert (entry.ticket, entry.score, entry.band, entry.review) == ("77", None, None, False)
    assert entry.why == "not scored yet"
    everything = radar_panel(world, everything=True)
    assert [one.ticket for one in everything.tickets] == ["9", "101", "12", "3", "77"]
    assert everything.unscored == 1


def test_a_snoozed_ticket_is_put_aside_until_it_wakes(world: Workspace) -> None:
    until = world.as_of + timedelta(hours=3)
    snooze(world, ids(world, "9"), until)
    assert listed(world) == ["101", "12"]
    assert listed(world, "score>100") == []
    assert listed(world, "is:snoozed") == listed(world, "ticket:9") == ["9"]
    panel = radar_panel(world)
    assert [entry.ticket for entry in panel.tickets] == ["101", "12"]
    assert panel.over_review == 2
    assert listed(replace(world, as_of=until)) == ["9", "101", "12"]


@pytest.mark.parametrize("hours", ["9.5", "10", "10.5", "18", "18.5"])
def test_waiting_is_filtered_by_the_hours_that_are_shown(world: Workspace, hours: str) -> None:
    everything = radar_list(world, parse_query("score>=0")).entries(0, 9)
    shown = {entry.ticket: entry.waiting_hours for entry in everything}
    assert shown == {"9": 1.0, "101": 17.0, "12": 0.0, "3": 26.0}
    minutes = round(float(hours) * 60)
    for sign, holds in ((">", float.__gt__), ("<=", float.__le__)):
        kept = {
            name
            for name, waits in shown.items()
            if waits is not None and holds(waits, float(hours))
        }
        assert set(listed(world, f"waiting{sign}{minutes}m")) == kept


def test_a_day_of_waiting_is_a_working_day(world: Workspace) -> None:
    # Nine hours a day: 17 hours are less than two days, 26 less than three.
    assert listed(world, "waiting>1d") == ["101", "3"]
    assert listed(world, "waiting>2d") == ["3"]
    assert listed(world, "waiting>1w") == []


def test_the_owner_is_the_one_that_is_shown(world: Workspace) -> None:
    owners = {entry.ticket: entry.owner for entry in radar_list(world).entries(0, 9)}
    assert set(owners.values()) == {"Team lead"}, "the response's, by role"
    set_owner(world, ids(world, "101"), "Ravi")
    acknowledge(world, ids(world, "9"))
    assert listed(world, "owner:me") == ["9"]
    assert listed(world, "owner:RAVI") == ["101"]
    assert listed(world, 'owner:"team lead"') == ["12"]
    assert listed(world, "owner:none") == ["3"]
    assert listed(world, "is:acknowledged") == ["9"]
    assert listed(world, "-is:acknowledged is:review") == ["101", "12"]


def test_tags_are_the_source_s_with_the_team_s_edits(world: Workspace) -> None:
    assert listed(world, "tag:payments") == ["101", "12", "3"]
    tag(world, ids(world, "9"), "billing")
    assert listed(world, "tag:Payments is:review") == ["9", "101", "12"]


@pytest.mark.parametrize(
    ("column", "falling", "rising"),
    [
        (RadarColumn.SCORE, ["9", "101", "12", "3", "77"], ["3", "12", "101", "9", "77"]),
        (RadarColumn.ACCOUNT, ["101", "9", "12", "3", "77"], ["12", "3", "9", "101", "77"]),
        (RadarColumn.TICKET, ["101", "77", "12", "9", "3"], ["3", "9", "12", "77", "101"]),
        (RadarColumn.WAITING, ["3", "101", "9", "12", "77"], ["12", "9", "101", "3", "77"]),
        (RadarColumn.OWNER, ["9", "12", "101", "3", "77"], ["101", "9", "12", "3", "77"]),
    ],
)
def test_every_column_sorts_both_ways_with_what_lacks_a_value_last(
    world: Workspace, tmp_path: Path, column: RadarColumn, falling: list[str], rising: list[str]
) -> None:
    bring(world, tmp_path, ticket(77, requester={"name": "x", "email": "x@none.example"}))
    set_owner(world, ids(world, "101"), "ravi")
    assert listed(world, "age>=0m", RadarOrder(column, descending=True)) == falling
    assert listed(world, "age>=0m", RadarOrder(column, descending=False)) == rising


def test_pages_make_up_the_whole_and_every_row_knows_its_place(world: Workspace) -> None:
    found = radar_list(world, parse_query("score>=0"))
    whole = found.entries(0, 100)
    pages = [*found.entries(0, 3), *found.entries(3, 3)]
    assert pages == list(whole)
    assert found.entries(4, 3) == []
    names = [f"{entry.source}/{entry.ticket}" for entry in whole]
    assert [found.position(name) for name in names] == [0, 1, 2, 3]
    assert found.position("zendesk/4") is None, "there, but not in the list"
    assert found.position("zendesk/99") is None
    assert set(found.existing([*names, "zendesk/4", "nonsense"])) == set(names)


def test_the_list_shows_the_same_as_the_panel(world: Workspace) -> None:
    assert list(radar_list(world).entries(0, 50)) == list(radar_panel(world).tickets)


def test_a_ticket_taken_back_since_is_left_out_of_its_page(
    world: Workspace, tmp_path: Path
) -> None:
    bring(world, tmp_path, angry(200, 80))
    found = radar_list(world, parse_query("age>=0m"))
    with world.database.writing() as session:
        row = session.get(TicketRow, find_ticket(world, "200"))
        assert row is not None
        undo_run(session, row.first_run_id)
    assert found.count() == 5
    assert [entry.ticket for entry in found.entries(0, 9)] == ["9", "101", "12", "3"]
    assert found.existing(["zendesk/200"]) == set()


def test_a_page_costs_the_same_number_of_statements_however_long_it_is(world: Workspace) -> None:
    found = radar_list(world, parse_query("score>=0"))
    assert statements(world, found, 1) == statements(world, found, 4) <= 2


def statements(workspace: Workspace, found: RadarList, limit: int) -> int:
    seen: list[str] = []

    def note(*about: object) -> None:
        seen.append(str(about[2]))

    event.listen(workspace.database.engine, "before_cursor_execute", note)
    found.entries(0, limit)
    event.remove(workspace.database.engine, "before_cursor_execute", note)
    return sum(text.lstrip().upper().startswith("SELECT") for text in seen)


def test_more_rows_than_a_statement_takes_values_are_listed(world: Workspace) -> None:
    with world.database.writing() as session:
        template = session.get(TicketRow, find_ticket(world, "9"))
        assert template is not None
        base = template.model_dump(exclude={"id", "external_id"})
        rows = [base | {"external_id": str(number)} for number in range(1000, 2200)]
        session.connection().execute(insert(TicketRow), rows)
    found = radar_list(world, parse_query("is:unscored"))
    assert found.count() == 1200
    names = [f"zendesk/{number}" for number in range(1000, 2200)]
    assert set(found.existing(names)) == set(names)
    assert len(found.entries(0, 1200)) == 1200
