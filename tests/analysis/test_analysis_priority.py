from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.priority import (
    AccountNow,
    Pattern,
    PatternKind,
    arr_tier,
    pattern_severity,
    prioritise,
    sentiment_risk,
    weighted_total,
)
from radar_tui.domain.priority import (
    Override,
    PriorityAction,
    PriorityInput,
    PrioritySettings,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEFAULTS = PrioritySettings()
SPIKE = Pattern(PatternKind.SPIKE, "payments", accounts=6, tickets=14)
SMALL_SPIKE = Pattern(PatternKind.SPIKE, "exports", accounts=2, tickets=5)
REPEAT = Pattern(PatternKind.REPEAT, "token-expired", accounts=3, tickets=6)
inputs = st.integers(1, 5)
weights = st.floats(0, 10)


@pytest.mark.parametrize(
    ("arr", "tier"),
    [(0, 1), (9_999, 1), (10_000, 2), (50_000, 3), (100_000, 4), (249_999, 4), (250_000, 5)],
)
def test_the_tier_follows_from_arr(arr: float, tier: int) -> None:
    assert arr_tier(AccountNow("a", "Acme", arr=arr), DEFAULTS)[0] == tier


def test_a_given_tier_wins_and_an_unknown_one_says_so() -> None:
    assert arr_tier(AccountNow("a", "Acme", arr=1, tier=5), DEFAULTS) == (
        5,
        "tier 5 from the account list",
    )
    assert arr_tier(AccountNow("a", "Acme"), DEFAULTS) == (1, "neither tier nor ARR known")
    assert arr_tier(AccountNow("a", "Acme", arr=310_000), DEFAULTS)[1] == (
        "ARR 310,000 (tier from 250,000)"
    )
    with pytest.raises(ValueError, match="1-5"):
        arr_tier(AccountNow("a", "Acme", tier=6), DEFAULTS)


@pytest.mark.parametrize(
    ("score", "risk"),
    [(None, 1), (0, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5),
     (200, 5)],
)  # fmt: skip
def test_sentiment_risk_follows_the_bands(score: int | None, risk: int) -> None:
    assert sentiment_risk(AccountNow("a", "Acme", score=score), DEFAULTS)[0] == risk


@pytest.mark.parametrize(
    ("patterns", "severity"),
    [
        ((), 1),
        ((REPEAT,), 2),
        ((SMALL_SPIKE,), 3),
        ((SMALL_SPIKE, SMALL_SPIKE), 3),
        ((SPIKE,), 4),
        ((SMALL_SPIKE, REPEAT), 4),
        ((SPIKE, REPEAT), 5),
    ],
)
def test_patterns_weigh_more_when_wide_and_when_together(
    patterns: tuple[Pattern, ...], severity: int
) -> None:
    assert pattern_severity(patterns)[0] == severity


def test_every_input_says_what_made_it() -> None:
    account = AccountNow(
        "acme", "ACME", arr=310_000, score=138, open_tickets=3, why="“cancelling”",
        patterns=(SPIKE, REPEAT),
    )  # fmt: skip
    (row,) = prioritise([account], as_of=NOW)
    assert [value.made_by for value in row.inputs] == [
        "ARR 310,000 (tier from 250,000)",
        "account score 138, 3 open tickets: “cancelling”",
        "token-expired repeat (6 tickets, 3 accounts in 7 days), "
        "payments spike (14 tickets, 6 accounts in 7 days)",
    ]
    assert (row.total, row.action) == (15, PriorityAction.OUTREACH)


def test_rows_are_sorted_by_total_then_revenue_then_name() -> None:
    rows = prioritise(
        [
            AccountNow("1", "Zeta", arr=20_000),
            AccountNow("2", "Beta", arr=20_000),
            AccountNow("3", "Gamma", arr=30_000),
            AccountNow("4", "Small", arr=100, score=150, patterns=(SPIKE,)),
            AccountNow("5", "Unknown"),
        ],
        as_of=NOW,
    )
    assert [row.name for row in rows] == ["Small", "Gamma", "Beta", "Zeta", "Unknown"]


def test_an_override_replaces_an_input_until_it_expires() -> None:
    override = Override(
        PriorityInput.SENTIMENT_RISK, 5, "board call next week", NOW + timedelta(days=7)
    )
    account = AccountNow("a", "Acme", tier=5, score=10, overrides=(override,))
    (now,) = prioritise([account], as_of=NOW)
    (later,) = prioritise([account], as_of=NOW + timedelta(days=7))
    assert (now.sentiment_risk.value, now.sentiment_risk.computed, now.total) == (5, 1, 11)
    assert now.sentiment_risk.override == override
    assert (later.sentiment_risk.value, later.sentiment_risk.override, later.total) == (1, None, 7)


def test_weights_shift_the_total_on_the_same_scale() -> None:
    heavy = PrioritySettings(arr_weight=2, sentiment_weight=1, pattern_weight=1)
    assert weighted_total((5, 1, 1), DEFAULTS) == 7
    assert weighted_total((5, 1, 1), heavy) == 9
    assert weighted_total((4, 5, 5), PrioritySettings(sentiment_weight=0)) == 14


@given(inputs, inputs, inputs)
def test_with_equal_weights_the_total_is_the_sum(arr: int, sentiment: int, pattern: int) -> None:
    assert weighted_total((arr, sentiment, pattern), DEFAULTS) == arr + sentiment + pattern


@given(inputs, inputs, inputs, weights, weights, weights.filter(lambda weight: weight > 0.01))
def test_the_total_stays_on_the_scale_and_rises_with_its_inputs(
    arr: int, sentiment: int, pattern: int, first: float, second: float, third: float
) -> None:
    settings = PrioritySettings(first, second, third)
    total = weighted_total((arr, sentiment, pattern), settings)
    assert 3 <= total <= 15
    assert total <= weighted_total((min(5, arr + 1), sentiment, pattern), settings)
