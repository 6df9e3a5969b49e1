"""Streaks over ISO weeks, products of habits, and who is trained."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.habits import (
    Product,
    ProductKind,
    fully_trained,
    longest_streak,
    monday_of,
    read_product,
    streak,
    untrained,
    week_of,
    weeks_up_to,
    whole_weeks,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
HABITS = ("discuss", "share", "improve", "review")


def test_a_week_is_named_as_iso_has_it() -> None:
    # ISO 8601: the first week holds the first Thursday, so this Friday is still of the year before.
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2026, 11, 23)) == "2026-W48"
    assert monday_of("2026-W53") == date(2026, 12, 28)


@pytest.mark.parametrize("week", ["", "2026-W54", "2026-W00", "2026-48", "26-W48", "2026-W4x"])
def test_what_is_no_week_is_refused(week: str) -> None:
    with pytest.raises(ValueError, match="week"):
        monday_of(week)


@given(DAYS)
def test_a_weeks_monday_is_of_that_week(day: date) -> None:
    monday = monday_of(week_of(day))
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(weeks=1)


@given(DAYS, st.integers(1, 120))
def test_weeks_in_a_row_are_seven_days_apart(day: date, count: int) -> None:
    weeks = weeks_up_to(week_of(day), count)
    mondays = [monday_of(week) for week in weeks]
    assert weeks[-1] == week_of(day)
    assert len(weeks) == count
    gaps = {late - early for early, late in pairwise(mondays)}
    assert gaps <= {timedelta(weeks=1)}


@given(DAYS, st.integers(0, 60))
def test_a_streak_counts_every_week_up_to_the_running_one(day: date, length: int) -> None:
    running = week_of(day)
    assert streak(weeks_up_to(running, length), running) == length


@given(DAYS, st.integers(1, 60))
def test_a_week_that_is_not_over_breaks_no_streak(day: date, length: int) -> None:
    *before, running = weeks_up_to(week_of(day), length + 1)
    assert streak(before, running) == length


@given(DAYS, st.integers(2, 60), st.data())
def test_a_week_left_out_ends_the_streak_before_it(
    day: date, length: int, data: st.DataObject
) -> None:
    weeks = weeks_up_to(week_of(day), length)
    gap = data.draw(st.integers(0, length - 2))
    kept = [*weeks[:gap], *weeks[gap + 1 :]]
    assert streak(kept, weeks[-1]) == length - gap - 1
    assert longest_streak(kept) == max(gap, length - gap - 1)


def test_nothing_done_is_no_streak() -> None:
    assert streak([], "2026-W48") == 0
    assert longest_streak([]) == 0


def test_a_week_counts_once_all_habits_are_done() -> None:
    done = {"2026-W47": list(HABITS), "2026-W48": HABITS[:3], "2026-W46": [*HABITS, "old"]}
    assert whole_weeks(done, HABITS) == {"2026-W47", "2026-W46"}
    assert whole_weeks(done, ()) == set()


@pytest.mark.parametrize(
    ("stored", "kind", "reference"),
    [
        ("macro:token-expired", ProductKind.MACRO, "token-expired"),
        ("fix:12", ProductKind.FIX, "12"),
        ("ticket:zendesk/4562", ProductKind.TICKET, "zendesk/4562"),
        ("https://wiki/kb/1", ProductKind.LINK, "https://wiki/kb/1"),
        ("the wiki page", ProductKind.LINK, "the wiki page"),
        ("ticket:", ProductKind.LINK, "ticket:"),
        ("link:x", ProductKind.LINK, "link:x"),
    ],
)
def test_a_product_is_read_as_it_was_stored(stored: str, kind: ProductKind, reference: str) -> None:
    assert read_product(stored) == Product(kind, reference)


@given(st.text())
def test_whatever_is_stored_comes_back(stored: str) -> None:
    assert str(read_product(stored)) == stored


PRINCIPLES = ("tiers", "tools", "confidence")


def test_who_is_trained_in_all_principles_is_trained() -> None:
    people = {"Dana": {"tiers", "tools", "confidence"}, "Ravi": {"tools"}, "Ana": set(PRINCIPLES)}
    assert fully_trained(PRINCIPLES, people) == ["Dana", "Ana"]
    assert untrained(PRINCIPLES, people["Ravi"]) == ["tiers", "confidence"]


@given(st.sets(st.sampled_from(PRINCIPLES)))
def test_trained_and_untrained_make_up_the_whole(trained: set[str]) -> None:
    left = untrained(PRINCIPLES, trained)
    assert set(left) | trained == set(PRINCIPLES)
    assert not set(left) & trained
    assert (fully_trained(PRINCIPLES, {"Dana": trained}) == ["Dana"]) is (not left)


def test_without_principles_nobody_is_trained() -> None:
    assert fully_trained((), {"Dana": ()}) == []
