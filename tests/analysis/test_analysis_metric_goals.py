"""Baselines and targets as teams write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.metric_goals import meets, read_goal
from radar_tui.analysis.metrics import MetricKey
from radar_tui.domain.units import Unit
from radar_tui.services.playbook import shipped_playbook

HOURS, SHARE, COUNT, POINTS = (
    Unit.HOURS,
    Unit.SHARE,
    Unit.COUNT,
    Unit.POINTS,
)
TTD, PREVENTED = MetricKey.TIME_TO_DETECT, MetricKey.PREVENTED_ESCALATIONS


@pytest.mark.parametrize(
    ("written", "unit", "limit", "per", "words"),
    [
        ("3 hrs", HOURS, 3, None, "3h"),
        ("<1 hr", HOURS, 1, None, "<1h"),
        ("45 min", HOURS, 0.75, None, "45m"),
        ("2 days", HOURS, 48, None, "2d"),
        ("18%", SHARE, 0.18, None, "18%"),
        ("<= 12.5 %", SHARE, 0.125, None, "≤12.5%"),
        ("48", POINTS, 48, None, "48"),
        ("6/mo", COUNT, 6, "mo", "6/mo"),
        ("> 3 / Week", COUNT, 3, "wk", ">3/wk"),
    ],
)
def test_a_goal_is_read_in_the_metrics_own_unit(
    written: str, unit: Unit, limit: float, per: str | None, words: str
) -> None:
    goal = read_goal(written, unit)
    assert goal is not None
    assert (goal.limit, goal.per, goal.words) == (pytest.approx(limit), per, words)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("soon", HOURS),
        ("", COUNT),
        ("3", HOURS),
        ("3 hrs", SHARE),
        ("0.18", SHARE),
        ("12%", COUNT),
        ("6/sprint", COUNT),
        ("1 2", COUNT),
        ("-3", COUNT),
        ("9" * 400, COUNT),
    ],
)
def test_what_is_no_number_of_the_unit_is_no_goal(written: str, unit: Unit) -> None:
    assert read_goal(written, unit) is None


@given(st.text(max_size=30), st.sampled_from(list(Unit)))
def test_any_words_are_read_or_left(written: str, unit: Unit) -> None:
    goal = read_goal(written, unit)
    assert goal is None or goal.limit >= 0


@pytest.mark.parametrize(
    ("target", "unit", "key", "value", "met"),
    [
        ("<1 hr", HOURS, TTD, 1.0, False),
        ("<1 hr", HOURS, TTD, 0.99, True),
        ("1 hr", HOURS, TTD, 1.0, True),
        ("12%", SHARE, MetricKey.ESCALATION_RATE, 3 / 25, True),
        ("12%", SHARE, MetricKey.ESCALATION_RATE, 0.121, False),
        ("10/mo", COUNT, PREVENTED, 10, True),
        ("10/mo", COUNT, PREVENTED, 9, False),
        (">10/mo", COUNT, PREVENTED, 10, False),
        (">10/mo", COUNT, PREVENTED, 11, True),
        ("≥10", COUNT, PREVENTED, 10, True),
        ("<=3", COUNT, MetricKey.TICKET_SPIKES, 3, True),
    ],
)
def test_less_is_better_unless_the_metric_or_the_sign_says_otherwise(
    target: str, unit: Unit, key: MetricKey, value: float, met: bool
) -> None:
    goal = read_goal(target, unit)
    assert goal is not None
    assert meets(value, goal, key) is met


def test_every_goal_of_the_shipped_playbook_can_be_read() -> None:
    units = {
        MetricKey.TIME_TO_DETECT: HOURS,
        MetricKey.TIME_TO_MITIGATE: HOURS,
        MetricKey.REPEAT_RATE: SHARE,
        MetricKey.ESCALATION_RATE: SHARE,
        MetricKey.FRUSTRATION_AVERAGE: POINTS,
        MetricKey.TICKET_SPIKES: COUNT,
        MetricKey.PREVENTED_ESCALATIONS: COUNT,
    }
    for plan in shipped_playbook().metrics.table:
        for written in (plan.baseline, plan.target):
            assert written is None or read_goal(written, units[MetricKey(plan.key)]), plan.key
