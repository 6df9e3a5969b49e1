"""Strengths of guesses as probabilities."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.confidence import Confidence, fit_confidence

guesses = st.lists(st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), min_size=1)


def test_few_guesses_that_were_all_right_are_no_certainty() -> None:
    assert fit_confidence([(0.9, True)] * 3).of(0.9) == pytest.approx(4 / 5)


def test_strong_guesses_that_were_wrong_more_often_are_worth_no_more_than_weaker_ones() -> None:
    weak = [(0.1 + place / 1000, True) for place in range(30)]
    strong = [(0.9 + place / 1000, False) for place in range(30)]
    found = fit_confidence([*weak, *strong])
    assert found.of(0.1) == found.of(0.95) == pytest.approx(31 / 62)


def test_confidence_tells_how_often_guesses_of_a_strength_are_right() -> None:
    chance = random.Random(5)

    def drawn(count: int) -> list[tuple[float, bool]]:
        strengths = [chance.random() for _ in range(count)]
        return [(strength, chance.random() < strength**2) for strength in strengths]

    found = fit_confidence(drawn(2000))
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        seen = [one for one in drawn(5000) if low <= one[0] < low + 0.2]
        said = sum(found.of(strength) for strength, _ in seen) / len(seen)
        assert said == pytest.approx(sum(right for _, right in seen) / len(seen), abs=0.06)


def test_a_guess_weaker_than_all_that_were_judged_is_worth_less() -> None:
    found = fit_confidence([(0.8, True)] * 8)
    assert found.of(0.4) == pytest.approx(found.of(0.8) / 2)
    assert found.of(0.0) == 0


def test_without_any_guess_there_is_nothing_to_say() -> None:
    with pytest.raises(ValueError, match="no guess was ever judged"):
        Confidence(0.0, (), ()).of(0.5)


@given(guesses, st.floats(0, 1), st.floats(0, 1))
def test_a_stronger_guess_is_never_less_likely_and_never_certain(
    judged: list[tuple[float, bool]], one: float, other: float
) -> None:
    found = fit_confidence(judged)
    weaker, stronger = sorted((one, other))
    assert 0 <= found.of(weaker) <= found.of(stronger) < 1


@given(guesses, st.randoms())
def test_the_order_of_guesses_does_not_matter(
    judged: list[tuple[float, bool]], chance: random.Random
) -> None:
    shuffled = chance.sample(judged, len(judged))
    assert fit_confidence(shuffled) == fit_confidence(judged)
