"""The ticket pane's own lines: cut to the room there is, and telling what the tables tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from radar_tui.config import Config
from radar_tui.reporting.wording import waiting_words
from radar_tui.services.panels import radar_panel
from radar_tui.services.ticket_view import TicketView, find_ticket, ticket_view
from radar_tui.services.triage import acknowledge, set_owner
from radar_tui.services.workspace import Workspace, open_workspace
from radar_tui.widgets.ticket_pane import TicketHead, TicketPane
from radar_tui.widgets.ticket_words import head_content, work_content
from support.app_workspaces import fill

LONG = "Überlandwerke " * 28


@pytest.fixture
def workspace(tmp_path: Path, as_of: datetime) -> Iterator[Workspace]:
    workspace = open_workspace(Config(str(tmp_path / "radar.db"), tmp_path, as_of, "Dana"))
    fill(workspace, tmp_path)
    yield workspace
    workspace.close()


def view_of(workspace: Workspace, number: str = "4562") -> TicketView:
    return ticket_view(workspace, find_ticket(workspace, number))


def work_line(view: TicketView, name: str) -> str:
    lines = work_content(view).plain.split("\n")
    return next(line.removeprefix(name).strip() for line in lines if line.startswith(name))


def named(view: TicketView, account: str, subject: str = "Token rejected") -> TicketView:
    return replace(view, ticket=replace(view.ticket, account=account, subject=subject))


def why(view: TicketView, words: str) -> TicketView:
    assert view.score is not None
    return replace(view, score=replace(view.score, why=words))


@pytest.mark.parametrize("width", [78, 118])
def test_the_head_is_cut_to_its_width_line_by_line(workspace: Workspace, width: int) -> None:
    view = why(named(view_of(workspace), LONG, "A subject " * 40), "He said “it broke”. " * 40)
    lines = head_content(view, width).split("\n")
    assert len(lines) == 3
    assert all(line.cell_length <= width for line in lines)
    assert lines[0].plain.startswith("◆ critical 138 → steady · waiting 0 working hours · He said")
    assert lines[1].plain.endswith("…")
    assert lines[2].plain.startswith("Überlandwerke")
    assert "… · tier 5 · #4562 A subject" in lines[2].plain
    assert lines[2].plain.endswith("… · open")


@pytest.mark.parametrize("width", [1, 5, 20])
def test_the_head_has_no_more_lines_where_there_is_hardly_room(
    workspace: Workspace, width: int
) -> None:
    lines = head_content(named(view_of(workspace), LONG), width).split("\n")
    assert len(lines) <= 3
    assert all(line.cell_length <= width for line in lines)


def test_a_head_that_fits_is_whole(workspace: Workspace) -> None:
    badge, ticket = head_content(why(view_of(workspace), "“broke”"), 120).plain.split("\n")
    assert badge == "◆ critical 138 → steady · waiting 0 working hours · “broke”"
    assert ticket == "ACME · tier 5 · #4562 Token rejected · open"


def test_a_ticket_without_a_score_says_so(workspace: Workspace) -> None:
    view = replace(view_of(workspace), score=None, waiting_hours=None, waiting_days=None)
    assert head_content(view, 80).plain.split("\n")[0] == "– unscored · nobody waits"


def test_the_wait_is_told_as_the_table_does(workspace: Workspace) -> None:
    (entry,) = (one for one in radar_panel(workspace).tickets if one.ticket == "4562")
    view = view_of(workspace)
    assert (view.waiting_hours, view.waiting_days) == (entry.waiting_hours, entry.waiting_days)
    long = replace(view, waiting_hours=18.0, waiting_days=2.0)
    assert waiting_words(18.0, 2.0) == "2d"
    assert "· waiting 18 working hours (2d) ·" in head_content(long, 120).plain


def test_the_owner_is_the_one_that_the_table_names(workspace: Workspace) -> None:
    (entry,) = (one for one in radar_panel(workspace).tickets if one.ticket == "4562")
    assert entry.owner == "Team lead"
    view = view_of(workspace)
    assert work_line(view, "owner") == "nobody yet · Team lead by the rule"
    assert work_line(view_of(workspace, "4533"), "owner") == "nobody yet"
    assert view.alert is not None
    taken = replace(view, alert=replace(view.alert, owner="Ravi"))
    assert work_line(taken, "owner") == "Ravi"
    acknowledge(workspace, [view.ticket.id])
    assert work_line(view_of(workspace), "owner") == "Dana"
    set_owner(workspace, [view.ticket.id], None)
    assert work_line(view_of(workspace), "owner") == "nobody yet · Team lead by the rule"


class PaneApp(App[None]):
    def compose(self) -> ComposeResult:
        yield TicketPane()


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_pane_gives_the_head_as_much_room_as_it_needs(
    workspace: Workspace, columns: int
) -> None:
    view = why(named(view_of(workspace), LONG), "He said “it broke”. " * 40)
    app = PaneApp()
    async with app.run_test(size=(columns, 24)) as pilot:
        pane = app.query_one(TicketPane)
        pane.show(view)
        await pilot.pause()
        head = app.query_one(TicketHead)
        assert head.size == (columns - 2, 3)
        assert str(head.render()) == head_content(view, columns - 2).plain
        pane.tell("gone")
        await pilot.pause()
        assert (head.size.height, str(head.render())) == (1, "gone")
