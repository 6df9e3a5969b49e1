"""What should never happen is told without a word of a customer's."""

import asyncio
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from radar_tui.config import Config
from radar_tui.screens.failure import FailureScreen
from support.failing_apps import SECRET, FailingApp
from support.pilots import screen_text, until

WIDE = (120, 40)
# Any of them would give the secret away.
LEAKS = ("secret", "customer's", "words")


def failures(config: Config) -> list[Path]:
    return sorted((config.data_folder / "failures").glob("*"))


def assert_silent(text: str) -> None:
    assert not [leak for leak in LEAKS if leak in text], text


async def test_work_that_fails_is_told_on_a_card(config: Config) -> None:
    app = FailingApp(config)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await until(pilot, lambda: "reading panels" in screen_text(app))
        shown = screen_text(app)
        assert "ValueError in " in shown
        assert "failing_apps.py:" in shown
        assert "What is stored is safe" in shown
        assert "radar doctor" in shown
        assert_silent(shown)
        (file,) = failures(config)
        assert_silent(file.read_text())
        with patch.object(App, "copy_to_clipboard") as copy:
            await pilot.press("y")
            copy.assert_called_once_with(file.read_text())
        await pilot.press("escape")
        await until(pilot, lambda: "all is well" in screen_text(app))


async def test_the_same_failure_is_told_on_one_card_only(config: Config) -> None:
    app = FailingApp(config)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await pilot.press("escape", "w")
        await until(pilot, lambda: bool(app.refused))
        assert app.refused[0].startswith("again: ValueError in ")
        assert_silent(app.refused[0])
        assert not isinstance(app.screen, FailureScreen)
        assert len(failures(config)) == 1


async def test_quitting_from_the_card(config: Config) -> None:
    app = FailingApp(config)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await pilot.press("q")
        await until(pilot, lambda: app.return_code == 0)


async def test_what_was_expected_keeps_its_own_words(config: Config) -> None:
    app = FailingApp(config)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: bool(app.refused))
        assert app.refused == ["the workspace is locked; try again"]
        assert failures(config) == []


async def test_a_test_that_drives_the_app_sees_what_a_handler_raised(config: Config) -> None:
    app = FailingApp(config)

    async def drive() -> None:
        async with app.run_test(size=WIDE) as pilot:
            await pilot.press("h")
            await until(pilot, lambda: app.return_code is not None)

    with pytest.raises(KeyError):
        await drive()
    assert app.return_code == 2


def test_a_handler_that_fails_ends_the_app_with_one_line(
    config: Config, capfd: pytest.CaptureFixture[str]
) -> None:
    app = FailingApp(config)
    app.driver_class = HeadlessDriver

    async def run() -> None:
        await app.run_async(headless=True, size=WIDE, auto_pilot=lambda pilot: pilot.press("h"))

    asyncio.run(run())
    told = capfd.readouterr()
    (file,) = failures(config)
    (line,) = told.err.splitlines()
    assert line.startswith("radar: unexpected KeyError in ")
    assert line.endswith(f"what is stored is safe; see {file}")
    assert app.return_code == 2
    assert SECRET not in told.out
    for text in (told.err, told.out, file.read_text()):
        assert "Traceback" not in text
        assert_silent(text)
