"""Pictures of what lies over a screen: help, dialogs, and the card on a failure."""

from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.screens.failure import FailureScreen
from radar_tui.services.failure_reports import FailureReport
from support.pictures import Photographer
from support.pilots import shows, until_rows


def test_help(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("question_mark")
        await shows(pilot, "Keys that work here")

    assert photograph(small, steps)


def test_question_for_a_text(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("n", *"Call Ann before")
        await shows(pilot, "Call Ann before")

    assert photograph(small, steps)


def test_choice(photograph: Photographer, small: Config) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        await pilot.press("d")
        await shows(pilot, "The score is")

    assert photograph(small, steps)


def test_failure(photograph: Photographer, small: Config, as_of: datetime) -> None:
    report = FailureReport(
        doing="reading panels",
        place="services/panels.py:120",
        types=("ZeroDivisionError",),
        frames=("screens/today.py:170", "services/panels.py:120"),
        at=as_of,
    )

    async def steps(pilot: Pilot[None]) -> None:
        await until_rows(pilot, "#radar")
        pilot.app.push_screen(FailureScreen(report, Path("data/failures/2026-11-23T090000.txt")))
        await shows(pilot, "Something went wrong")

    assert photograph(small, steps)
