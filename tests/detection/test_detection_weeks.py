"""How many whole weeks a spike is judged by."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from radar_tui.detection.weeks import WEEK, week_start, weeks_to_read, whole_weeks

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("weeks", "read"),
    [(10, 10), (28, 28), (105, 28), (106, 106), (250, 250), (262, 262), (400, 262)],
)
def test_half_a_year_is_read_and_all_that_a_season_is_found_in_where_there_are_two(
    weeks: int, read: int
) -> None:
    first = week_start(NOW, BERLIN, back=weeks)
    starts = whole_weeks(first, NOW, BERLIN)
    assert len(starts) == read
    assert starts[-1] == week_start(NOW, BERLIN, back=1)
    assert all(
        after.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)
        - before.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None)
        == WEEK
        for before, after in pairwise(starts)
    )


def test_weeks_that_are_judged_themselves_come_besides() -> None:
    half_a_year = week_start(NOW, BERLIN, back=60)
    assert len(whole_weeks(half_a_year, NOW, BERLIN, judged=6)) == 34
    assert len(whole_weeks(week_start(NOW, BERLIN, back=30), NOW, BERLIN, judged=6)) == 30


def test_a_week_in_which_the_history_began_is_no_whole_week() -> None:
    begun = week_start(NOW, BERLIN, back=4) + timedelta(hours=1)
    assert len(whole_weeks(begun, NOW, BERLIN)) == 3
    assert whole_weeks(None, NOW, BERLIN) == []
    assert weeks_to_read(NOW, NOW, BERLIN) == 28
