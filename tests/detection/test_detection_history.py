from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.history import PastWeek, known_weeks

weekly = st.lists(st.none() | st.integers(0, 60), max_size=40)


def picked(*baseline: int | None) -> list[int]:
    return [week.tickets for week in known_weeks(baseline, guard=2, least=4)]


def test_the_latest_weeks_are_left_out() -> None:
    assert picked(1, 2, 3, 4, 5, 6, 7) == [1, 2, 3, 4, 5]


def test_the_guard_gives_way_only_while_history_is_short() -> None:
    assert picked(1, 2, 3, 4, 5, 6) == [1, 2, 3, 4]
    assert picked(1, 2, 3, 4, 5) == [1, 2, 3, 4]
    assert picked(1, 2, 3, 4) == [1, 2, 3, 4]
    assert picked(1, 2, 3) == [1, 2, 3]
    assert picked() == []


def test_weeks_without_data_are_passed_over_and_the_others_keep_their_places() -> None:
    assert known_weeks([1, None, 2, 3, 4, 5, 6], guard=2, least=4) == [
        PastWeek(7, 1),
        PastWeek(5, 2),
        PastWeek(4, 3),
        PastWeek(3, 4),
    ]


@given(weekly, st.integers(0, 4), st.integers(1, 6))
def test_what_is_picked_was_counted_and_is_enough_where_it_can_be(
    baseline: list[int | None], guard: int, least: int
) -> None:
    found = known_weeks(baseline, guard=guard, least=least)
    assert all(baseline[-week.weeks_ago] == week.tickets for week in found)
    known = [count for count in baseline if count is not None]
    assert len(found) >= min(least, len(known))
    if len(found) > least:
        assert found[-1].weeks_ago > guard
