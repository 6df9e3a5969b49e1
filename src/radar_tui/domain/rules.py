"""Rules: a signal, its threshold and guards, and what is to be done when it is hit (template 4)."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from radar_tui.domain.matchers import Matcher, parse_matchers

RuleDict = dict[str, str | int | float | bool | None]

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_UNIT_SECONDS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_LONGEST = timedelta(weeks=520)


class RuleKind(StrEnum):
    """What a rule watches; the threshold is in the unit of its kind."""

    TICKET_SPIKE = "ticket-spike"
    CONNECTION_FAILURES = "connection-failures"
    FRUSTRATION_SCORE = "frustration-score"
    CHURN_LANGUAGE = "churn-language"
    ESCALATION_TRIGGERS = "escalation-triggers"
    REPEAT_ISSUES = "repeat-issues"
    HIGH_IMPACT_ACCOUNTS = "high-impact-accounts"
    OUT_OF_BOUNDS = "out-of-bounds"
    LOG_ANOMALIES = "log-anomalies"
    MONITORING_ALERTS = "monitoring-alerts"
    SOURCE_SILENCE = "source-silence"
    UNTAGGED_CLOSED = "untagged-closed"

    @property
    def unit(self) -> str:
        """The unit of the rule's threshold, in words."""
        return _UNITS[self]

    @property
    def counted(self) -> tuple[str, str]:
        """What the rule's minimum count is a number of: the word for one, and for several."""
        return _COUNTED.get(self, ("ticket", "tickets"))

    @property
    def is_about_tickets(self) -> bool:
        """Whether its alerts are about one ticket each, as the label `ticket` names it."""
        return self in TICKET_KINDS


TICKET_KINDS = (
    RuleKind.FRUSTRATION_SCORE,
    RuleKind.CHURN_LANGUAGE,
    RuleKind.ESCALATION_TRIGGERS,
)
"""The kinds that judge single tickets by what their customers write."""

_COUNTED = {
    RuleKind.CONNECTION_FAILURES: ("failure", "failures"),
    RuleKind.CHURN_LANGUAGE: ("message", "messages"),
    RuleKind.ESCALATION_TRIGGERS: ("message", "messages"),
    RuleKind.HIGH_IMPACT_ACCOUNTS: ("account", "accounts"),
    RuleKind.OUT_OF_BOUNDS: ("value", "values"),
    RuleKind.LOG_ANOMALIES: ("anomaly", "anomalies"),
    RuleKind.MONITORING_ALERTS: ("event", "events"),
    RuleKind.SOURCE_SILENCE: ("source", "sources"),
}
_UNITS = {
    RuleKind.TICKET_SPIKE: "% over expected",
    RuleKind.CONNECTION_FAILURES: "failures per hour",
    RuleKind.FRUSTRATION_SCORE: "points",
    RuleKind.CHURN_LANGUAGE: "messages with churn language",
    RuleKind.ESCALATION_TRIGGERS: "messages that ask for more",
    RuleKind.REPEAT_ISSUES: "tickets per week",
    RuleKind.HIGH_IMPACT_ACCOUNTS: "accounts",
    RuleKind.OUT_OF_BOUNDS: "values out of bounds",
    RuleKind.LOG_ANOMALIES: "anomalies",
    RuleKind.MONITORING_ALERTS: "monitoring alerts",
    RuleKind.SOURCE_SILENCE: "usual intervals",
    RuleKind.UNTAGGED_CLOSED: "tickets",
}


class Severity(StrEnum):
    """How loudly an alert is announced."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule.

    A rule holds while its value is **over** `threshold`, and clears at or below `clear` (the
    threshold itself where None). `window` is the span the value is counted over, zero where it is
    a present state. `for_` is how long it must hold before it fires, `keep_firing_for` how long it
    must stay clear before it resolves. `owner` is a role name; `due_within` runs from
    firing, in working hours. `min_tier` is the lowest ARR tier that a rule over accounts counts.
    `only` narrows the rule to what matches all of it. `acknowledged_for` is how long an
    acknowledgement keeps reminders quiet.

    Raises:
        ValueError: a field that makes no sense, named in the message.
    """

    key: str
    kind: RuleKind
    title: str
    threshold: float
    action: str
    owner: str
    version: int = 1
    enabled: bool = True
    clear: float | None = None
    window: timedelta = timedelta()
    for_: timedelta = timedelta()
    keep_firing_for: timedelta = timedelta()
    min_count: int = 1
    min_accounts: int = 1
    min_tier: int = 1
    only: tuple[Matcher, ...] = ()
    due_within: timedelta | None = None
    acknowledged_for: timedelta = timedelta(hours=24)
    channel: str | None = None
    severity: Severity = Severity.WARNING

    def __post_init__(self) -> None:
        for holds, problem in _checks(self):
            if not holds:
                raise ValueError(f"rule {self.key[:60]!r}: {problem}")

    @property
    def clear_level(self) -> float:
        """The value at or below which a firing alert begins to recover."""
        return self.threshold if self.clear is None else self.clear

    @property
    def decision_hash(self) -> str:
        """A short hash of the fields that decide when the rule fires.

        A new title, owner, action, channel or due time leaves it as it is, so that such an edit
        does not close an open alert.
        """
        return _decision_hash(self)

    def exceeds(self, value: float) -> bool:
        """Whether the value is over the threshold."""
        return value > self.threshold

    def still_exceeds(self, value: float) -> bool:
        """Whether the value is still over the level at which the rule clears."""
        return value > self.clear_level


@lru_cache(maxsize=128)
def _decision_hash(rule: Rule) -> str:
    fields = rule_to_dict(rule)
    deciding = {name: fields[name] for name in _DECIDING}
    # A rule from before these fields existed must keep its hash, or its alerts would close.
    deciding |= {name: fields[name] for name, usual in _DECIDING_LATER if fields[name] != usual}
    canonical = json.dumps(deciding, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _checks(rule: Rule) -> tuple[tuple[bool, str], ...]:
    clear = rule.clear_level
    spans = (
        rule.window,
        rule.for_,
        rule.keep_firing_for,
        rule.due_within or timedelta(),
        rule.acknowledged_for,
    )
    return (
        (bool(_KEY.fullmatch(rule.key)), "key must be kebab-case"),
        (rule.version >= 1, f"version must be 1 or more, found {rule.version}"),
        (bool(rule.title.strip()), "title is empty"),
        (bool(rule.action.strip()), "action is empty"),
        (bool(rule.owner.strip()), "owner is empty"),
        (math.isfinite(rule.threshold) and rule.threshold >= 0, "threshold must be 0 or more"),
        (math.isfinite(clear) and 0 <= clear <= rule.threshold, "clear must lie in 0-threshold"),
        (rule.min_count >= 1, f"min-count must be 1 or more, found {rule.min_count}"),
        (rule.min_accounts >= 1, f"min-accounts must be 1 or more, found {rule.min_accounts}"),
        (1 <= rule.min_tier <= 5, f"min-tier must lie in 1-5, found {rule.min_tier}"),
        (all(timedelta() <= span <= _LONGEST for span in spans), "durations must lie in 0s-520w"),
        (all(not span.microseconds for span in spans), "durations must be whole seconds"),
    )


def format_duration(span: timedelta) -> str:
    """Write a span of whole seconds as weeks to seconds, such as `2h` or `1d12h`; zero is `0s`."""
    left = round(span.total_seconds())
    parts = []
    for unit, seconds in _UNIT_SECONDS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def parse_duration(text: str) -> timedelta:
    """Read a span written like `90m`, `2h` or `1d12h`.

    Raises:
        ValueError: anything else.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()) or len(text) > 40:
        raise ValueError(f"{text[:40]!r} is no duration, expected something like 90m, 2h or 7d")
    seconds = sum(
        int(count or 0) * size
        for count, (_, size) in zip(match.groups(), _UNIT_SECONDS, strict=True)
    )
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"{text[:40]!r} is longer than 520 weeks")
    return timedelta(seconds=seconds)


def rule_to_dict(rule: Rule) -> RuleDict:
    """Write a rule as plain values with kebab-case names, for YAML and JSON columns."""
    return {
        "key": rule.key,
        "version": rule.version,
        "kind": rule.kind.value,
        "title": rule.title,
        "enabled": rule.enabled,
        "threshold": rule.threshold,
        "clear": rule.clear,
        "window": format_duration(rule.window),
        "for": format_duration(rule.for_),
        "keep-firing-for": format_duration(rule.keep_firing_for),
        "min-count": rule.min_count,
        "min-accounts": rule.min_accounts,
        "min-tier": rule.min_tier,
        "only": " ".join(str(matcher) for matcher in rule.only),
        "action": rule.action,
        "owner": rule.owner,
        "due-within": None if rule.due_within is None else format_duration(rule.due_within),
        "acknowledged-for": format_duration(rule.acknowledged_for),
        "channel": rule.channel,
        "severity": rule.severity.value,
    }


def rule_from_dict(fields: Mapping[str, object]) -> Rule:
    """Read a rule from plain values; what is left out takes its default.

    Raises:
        ValueError: a missing, unknown or unreadable field, named in the message.
    """
    known = {name: reader for name, (_, reader) in _FIELDS.items()}
    unknown = sorted(str(name) for name in fields if name not in known)
    if unknown:
        raise ValueError(f"rule has unknown field {unknown[0][:40]!r}, known are {sorted(known)}")
    missing = sorted(name for name in _REQUIRED if fields.get(name) is None)
    if missing:
        raise ValueError(f"rule lacks {', '.join(missing)}")
    values: dict[str, object] = {}
    for name, value in fields.items():
        attribute, reader = _FIELDS[name]
        if value is None and name not in _OPTIONAL:
            continue
        values[attribute] = None if value is None else _read(name, reader, value)
    make: Callable[..., Rule] = Rule
    return make(**values)


def _read(name: str, reader: Callable[[object], object], value: object) -> object:
    try:
        return reader(value)
    except ValueError as error:
        raise ValueError(f"rule field {name!r}: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("expected text")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("expected a number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError("the number is too large") from None


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("expected a whole number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _span(value: object) -> timedelta:
    return parse_duration(_text(value))


def _only(value: object) -> tuple[Matcher, ...]:
    return parse_matchers(_text(value))


def _kind(value: object) -> RuleKind:
    return RuleKind(_text(value))


def _severity(value: object) -> Severity:
    return Severity(_text(value))


_FIELDS: dict[str, tuple[str, Callable[[object], object]]] = {
    "key": ("key", _text),
    "version": ("version", _whole),
    "kind": ("kind", _kind),
    "title": ("title", _text),
    "enabled": ("enabled", _flag),
    "threshold": ("threshold", _number),
    "clear": ("clear", _number),
    "window": ("window", _span),
    "for": ("for_", _span),
    "keep-firing-for": ("keep_firing_for", _span),
    "min-count": ("min_count", _whole),
    "min-accounts": ("min_accounts", _whole),
    "min-tier": ("min_tier", _whole),
    "only": ("only", _only),
    "action": ("action", _text),
    "owner": ("owner", _text),
    "due-within": ("due_within", _span),
    "acknowledged-for": ("acknowledged_for", _span),
    "channel": ("channel", _text),
    "severity": ("severity", _severity),
}
_REQUIRED = ("key", "kind", "title", "threshold", "action", "owner")
_OPTIONAL = ("clear", "due-within", "channel")
_DECIDING = (
    "kind",
    "threshold",
    "clear",
    "window",
    "for",
    "keep-firing-for",
    "min-count",
    "min-accounts",
)
_DECIDING_LATER = (("min-tier", 1), ("only", ""))
