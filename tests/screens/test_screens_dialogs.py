"""Keys that come faster than a screen closes: only its first answer counts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.failure import AfterFailure, FailureScreen
from radar_tui.screens.folder_dialog import FolderDialog
from radar_tui.screens.help import HelpArea, HelpScreen, KeyHelp
from radar_tui.screens.import_messages import DemoWanted
from radar_tui.screens.import_progress import ImportOutcome, ImportProgressScreen
from radar_tui.screens.import_report import ImportReportScreen
from radar_tui.screens.importing import ImportScreen
from radar_tui.screens.review import ReviewScreen
from radar_tui.screens.settings_dialogs import KeyDialog, ThemeDialog
from radar_tui.screens.ticket import TicketScreen
from radar_tui.screens.welcome import WelcomeScreen
from radar_tui.services.failure_reports import FailureReport
from radar_tui.services.importing import ImportSummary, RejectedRecord
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog
from support.bursts import burst
from support.pilots import screen_text, until, until_rows
from support.screen_hosts import HostApp

WIDE = (120, 40)
THEMES = ("radar-dark", "radar-light")
REJECTED = RejectedRecord("accounts.csv", 3, "the file has this id already")
HELP = HelpArea("Here", (KeyHelp("u", "Undo", "Take back"),))
SUMMARY = ImportSummary(1, 2, 1, 0, 0, 0, 1, (REJECTED,), None, "accounts", "accounts.csv")

# What makes it, the key that closes it, and the answer then.
CLOSED: dict[str, tuple[Callable[[], Screen[Any]], str, object]] = {
    "text": (lambda: TextDialog("Owner", value=" Ravi "), "enter", "Ravi"),
    "text-off": (lambda: TextDialog("Owner"), "escape", None),
    "choice": (lambda: ChoiceDialog("Snooze", (("a", "an hour"), ("b", "a day"))), "enter", "a"),
    "choice-off": (lambda: ChoiceDialog("Snooze", (("a", "an hour"),)), "escape", None),
    "theme": (lambda: ThemeDialog(THEMES, "radar-dark"), "enter", "radar-dark"),
    "theme-off": (lambda: ThemeDialog(THEMES, "radar-dark"), "escape", None),
    "key": (lambda: KeyDialog("Undo", "u", lambda _key: ""), "enter", "enter"),
    "key-off": (lambda: KeyDialog("Undo", "u", lambda _key: ""), "escape", None),
    "folder": (lambda: FolderDialog("Watch a folder", Path("/")), "space", Path("/")),
    "folder-off": (lambda: FolderDialog("Watch a folder", Path("/")), "escape", None),
    "help": (lambda: HelpScreen([HELP]), "escape", None),
    "report": (lambda: ImportReportScreen([SUMMARY]), "enter", None),
    "report-off": (lambda: ImportReportScreen([SUMMARY]), "escape", None),
    "failure": (lambda: FailureScreen(failure(), None), "enter", AfterFailure.GO_ON),
    "failure-off": (lambda: FailureScreen(failure(), None), "escape", AfterFailure.GO_ON),
}


def failure() -> FailureReport:
    at = datetime.fromisoformat("2026-11-23T09:00+00:00")
    return FailureReport("reading", "app.py:1", ("ValueError",), (), at)


class Below(Screen[None]):
    """Lies below a dialog, and takes no keys."""

    def compose(self) -> ComposeResult:
        yield Static("below", id="below")


async def show(pilot: Pilot[None], dialog: Screen[Any]) -> list[object]:
    """Show a dialog; gives the list that its answers come to."""
    answers: list[object] = []
    pilot.app.push_screen(dialog, answers.append)
    await until(pilot, lambda: dialog.is_mounted and bool(dialog.children))
    await pilot.pause()
    return answers


@pytest.mark.parametrize("name", CLOSED)
async def test_only_the_first_answer_counts(config: Config, name: str) -> None:
    make, key, answer = CLOSED[name]
    host = HostApp(config, Below())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: host.screen is host.shown)
        answers = await show(pilot, make())
        await burst(pilot, key, key, key)
        await until(pilot, lambda: host.screen is host.shown)
        assert answers == [answer]
        assert len(host.screen_stack) == 2


async def test_a_dialog_that_is_covered_is_not_answered_and_closes_nothing(config: Config) -> None:
    host = HostApp(config, Below())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: host.screen is host.shown)
        dialog, cover = TextDialog("Owner"), HelpScreen([])
        answers = await show(pilot, dialog)
        await show(pilot, cover)
        dialog.finish("Ravi")
        await pilot.pause()
        assert host.screen is cover
        assert answers == []


@pytest.mark.parametrize("make", [WelcomeScreen, ImportScreen, lambda: TicketScreen("zendesk/1")])
async def test_a_screen_is_left_once(config: Config, make: Callable[[], Screen[None]]) -> None:
    host = HostApp(config, Below())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: host.screen is host.shown)
        answers = await show(pilot, make())
        await burst(pilot, "escape", "escape", "escape")
        await until(pilot, lambda: host.screen is host.shown)
        assert answers == [None]


async def test_the_review_is_left_once(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        below = app.screen
        answers = await show(pilot, ReviewScreen())
        await burst(pilot, "escape", "escape", "escape")
        await until(pilot, lambda: app.screen is below)
        assert answers == [None]


@pytest.mark.parametrize("key", ["d", "enter", "i"])
async def test_welcome_begins_once(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.chdir(tmp_path)
    host = HostApp(config, WelcomeScreen())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await burst(pilot, key, key, key)
        if key == "i":
            await until(pilot, lambda: isinstance(host.screen, ImportScreen))
            assert len(host.screen_stack) == 3
        else:
            await until(pilot, lambda: bool(host.told_of(DemoWanted)))
            await pilot.pause()
            assert len(host.told_of(DemoWanted)) == 1


async def test_what_lies_over_welcome_stays_when_there_is_something_now(config: Config) -> None:
    host = HostApp(config, WelcomeScreen())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        dialog = FolderDialog("Watch a folder", Path("/"))
        answers = await show(pilot, dialog)
        host.shown.post_message(WelcomeScreen.NoLongerEmpty())
        await pilot.pause()
        assert host.screen is dialog
        assert answers == []


async def test_an_import_that_ends_under_another_card_is_told_when_that_is_gone(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImportProgressScreen, "_import", lambda _self: None)
    host = HostApp(config, Below())
    async with host.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: host.screen is host.shown)
        progress, cover = ImportProgressScreen(host.live, []), HelpScreen([])
        answers = await show(pilot, progress)
        await show(pilot, cover)
        outcome = ImportOutcome(problem="the disk is full")
        progress.post_message(ImportProgressScreen.Ended(outcome))
        await pilot.pause()
        assert host.screen is cover
        assert answers == []
        await pilot.press("escape")
        await until(pilot, lambda: answers == [outcome])
        assert host.screen is host.shown
