"""The priority matrix: who gets proactive help first (template section 10)."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

LOWEST_INPUT = 1
HIGHEST_INPUT = 5
LOWEST_TOTAL = 3
HIGHEST_TOTAL = 15


class PriorityInput(StrEnum):
    """The three inputs of the matrix."""

    ARR_TIER = "arr-tier"
    SENTIMENT_RISK = "sentiment-risk"
    PATTERN_SEVERITY = "pattern-severity"

    @property
    def words(self) -> str:
        """The input as tables and sentences name it."""
        return _INPUT_WORDS[self]


class PriorityAction(StrEnum):
    """What a total calls for."""

    OUTREACH = "outreach"
    MONITOR = "monitor"
    STANDARD = "standard"

    @property
    def words(self) -> str:
        """The template's words for the action."""
        return _ACTION_WORDS[self]


_INPUT_WORDS = {
    PriorityInput.ARR_TIER: "ARR tier",
    PriorityInput.SENTIMENT_RISK: "sentiment risk",
    PriorityInput.PATTERN_SEVERITY: "pattern severity",
}
_ACTION_WORDS = {
    PriorityAction.OUTREACH: "Immediate proactive outreach and Eng escalation",
    PriorityAction.MONITOR: "Monitor and preventative comms and macro/KB update",
    PriorityAction.STANDARD: "Standard handling and track for trends",
}


@dataclass(frozen=True, slots=True)
class PrioritySettings:
    """Weights, cut-offs and steps of the matrix.

    `tier_limits` are the yearly revenue from which tiers 2, 3, 4 and 5 begin. `risk_steps` are the
    account scores above which sentiment risk is 2, 3, 4 and 5: the template's bands, with high
    frustration (61-120) halved. `wide_spread` is the number of accounts from which a pattern counts
    as systemic. Weights are relative: the total stays on the 3-15 scale.

    Raises:
        ValueError: limits that do not rise, weights that cannot weigh, cut-offs off the scale.
    """

    arr_weight: float = 1.0
    sentiment_weight: float = 1.0
    pattern_weight: float = 1.0
    outreach_from: int = 12
    monitor_from: int = 8
    tier_limits: tuple[float, ...] = (10_000, 50_000, 100_000, 250_000)
    risk_steps: tuple[int, ...] = (30, 60, 90, 120)
    wide_spread: int = 5
    unknown_tier: int = 1

    def __post_init__(self) -> None:
        weights = self.weights
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not sum(weights):
            raise ValueError("weights must be 0 or more, and not all 0")
        if not LOWEST_TOTAL < self.monitor_from < self.outreach_from <= HIGHEST_TOTAL:
            raise ValueError("cut-offs must rise within 4-15: first monitor, then outreach")
        for name, steps in (("tier limits", self.tier_limits), ("risk steps", self.risk_steps)):
            if len(steps) != 4 or any(low >= high for low, high in pairwise(steps)):
                raise ValueError(f"{name} must be four rising numbers, found {steps}")
        if self.wide_spread < 1:
            raise ValueError("a wide spread begins with one account or more")
        if not LOWEST_INPUT <= self.unknown_tier <= HIGHEST_INPUT:
            raise ValueError("the tier of accounts without revenue must lie in 1-5")

    @property
    def weights(self) -> tuple[float, float, float]:
        """The weights of ARR tier, sentiment risk and pattern severity."""
        return (self.arr_weight, self.sentiment_weight, self.pattern_weight)

    def action(self, total: int) -> PriorityAction:
        """Name what a total calls for."""
        if total >= self.outreach_from:
            return PriorityAction.OUTREACH
        return PriorityAction.MONITOR if total >= self.monitor_from else PriorityAction.STANDARD


DEFAULT_PRIORITY_SETTINGS = PrioritySettings()


@dataclass(frozen=True, slots=True)
class Override:
    """The lead's own value for one input, with the reason, until it expires (never where None).

    `by` is who set it.

    Raises:
        ValueError: a value outside 1-5, or no reason.
    """

    input: PriorityInput
    value: int
    reason: str
    expires_at: datetime | None = None
    by: str = ""

    def __post_init__(self) -> None:
        if not LOWEST_INPUT <= self.value <= HIGHEST_INPUT:
            raise ValueError(f"an override must lie in 1-5, found {self.value}")
        if not self.reason.strip():
            raise ValueError("an override needs a reason")

    def applies(self, as_of: datetime) -> bool:
        """Whether the override still counts."""
        return self.expires_at is None or as_of < self.expires_at


@dataclass(frozen=True, slots=True)
class InputValue:
    """One input of one row: its value, what made it, and the override that replaced it.

    `expired` is an override that counts no more.
    """

    input: PriorityInput
    value: int
    made_by: str
    computed: int
    override: Override | None = None
    expired: Override | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """One row of the matrix: an account or a segment, its three inputs, total and action.

    `accounts` is how many accounts it stands for, `segment` the one that an account belongs to.
    """

    key: str
    name: str
    arr: float | None
    arr_tier: InputValue
    sentiment_risk: InputValue
    pattern_severity: InputValue
    total: int
    action: PriorityAction
    segment: str | None = None
    accounts: int = 1

    @property
    def inputs(self) -> tuple[InputValue, InputValue, InputValue]:
        """The three inputs in the order of the template."""
        return (self.arr_tier, self.sentiment_risk, self.pattern_severity)
