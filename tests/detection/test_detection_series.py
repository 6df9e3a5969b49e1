"""The notation of written series, and what a series says at a moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.series import Gap, Series, parse_samples, parse_selector

START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
MISSING, STALE = Gap.MISSING, Gap.STALE


def series(text: str) -> Series:
    return Series("tickets", {}, START, HOUR, parse_samples(text))


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("5", (5,)),
        ("5x3", (5, 5, 5, 5)),
        ("1+2x5", (1, 3, 5, 7, 9, 11)),
        ("9-3x2", (9, 6, 3)),
        ("-1.5+0.5x1", (-1.5, -1)),
        ("_", (MISSING,)),
        ("_x2 4", (MISSING, MISSING, 4)),
        ("1 stale 2x0", (1, STALE, 2)),
    ],
)
def test_the_notation_of_prometheus(text: str, samples: tuple[object, ...]) -> None:
    assert parse_samples(text) == samples


@pytest.mark.parametrize("text", ["", "  ", "5x", "x3", "1+x3", "1++2x3", "nan", "1e5", "5 x 3"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="sample"):
        parse_samples(text)


@pytest.mark.parametrize("text", ["1x999999", "1x60000 1x60000", "_x999999", "1x99999 1"])
def test_a_series_does_not_grow_without_bounds(text: str) -> None:
    with pytest.raises(ValueError, match="100,000 samples"):
        parse_samples(text)


@given(st.text(max_size=30))
def test_a_series_is_read_or_refused(text: str) -> None:
    try:
        samples = parse_samples(text)
    except ValueError:
        return
    assert samples


@given(st.integers(-99, 99), st.integers(-9, 9), st.integers(0, 20))
def test_a_range_is_what_it_is_short_for(start: int, step: int, times: int) -> None:
    written = " ".join(str(start + step * position) for position in range(times + 1))
    assert parse_samples(f"{start}{step:+}x{times}") == parse_samples(written)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tickets", ("tickets", {})),
        ('tickets{feature-area="payments"}', ("tickets", {"feature-area": "payments"})),
        (
            ' score { ticket = "desk/1", account="A, B" } ',
            ("score", {"ticket": "desk/1", "account": "A, B"}),
        ),
    ],
)
def test_a_selector_names_metric_and_labels(text: str, found: tuple[str, dict[str, str]]) -> None:
    assert parse_selector(text) == found


@pytest.mark.parametrize(
    "text", ["", "{}", "tickets{", "tickets{a}", "tickets{a=b}", 'tickets{a="1" b="2"x}', "5"]
)
def test_no_selector(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (series|label)"):
        parse_selector(text)


def test_a_label_stands_once() -> None:
    with pytest.raises(ValueError, match="named twice"):
        parse_selector('tickets{a="1", a="2"}')


def test_a_sample_holds_until_the_next_and_the_last_one_on() -> None:
    one = series("3 _ 5")
    moments = [START - HOUR, START, START + HOUR / 2, START + HOUR, START + 9 * HOUR]
    assert [one.at(moment) for moment in moments] == [MISSING, 3, 3, MISSING, 5]


def test_what_is_counted_lies_evenly_within_its_interval() -> None:
    quarter = HOUR / 4
    assert series("2 0 _ 1").times() == [
        START + quarter,
        START + 3 * quarter,
        START + 3 * HOUR + 2 * quarter,
    ]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=10))
def test_as_many_moments_as_were_counted_each_in_its_interval(counts: list[int]) -> None:
    times = series(" ".join(map(str, counts))).times()
    found = [
        sum(START + HOUR * hour <= at < START + HOUR * (hour + 1) for at in times)
        for hour in range(len(counts))
    ]
    assert found == counts


def test_gaps_are_the_intervals_without_a_sample() -> None:
    assert series("1 _ 1").gaps() == [(START + HOUR, START + 2 * HOUR)]


def test_a_series_is_raised_while_it_is_over_zero() -> None:
    assert series("0 1 2 0 _ 1").raised() == [
        (START + HOUR, START + 3 * HOUR),
        (START + 5 * HOUR, None),
    ]
