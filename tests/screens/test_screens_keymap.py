"""The registry of keys, and what a key map may make of them."""

import inspect
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_keys import FILE, keys_text
from textual.screen import Screen

from radar_tui.app import RadarApp
from radar_tui.screens.keymap import (
    KnownBinding,
    Scope,
    ScopeKind,
    _classes,
    all_bindings,
    check_keymap,
    declared_bindings,
    keymap_problems,
    usable_keymap,
)
from radar_tui.screens.work_failures import WorkReporting

OWNERS = [RadarApp, *_classes("screens"), *_classes("widgets")]


def known(*bindings: tuple[str, str, ScopeKind, str]) -> dict[str, KnownBinding]:
    return {
        name: KnownBinding(name, keys, name.title(), "Does it", frozenset({Scope(kind, place)}))
        for name, keys, kind, place in bindings
    }


KNOWN = known(
    ("app.undo", "u", ScopeKind.APP, "App"),
    ("app.help", "question_mark", ScopeKind.APP, "App"),
    ("ticket.snooze", "s", ScopeKind.SCREEN, "Ticket"),
    ("ticket.done", "x", ScopeKind.SCREEN, "Ticket"),
    ("ticket.back", "escape", ScopeKind.SCREEN, "Ticket"),
    ("rollout.done", "x", ScopeKind.SCREEN, "Rollout"),
    ("table.down", "down,j", ScopeKind.WIDGET, "Table"),
    ("table.unmark", "escape", ScopeKind.WIDGET, "Table"),
    ("dialog.cancel", "escape", ScopeKind.MODAL, "Dialog"),
)


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_every_binding_has_an_id_a_description_and_a_tooltip(owner: type[Screen[object]]) -> None:
    for binding in declared_bindings(owner):
        assert binding.id, binding
        assert "." in binding.id, binding
        assert binding.description, binding
        assert binding.tooltip, binding


def test_an_id_means_the_same_wherever_it_stands() -> None:
    meanings: dict[str | None, set[tuple[str, str]]] = {}
    for owner in OWNERS:
        for binding in declared_bindings(owner):
            meanings.setdefault(binding.id, set()).add((binding.description, binding.key))
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_the_defaults_written_out_are_a_key_map_like_any_other() -> None:
    bindings = all_bindings(RadarApp)
    assert check_keymap({name: one.keys for name, one in bindings.items()}, bindings) == []


def test_the_documented_keys_are_current() -> None:
    assert FILE.read_text(encoding="utf-8") == keys_text(), "run: make docs"


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_whoever_begins_work_tells_how_it_failed(owner: type[Screen[object]]) -> None:
    if "@work(" in inspect.getsource(owner):
        assert issubclass(owner, WorkReporting)


@pytest.mark.parametrize(
    ("keymap", "words"),
    [
        ({"ticket.snoze": "z"}, "ticket.snoze = 'z': no key does that"),
        ({"ticket.snooze": ""}, "expected a key"),
        ({"ticket.snooze": "z,,y"}, "expected a key"),
        ({"ticket.snooze": "foo"}, "'foo' is no key"),
        ({"ticket.snooze": "shift+z"}, "'shift+z' is no key"),
        ({"ticket.snooze": "tab"}, "tab stays as it is: it goes on to the next panel"),
        ({"ticket.snooze": "ctrl+i"}, "terminals cannot tell ctrl+i from tab"),
        ({"ticket.snooze": "x"}, "x already means Ticket.Done (ticket.done) on the same screen"),
        ({"ticket.snooze": "u"}, "u already means App.Undo (app.undo)"),
        ({"ticket.snooze": "?"}, "? already means App.Help (app.help)"),
        ({"ticket.snooze": "z,j"}, "j already means Table.Down (table.down)"),
    ],
)
def test_what_cannot_be_done_is_said_and_left_out(keymap: Mapping[str, str], words: str) -> None:
    (line,) = check_keymap(keymap, KNOWN)
    assert words in line
    assert usable_keymap(keymap, KNOWN) == {}


@pytest.mark.parametrize(
    "keymap",
    [
        {"ticket.snooze": "z"},
        {"ticket.snooze": "Z,f5,ctrl+x,shift+f3"},
        {"ticket.snooze": "x", "ticket.done": "s"},
        {"rollout.done": "s"},
        {"dialog.cancel": "s"},
        {"table.down": "j"},
        {"ticket.back": "escape,left"},
    ],
)
def test_keys_may_be_exchanged_and_shared_where_they_never_meet(keymap: Mapping[str, str]) -> None:
    assert check_keymap(keymap, KNOWN) == []
    assert usable_keymap(keymap, KNOWN) == keymap


def test_half_of_an_exchange_is_not_taken() -> None:
    keymap = {"ticket.snooze": "x", "ticket.done": "tab"}
    assert usable_keymap(keymap, KNOWN) == {}


KEYS = st.sampled_from(["a", "s", "x", "u", "j", "tab", "escape", "f5", "", "x,a", "?"])


@given(st.dictionaries(st.sampled_from([*KNOWN, "no.id"]), KEYS))
def test_what_is_usable_has_no_problems_and_what_is_sound_is_used(keymap: dict[str, str]) -> None:
    usable = usable_keymap(keymap, KNOWN)
    assert keymap_problems(usable, KNOWN) == {}
    if not check_keymap(keymap, KNOWN):
        assert usable == keymap
