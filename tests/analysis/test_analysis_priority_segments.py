"""Segments as rows of the matrix: what their accounts come to together."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.priority import AccountNow, Pattern, PatternKind, prioritise
from radar_tui.analysis.priority_segments import NO_SEGMENT, prioritise_segments
from radar_tui.domain.priority import Override, Priority, PriorityInput, PrioritySettings

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SPIKE = Pattern(PatternKind.SPIKE, "payments", accounts=6, tickets=14)


def account(name: str, segment: str | None = "EMEA", **values: object) -> AccountNow:
    return AccountNow(name, name, segment=segment, **values)  # type: ignore[arg-type]


def only(*accounts: AccountNow, settings: PrioritySettings | None = None) -> Priority:
    (row,) = prioritise_segments(accounts, settings or PrioritySettings())
    return row


def test_revenue_is_summed_and_makes_the_tier() -> None:
    row = only(account("A", arr=60_000), account("B", arr=50_000), account("C"))
    assert (row.arr, row.arr_tier.value, row.accounts) == (110_000, 4, 3)
    assert row.arr_tier.made_by == "2 accounts with ARR 110,000 (tier from 100,000)"


def test_the_tier_is_never_under_the_highest_of_an_account() -> None:
    row = only(account("A", tier=5), account("B", arr=20_000))
    assert (row.arr, row.arr_tier.value) == (20_000, 5)
    assert row.arr_tier.made_by == "the highest tier of its accounts, A"


def test_risk_is_half_the_worst_and_half_the_mean_by_tier() -> None:
    # The mean counts A three times: (3 * 150 + 30) / 4 = 120, so (150 + 120) / 2 = 135.
    row = only(
        account("A", tier=3, score=150), account("B", tier=1, score=30), account("C", tier=5)
    )
    assert row.sentiment_risk.value == 5
    assert row.sentiment_risk.made_by == (
        "score 135: half the worst, A 150, half the mean of 2 accounts, 120"
    )


def test_without_scores_the_risk_is_lowest() -> None:
    assert only(account("A")).sentiment_risk.made_by == "no scored tickets"


def test_a_pattern_spreads_over_the_segment_s_own_accounts() -> None:
    two = only(account("A", patterns=(SPIKE,)), account("B", patterns=(SPIKE,)))
    assert two.pattern_severity.value == 3, "two accounts are no wide spread"
    assert "2 accounts in 7 days" in two.pattern_severity.made_by
    five = only(*(account(name, patterns=(SPIKE,)) for name in "ABCDE"))
    assert five.pattern_severity.value == 4


def test_an_override_stays_with_its_account() -> None:
    override = Override(PriorityInput.SENTIMENT_RISK, 5, "board call")
    row = only(account("A", tier=2, overrides=(override,)))
    assert [one.value for one in row.inputs] == [2, 1, 1]
    assert all(one.override is None for one in row.inputs)


def test_accounts_without_a_segment_are_a_row_of_their_own() -> None:
    rows = prioritise_segments([account("A", tier=5), account("B", None), account("C", None)])
    assert [(row.key, row.name, row.segment, row.accounts) for row in rows] == [
        ("EMEA", "EMEA", "EMEA", 1),
        ("", NO_SEGMENT, None, 2),
    ]


accounts = st.builds(
    account,
    st.text("ABC", min_size=1, max_size=3),
    arr=st.none() | st.floats(0, 1e6),
    tier=st.none() | st.integers(1, 5),
    score=st.none() | st.integers(0, 200),
    patterns=st.sampled_from([(), (SPIKE,)]),
)


@given(accounts)
def test_a_segment_of_one_account_is_as_urgent_as_the_account(one: AccountNow) -> None:
    (row,) = prioritise([one], as_of=NOW)
    segment = only(one)
    # A given tier wins over revenue for an account, but cannot lower that of its segment.
    assert segment.arr_tier.value >= row.arr_tier.value
    assert segment.sentiment_risk.value == row.sentiment_risk.value


@given(st.lists(accounts, min_size=1, max_size=8))
def test_every_account_is_in_one_segment_and_the_risk_between_mean_and_worst(
    many: list[AccountNow],
) -> None:
    row = only(*many)
    assert row.accounts == len(many)
    rows = prioritise(many, as_of=NOW)
    assert row.sentiment_risk.value <= max(one.sentiment_risk.value for one in rows)
    assert row.arr_tier.value >= max(one.arr_tier.value for one in rows)
