"""The fields of a rule that people change: what each means, what it may be, read from a text."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from radar_tui.domain.matchers import parse_known_matchers
from radar_tui.domain.rules import (
    Rule,
    RuleKind,
    Severity,
    format_duration,
    parse_duration,
    rule_from_dict,
    rule_to_dict,
)

LONGEST_TEXT = 200
_MINUTE, _HOUR, _DAY, _WEEK = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1),
                               timedelta(weeks=1))  # fmt: skip
# What a step of a span goes on to.
_LADDER = (
    timedelta(), 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 6 * _HOUR,
    8 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 3 * _DAY, _WEEK, 2 * _WEEK, 4 * _WEEK, 8 * _WEEK,
    13 * _WEEK, 26 * _WEEK, 52 * _WEEK,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleField:
    """One field of a rule as it is shown and changed.

    `name` is the one in files of rules. `allowed` says in words what it may be, `unit` what its
    number counts. `decides` tells that it has a part in when the rule fires. `read` makes the
    value of a file from a text, or raises ValueError; `step` gives the text of a value some steps
    up or down, None where there is nothing to step. `none_words` say what no value means, where
    there may be none.
    """

    name: str
    label: str
    meaning: str
    allowed: str
    read: Callable[[str], object]
    unit: str = ""
    decides: bool = True
    step: Callable[[object, int], str] | None = None
    none_words: str | None = None


def fields_of(kind: RuleKind) -> tuple[RuleField, ...]:
    """List the fields that mean something to a kind of rule, those that decide first."""
    threshold = replace(_threshold("threshold", kind), label="threshold", none_words=None)
    guards = [_guard(name, kind) for name in _GUARDS_OF.get(kind, ())]
    return (threshold, _threshold("clear", kind), *guards, *_TIMING, *_ANSWER, _ENABLED)


def field_named(kind: RuleKind, name: str) -> RuleField | None:
    """Give a field of a kind of rule by its name in files; None where the kind has no such one."""
    return next((one for one in fields_of(kind) if one.name == name), None)


def written(rule: Rule, name: str) -> str:
    """Write a field's value as it is typed; blank where there is none."""
    value = rule_to_dict(rule)[name]
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    if name == "due-within" and rule.due_within is not None:
        return _hours(rule.due_within)
    return "" if value is None else str(value)


def value_words(rule: Rule, field: RuleField) -> str:
    """Say what a field is set to, with its unit."""
    text = written(rule, field.name)
    if not text:
        return field.none_words or "none"
    return f"{text} {field.unit}".strip()


def with_field(rule: Rule, field: RuleField, text: str) -> Rule:
    """Give a rule with another value of one field, read from a text.

    Raises:
        ValueError: what the field cannot be, in one line that says what it may be.
    """
    text = text.strip()
    if not text and field.none_words is not None:
        value: object = "" if field.name == "only" else None
    else:
        try:
            value = field.read(text)
        except ValueError as error:
            raise ValueError(f"{field.label}: {error}") from error
    if field.name == "threshold" and isinstance(value, float) and (rule.clear or 0) > value:
        raise ValueError(f"threshold: it clears at {rule.clear:g}, so it cannot be lower; "
                         "lower “clears at” first")  # fmt: skip
    if field.name == "clear" and isinstance(value, float) and value > rule.threshold:
        raise ValueError(f"clears at: it must not be over the threshold, {rule.threshold:g}")
    return rule_from_dict({**rule_to_dict(rule), field.name: value})


def with_fields(rule: Rule, texts: Mapping[str, str]) -> Rule:
    """Give a rule with other values of several fields by name, whatever their order.

    Raises:
        ValueError: a field that the kind of rule has not, or a value that one cannot be.
    """
    if "clear" in texts:
        # Read last: where a rule clears is held against its threshold.
        rule = replace(rule, clear=None)
    for name, text in sorted(texts.items(), key=lambda one: one[0] == "clear"):
        field = field_named(rule.kind, name)
        if field is None:
            raise ValueError(f"{name[:40]!r} is no field of a rule of the kind {rule.kind.value}")
        rule = with_field(rule, field, text)
    return rule


def stepped(rule: Rule, field: RuleField, steps: int) -> Rule:
    """Give a rule with one field some steps up or down.

    Raises:
        ValueError: there is nothing to step, or the field cannot be that.
    """
    if field.step is None:
        raise ValueError(f"{field.label}: enter changes it")
    value = rule_to_dict(rule)[field.name]
    if value is None and field.name == "clear":
        value = rule.threshold
    return with_field(rule, field, field.step(value, steps))


def changed_fields(before: Rule, after: Rule) -> tuple[RuleField, ...]:
    """List the fields in which two versions of a rule differ."""
    return tuple(
        field
        for field in fields_of(after.kind)
        if written(before, field.name) != written(after, field.name)
    )


def _threshold(name: str, kind: RuleKind) -> RuleField:
    highest, step = _THRESHOLDS.get(kind, (10_000, 1))
    return RuleField(
        name,
        "clears at",
        _MEANINGS[name],
        f"0 to {highest:,}",
        partial(_number, 0, highest),
        unit=kind.unit,
        step=partial(_step_number, step),
        none_words="at the threshold",
    )


def _guard(name: str, kind: RuleKind) -> RuleField:
    if name == "window" and kind in _WINDOWS:
        field = _span_field("window", "window", timedelta(), 52 * _WEEK)
        return replace(field, meaning=_WINDOWS[kind])
    return _GUARDS[name]


def _number(lowest: float, highest: float, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not lowest <= value <= highest:
        raise ValueError(f"expected a number from {lowest:g} to {highest:,}, found {_shown(text)}")
    return value


def _whole(lowest: int, highest: int, text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    if not (is_number and lowest <= int(text) <= highest):
        raise ValueError(
            f"expected a whole number from {lowest} to {highest:,}, found {_shown(text)}"
        )
    return int(text)


def _span(lowest: timedelta, highest: timedelta, text: str) -> str:
    try:
        span = parse_duration(text)
    except ValueError:
        span = -_MINUTE
    if not lowest <= span <= highest:
        raise ValueError(f"expected {_span_words(lowest, highest)}, such as 90m or 1d12h; "
                         f"found {_shown(text)}")  # fmt: skip
    return format_duration(span)


def _hours(span: timedelta) -> str:
    """Write working time in hours: a day of it would be taken for a day on the calendar."""
    hours, minutes = divmod(round(span / _MINUTE), 60)
    written_minutes = f"{minutes}m" if minutes or not hours else ""
    return f"{hours}h{written_minutes}" if hours else written_minutes


def _span_words(lowest: timedelta, highest: timedelta) -> str:
    return f"{format_duration(lowest)} to {format_duration(highest)}"


def _text(text: str) -> str:
    if not text:
        raise ValueError("it cannot be blank")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT} letters, found {len(text)}")
    return text


def _matchers(text: str) -> str:
    return " ".join(str(matcher) for matcher in parse_known_matchers(text))


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(f"expected on or off, found {_shown(text)}")
    return text == "on"


def _severity(text: str) -> str:
    if text not in tuple(Severity):
        raise ValueError(f"expected {', '.join(Severity)}, found {_shown(text)}")
    return text


def _shown(text: str) -> str:
    return repr(text[:40]) if text else "nothing"


def _step_number(step: float, value: object, steps: int) -> str:
    """Go on in whole steps, so that 62 goes to 65 or 60; never below nothing."""
    places = (value if isinstance(value, int | float) else 0.0) / step
    place = (math.floor(places) if steps > 0 else math.ceil(places)) + steps
    return f"{max(0, place) * step:g}"


def _step_whole(value: object, steps: int) -> str:
    return str((value if isinstance(value, int) else 0) + steps)


def _step_span(lowest: timedelta, highest: timedelta, value: object, steps: int) -> str:
    span = parse_duration(value) if isinstance(value, str) else timedelta()
    rungs = [rung for rung in _LADDER if lowest <= rung <= highest]
    for _ in range(abs(steps)):
        beside = [rung for rung in rungs if (rung > span if steps > 0 else rung < span)]
        if beside:
            span = min(beside) if steps > 0 else max(beside)
    return format_duration(span)


def _step_switch(value: object, _steps: int) -> str:
    return "off" if value else "on"


def _step_severity(value: object, steps: int) -> str:
    names = tuple(Severity)
    return names[(names.index(Severity(str(value))) + steps) % len(names)]


def _span_field(
    name: str, label: str, lowest: timedelta, highest: timedelta, *, unit: str = ""
) -> RuleField:
    return RuleField(
        name,
        label,
        _MEANINGS[name],
        _span_words(lowest, highest),
        partial(_span, lowest, highest),
        unit=unit,
        step=partial(_step_span, lowest, highest),
    )


def _whole_field(name: str, label: str, highest: int, *, unit: str = "") -> RuleField:
    return RuleField(
        name,
        label,
        _MEANINGS[name],
        f"1 to {highest:,}",
        partial(_whole, 1, highest),
        unit=unit,
        step=_step_whole,
    )


def _text_field(name: str, label: str, allowed: str, *, none_words: str | None = None) -> RuleField:
    return RuleField(
        name, label, _MEANINGS[name], allowed, _text, decides=False, none_words=none_words
    )


_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "enabled": "Whether it is evaluated at all. Off, its open alerts end.",
        "threshold": "It holds, and fires, while the value is over this; at it, it does not.",
        "clear": "A firing alert goes on until the value is at or below this. Blank: the threshold."
        " A lower value keeps an alert from flickering.",
        "window": "Over which time is counted, back from each moment.",
        "min-count": "And at least so many in all, whatever the threshold says.",
        "min-accounts": "From so many accounts: one customer alone is no trend.",
        "min-tier": "Only accounts of this ARR tier and up count.",
        "for": "So long it must hold before it fires; 0s: at once."
        " Longer: fewer false alarms, later news.",
        "keep-firing-for": "So long it must be calm before it ends; 0s: at once.",
        "only": "Narrows the rule to what matches all of it, as in feature-area=pay* account!=ACME."
        " Blank: everything.",
        "action": "What is to be done when it fires; the response says so.",
        "owner": "The role that is to do it.",
        "due-within": "By when, from firing, in working hours. Blank: no due time.",
        "acknowledged-for": "So long an acknowledgement keeps reminders quiet.",
        "channel": "The stakeholder channel that hears of it. Blank: none.",
        "severity": "How loudly it is announced, and how far up it stands.",
        "title": "How its alerts are called.",
    }
)
# The highest threshold of a kind, and how far a step goes.
_THRESHOLDS: Mapping[RuleKind, tuple[int, float]] = MappingProxyType(
    {
        RuleKind.TICKET_SPIKE: (1_000, 5),
        RuleKind.FRUSTRATION_SCORE: (200, 5),
        RuleKind.SOURCE_SILENCE: (1_000, 0.5),
    }
)
_ENABLED = RuleField(
    "enabled",
    "evaluated",
    _MEANINGS["enabled"],
    "on or off",
    _switch,
    decides=False,
    step=_step_switch,
)
_GUARDS: Mapping[str, RuleField] = MappingProxyType(
    {
        "window": _span_field("window", "window", _MINUTE, 52 * _WEEK),
        "min-count": _whole_field("min-count", "at least", 10_000, unit="in all"),
        "min-accounts": _whole_field("min-accounts", "accounts", 1_000, unit="or more"),
        "min-tier": _whole_field("min-tier", "ARR tier", 5, unit="and up"),
    }
)
# Where a window is no span that is counted over, and zero is no limit.
_WINDOWS: Mapping[RuleKind, str] = MappingProxyType(
    {
        RuleKind.MONITORING_ALERTS: "What has gone on for longer is passed on no more; 0s: however"
        " long it goes on.",
        RuleKind.SOURCE_SILENCE: "A source that is silent for longer has been given up; 0s: none"
        " is given up.",
    }
)
_COUNTED = ("window", "min-count", "min-accounts")
_GUARDS_OF: Mapping[RuleKind, tuple[str, ...]] = MappingProxyType(
    {
        RuleKind.TICKET_SPIKE: ("min-count", "min-accounts"),
        RuleKind.CONNECTION_FAILURES: ("window", "min-count"),
        RuleKind.CHURN_LANGUAGE: ("min-count",),
        RuleKind.ESCALATION_TRIGGERS: ("min-count",),
        RuleKind.REPEAT_ISSUES: _COUNTED,
        RuleKind.HIGH_IMPACT_ACCOUNTS: ("window", "min-accounts", "min-tier"),
        RuleKind.OUT_OF_BOUNDS: _COUNTED,
        RuleKind.LOG_ANOMALIES: _COUNTED,
        RuleKind.MONITORING_ALERTS: ("window", "min-count"),
        RuleKind.SOURCE_SILENCE: ("window",),
        RuleKind.UNTAGGED_CLOSED: _COUNTED,
    }
)
_TIMING = (
    _span_field("for", "holds for", timedelta(), 4 * _WEEK),
    _span_field("keep-firing-for", "calm for", timedelta(), 4 * _WEEK),
    RuleField(
        "only", "only", _MEANINGS["only"], "label=value …", _matchers, none_words="everything"
    ),
)
_ANSWER = (
    _text_field("action", "action", "a text"),
    _text_field("owner", "owner", "a role"),
    replace(
        _span_field("due-within", "due within", _MINUTE, 4 * _WEEK),
        unit="of working time",
        decides=False,
        none_words="no due time",
    ),
    replace(_span_field("acknowledged-for", "ack. lasts", 15 * _MINUTE, 4 * _WEEK), decides=False),
    _text_field("channel", "channel", "a name", none_words="none"),
    RuleField(
        "severity",
        "severity",
        _MEANINGS["severity"],
        ", ".join(Severity),
        _severity,
        decides=False,
        step=_step_severity,
    ),
    _text_field("title", "title", "a text"),
)
