from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.readers import Handover, TwoReaders, blended
from radar_tui.scoring.transformer import Reading, points_of


class WordReader:
    """Hears a fixed number of points in each word; remembers what it was asked."""

    def __init__(self, points: float) -> None:
        self.points = points
        self.asked: list[str] = []

    def read(self, texts: Sequence[str], *_: object, **__: object) -> list[Reading]:
        self.asked += texts
        return [
            Reading(self.points * len(text.split()), {ContributionName.CHURN: self.points / 100})
            for text in texts
        ]


@pytest.fixture
def small() -> WordReader:
    return WordReader(10)


@pytest.fixture
def large() -> WordReader:
    return WordReader(30)


def test_only_what_may_call_for_the_lead_is_read_again(
    small: WordReader, large: WordReader
) -> None:
    readers = TwoReaders(small, large, Handover(20, 40))
    readings = readers.read(["a", "a b c", "a b c d", "a b"])
    assert large.asked == ["a b c", "a b c d"]
    assert [reading.tone for reading in readings] == [10, (30 + 90) / 2, 120, 20]
    assert [reading.heard[ContributionName.CHURN] for reading in readings] == [0.1, 0.2, 0.3, 0.1]


@given(st.floats(0, 200), st.floats(0, 200), st.floats(0, 1))
def test_a_blend_lies_between_its_readings(one: float, other: float, share: float) -> None:
    low, high = sorted((one, other))
    found = blended(Reading(one, {}), Reading(other, {}), share).tone
    assert low - 0.01 <= found <= high + 0.01


@given(st.floats(0, 200), st.floats(0, 200))
def test_the_second_reader_counts_the_more_the_higher_the_first_hears(
    one: float, other: float
) -> None:
    handover = Handover(30, 40)
    low, high = sorted((one, other))
    assert 0 <= handover.share(low) <= handover.share(high) <= 1


def test_points_follow_the_scale_that_was_learned() -> None:
    bands = (0, 30, 60, 120, 200)
    assert [points_of(value, bands) for value in (0, 0.125, 0.25, 0.5, 0.625, 1)] == [
        0,
        15,
        30,
        60,
        90,
        200,
    ]
    assert points_of(0.37, (0, 200)) == pytest.approx(74)
