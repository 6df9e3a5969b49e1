"""Segments as rows of the priority matrix: what their accounts come to together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from radar_tui.analysis.priority import (
    AccountNow,
    Pattern,
    arr_tier,
    counted,
    pattern_severity,
    ranked,
    risk_of_score,
    tier_of_arr,
    weighted_total,
)
from radar_tui.domain.priority import (
    DEFAULT_PRIORITY_SETTINGS,
    LOWEST_INPUT,
    InputValue,
    Priority,
    PriorityInput,
    PrioritySettings,
)

NO_SEGMENT = "no segment"


def prioritise_segments(
    accounts: Iterable[AccountNow], settings: PrioritySettings = DEFAULT_PRIORITY_SETTINGS
) -> list[Priority]:
    """Make a row of each segment; accounts that have none are a row of their own.

    Overrides say something about one account, so they do not spread to its segment.
    """
    by_segment: dict[str, list[AccountNow]] = defaultdict(list)
    for account in accounts:
        by_segment[account.segment or ""].append(account)
    return ranked(_row(name, members, settings) for name, members in by_segment.items())


def _row(name: str, members: Sequence[AccountNow], settings: PrioritySettings) -> Priority:
    arr, tier = segment_tier(members, settings)
    risk = segment_risk(members, settings)
    severity = pattern_severity(_patterns(members), settings)
    total = weighted_total((tier[0], risk[0], severity[0]), settings)
    return Priority(
        key=name,
        name=name or NO_SEGMENT,
        arr=arr,
        arr_tier=_input(PriorityInput.ARR_TIER, tier),
        sentiment_risk=_input(PriorityInput.SENTIMENT_RISK, risk),
        pattern_severity=_input(PriorityInput.PATTERN_SEVERITY, severity),
        total=total,
        action=settings.action(total),
        segment=name or None,
        accounts=len(members),
    )


def segment_tier(
    members: Sequence[AccountNow], settings: PrioritySettings
) -> tuple[float | None, tuple[int, str]]:
    """The revenue of a segment, its ARR tier, and what made it.

    The tier is that of the summed revenue, and never under the highest tier of an account: what
    the account list says of one holds for the group that it is in.
    """
    known = [account.arr for account in members if account.arr is not None]
    arr = sum(known) if known else None
    highest = max(members, key=lambda one: (arr_tier(one, settings)[0], one.arr or 0.0, one.name))
    tier = arr_tier(highest, settings)[0]
    if arr is not None:
        summed, words = tier_of_arr(arr, settings)
        if summed >= tier:
            return arr, (summed, f"{counted(len(known), 'account')} with {words}")
    return arr, (tier, f"the highest tier of its accounts, {highest.name}")


def segment_risk(members: Sequence[AccountNow], settings: PrioritySettings) -> tuple[int, str]:
    """The sentiment risk of a segment, and what made it.

    Its score is half that of the worst account and half the mean of all accounts with a score,
    which count by their ARR tier: one angry customer shows, and so does a mood.
    """
    scored = [(account, account.score) for account in members if account.score is not None]
    if not scored:
        return LOWEST_INPUT, "no scored tickets"
    worst, highest = max(scored, key=lambda one: (one[1], one[0].name))
    weights = [arr_tier(account, settings)[0] for account, _ in scored]
    mean = sum(weight * score for weight, (_, score) in zip(weights, scored, strict=True)) / sum(
        weights
    )
    score = int((highest + mean) / 2 + 0.5)
    words = (
        f"score {score}: half the worst, {worst.name} {highest}, half the mean of "
        f"{counted(len(scored), 'account')}, {mean:.0f}"
    )
    return risk_of_score(score, settings), words


def _patterns(members: Sequence[AccountNow]) -> tuple[Pattern, ...]:
    """The patterns that touch a segment, each with how many of its own accounts it touches."""
    touched: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for account in members:
        for pattern in account.patterns:
            touched[pattern.kind, pattern.name].append(pattern)
    return tuple(replace(each[0], accounts=len(each)) for each in touched.values())


def _input(name: PriorityInput, made: tuple[int, str]) -> InputValue:
    value, made_by = made
    return InputValue(name, value, made_by, value)


def rows_of_segment(rows: Iterable[Priority], segment: str) -> list[Priority]:
    """Keep the accounts of one segment, blank for those that have none, in their order."""
    return [row for row in rows if (row.segment or "") == segment]
