"""When data are too old to steer by."""

from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.domain.freshness import Freshness

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "usual", "stale"),
    [
        (HOUR, HOUR, False),
        (2 * HOUR, HOUR, False),
        (3 * HOUR, HOUR, True),
        (3 * HOUR, 24 * HOUR, False),
    ],
)
def test_data_are_stale_after_two_usual_intervals(
    age: timedelta, usual: timedelta, stale: bool
) -> None:
    freshness = Freshness(NOW - age, usual)
    assert freshness.behind(NOW) == age
    assert freshness.is_stale(NOW) is stale


def test_a_source_without_data_is_stale() -> None:
    assert Freshness(None).is_stale(NOW)
    assert Freshness(None).behind(NOW) is None
