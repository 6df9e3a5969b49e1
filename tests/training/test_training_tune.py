import numpy as np
import pytest

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import SIGNAL_NAMES
from radar_tui.scoring.transformer import Reading
from training.tune import KNOTS, Rows, fit, hats, show_agreeing


def rows(scores: np.ndarray) -> Rows:
    return Rows([""] * len(scores), scores, np.zeros((len(scores), 5)), np.ones(len(scores)), 0)


def test_the_steps_climbed_add_up_to_the_estimate() -> None:
    estimates = np.array([0.0, 7.5, 60.0, 133.0, 200.0])
    assert np.allclose(hats(estimates) @ np.diff(KNOTS), estimates)


def test_what_a_signal_adds_and_what_the_tone_is_worth_are_found_together() -> None:
    generator = np.random.default_rng(1)
    estimates = generator.uniform(0, 200, 4000)
    signals = generator.random((4000, len(SIGNAL_NAMES))) < 0.2
    churn = SIGNAL_NAMES.index(ContributionName.CHURN)
    worth, adds = fit(estimates, signals, rows(0.8 * estimates + 15 * signals[:, churn]))
    assert np.allclose(worth, 0.8 * np.array(KNOTS), atol=2)
    expected = np.zeros(len(SIGNAL_NAMES))
    expected[churn] = 15
    assert np.allclose(adds, expected, atol=1.5)


def test_the_tone_never_falls_as_the_estimate_rises() -> None:
    estimates = np.linspace(0, 200, 400)
    worth, _ = fit(estimates, np.zeros((400, len(SIGNAL_NAMES)), bool), rows(200 - estimates))
    assert (np.diff(worth) > 0).all()


def test_what_the_model_must_agree_with_is_shown_for_each_limit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    churn = ContributionName.CHURN
    readings = [Reading(20.0, {churn: 0.45}), Reading(20.0, {churn: 0.45})]
    told = Rows(
        ["You have rivals.", "You have a map."],
        np.zeros(2),
        np.array([[1.0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0]]),
        np.ones(2),
        0,
    )
    show_agreeing(readings, told)
    lines = capsys.readouterr().out.splitlines()
    assert "churn      agreed above 0.3: precision 1.00 recall 1.00" in lines
    assert "churn      agreed above 0.5: precision nan recall 0.00" in lines
