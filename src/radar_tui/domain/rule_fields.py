"""The fields of a rule that people change: what each means, what it may be, read from a text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from radar_tui.domain.rule_values import (
    MINUTE,
    WEEK,
    range_words,
    read_matchers,
    read_number,
    read_severity,
    read_span,
    read_switch,
    read_text,
    read_whole,
    step_number,
    step_severity,
    step_span,
    step_switch,
    step_whole,
    working_hours,
)
from radar_tui.domain.rules import Rule, RuleKind, Severity, rule_from_dict, rule_to_dict


@dataclass(frozen=True, slots=True)
class RuleField:
    """One field of a rule as it is shown and changed.

    `name` is the one in files of rules. `allowed` says in words what it may be, `unit` what its
    number counts, `unit_of_one` the same where that is 1 and it differs. `decides` tells that it
    has a part in when the rule fires. `read` makes the value of a file from a text, or raises
    ValueError; `step` gives the text of a value some steps up or down, None where there is nothing
    to step. `none_words` say what no value means, where there may be none.
    """

    name: str
    label: str
    meaning: str
    allowed: str
    read: Callable[[str], object]
    unit: str = ""
    unit_of_one: str | None = None
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
        return f"{value:.12g}"  # as precise as anybody types it
    if name == "due-within" and rule.due_within is not None:
        return working_hours(rule.due_within)
    return "" if value is None else str(value)


def value_words(rule: Rule, field: RuleField) -> str:
    """Say what a field is set to, with its unit."""
    text = written(rule, field.name)
    if not text:
        return field.none_words or "none"
    unit = field.unit if text != "1" or field.unit_of_one is None else field.unit_of_one
    return f"{text} {unit}".strip()


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


def changes_since(before: Rule, after: Rule) -> dict[str, str]:
    """Give the texts of the fields in which a rule differs from an earlier one, by name."""
    return {field.name: written(after, field.name) for field in changed_fields(before, after)}


def rebased(rule: Rule, before: Rule, stored: Rule) -> Rule:
    """Put what was changed of a rule since `before` on top of what is `stored` by now.

    Raises:
        ValueError: the two do not go together, such as a threshold below where the rule clears.
    """
    return with_fields(stored, changes_since(before, rule))


def _threshold(name: str, kind: RuleKind) -> RuleField:
    highest, step = _THRESHOLDS.get(kind, (10_000, 1))
    return RuleField(
        name,
        "clears at",
        _MEANINGS[name],
        f"0 to {highest:,}",
        partial(read_number, 0, highest),
        unit=_UNITS.get(kind, kind.unit),
        step=partial(step_number, step),
        none_words="the threshold",
    )


def _guard(name: str, kind: RuleKind) -> RuleField:
    if name == "window" and kind in _WINDOWS:
        field = _span_field("window", "window", timedelta(), 52 * WEEK)
        return replace(field, meaning=_WINDOWS[kind])
    if name == "min-count":
        one, several = kind.counted
        return replace(_GUARDS[name], unit=several, unit_of_one=one)
    return _GUARDS[name]


def _span_field(
    name: str, label: str, lowest: timedelta, highest: timedelta, *, unit: str = ""
) -> RuleField:
    return RuleField(
        name,
        label,
        _MEANINGS[name],
        range_words(lowest, highest),
        partial(read_span, lowest, highest),
        unit=unit,
        step=partial(step_span, lowest, highest),
    )


def _whole_field(name: str, label: str, highest: int, *, unit: str = "") -> RuleField:
    return RuleField(
        name,
        label,
        _MEANINGS[name],
        f"1 to {highest:,}",
        partial(read_whole, 1, highest),
        unit=unit,
        step=step_whole,
    )


def _text_field(name: str, label: str, allowed: str, *, none_words: str | None = None) -> RuleField:
    return RuleField(
        name, label, _MEANINGS[name], allowed, read_text, decides=False, none_words=none_words
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
# The window is a field of its own, and may be another one than the kind's usual.
_UNITS: Mapping[RuleKind, str] = MappingProxyType(
    {RuleKind.CONNECTION_FAILURES: "failures", RuleKind.REPEAT_ISSUES: "tickets"}
)
_ENABLED = RuleField(
    "enabled",
    "evaluated",
    _MEANINGS["enabled"],
    "on or off",
    read_switch,
    decides=False,
    step=step_switch,
)
_GUARDS: Mapping[str, RuleField] = MappingProxyType(
    {
        "window": _span_field("window", "window", MINUTE, 52 * WEEK),
        "min-count": _whole_field("min-count", "at least", 10_000),
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
        RuleKind.HIGH_IMPACT_ACCOUNTS: (*_COUNTED, "min-tier"),
        RuleKind.OUT_OF_BOUNDS: _COUNTED,
        RuleKind.LOG_ANOMALIES: _COUNTED,
        RuleKind.MONITORING_ALERTS: ("window", "min-count"),
        RuleKind.SOURCE_SILENCE: ("window",),
        RuleKind.UNTAGGED_CLOSED: _COUNTED,
    }
)
_TIMING = (
    _span_field("for", "holds for", timedelta(), 4 * WEEK),
    _span_field("keep-firing-for", "calm for", timedelta(), 4 * WEEK),
    RuleField(
        "only", "only", _MEANINGS["only"], "label=value …", read_matchers, none_words="everything"
    ),
)
_ANSWER = (
    _text_field("action", "action", "a text"),
    _text_field("owner", "owner", "a role"),
    replace(
        _span_field("due-within", "due within", MINUTE, 4 * WEEK),
        unit="of working time",
        decides=False,
        none_words="no due time",
    ),
    replace(_span_field("acknowledged-for", "ack. lasts", 15 * MINUTE, 4 * WEEK), decides=False),
    _text_field("channel", "channel", "a name", none_words="none"),
    RuleField(
        "severity",
        "severity",
        _MEANINGS["severity"],
        ", ".join(Severity),
        read_severity,
        decides=False,
        step=step_severity,
    ),
    _text_field("title", "title", "a text"),
)
