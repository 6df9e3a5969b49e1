"""From what is known of each account to the rows of the priority matrix."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_tui.domain.priority import (
    DEFAULT_PRIORITY_SETTINGS,
    HIGHEST_INPUT,
    HIGHEST_TOTAL,
    LOWEST_INPUT,
    LOWEST_TOTAL,
    InputValue,
    Override,
    Priority,
    PriorityInput,
    PrioritySettings,
)


class PatternKind(StrEnum):
    """What kind of systemic problem touches an account."""

    SPIKE = "spike"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A firing spike or an over-threshold repeat issue that touches an account.

    `name` is the feature area or root cause, `accounts` how many accounts it touches in all,
    `tickets` how many tickets it has in its window of `days`.
    """

    kind: PatternKind
    name: str
    accounts: int
    tickets: int
    days: int = 7


@dataclass(frozen=True, slots=True)
class AccountNow:
    """What the matrix needs to know of one account.

    `tier` wins over `arr`. `score` is the account's roll-up, 0-200, None where nothing is scored.
    `open_tickets` and `why` explain the score.
    """

    key: str
    name: str
    arr: float | None = None
    tier: int | None = None
    score: int | None = None
    open_tickets: int = 0
    why: str | None = None
    patterns: tuple[Pattern, ...] = ()
    overrides: tuple[Override, ...] = ()
    segment: str | None = None


_BASE_SEVERITY = {PatternKind.SPIKE: 3, PatternKind.REPEAT: 2}


def prioritise(
    accounts: Iterable[AccountNow],
    settings: PrioritySettings = DEFAULT_PRIORITY_SETTINGS,
    *,
    as_of: datetime,
) -> list[Priority]:
    """Make the rows of the matrix: highest total first, then most revenue, then by name."""
    return ranked(_priority(account, settings, as_of) for account in accounts)


def ranked(rows: Iterable[Priority]) -> list[Priority]:
    """Order the rows of the matrix: highest total first, then most revenue, then by name."""
    return sorted(rows, key=lambda row: (-row.total, -(row.arr or 0.0), row.name, row.key))


def _priority(account: AccountNow, settings: PrioritySettings, as_of: datetime) -> Priority:
    arr = _input(PriorityInput.ARR_TIER, arr_tier(account, settings), account, as_of)
    sentiment = _input(
        PriorityInput.SENTIMENT_RISK, sentiment_risk(account, settings), account, as_of
    )
    pattern = _input(
        PriorityInput.PATTERN_SEVERITY, pattern_severity(account.patterns, settings), account, as_of
    )
    total = weighted_total((arr.value, sentiment.value, pattern.value), settings)
    return Priority(
        key=account.key,
        name=account.name,
        arr=account.arr,
        arr_tier=arr,
        sentiment_risk=sentiment,
        pattern_severity=pattern,
        total=total,
        action=settings.action(total),
        segment=account.segment,
    )


def _input(
    name: PriorityInput, computed: tuple[int, str], account: AccountNow, as_of: datetime
) -> InputValue:
    value, made_by = computed
    given = [own for own in account.overrides if own.input is name]
    valid = [own for own in given if own.applies(as_of)]
    if valid:
        return InputValue(name, valid[-1].value, made_by, value, override=valid[-1])
    return InputValue(name, value, made_by, value, expired=given[-1] if given else None)


def arr_tier(account: AccountNow, settings: PrioritySettings) -> tuple[int, str]:
    """The account's ARR tier and what made it.

    Raises:
        ValueError: a given tier outside 1-5.
    """
    if account.tier is not None:
        if not LOWEST_INPUT <= account.tier <= HIGHEST_INPUT:
            raise ValueError(f"an ARR tier must lie in 1-5, found {account.tier}")
        return account.tier, f"tier {account.tier} from the account list"
    if account.arr is None:
        return settings.unknown_tier, "neither tier nor ARR known"
    return tier_of_arr(account.arr, settings)


def tier_of_arr(arr: float, settings: PrioritySettings) -> tuple[int, str]:
    """The tier that a yearly revenue begins, and what made it."""
    tier = LOWEST_INPUT + sum(arr >= limit for limit in settings.tier_limits)
    if tier == LOWEST_INPUT:
        return tier, f"ARR {arr:,.0f} (under {settings.tier_limits[0]:,.0f})"
    return tier, f"ARR {arr:,.0f} (tier from {settings.tier_limits[tier - 2]:,.0f})"


def sentiment_risk(account: AccountNow, settings: PrioritySettings) -> tuple[int, str]:
    """The account's sentiment risk by its score, and what made it."""
    if account.score is None:
        return LOWEST_INPUT, "no scored tickets"
    risk = risk_of_score(account.score, settings)
    made_by = f"account score {account.score}, {counted(account.open_tickets, 'open ticket')}"
    return risk, f"{made_by}: {account.why}" if account.why else made_by


def risk_of_score(score: int, settings: PrioritySettings) -> int:
    """The sentiment risk that a score stands for."""
    return LOWEST_INPUT + sum(score > step for step in settings.risk_steps)


def pattern_severity(
    patterns: Sequence[Pattern], settings: PrioritySettings = DEFAULT_PRIORITY_SETTINGS
) -> tuple[int, str]:
    """How systemic the patterns are that touch an account, and what made it.

    A repeat issue is 2, a spike 3; one more where the pattern spreads over many accounts; one more
    where a spike and a repeat issue come together.
    """
    if not patterns:
        return LOWEST_INPUT, "no pattern touches this account"
    strongest = max(
        _BASE_SEVERITY[pattern.kind] + (pattern.accounts >= settings.wide_spread)
        for pattern in patterns
    )
    together = len({pattern.kind for pattern in patterns}) > 1
    parts = [
        f"{pattern.name} {pattern.kind.value} ({counted(pattern.tickets, 'ticket')}, "
        f"{counted(pattern.accounts, 'account')} in {counted(pattern.days, 'day')})"
        for pattern in sorted(patterns, key=lambda each: (each.kind.value, each.name))
    ]
    return min(HIGHEST_INPUT, strongest + together), ", ".join(parts)


def weighted_total(values: tuple[int, int, int], settings: PrioritySettings) -> int:
    """Add up the inputs by their relative weights, rounded half up, on the 3-15 scale."""
    weights = settings.weights
    products = sum(weight * value for weight, value in zip(weights, values, strict=True))
    total = len(weights) * products / sum(weights)
    return max(LOWEST_TOTAL, min(HIGHEST_TOTAL, math.floor(total + 0.5 + 1e-9)))


def counted(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
