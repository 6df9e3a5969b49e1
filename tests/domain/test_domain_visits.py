"""Visits: since when somebody wants to hear what changed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.visits import AWAY_MINUTES, KEPT_EVERY_MINUTES, Position, Visit, look, seen

FIRST = Position(minute=29_000_000, notice=3, score=40, action=5, run=2)


def later(minutes: int, position: Position = FIRST) -> Position:
    return replace(position, minute=position.minute + minutes, score=position.score + minutes)


def test_the_first_look_begins_with_what_comes_from_then_on() -> None:
    assert look(None, FIRST) == Visit(FIRST, FIRST)


def test_a_visit_goes_on_until_somebody_was_away_for_an_hour() -> None:
    visit = look(None, FIRST)
    visit = look(visit, later(AWAY_MINUTES - 1))
    assert visit == Visit(FIRST, later(AWAY_MINUTES - 1))
    end = visit.last
    assert look(visit, later(AWAY_MINUTES, end)) == Visit(end, later(AWAY_MINUTES, end))


def test_a_look_a_moment_later_needs_no_remembering() -> None:
    visit = look(None, FIRST)
    assert look(visit, later(KEPT_EVERY_MINUTES - 1)) is visit
    assert look(visit, later(-30)) is visit, "a clock that was put back"


def test_what_was_seen_is_told_no_more() -> None:
    assert seen(later(10)) == Visit(later(10), later(10))


@given(st.lists(st.integers(0, 200), max_size=20))
def test_nothing_between_two_looks_is_left_out(gaps: list[int]) -> None:
    visit, now = look(None, FIRST), FIRST
    for gap in gaps:
        now = later(gap, now)
        after = look(visit, now)
        assert after.since in (visit.since, visit.last)
        assert after.since.minute <= after.last.minute <= now.minute
        assert now.minute - after.last.minute < KEPT_EVERY_MINUTES
        visit = after
