"""The rubric by keyboard: a phrase of one's own tried, saved and undone; left out; refused."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring import Scorer, shipped_rubric
from radar_tui.scoring.rubric_changes import RubricChanges, SignalChanges
from radar_tui.screens.navigation import open_rubric
from radar_tui.screens.rubric_editor import RubricEditorScreen
from radar_tui.services.rubrics import current_changes
from radar_tui.services.workspace import open_workspace
from support.pilots import said, screen_text, shows, until
from support.readers import FAKE_READERS
from support.workspaces import bring, comment, score, ticket

CHURN = ContributionName.CHURN
SIZE = (140, 40)


@pytest.fixture
def two_tickets(config: Config, tmp_path: Path) -> Config:
    """One customer who moves on in words of their own, and one in words that are known."""
    workspace = open_workspace(config)
    texts = ("we will port our number next week.", "please close the account today.")
    bring(
        workspace,
        tmp_path,
        *(ticket(n, comments=[comment(1, body=text)]) for n, text in enumerate(texts, start=1)),
    )
    score(workspace, Scorer(FAKE_READERS, "fake", shipped_rubric()))  # type: ignore[arg-type]
    workspace.close()
    return config


def stored(config: Config) -> RubricChanges:
    workspace = open_workspace(config)
    try:
        with workspace.database.reading() as session:
            return current_changes(session)
    finally:
        workspace.close()


async def at_rubric(pilot: Pilot[None]) -> RubricEditorScreen:
    await shows(pilot, "Frustration radar")
    open_rubric(pilot.app)
    await shows(pilot, "for review 1 → 1 of 2 open tickets")
    screen = pilot.app.screen
    assert isinstance(screen, RubricEditorScreen)
    await until(pilot, lambda: screen.fields.has_focus)
    return screen


async def test_a_phrase_is_tried_saved_and_undone(two_tickets: Config) -> None:
    app = RadarApp(two_tickets, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_rubric(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"port our number", "enter")
        await shows(pilot, "for review 1 → 2 of 2 open tickets")
        await shows(pilot, "Tickets that would move · 1")
        await shows(pilot, "Not saved: churn +1 of your phrases")
        await shows(pilot, "yours")
        assert stored(two_tickets) == RubricChanges()
        await pilot.press("s")
        await said(pilot, "changed the rubric: churn +1 of your phrases · u undoes it")
        own = RubricChanges({CHURN: SignalChanges(added=("port our number",))})
        assert stored(two_tickets) == own
        await pilot.press("u")
        await until(pilot, lambda: stored(two_tickets) == RubricChanges())


async def test_points_are_stepped_typed_and_put_back(two_tickets: Config) -> None:
    app = RadarApp(two_tickets, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_rubric(pilot)
        await pilot.press("right")
        await shows(pilot, "Not saved: churn 20 → 21 points")
        await shows(pilot, "Tickets that would move · 1")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"900", "enter")
        await shows(pilot, "expected a whole number from 0 to 100")
        await pilot.press("escape")
        await shows(pilot, "Not saved: churn 20 → 21 points")
        await pilot.press("delete")
        await shows(pilot, "Tickets that would move · 0")
        assert "Not saved" not in screen_text(app)
        await pilot.press("s")
        await shows(pilot, "✗ nothing is changed")


async def test_limits_of_bands_and_the_review_threshold_are_changed(two_tickets: Config) -> None:
    app = RadarApp(two_tickets, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_rubric(pilot)
        await pilot.press("end")
        await shows(pilot, "A limit has no phrases")
        await pilot.press("p")
        await shows(pilot, "✗ phrases belong to signals")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("backspace", "backspace", *"1", "enter")
        await shows(pilot, "Not saved: review 60 → 1")
        await pilot.press("up", *["left"] * 2)
        await shows(pilot, "high 120 → 118")
        await pilot.press("s")
        await said(pilot, "changed the rubric: high 120 → 118, review 60 → 1 · u undoes it")
        assert stored(two_tickets) == RubricChanges(bands=BandLimits(high=118, review=1))
        await pilot.press("u")
        await until(pilot, lambda: stored(two_tickets) == RubricChanges())


async def test_a_shipped_phrase_is_left_out_and_taken_in_again(two_tickets: Config) -> None:
    app = RadarApp(two_tickets, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_rubric(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: screen.phrases.has_focus)
        await pilot.press("space")
        await shows(pilot, "Not saved: churn 1 shipped left out")
        await shows(pilot, "left out")
        await pilot.press("space")
        await until(pilot, lambda: "Not saved" not in screen_text(app))


async def test_leaving_asks_about_what_is_not_saved(two_tickets: Config) -> None:
    app = RadarApp(two_tickets, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_rubric(pilot)
        await pilot.press("right")
        await shows(pilot, "Not saved")
        await pilot.press("1")
        await said(pilot, "the rubric is changed and not saved; s saves, esc asks")
        await pilot.press("escape")
        await shows(pilot, "1 change is not stored")
        await pilot.press("down", "enter")
        await shows(pilot, "Frustration radar")
        assert stored(two_tickets) == RubricChanges()
