"""Playbook: the habit loop and training by keyboard, and what two people write at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.services.definition import define
from radar_tui.services.habits import do_habits, habit_loop, note_habit
from radar_tui.services.training import training_board
from radar_tui.services.workspace import Workspace, open_workspace
from support.pilots import said, screen_text, shows, until, until_rows

WIDE = (120, 40)
WEEK = "2026-W48"
SHARE = "share-example"


@pytest.fixture
def other(filled: Config) -> Callable[[Callable[[Workspace], object]], object]:
    """Lets Ravi do something, or looks at what is stored."""

    def act(action: Callable[[Workspace], object]) -> object:
        workspace = open_workspace(replace(filled, actor="Ravi"))
        try:
            return action(workspace)
        finally:
            workspace.close()

    return act


Other = Callable[[Callable[[Workspace], object]], object]


async def at_habits(pilot: Pilot[None]) -> None:
    await pilot.press("8")
    await until_rows(pilot, "#list")
    await shows(pilot, "This week 2026-W48")


async def at_training(pilot: Pilot[None]) -> None:
    await at_habits(pilot)
    await pilot.press("right")
    await shows(pilot, "trained in all 3 principles")
    await shows(pilot, "0 of 3")


async def test_a_habit_is_ticked_undone_and_done_again(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await shows(pilot, "0 of 4 done · no streak yet")
        await pilot.press("j", "x")
        await shows(pilot, "☑ Share 1 example")
        await shows(pilot, "1 of 4 done")
        await shows(pilot, "Dana, Mon 23 Nov 09:00 UTC")
        await pilot.press("u")
        await shows(pilot, "0 of 4 done")
        await pilot.press("U")
        await shows(pilot, "☑ Share 1 example")
        await pilot.press("x")
        await shows(pilot, "☐ Share 1 example")


async def test_marked_habits_are_ticked_at_once(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await pilot.press("space", "space", "space", "space", "x")
        await shows(pilot, "4 of 4 done · 1 whole week in a row")
        await pilot.press("u")
        await shows(pilot, "0 of 4 done")


async def test_somebody_else_did_it(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await pilot.press("o")
        await shows(pilot, "Who did it: Team topic discussion")
        await pilot.press(*"Ravi", "enter")
        await shows(pilot, "Ravi, Mon 23 Nov")
        await pilot.press("o")
        await shows(pilot, "Who did it")
        await pilot.press(*"Ravi", "enter")
        await shows(pilot, "nobody did it in this week yet")


async def test_a_note_and_a_link_are_written_to_a_habit(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await pilot.press("j", "j", "n")
        await shows(pilot, "Note: Create or improve")
        await pilot.press(*"[b]token", "enter")
        await shows(pilot, "UTC · [b]token")
        await pilot.press("L")
        await shows(pilot, "What it led to: Create or improve")
        await pilot.press(*"wiki/1", "enter")
        await shows(pilot, "led to wiki/1 · [b]token")
        await pilot.press("L")
        await shows(pilot, "What it led to: Create or improve")
        await pilot.press(*["backspace"] * 6, "enter")
        await shows(pilot, "UTC · [b]token")


async def test_other_weeks_are_looked_at_up_to_the_running_one(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await pilot.press("]")
        await said(pilot, "the next week has not begun")
        await pilot.press("[")
        await shows(pilot, "Week 2026-W47 · 16 Nov – 22 Nov")
        await pilot.press("x")
        await shows(pilot, "1 of 4 done")
        await pilot.press("]")
        await shows(pilot, "This week 2026-W48")
        await shows(pilot, "0 of 4 done")


async def test_the_second_sees_the_newer_note_and_is_asked(app: RadarApp, other: Other) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        await pilot.press("j", "n")
        await shows(pilot, "Note: Share 1 example")
        other(lambda workspace: note_habit(workspace, WEEK, SHARE, "Dana", "theirs", seen=0))
        await pilot.press(*"ours", "enter")
        await shows(pilot, "Ravi changed this in the meantime")
        await shows(pilot, "keep theirs: theirs")
        await pilot.press("escape")
        await shows(pilot, "UTC · theirs")
        await pilot.press("n")
        await shows(pilot, "Note: Share 1 example")
        other(lambda workspace: note_habit(workspace, WEEK, SHARE, "Dana", "newer", seen=1))
        await pilot.press("X", "enter")
        await shows(pilot, "keep theirs: newer")
        await pilot.press("j", "enter")
        await shows(pilot, "UTC · X")


async def test_what_others_do_appears(app: RadarApp, other: Other) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        other(lambda workspace: do_habits(workspace, WEEK, [SHARE]))
        await shows(pilot, "1 of 4 done")


async def test_training_is_a_checklist_for_each_person(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_training(pilot)
        await pilot.press("x")
        await said(pilot, "a name stands here")
        await pilot.press("j", "n")
        await said(pilot, "x ticks a line")
        await pilot.press("x")
        await shows(pilot, "☑ Train beyond tier boundaries")
        await shows(pilot, "ticked by Dana on 23 Nov 2026")
        await pilot.press("n")
        await shows(pilot, "Note: Dana, Train beyond")
        await pilot.press(*"shadowing", "enter")
        await shows(pilot, "note: shadowing")
        await pilot.press("x")
        await shows(pilot, "not trained in this yet")
        await pilot.press("u")
        await shows(pilot, "note: shadowing")


async def test_marked_lines_are_ticked_in_one_action(app: RadarApp, other: Other) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_training(pilot)
        await pilot.press("j", "space", "space", "space", "x")
        await shows(pilot, "1 of 1 trained in all 3 principles")
        await pilot.press("u")
        await shows(pilot, "0 of 1 trained in all 3 principles")
        board = other(training_board)
        assert board.complete == ()  # type: ignore[attr-defined]  # what a lambda gave


async def at_definition(pilot: Pilot[None]) -> None:
    await at_training(pilot)
    await pilot.press("right")
    await shows(pilot, "lines apply")


async def test_lines_of_the_definition_are_chosen(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_definition(pilot)
        await shows(pilot, "0 of 5 lines apply · not in our own words yet")
        await pilot.press("space", "space", "x")
        await shows(pilot, "2 of 5 lines apply")
        await shows(pilot, "☑ Identifying issues before customers report them")
        await pilot.press("u")
        await shows(pilot, "0 of 5 lines apply")


async def test_the_definition_is_written_and_the_second_is_asked(
    app: RadarApp, other: Other
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_definition(pilot)
        await shows(pilot, "e.g. Proactive support means identifying patterns early")
        await pilot.press("G", "k", "k", "x")
        await said(pilot, "enter writes this line")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        other(lambda workspace: define(workspace, "Ravi has it", seen=0))
        await pilot.press(*"Dana", "enter")
        await shows(pilot, "keep theirs: Ravi has it")
        await pilot.press("j", "enter")
        await shows(pilot, "Our definition: Dana")
        await shows(pilot, "in our own words")


async def test_another_metric_measures_success(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_definition(pilot)
        await pilot.press("G", "enter")
        await until(pilot, lambda: isinstance(app.focused, OptionList))
        await pilot.press("j", "enter")
        await shows(pilot, "Secondary success metric: Repeat ticket rate for top 5 issues")
        await pilot.press("u")
        await shows(pilot, "Secondary success metric: Escalation rate (% of tickets")


async def test_success_has_its_measures_or_says_why_not(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_definition(pilot)
        await pilot.press("right")
        await shows(pilot, "measures have data")
        await shows(pilot, "Fewer repeat tickets in top issue categories")
        await pilot.press("G")
        await shows(pilot, "one channel per incident: insufficient data · no incident in 4 weeks")
        await until(pilot, lambda: "Done" not in screen_text(app).splitlines()[-1])


async def test_keys_of_the_habits_are_not_offered_beside_them(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await at_habits(pilot)
        assert "Led to" in screen_text(app).splitlines()[-1]
        await pilot.press("right")
        await shows(pilot, "trained in all 3 principles")
        await until(pilot, lambda: "Led to" not in screen_text(app).splitlines()[-1])


async def test_the_screen_fits_80_columns(app: RadarApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_habits(pilot)
        await pilot.press("j", "x")
        await shows(pilot, "☑ Share 1 example")
        await shows(pilot, "Share 1 example of proactive prevention from a resolved ticket")


def test_the_week_of_these_tests_is_the_running_one(other: Other) -> None:
    assert other(habit_loop).running == WEEK  # type: ignore[attr-defined]  # as above
