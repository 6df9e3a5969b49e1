"""Values of a rule's fields: read from what somebody types, and gone on from in steps.

What is read is as files of rules have it; each reader raises ValueError with what was found and
what was expected, in a line. A step gives a text for the reader.
"""

import math
from datetime import timedelta

from radar_tui.domain.matchers import parse_known_matchers
from radar_tui.domain.rules import Severity, format_duration, parse_duration

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LONGEST_TEXT = 200
# What a step of a span goes on to.
_LADDER = (
    timedelta(), 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR,
    8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, WEEK, 2 * WEEK, 4 * WEEK, 8 * WEEK,
    13 * WEEK, 26 * WEEK, 52 * WEEK,
)  # fmt: skip


def read_number(lowest: float, highest: float, text: str) -> float:
    """Read a number between two others."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not lowest <= value <= highest:
        raise ValueError(f"expected a number from {lowest:g} to {highest:,}, found {_shown(text)}")
    return value + 0.0  # zero has no sign


def read_whole(lowest: int, highest: int, text: str) -> int:
    """Read a whole number between two others."""
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 10
    if not (is_number and lowest <= int(text) <= highest):
        raise ValueError(
            f"expected a whole number from {lowest} to {highest:,}, found {_shown(text)}"
        )
    return int(text)


def read_span(lowest: timedelta, highest: timedelta, text: str) -> str:
    """Read a time between two others."""
    try:
        span = parse_duration(text)
    except ValueError:
        span = -MINUTE
    if not lowest <= span <= highest:
        raise ValueError(
            f"expected {range_words(lowest, highest)}, such as 90m or 1d12h; found {_shown(text)}"
        )
    return format_duration(span)


def read_text(text: str) -> str:
    """Read a text of one line."""
    if not text:
        raise ValueError("it cannot be blank")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT} letters, found {len(text)}")
    return text


def read_matchers(text: str) -> str:
    """Read matchers of labels that there are."""
    return " ".join(str(matcher) for matcher in parse_known_matchers(text))


def read_switch(text: str) -> bool:
    """Read on or off."""
    if text not in ("on", "off"):
        raise ValueError(f"expected on or off, found {_shown(text)}")
    return text == "on"


def read_severity(text: str) -> str:
    """Read the name of a severity."""
    if text not in tuple(Severity):
        raise ValueError(f"expected {', '.join(Severity)}, found {_shown(text)}")
    return text


def range_words(lowest: timedelta, highest: timedelta) -> str:
    """Say between which times one must lie."""
    return f"{format_duration(lowest)} to {format_duration(highest)}"


def working_hours(span: timedelta) -> str:
    """Write working time in hours: a day of it would be taken for a day on the calendar."""
    hours, rest = divmod(span, HOUR)
    return f"{hours}h" * bool(hours) + (format_duration(rest) if rest or not hours else "")


def step_number(step: float, value: object, steps: int) -> str:
    """Go on in whole steps, so that 62 goes to 65 or 60; never below nothing."""
    places = (value if isinstance(value, int | float) else 0.0) / step
    place = (math.floor(places) if steps > 0 else math.ceil(places)) + steps
    return f"{max(0, place) * step:g}"


def step_whole(value: object, steps: int) -> str:
    """Go on by ones."""
    return str((value if isinstance(value, int) else 0) + steps)


def step_span(lowest: timedelta, highest: timedelta, value: object, steps: int) -> str:
    """Go on to the next usual time, as from 90m to 2h or 1h."""
    span = parse_duration(value) if isinstance(value, str) else timedelta()
    rungs = [rung for rung in _LADDER if lowest <= rung <= highest]
    for _ in range(abs(steps)):
        beside = [rung for rung in rungs if (rung > span if steps > 0 else rung < span)]
        if beside:
            span = min(beside) if steps > 0 else max(beside)
    return format_duration(span)


def step_switch(value: object, _steps: int) -> str:
    """Go to the other one."""
    return "off" if value else "on"


def step_severity(value: object, steps: int) -> str:
    """Go round through the severities."""
    names = tuple(Severity)
    return names[(names.index(Severity(str(value))) + steps) % len(names)]


def _shown(text: str) -> str:
    return repr(text[:40]) if text else "nothing"
