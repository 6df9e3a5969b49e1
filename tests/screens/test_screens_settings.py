"""The settings, changed by keyboard: they count at once and are kept in the file."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.widgets import OptionList

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences, read_settings
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.help import HelpScreen, keys_here
from radar_tui.screens.navigation import APP_BINDINGS
from radar_tui.screens.settings import SettingsScreen
from support.failing_apps import STYLES
from support.pilots import screen_text, until, until_rows

WIDE, NARROW = (120, 40), (80, 24)


class SettingsApp(ConfiguredApp):
    """The settings alone, with the keys of the whole app."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def on_mount(self) -> None:
        self.tell_settings_problems()
        self.push_screen(SettingsScreen())

    def action_help(self) -> None:
        self.push_screen(HelpScreen(keys_here(self.screen)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    path.write_text('# mine\ntheme = "radar-light"\n')
    return path


@pytest.fixture
def own_config(config: Config, path: Path) -> Config:
    return replace(config, settings_path=path, preferences=read_settings(path).preferences)


@pytest.fixture
def app(own_config: Config) -> SettingsApp:
    return SettingsApp(own_config)


async def open_settings(pilot: Pilot[None], row: str) -> None:
    """Open the settings with the cursor on a row."""
    await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
    table = await until_rows(pilot, "#settings")
    assert table.go_to(row)
    await until(pilot, lambda: table.cursor_key == row)


async def test_the_settings_of_the_file_count_from_the_start(app: SettingsApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.theme == "radar-light")


async def test_a_theme_is_tried_on_and_put_back(app: SettingsApp, path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "theme")
        await pilot.press("enter", "j")
        await until(pilot, lambda: app.theme not in ("radar-dark", "radar-light"))
        await pilot.press("escape")
        await until(pilot, lambda: app.theme == "radar-light")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        assert path.read_text() == '# mine\ntheme = "radar-light"\n'


async def test_a_theme_is_kept(app: SettingsApp, path: Path) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot, "theme")
        await pilot.press("enter", "k", "enter")
        await until(pilot, lambda: read_settings(path).preferences.theme == "radar-dark")
        assert app.theme == "radar-dark"
        assert "# mine" in path.read_text()
        assert "radar-dark" in screen_text(app)


async def test_every_theme_can_be_worn(filled: Config) -> None:
    """Themes of Textual's know no bands; the styles must hold all the same."""
    app = RadarApp(filled, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            assert app.theme_variables["band-critical"]


async def test_a_switch_is_stored_and_its_default_taken_out(app: SettingsApp, path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "animation")
        assert app.animation_level == "none"
        await pilot.press("enter")
        await until(pilot, lambda: read_settings(path).preferences.animation)
        assert app.animation_level == "full"
        assert "☑ on" in screen_text(app)
        await pilot.press("delete")
        await until(pilot, lambda: "animation" not in path.read_text())
        assert app.animation_level == "none"


async def test_a_name_is_stored_for_the_next_start(app: SettingsApp, path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "actor")
        await pilot.press("enter", "ctrl+u", *"Ravi", "enter")
        await until(pilot, lambda: read_settings(path).actor == "Ravi")
        await until(pilot, lambda: "Ravi" in screen_text(app))


async def test_a_key_is_pressed_counts_and_comes_back(app: SettingsApp, path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "binding/app.help")
        await pilot.press("enter")
        await until(pilot, lambda: "Press the new key" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: "u already means Undo (app.undo)" in screen_text(app))
        await pilot.press("f1")
        await until(pilot, lambda: read_settings(path).preferences.keymap == {"app.help": "f1"})
        assert "f1 (yours)" in screen_text(app)
        await pilot.press("f1")
        await until(pilot, lambda: "Keys that work here" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await pilot.press("backspace")
        await until(pilot, lambda: read_settings(path).preferences.keymap == {})
        await pilot.press("question_mark")
        await until(pilot, lambda: "Keys that work here" in screen_text(app))


async def test_a_default_that_is_taken_is_not_given_back(own_config: Config) -> None:
    keymap = {"app.help": "u", "app.undo": "f5"}
    app = SettingsApp(
        replace(own_config, preferences=Preferences(keymap=keymap), settings_path=None)
    )
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "binding/app.undo")
        await pilot.press("delete")
        await pilot.pause()
        assert app.config.preferences.keymap == keymap
        assert "f5 (yours)" in screen_text(app)


async def test_what_is_wrong_at_the_start_is_told_and_the_rest_counts(own_config: Config) -> None:
    preferences = Preferences(theme="pink", keymap={"app.undo": "q", "app.help": "f1"})
    config = replace(own_config, preferences=preferences, problems=("bell is 7",))
    app = SettingsApp(config)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await until(pilot, lambda: "no theme is called" in screen_text(app))
        shown = " ".join(screen_text(app).split())
        assert "bell is 7" in shown
        assert "q already means Quit" in shown.replace("│", "")
        assert app.theme == "radar-dark"
        await pilot.press("f1")
        await until(pilot, lambda: "Keys that work here" in screen_text(app))


async def test_no_file_to_keep_settings_in(own_config: Config) -> None:
    app = SettingsApp(replace(own_config, settings_path=None))
    async with app.run_test(size=WIDE) as pilot:
        await open_settings(pilot, "bell")
        await pilot.press("enter")
        await until(pilot, lambda: app.config.preferences.bell)
        assert "not kept in a file" in screen_text(app)


async def test_a_key_of_the_whole_app_opens_the_settings(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("comma")
        await until(pilot, lambda: "Settings of this machine" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Frustration radar" in screen_text(app))


async def test_the_list_of_themes_opens_on_the_present_one(app: SettingsApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await open_settings(pilot, "theme")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query(OptionList)))
        option = app.screen.query_one(OptionList).highlighted_option
        assert option is not None
        assert option.id == "radar-light"
