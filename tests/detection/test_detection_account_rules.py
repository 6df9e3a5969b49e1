"""Several high-impact accounts on one feature area."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.detection.account_rules import EARLIER_SPANS, history_needed, observe_high_impact
from radar_tui.detection.facts import AreaTicket
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(**values: object) -> Rule:
    fields: dict[str, object] = {
        "key": "high-impact-accounts",
        "kind": RuleKind.HIGH_IMPACT_ACCOUNTS,
        "title": "High-impact customers",
        "threshold": 2,
        "window": DAY,
        "min_tier": 4,
        "action": "Thread",
        "owner": "Support Ops",
    }
    return Rule(**(fields | values))  # type: ignore[arg-type]


def ticket(
    account: str, ago: timedelta = timedelta(hours=1), *, tier: int = 5, area: str = "payments"
) -> AreaTicket:
    return AreaTicket(area, f"zendesk/{account}-{ago}", NOW - ago, account, tier)


def days_of(accounts: int) -> list[AreaTicket]:
    """So many accounts with a ticket each on every day before the last one."""
    return [
        ticket(f"Usual {number}", DAY * day + timedelta(hours=2))
        for day in range(1, EARLIER_SPANS + 1)
        for number in range(accounts)
    ]


def test_three_large_accounts_on_one_area_hold() -> None:
    hour = timedelta(hours=1)
    (seen,) = observe_high_impact(
        [ticket("Corvid", 3 * hour), ticket("Acme", 2 * hour), ticket("Globex", hour)], rule(), NOW
    )
    assert seen.labels == (("feature-area", "payments"),)
    assert (seen.value, seen.holds) == (3, True)
    assert seen.began_at == NOW - 3 * hour
    assert seen.evidence["accounts"] == ["Corvid", "Acme", "Globex"]
    assert seen.evidence["min-tier"] == 4


def test_two_accounts_however_loud_do_not() -> None:
    tickets = [ticket(name, timedelta(minutes=n)) for n in range(1, 9) for name in ("A", "B")]
    (seen,) = observe_high_impact(tickets, rule(), NOW)
    assert (seen.value, seen.holds) == (2, False)


def test_smaller_accounts_and_other_areas_do_not_count() -> None:
    tickets = [
        ticket("A"),
        ticket("B"),
        ticket("C", tier=3),
        ticket("D", area="exports"),
        ticket("E", DAY),
    ]
    seen = {
        dict(one.labels)["feature-area"]: one for one in observe_high_impact(tickets, rule(), NOW)
    }
    assert {area: one.value for area, one in seen.items()} == {"payments": 2, "exports": 1}
    assert not any(one.holds for one in seen.values())


def test_what_an_area_has_every_day_is_no_alert() -> None:
    today = [ticket(f"Account {number}") for number in range(6)]
    (calm,) = observe_high_impact([*today, *days_of(5)], rule(), NOW)
    assert (calm.value, calm.holds, calm.still_holds) == (6, False, False)
    (loud,) = observe_high_impact([*today, *days_of(0)], rule(), NOW)
    assert loud.holds
    rising = [ticket(f"Account {number}") for number in range(20)]
    (rise,) = observe_high_impact([*rising, *days_of(5)], rule(), NOW)
    assert rise.holds


def test_without_a_history_the_threshold_decides_alone() -> None:
    tickets = [ticket(name) for name in "ABC"]
    (seen,) = observe_high_impact(tickets, rule(), NOW)
    assert seen.holds


def test_it_looks_back_as_far_as_it_says() -> None:
    assert history_needed(rule()) == DAY * (EARLIER_SPANS + 1)
    older = [ticket(name, history_needed(rule())) for name in "ABCDEFGH"]
    recent = [ticket(name) for name in "ABC"]
    (with_older,) = observe_high_impact([*recent, *older], rule(), NOW)
    (without,) = observe_high_impact(recent, rule(), NOW)
    assert with_older == without


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 400), st.sampled_from("ABCDEFG"))))
def test_holding_means_over_the_threshold_and_stays_within_the_clear_level(
    drawn: list[tuple[int, int, str]],
) -> None:
    tickets = [ticket(name, timedelta(hours=hours), tier=tier) for tier, hours, name in drawn]
    for seen in observe_high_impact(tickets, rule(), NOW):
        inside = {one.account for one in tickets if one.tier >= 4 and NOW - DAY < one.at <= NOW}
        assert seen.value == len(inside)
        assert not seen.holds or (len(inside) > 2 and seen.still_holds)
