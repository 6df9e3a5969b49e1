import math
import random

import pytest

from radar_tui.detection.log_linear import CountRows, fit_log_linear, score_statistics

STEPS = [float(step) for step in range(40)]
WAVE = [math.sin(step / 5) for step in STEPS]


def rows(counts: list[float], *columns: list[float]) -> CountRows:
    return CountRows(counts, columns, [1.0] * len(counts))


def test_a_curve_without_noise_is_found_as_it_is() -> None:
    counts = [
        math.exp(1 + 0.05 * step + 0.4 * wave) for step, wave in zip(STEPS, WAVE, strict=True)
    ]
    fit = fit_log_linear(rows(counts, STEPS, WAVE))
    assert fit is not None
    assert fit.coefficients == pytest.approx((0.05, 0.4), abs=1e-6)
    assert fit.fitted == pytest.approx(counts)
    assert fit.dispersion == 1


def test_exposures_are_expected_in_proportion() -> None:
    exposures = [1 + step / 10 for step in STEPS]
    counts = [
        exposure * math.exp(0.03 * step) for step, exposure in zip(STEPS, exposures, strict=True)
    ]
    fit = fit_log_linear(CountRows(counts, [STEPS], exposures))
    assert fit is not None
    assert fit.coefficients == pytest.approx((0.03,), abs=1e-6)


def test_the_fit_is_the_most_likely_one() -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="scipy comes with the training extra")
    stream = random.Random(20261123)
    counts = [float(stream.randint(0, 9)) for _ in STEPS]

    def unlikely(values: list[float]) -> float:
        level, slope, wave = values
        logs = [level + slope * x + wave * y for x, y in zip(STEPS, WAVE, strict=True)]
        return sum(math.exp(log) - count * log for log, count in zip(logs, counts, strict=True))

    best = optimize.minimize(unlikely, [1.0, 0.0, 0.0], method="BFGS", tol=1e-10)
    fit = fit_log_linear(rows(counts, STEPS, WAVE))
    assert fit is not None
    assert fit.coefficients == pytest.approx(best.x[1:], abs=1e-4)


def test_the_covariance_is_that_of_the_whole_model() -> None:
    numpy = pytest.importorskip("numpy", reason="numpy comes with torch")
    counts = [float(3 + place % 5) for place in range(40)]
    fit = fit_log_linear(rows(counts, STEPS, WAVE))
    assert fit is not None
    design = numpy.column_stack([[1.0] * 40, STEPS, WAVE])
    whole = numpy.linalg.inv(design.T @ (numpy.array(fit.fitted)[:, None] * design))
    assert numpy.allclose(numpy.array(fit.covariance), whole[1:, 1:], rtol=1e-6)


def test_what_explains_nothing_is_not_fitted() -> None:
    assert fit_log_linear(rows([3.0] * 40, [1.0] * 40)) is None
    assert fit_log_linear(rows([0.0] * 40, STEPS)) is None
    assert score_statistics(rows([0.0] * 40, STEPS)) == [0.0]


def test_a_step_from_nothing_stays_finite() -> None:
    fit = fit_log_linear(rows([0.0] * 39 + [50.0], STEPS))
    assert fit is not None
    assert all(map(math.isfinite, fit.fitted))


def test_the_score_test_grows_with_what_is_explained() -> None:
    steep = rows([math.exp(0.05 * step) for step in STEPS], STEPS, WAVE)
    level = rows([5.0, 4.0] * 20, STEPS, WAVE)
    first, both = score_statistics(steep)
    assert first > 20
    assert both >= first
    assert score_statistics(level)[-1] < 1
