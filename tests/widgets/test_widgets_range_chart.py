"""The chart of weekly counts before their expected range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.widgets.range_chart import RangeWeek, range_chart

WEEKS = (
    RangeWeek("W44", 4, expected=5, upper=8),
    RangeWeek("W45", 8, expected=5, upper=8),
    RangeWeek("W46", None, expected=5, upper=8),
    RangeWeek("W47", 16, expected=5, upper=8, spike=True),
    RangeWeek("W48", 0, running=True),
)


def drawn(weeks: tuple[RangeWeek, ...], width: int, height: int) -> list[str]:
    return [line.rstrip() for line in range_chart(weeks, width, height).plain.split("\n")]


def test_bars_stand_before_the_range_and_a_spike_has_a_sign_above_it() -> None:
    assert drawn(WEEKS, 24, 6) == [
        "               ▲▲▲",
        "16             ███",
        "               ███",
        "   ┄┄┄ ┄┄┄ ┄┄┄ ┄┄┄",
        " 0 ███ ███ ··· ███",
        "   W44 W45 W46 W47 W48",
    ]


def test_the_range_is_seen_where_no_bar_fills_it() -> None:
    quiet = RangeWeek("W1", 1, expected=3, upper=6)
    assert drawn((quiet, RangeWeek("W2", 8)), 12, 6) == [
        "",
        "8     ███",
        "  ░░░ ███",
        "  ┄┄┄ ███",
        "0 ▄▄▄ ███",
        "  W1  W2",
    ]


def test_a_narrow_chart_keeps_the_newest_weeks() -> None:
    lines = drawn(WEEKS, 6, 4)
    assert all(len(line) <= 6 for line in lines)
    assert lines[-1].endswith("W48")
    assert "▲" in lines[0]


@pytest.mark.parametrize(("width", "height"), [(0, 8), (3, 8), (40, 2), (40, 0)])
def test_without_room_nothing_is_drawn(width: int, height: int) -> None:
    assert drawn(WEEKS, width, height) == [""]


def test_without_weeks_nothing_is_drawn() -> None:
    assert drawn((), 40, 8) == [""]


counts = st.none() | st.integers(0, 10_000)
weeks = st.lists(
    st.builds(
        RangeWeek,
        label=st.just("W01"),
        count=counts,
        expected=st.none() | st.floats(0, 10_000),
        upper=st.none() | st.integers(0, 10_000),
        spike=st.booleans(),
        running=st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@given(weeks, st.integers(0, 200), st.integers(0, 30))
def test_a_chart_keeps_to_its_room(weeks: list[RangeWeek], width: int, height: int) -> None:
    chart = range_chart(weeks, width, height).plain
    lines = chart.split("\n")
    if chart:
        assert len(lines) == height
    assert all(len(line) <= width for line in lines)


@given(weeks)
def test_a_higher_count_never_has_a_lower_bar(weeks: list[RangeWeek]) -> None:
    known = [week for week in weeks if week.count is not None]
    heights = {
        week.count or 0: sum(
            cells.count(sign) * worth
            for cells in _columns(weeks)[place]
            for worth, sign in enumerate(" ▁▂▃▄▅▆▇█")
        )
        for place, week in enumerate(weeks)
        if week in known and week.expected is None
    }
    ordered = [heights[count] for count in sorted(heights)]
    assert ordered == sorted(ordered)


def _columns(weeks: list[RangeWeek]) -> list[list[str]]:
    """The cells of each week, from the top down, drawn one cell wide."""
    top = max([1, *(int(value) for week in weeks for value in (week.count, week.upper) if value)])
    gutter = len(f"{top:g}") + 1
    lines = range_chart(weeks, gutter + len(weeks), 12).plain.split("\n")[:-1]
    return [[line[gutter + place] for line in lines] for place in range(len(weeks))]
