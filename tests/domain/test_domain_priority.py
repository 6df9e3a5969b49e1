from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.domain.priority import (
    Override,
    PriorityAction,
    PriorityInput,
    PrioritySettings,
)


@pytest.mark.parametrize(
    ("total", "action"),
    [
        (3, PriorityAction.STANDARD),
        (7, PriorityAction.STANDARD),
        (8, PriorityAction.MONITOR),
        (11, PriorityAction.MONITOR),
        (12, PriorityAction.OUTREACH),
        (15, PriorityAction.OUTREACH),
    ],
)
def test_totals_call_for_the_templates_actions(total: int, action: PriorityAction) -> None:
    assert PrioritySettings().action(total) is action


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arr_weight": -1.0}, "weights"),
        ({"arr_weight": 0.0, "sentiment_weight": 0.0, "pattern_weight": 0.0}, "weights"),
        ({"arr_weight": float("inf")}, "weights"),
        ({"outreach_from": 8}, "cut-offs"),
        ({"monitor_from": 3}, "cut-offs"),
        ({"outreach_from": 16}, "cut-offs"),
        ({"tier_limits": (1.0, 2.0, 3.0)}, "tier limits"),
        ({"risk_steps": (30, 30, 90, 120)}, "risk steps"),
        ({"wide_spread": 0}, "spread"),
        ({"unknown_tier": 6}, "1-5"),
    ],
)
def test_settings_that_make_no_sense_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PrioritySettings(**change)  # type: ignore[arg-type]


def test_an_override_counts_until_it_expires() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    override = Override(PriorityInput.ARR_TIER, 5, "renewal", now)
    assert override.applies(now - timedelta(seconds=1))
    assert not override.applies(now)
    assert Override(PriorityInput.ARR_TIER, 5, "renewal").applies(now)


def test_an_override_needs_a_reason_and_stays_on_the_scale() -> None:
    with pytest.raises(ValueError, match="reason"):
        Override(PriorityInput.ARR_TIER, 5, "  ")
    with pytest.raises(ValueError, match="1-5"):
        Override(PriorityInput.ARR_TIER, 6, "renewal")
