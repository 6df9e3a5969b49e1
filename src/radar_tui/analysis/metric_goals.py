"""Baselines and targets as people write them, such as `<1 hr` or `3/mo`, and what meets them."""

import re
from dataclasses import dataclass

from radar_tui.analysis.metrics import MetricKey
from radar_tui.domain.units import Unit

_GOAL = re.compile(
    r"(?P<sign><=|>=|[<>≤≥])?\s*(?P<number>[0-9]{1,9}(?:\.[0-9]{1,4})?)\s*"
    r"(?P<unit>%|[a-z]{1,7})?\s*(?:/\s*(?P<per>[a-z]{1,5}))?",
    re.IGNORECASE,
)
_SIGNS = {"<=": "≤", ">=": "≥"}
# Hours in one, and the letter it is shown with.
_HOURS = {"m": (1 / 60, "m"), "h": (1.0, "h"), "d": (24.0, "d")}
_HOUR_WORDS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
}
_PERIODS = {
    **dict.fromkeys(("wk", "week", "w"), "wk"),
    **dict.fromkeys(("mo", "month", "m"), "mo"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A baseline or target that could be read.

    `limit` is in the metric's own unit: hours, fractions of 1, points or a count. `sign` is empty
    where none is written; `per` is `wk`, `mo` or None. `words` is the goal written short.
    """

    limit: float
    sign: str
    per: str | None
    words: str


def read_goal(written: str, unit: Unit) -> Goal | None:
    """Read what a team wrote as baseline or target; None where it is no number of that unit."""
    match = _GOAL.fullmatch(written.strip())
    if match is None:
        return None
    scale = _scale((match["unit"] or "").lower(), unit)
    per = _PERIODS.get((match["per"] or "").lower())
    if scale is None or (match["per"] and per is None):
        return None
    factor, suffix = scale
    sign = _SIGNS.get(match["sign"] or "", match["sign"] or "")
    words = f"{sign}{match['number']}{suffix}{f'/{per}' if per else ''}"
    return Goal(float(match["number"]) * factor, sign, per, words)


def meets(value: float, target: Goal, key: MetricKey) -> bool:
    """Tell whether a value reaches a target: under it, unless more is better for this metric."""
    if target.sign == "<":
        return value < target.limit
    if target.sign == ">":
        return value > target.limit
    if target.sign:
        return value <= target.limit if target.sign == "≤" else value >= target.limit
    more_is_better = key is MetricKey.PREVENTED_ESCALATIONS
    return value >= target.limit if more_is_better else value <= target.limit


def _scale(word: str, unit: Unit) -> tuple[float, str] | None:
    """By how much to multiply for the metric's unit, and how to write the unit."""
    if unit is Unit.HOURS:
        return _HOURS[_HOUR_WORDS[word]] if word in _HOUR_WORDS else None
    if unit is Unit.SHARE:
        return (0.01, "%") if word == "%" else None
    return None if word else (1.0, "")
