"""The key presets: no key means two things in one place, and each can be worked with."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences, read_settings
from radar_tui.screens.key_presets import KEY_PRESETS, under_preset
from radar_tui.screens.keymap import (
    AMBIGUOUS_KEYS,
    RESERVED_KEYS,
    KnownBinding,
    _is_key,
    _meet,
    all_bindings,
    split_keys,
)
from radar_tui.screens.ticket import TicketScreen
from support.pilots import said, screen_text, shows, take_found, until, until_rows

WIDE = (120, 40)
KNOWN = all_bindings(RadarApp)
NAMES = list(KEY_PRESETS)


def shared(one: KnownBinding, other: KnownBinding) -> set[str]:
    return set(split_keys(one.keys)) & set(split_keys(other.keys))


@pytest.mark.parametrize("name", NAMES)
def test_no_two_actions_have_one_key_in_one_place(name: str) -> None:
    """Those that share one by default are never on offer at once, and may go on sharing."""
    held = under_preset(KNOWN, KEY_PRESETS[name])
    clashes = [
        (one.id, other.id, shared(one, other))
        for one, other in combinations(held.values(), 2)
        if _meet(one, other) and shared(one, other) and not shared(KNOWN[one.id], KNOWN[other.id])
    ]
    assert clashes == []


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_reached_by_a_key_that_terminals_send(name: str) -> None:
    keymap = KEY_PRESETS[name].keymap
    assert keymap.keys() <= KNOWN.keys()
    for one, keys in keymap.items():
        new = set(split_keys(keys)) - set(split_keys(KNOWN[one].keys))
        assert keys, one
        assert not new & (RESERVED_KEYS.keys() | AMBIGUOUS_KEYS.keys()), one
        assert all(map(_is_key, new)), one


def test_no_letter_acts_under_plain() -> None:
    held = under_preset(KNOWN, KEY_PRESETS["plain"])
    letters = {
        one.id: one.keys
        for one in held.values()
        if any(len(key) == 1 and key.isalpha() for key in split_keys(one.keys))
    }
    assert letters == {}, "give each a key without a letter alone in screens/key_presets.py"


def app_with(config: Config, keys: str, **preferences: object) -> RadarApp:
    taken = replace(Preferences(keys=keys), **preferences)  # type: ignore[arg-type]
    return RadarApp(replace(config, preferences=taken), score=False)


async def test_plain_is_deaf_to_letters_and_acts_by_ctrl(filled: Config) -> None:
    app = app_with(filled, "plain")
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        before = table.cursor_key
        assert "^a ack" in screen_text(app)
        await pilot.press("j", "d", "x", "q", "w")
        await pilot.pause()
        assert table.cursor_key == before
        assert len(app.screen_stack) == 1
        await pilot.press("ctrl+d")
        await shows(pilot, "The score is")
        await pilot.press("escape", "down")
        await until(pilot, lambda: table.cursor_key != before)
        await pilot.press("f1")
        await shows(pilot, "Keys that work here")
        assert "ctrl+d" in screen_text(app)
        await pilot.press("f1", "ctrl+a")
        await shows(pilot, "^u undoes it")


async def test_plain_leaves_a_field_to_what_is_typed(filled: Config) -> None:
    app = app_with(filled, "plain")
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("slash", *"account:acme", "enter")
        await shows(pilot, "1 match the filter")


async def test_vim_opens_the_palette_by_a_colon_and_types_one(filled: Config) -> None:
    app = app_with(filled, "vim")
    async with app.run_test(size=WIDE) as pilot:
        table = await until_rows(pilot, "#radar")
        first = table.cursor_key
        await pilot.press("G")
        await until(pilot, lambda: table.cursor_key != first)
        await pilot.press("g", "g")
        await until(pilot, lambda: table.cursor_key == first)
        await pilot.press("ctrl+d")
        await until(pilot, lambda: table.cursor_key != first)
        await pilot.press("ctrl+u", "slash", *"account:acme", "enter")
        await shows(pilot, "1 match the filter")
        await pilot.press("colon")
        await shows(pilot, "Search for commands")


async def test_half_a_page_of_a_thread(filled: Config) -> None:
    app = app_with(filled, "vim")
    async with app.run_test(size=(80, 10)) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        screen = app.screen
        assert isinstance(screen, TicketScreen)
        await until(pilot, lambda: screen.pane.view is not None)
        screen.pane.side.focus()
        await pilot.press("ctrl+d")
        await until(pilot, lambda: screen.pane.side.scroll_offset.y > 0)
        await pilot.press("ctrl+u")
        await until(pilot, lambda: screen.pane.side.scroll_offset.y == 0)


async def test_own_keys_count_on_top_of_a_preset(filled: Config) -> None:
    app = app_with(filled, "plain", keymap={"ticket.disagree": "f6", "ticket.owner": "ctrl+a"})
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await said(pilot, "already means Ack")
        await until_rows(pilot, "#radar")
        await pilot.press("f6")
        await shows(pilot, "The score is")


async def test_unknown_keys_are_told_and_the_default_counts(filled: Config) -> None:
    app = app_with(filled, "emacs")
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await said(pilot, "no keys are called 'emacs'")
        await until_rows(pilot, "#radar")
        await pilot.press("d")
        await shows(pilot, "The score is")


async def test_the_palette_changes_keys_at_once_and_keeps_them(
    filled: Config, tmp_path: Path
) -> None:
    path = tmp_path / "own" / "config.toml"
    app = app_with(replace(filled, settings_path=path), "radar")
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        assert "a ack" in screen_text(app)
        await take_found(pilot, "keys plain", "Keys: plain")
        await shows(pilot, "^a ack")
        await until(pilot, lambda: read_settings(path).preferences.keys == "plain")


async def test_the_settings_change_keys_at_once(filled: Config) -> None:
    app = app_with(filled, "radar")
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("comma")
        table = await until_rows(pilot, "#settings")
        assert table.go_to("keys")
        await pilot.press("enter")
        await shows(pilot, "no letter acts by itself")
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: app.config.preferences.keys == "plain")
        assert table.go_to("binding/ticket.acknowledge")
        await shows(pilot, "ctrl+a")
        await pilot.press("escape")
        await shows(pilot, "^a ack")
