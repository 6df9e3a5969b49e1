"""When the evidence of an alert is worse than it was."""

import pytest

from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.worsening import WORSE_POINTS, is_worse, is_worse_score, weighed_value

COUNTED = [
    RuleKind.TICKET_SPIKE,
    RuleKind.CONNECTION_FAILURES,
    RuleKind.REPEAT_ISSUES,
    RuleKind.HIGH_IMPACT_ACCOUNTS,
    RuleKind.OUT_OF_BOUNDS,
    RuleKind.LOG_ANOMALIES,
]


@pytest.mark.parametrize("kind", COUNTED)
@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (2, 3, False),  # half more, but one ticket
        (2, 4, True),
        (8, 9, False),
        (8, 10, True),  # exactly a quarter, exactly two
        (10, 12, False),
        (10, 13, True),
        (19, 27, True),
        (27, 19, False),
        (None, 1, False),
        (None, 2, True),
        (5, None, False),
    ],
)
def test_counts_are_worse_with_a_quarter_and_two_more(
    kind: RuleKind, before: float | None, now: float | None, worse: bool
) -> None:
    assert is_worse(kind, before, now, TEMPLATE_LIMITS) is worse


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (81, 90, False),
        (81, 91, True),
        (115, 120, False),
        (115, 121, True),  # critical
        (58, 60, False),
        (58, 61, True),  # over the review threshold
        (90, 80, False),
        (None, 60, False),
        (None, 61, True),
    ],
)
def test_scores_are_worse_with_ten_points_or_the_next_band(
    before: int | None, now: int, worse: bool
) -> None:
    assert is_worse_score(before, now, TEMPLATE_LIMITS) is worse
    assert is_worse(RuleKind.FRUSTRATION_SCORE, before, now, TEMPLATE_LIMITS) is worse


def test_every_ten_points_and_every_band_are_worse_and_nothing_that_falls_is() -> None:
    for before in range(201):
        for now in range(201):
            higher = TEMPLATE_LIMITS.band(now).rank > TEMPLATE_LIMITS.band(before).rank
            assert is_worse_score(before, now, TEMPLATE_LIMITS) is (
                higher or now - before >= WORSE_POINTS
            )


def test_the_team_s_own_bands_decide() -> None:
    own = BandLimits(neutral=20, mild=90, high=150, review=80)
    assert is_worse_score(61, 62, TEMPLATE_LIMITS) is is_worse_score(61, 62, own) is False
    assert (is_worse_score(59, 61, TEMPLATE_LIMITS), is_worse_score(59, 61, own)) == (True, False)
    assert (is_worse_score(89, 91, TEMPLATE_LIMITS), is_worse_score(89, 91, own)) == (False, True)
    assert is_worse_score(None, 75, TEMPLATE_LIMITS)
    assert not is_worse_score(None, 75, own)


@pytest.mark.parametrize("kind", [RuleKind.CHURN_LANGUAGE, RuleKind.ESCALATION_TRIGGERS])
def test_one_more_such_message_is_worse(kind: RuleKind) -> None:
    assert is_worse(kind, 1, 2, TEMPLATE_LIMITS)
    assert not is_worse(kind, 2, 2, TEMPLATE_LIMITS)


@pytest.mark.parametrize(
    "kind", [RuleKind.SOURCE_SILENCE, RuleKind.MONITORING_ALERTS, RuleKind.UNTAGGED_CLOSED]
)
def test_what_can_only_go_on_is_never_worse(kind: RuleKind) -> None:
    assert not is_worse(kind, 3, 300, TEMPLATE_LIMITS)


def test_every_kind_is_told() -> None:
    for kind in RuleKind:
        assert not is_worse(kind, 100, 100, TEMPLATE_LIMITS)


def test_a_spike_weighs_what_the_last_seven_days_hold() -> None:
    evidence = {"last-7-days": {"count": 14}, "last-24-hours": {"count": 8}}
    assert weighed_value(RuleKind.TICKET_SPIKE, 8, evidence) == 14
    assert weighed_value(RuleKind.TICKET_SPIKE, 8, {}) == 8
    assert weighed_value(RuleKind.REPEAT_ISSUES, 8, evidence) == 8
