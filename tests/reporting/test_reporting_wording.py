"""How measured values are put into words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from radar_tui.domain.units import Unit
from radar_tui.reporting.wording import measured_words, moment_words, working_wait


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


@pytest.mark.parametrize(
    ("hours", "days", "words"),
    [
        (None, None, "nobody waits"),
        (1.0, 0.1, "waiting 1 working hour"),
        (17.5, 1.9, "waiting 17.5 working hours"),
        (18.0, 2.0, "waiting 18 working hours (2d)"),
    ],
)
def test_a_wait_is_told_in_hours_and_as_tables_do(
    hours: float | None, days: float | None, words: str
) -> None:
    assert working_wait(hours, days) == words


def test_a_moment_names_its_zone() -> None:
    at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert moment_words(at, ZoneInfo("Asia/Tokyo")) == "Tue 24 Nov 09:00 JST"
