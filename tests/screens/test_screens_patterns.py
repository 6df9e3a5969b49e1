"""The Patterns screen by keyboard: volumes, tags, and the tickets behind a row."""

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import TicketTagEditRow
from radar_tui.screens import patterns_reader
from radar_tui.screens.patterns import PatternsScreen
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services.agent_load import LoadPanel, load_panel
from radar_tui.services.pattern_candidates import find_patterns
from radar_tui.services.ticket_vectors import read_ticket_vectors
from radar_tui.services.workspace import Workspace, open_workspace
from support.pilots import shows, until
from support.tagged_worlds import NEW, said, teach
from support.vectors import FakeReader
from support.workspaces import bring, rows

SIZE = (120, 40)


@pytest.fixture
def taught(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    workspace = open_workspace(config)
    teach(workspace, tmp_path, monkeypatch)
    workspace.close()
    return config


def edits(config: Config) -> list[tuple[str, bool]]:
    workspace = open_workspace(config)
    found = [(one.name, one.removed) for one in rows(workspace, TicketTagEditRow)]
    workspace.close()
    return sorted(found)


async def at_patterns(pilot: Pilot[None]) -> PatternsScreen:
    await pilot.press("5")
    await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen))
    screen = pilot.app.screen
    assert isinstance(screen, PatternsScreen)
    await until(pilot, lambda: screen.table.row_count > 0)
    return screen


async def at_queue(pilot: Pilot[None]) -> PatternsScreen:
    screen = await at_patterns(pilot)
    await go_to_part(pilot, "[Tagging")
    await shows(pilot, "connector 9")
    return screen


async def go_to_part(pilot: Pilot[None], title: str) -> None:
    for _ in range(6):
        await pilot.press("right")
        if title in str(pilot.app.screen.query_one("#parts").render()):
            return
    raise AssertionError(title)


async def test_volumes_are_told_with_what_was_expected(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_patterns(pilot)
        await shows(pilot, "3 feature areas")
        await shows(pilot, "Plain +30% rule")
        await shows(pilot, "░ expected range")


async def test_a_suggestion_is_taken_and_undone(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_queue(pilot)
        await shows(pilot, "3 tickets lack a tag")
        await pilot.press("T")
        await shows(pilot, "2 tickets lack a tag")
        assert edits(taught) == [("connector", False)]
        # The cursor has gone on to the next ticket.
        await shows(pilot, "▶  #501")
        await pilot.press("u")
        await shows(pilot, "3 tickets lack a tag")
        await shows(pilot, "▶  #501")


async def test_marked_tickets_take_their_suggestions_together(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_queue(pilot)
        await pilot.press("space", "space", "T")
        await shows(pilot, "1 ticket lacks a tag")
        assert edits(taught) == [("connector", False), ("payments", False)]
        await pilot.press("u")
        await shows(pilot, "3 tickets lack a tag")


async def test_another_term_is_chosen(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_queue(pilot)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"Exports", "enter")
        await shows(pilot, "2 tickets lack a tag")
        assert edits(taught) == [("exports", False)]


async def test_the_queue_is_emptied_and_says_so(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_queue(pilot)
        await pilot.press("space", "space", "space", "T")
        await shows(pilot, "carries the tags it must")


async def test_the_tickets_of_a_feature_area_are_opened(taught: Config) -> None:
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_queue(pilot)
        await pilot.press("T")
        await shows(pilot, "2 tickets lack a tag")
        await go_to_part(pilot, "[Volumes")
        await shows(pilot, "Plain +30% rule")
        screen.table.go_to("connector")
        await pilot.press("enter")
        await shows(pilot, "1 ticket behind it")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_the_parts_are_gone_through_by_keyboard(repeating: Config) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await shows(pilot, "no feature areas yet")
        for words in (
            "1 repeat root cause in 9 weeks",
            "say nearly the same",
            "carries the tags it must",
            "No ticket was closed in the last weeks",
            "9 open tickets by agent",
            "no feature areas yet",
        ):
            await pilot.press("right")
            await shows(pilot, words)
        await pilot.press("left")
        await shows(pilot, "assigned to nobody")


async def test_a_root_cause_tells_what_is_done_about_it_and_opens_its_tickets(
    repeating: Config,
) -> None:
    app = RadarApp(repeating, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await go_to_part(pilot, "[Root causes")
        await shows(pilot, "6 tickets of unknown accounts; 100% of all with a root cause")
        await shows(pilot, "▲ 6 tickets in 7 days (> 5)")
        await shows(pilot, "→ Create KB and macro and product bug intake")
        await shows(pilot, "owner KB owner")
        await pilot.press("enter")
        await shows(pilot, "6 tickets behind it")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_the_load_of_an_agent_opens_their_tickets(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await shows(pilot, "no feature areas yet")
        await pilot.press("left")
        await shows(pilot, "3 open tickets assigned to nobody: 100% of 3")
        await pilot.press("enter")
        await shows(pilot, "3 tickets behind it")


async def test_all_tickets_of_a_candidate_are_tagged_together(
    taught: Config, tmp_path: Path
) -> None:
    workspace = open_workspace(taught)
    alike = [
        said(600 + place, "login", at=NEW + timedelta(hours=place), tags=["payments"] * (place > 0))
        for place in range(3)
    ]
    bring(workspace, tmp_path, *alike)
    read_ticket_vectors(workspace, FakeReader())
    find_patterns(workspace, "fake")
    workspace.close()
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_patterns(pilot)
        await go_to_part(pilot, "[Candidates")
        await shows(pilot, "payments (1 lacks it)")
        await pilot.press("T")
        await shows(pilot, "payments, on all")
        assert edits(taught) == [("payments", False)]
        await pilot.press("enter")
        await shows(pilot, "3 tickets behind it")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_without_feature_areas_it_says_how_to_get_them(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await shows(pilot, "no feature areas yet")
        await shows(pilot, "i imports a table of tags")
        await go_to_part(pilot, "[Tagging")
        await shows(pilot, "nothing to tag with")


async def test_what_cannot_be_read_is_said_and_tried_again(
    taught: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Workspace) -> LoadPanel:
        raise WorkspaceError("the database is locked")

    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_patterns(pilot)
        monkeypatch.setattr(patterns_reader, "load_panel", refused)
        await go_to_part(pilot, "[Load")
        await shows(pilot, "the database is locked")
        monkeypatch.undo()
        await pilot.press("r")
        await shows(pilot, "assigned to nobody")


async def test_news_while_a_part_is_read_are_read_afterwards(
    taught: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, read = Event(), Event(), []

    def slow(workspace: Workspace) -> LoadPanel:
        read.append(1)
        begun.set()
        assert go_on.wait(30)
        return load_panel(workspace)

    monkeypatch.setattr(patterns_reader, "load_panel", slow)
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_patterns(pilot)
        await go_to_part(pilot, "[Load")
        await until(pilot, begun.is_set)
        at_work = [worker for worker in app.workers if worker.group == "patterns"]
        for _ in range(5):
            screen.refresh_view()
        assert [worker for worker in app.workers if worker.group == "patterns"] == at_work
        go_on.set()
        await shows(pilot, "assigned to nobody")
        await until(pilot, lambda: len(read) >= 2)


async def test_what_is_about_one_ticket_is_not_done_to_a_group(
    taught: Config, tmp_path: Path
) -> None:
    workspace = open_workspace(taught)
    bring(workspace, tmp_path, *(said(600 + place, "login", at=NEW) for place in range(3)))
    read_ticket_vectors(workspace, FakeReader())
    find_patterns(workspace, "fake")
    workspace.close()
    app = RadarApp(taught, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_patterns(pilot)
        await go_to_part(pilot, "[Candidates")
        await shows(pilot, "1 pattern candidate")
        allowed = [
            name
            for name in ("tag", "owner", "done", "disagree", "escalate", "snooze", "open_url")
            if screen.check_action(f"triage_{name}", ())
        ]
        assert allowed == ["tag", "owner"]
