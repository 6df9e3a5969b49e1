"""How measured values are put into words."""

import pytest

from radar_tui.domain.units import Unit
from radar_tui.reporting.wording import measured_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, Unit.HOURS, "–"),
        (0.0, Unit.HOURS, "0m"),
        (41 / 60, Unit.HOURS, "41m"),
        (0.999, Unit.HOURS, "1h"),
        (2.54, Unit.HOURS, "2.5h"),
        (47.9, Unit.HOURS, "47.9h"),
        (60.0, Unit.HOURS, "2.5d"),
        (0.142, Unit.SHARE, "14.2%"),
        (0.19, Unit.SHARE, "19%"),
        (42.6, Unit.POINTS, "43"),
        (1234.0, Unit.COUNT, "1,234"),
    ],
)
def test_a_metrics_value_is_written_short(value: float | None, unit: Unit, words: str) -> None:
    assert measured_words(value, unit) == words
