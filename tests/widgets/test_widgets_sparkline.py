"""Series as block characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.widgets.sparkline import sparkline

BLOCKS = "▁▂▃▄▅▆▇█"
numbers = st.floats(min_value=-1e9, max_value=1e9)
series = st.lists(st.none() | numbers, max_size=30)


@pytest.mark.parametrize(
    ("values", "width", "drawn"),
    [
        ((0, 1, 2, 3, 4, 5, 6, 7), 8, BLOCKS),
        ((1, None, 2), 3, "▁·█"),
        ((5, 5, 5), 3, "▁▁▁"),
        ((5,), 1, "▁"),
        ((None, None), 2, "··"),
        ((), 3, "   "),
        ((1, 2), 4, "  ▁█"),
        ((9, 1, 2), 2, "▁█"),
        ((1, 2), 0, ""),
    ],
)
def test_values_are_drawn_between_their_lowest_and_highest(
    values: tuple[float | None, ...], width: int, drawn: str
) -> None:
    assert sparkline(values, width) == drawn


@given(series, st.integers(min_value=0, max_value=40))
def test_it_is_as_wide_as_asked(values: list[float | None], width: int) -> None:
    assert len(sparkline(values, width)) == width


@given(series)
def test_gaps_stand_where_nothing_is_known(values: list[float | None]) -> None:
    drawn = sparkline(values, len(values))
    assert [sign == "·" for sign in drawn] == [value is None for value in values]


@given(st.lists(numbers, min_size=2, max_size=30))
def test_a_higher_value_is_never_drawn_lower(values: list[float]) -> None:
    heights = [BLOCKS.index(sign) for sign in sparkline(values, len(values))]
    ranked = sorted(zip(values, heights, strict=True))
    assert [height for _, height in ranked] == sorted(heights)


@given(st.lists(numbers, min_size=2, max_size=30, unique=True))
def test_the_whole_height_is_used(values: list[float]) -> None:
    drawn = sparkline(values, len(values))
    assert drawn[values.index(min(values))] == BLOCKS[0]
    assert drawn[values.index(max(values))] == BLOCKS[-1]
