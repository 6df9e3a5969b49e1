"""The settings of the matrix one by one: what each means, what it may be, read from a text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from radar_tui.domain.bands import HIGHEST_SCORE
from radar_tui.domain.priority import (
    DEFAULT_PRIORITY_SETTINGS,
    HIGHEST_INPUT,
    HIGHEST_TOTAL,
    LOWEST_INPUT,
    LOWEST_TOTAL,
    PrioritySettings,
)
from radar_tui.domain.rule_values import read_number, read_whole, step_number

HEAVIEST_WEIGHT = 10
MOST_ARR = 1e12
MOST_ACCOUNTS = 1000


@dataclass(frozen=True, slots=True)
class PriorityField:
    """One setting of the matrix as it is shown and changed.

    `setting` names it in `PrioritySettings`; of a setting that is four numbers, `place` says which.
    `allowed` says in words what it may be. `read` makes the value from a text or raises
    ValueError; a step up or down is as large as `step`.
    """

    name: str
    label: str
    meaning: str
    allowed: str
    setting: str
    read: Callable[[str], float]
    step: float = 1
    place: int | None = None


def value_of(settings: PrioritySettings, field: PriorityField) -> float:
    """Give what a field is set to."""
    value: Any = getattr(settings, field.setting)
    return float(value if field.place is None else value[field.place])


def value_words(settings: PrioritySettings, field: PriorityField) -> str:
    """Write what a field is set to, thousands apart; it can be typed like that."""
    return f"{value_of(settings, field):,.12g}"


def with_field(settings: PrioritySettings, field: PriorityField, text: str) -> PrioritySettings:
    """Give settings with another value of one field, read from a text.

    Raises:
        ValueError: what the field cannot be, or cannot be beside the others, in one line.
    """
    try:
        value = field.read(text.strip())
    except ValueError as error:
        raise ValueError(f"{field.label}: {error}") from error
    changed: Any = value
    if field.place is not None:
        several = list(getattr(settings, field.setting))
        several[field.place] = value
        changed = tuple(several)
    return replace(settings, **{field.setting: changed})


def stepped(settings: PrioritySettings, field: PriorityField, steps: int) -> PrioritySettings:
    """Give settings with one field some steps up or down.

    Raises:
        ValueError: what the field cannot be, or cannot be beside the others.
    """
    return with_field(settings, field, step_number(field.step, value_of(settings, field), steps))


def defaulted(settings: PrioritySettings, field: PriorityField) -> PrioritySettings:
    """Give settings with one field as it ships.

    Raises:
        ValueError: it cannot be that beside the others.
    """
    return with_field(settings, field, value_words(DEFAULT_PRIORITY_SETTINGS, field))


def changed_fields(before: PrioritySettings, after: PrioritySettings) -> tuple[PriorityField, ...]:
    """List the fields in which two settings differ."""
    return tuple(one for one in FIELDS if value_of(before, one) != value_of(after, one))


def rebased(
    draft: PrioritySettings, since: PrioritySettings, onto: PrioritySettings
) -> PrioritySettings:
    """Give settings with what a draft changed `since` others, on top of what stands now.

    Raises:
        ValueError: what was changed cannot be beside what stands now.
    """
    for field in changed_fields(since, draft):
        onto = with_field(onto, field, value_words(draft, field))
    return onto


def change_words(before: PrioritySettings, after: PrioritySettings) -> str:
    """Say what differs: `outreach from 12 → 11, risk 5 over 120 → 100`."""
    return ", ".join(
        f"{one.label} {value_words(before, one)} → {value_words(after, one)}"
        for one in changed_fields(before, after)
    )


def _read_arr(text: str) -> float:
    return read_number(0, MOST_ARR, text.replace(",", ""))


def _weight(setting: str, words: str) -> PriorityField:
    return PriorityField(
        name=setting.replace("_", "-"),
        label=f"{words} weight",
        meaning=f"How much the {words} counts beside the other two; totals stay on 3-15.",
        allowed=f"0 to {HEAVIEST_WEIGHT}",
        setting=setting,
        read=partial(read_number, 0, HEAVIEST_WEIGHT),
        step=0.5,
    )


def _cut_off(setting: str, words: str, action: str) -> PriorityField:
    return PriorityField(
        name=setting.replace("_", "-"),
        label=f"{words} from",
        meaning=f"The total from which an account calls for: {action}.",
        allowed=f"{LOWEST_TOTAL + 1} to {HIGHEST_TOTAL}",
        setting=setting,
        read=partial(read_whole, LOWEST_TOTAL + 1, HIGHEST_TOTAL),
    )


def _tier(place: int) -> PriorityField:
    tier = place + LOWEST_INPUT + 1
    return PriorityField(
        name=f"tier-{tier}",
        label=f"tier {tier} from",
        meaning=f"The yearly revenue from which the ARR tier is {tier}, where the account list "
        "names no tier.",
        allowed="rising revenues",
        setting="tier_limits",
        read=_read_arr,
        step=10_000,
        place=place,
    )


def _risk(place: int) -> PriorityField:
    risk = place + LOWEST_INPUT + 1
    return PriorityField(
        name=f"risk-{risk}",
        label=f"risk {risk} over",
        meaning=f"The account score above which the sentiment risk is {risk}.",
        allowed=f"rising scores, 0 to {HIGHEST_SCORE}",
        setting="risk_steps",
        read=partial(read_whole, 0, HIGHEST_SCORE),
        step=5,
        place=place,
    )


FIELDS: tuple[PriorityField, ...] = (
    _weight("arr_weight", "ARR tier"),
    _weight("sentiment_weight", "sentiment risk"),
    _weight("pattern_weight", "pattern severity"),
    _cut_off("outreach_from", "outreach", "immediate proactive outreach and Eng escalation"),
    _cut_off("monitor_from", "monitor", "monitor and preventative comms and macro/KB update"),
    *(_tier(place) for place in range(HIGHEST_INPUT - LOWEST_INPUT)),
    *(_risk(place) for place in range(HIGHEST_INPUT - LOWEST_INPUT)),
    PriorityField(
        name="wide-spread",
        label="wide spread from",
        meaning="How many accounts a pattern touches from when it is one level more severe.",
        allowed=f"1 to {MOST_ACCOUNTS:,} accounts",
        setting="wide_spread",
        read=partial(read_whole, 1, MOST_ACCOUNTS),
    ),
    PriorityField(
        name="unknown-tier",
        label="unknown tier is",
        meaning="The ARR tier of accounts of which neither tier nor revenue is known.",
        allowed=f"{LOWEST_INPUT} to {HIGHEST_INPUT}",
        setting="unknown_tier",
        read=partial(read_whole, LOWEST_INPUT, HIGHEST_INPUT),
    ),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}
