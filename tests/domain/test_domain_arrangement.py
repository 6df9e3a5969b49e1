"""How Today's panels are arranged: moved, hidden, widened, and kept as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.arrangement import (
    DEFAULT_ARRANGEMENT,
    NARROWEST,
    WIDEST,
    Arrangement,
    read_arrangement,
)

NAMES = [one.name for one in DEFAULT_ARRANGEMENT.places]


def order(arrangement: Arrangement) -> list[str]:
    return [one.name for one in arrangement.panels]


def test_nothing_kept_is_the_default() -> None:
    assert read_arrangement("") == DEFAULT_ARRANGEMENT
    assert str(DEFAULT_ARRANGEMENT) == ""
    assert order(DEFAULT_ARRANGEMENT) == ["alerts", "radar", "matrix"]


def test_a_panel_moves_until_the_edge() -> None:
    moved = DEFAULT_ARRANGEMENT.moved("matrix", -1)
    assert order(moved) == ["alerts", "matrix", "radar"]
    assert moved.moved("radar", 1) == moved
    assert moved.moved("due", -1) == moved


def test_the_last_panel_stays() -> None:
    one_left = DEFAULT_ARRANGEMENT.toggled("alerts").toggled("matrix")
    assert not one_left.shows("alerts")
    assert one_left.toggled("radar") == one_left
    assert not one_left.toggled("due").shows("due")
    assert one_left.toggled("alerts").shows("alerts")


def test_widths_have_limits_and_strips_have_none() -> None:
    assert DEFAULT_ARRANGEMENT.widened("radar", 2).panels[1].width == 12
    assert DEFAULT_ARRANGEMENT.widened("radar", 100).panels[1].width == WIDEST
    assert DEFAULT_ARRANGEMENT.widened("radar", -100).panels[1].width == NARROWEST
    assert DEFAULT_ARRANGEMENT.widened("due", 1) == DEFAULT_ARRANGEMENT


def test_names_of_another_radar_are_kept_and_new_panels_come_behind() -> None:
    kept = read_arrangement("radar:12 weather:4 -due")
    assert order(kept) == ["radar", "alerts", "matrix"]
    assert not kept.shows("due")
    assert str(kept.moved("radar", 1)).endswith(" weather:4")


@pytest.mark.parametrize("text", ["radar:many", "-alerts -radar -matrix", "radar radar:3", "- :"])
def test_what_makes_no_sense_is_as_by_default(text: str) -> None:
    read = read_arrangement(text)
    assert any(one.shown for one in read.panels)
    assert sorted(order(read)) == ["alerts", "matrix", "radar"]


STEPS = st.tuples(
    st.sampled_from(["move", "hide", "widen"]), st.sampled_from(NAMES), st.integers(-3, 3)
)


@given(st.lists(STEPS, max_size=30))
def test_any_arrangement_comes_back_as_it_was_kept(steps: list[tuple[str, str, int]]) -> None:
    present = DEFAULT_ARRANGEMENT
    for what, name, step in steps:
        if what == "move":
            present = present.moved(name, step)
        else:
            present = present.toggled(name) if what == "hide" else present.widened(name, step)
    assert read_arrangement(str(present)) == present
    assert any(one.shown for one in present.panels)


@given(st.text(max_size=60))
def test_no_words_break_the_reading(text: str) -> None:
    read = read_arrangement(text)
    assert read_arrangement(str(read)) == read
