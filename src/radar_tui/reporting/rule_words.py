"""When a rule fires, in words."""

from datetime import timedelta

from radar_tui.domain.rules import Rule, RuleKind, format_duration
from radar_tui.reporting.wording import short_span

_WINDOWS = {
    timedelta(hours=1): "an hour",
    timedelta(days=1): "a day",
    timedelta(days=7): "7 days",
}


def condition_words(rule: Rule) -> str:
    """Say when a rule fires: `over 10 failures in an hour, from 2 accounts or more`."""
    parts = [_measure(rule)]
    least = [f"{rule.min_count} {rule.kind.counted[1]}"] if rule.min_count > 1 else []
    if rule.min_accounts > 1:
        least.append(f"from {rule.min_accounts} accounts")
    if least:
        parts.append(f"{' '.join(least)} or more")
    if rule.min_tier > 1:
        parts.append(f"tier {rule.min_tier} and up")
    if rule.for_:
        parts.append(f"for {format_duration(rule.for_)}")
    if rule.only:
        parts.append(f"only {' '.join(str(matcher) for matcher in rule.only)}")
    return ", ".join(parts)


def lead_words(hours: float | None, *, came: bool = False) -> str:
    """Say how much before an escalation an alert fired; with `came`, when the escalation came."""
    if hours is None:
        return "–"
    span = short_span(timedelta(hours=abs(hours)))
    if came:
        return f"{span} later" if hours >= 0 else f"{span} before"
    return span if hours >= 0 else f"-{span}"


def _measure(rule: Rule) -> str:
    over = f"over {rule.threshold:g}"
    if rule.kind is RuleKind.TICKET_SPIKE:
        return f"{over} % more tickets than expected, and more than chance explains"
    if rule.kind is RuleKind.SOURCE_SILENCE:
        return f"a source is {over} of its usual intervals behind"
    noun = _NOUNS[rule.kind]
    if not rule.threshold and rule.kind is not RuleKind.FRUSTRATION_SCORE:
        over = "any"
    window = f" in {_window(rule.window)}" if rule.window and rule.kind in _COUNTED else ""
    return f"{over} {noun}{window}"


def _window(window: timedelta) -> str:
    return _WINDOWS.get(window, format_duration(window))


_NOUNS = {
    RuleKind.CONNECTION_FAILURES: "connection failures of one source",
    RuleKind.FRUSTRATION_SCORE: "points on an open ticket",
    RuleKind.CHURN_LANGUAGE: "messages with churn language on an open ticket",
    RuleKind.ESCALATION_TRIGGERS: "messages on an open ticket that ask for a manager, or threaten",
    RuleKind.REPEAT_ISSUES: "tickets of one root cause",
    RuleKind.HIGH_IMPACT_ACCOUNTS: "accounts with tickets on one feature area",
    RuleKind.OUT_OF_BOUNDS: "values out of bounds",
    RuleKind.LOG_ANOMALIES: "log anomalies",
    RuleKind.MONITORING_ALERTS: "alerts of a monitor that go on",
    RuleKind.UNTAGGED_CLOSED: "tickets closed without a tag",
}
_COUNTED = frozenset(
    {
        RuleKind.CONNECTION_FAILURES,
        RuleKind.REPEAT_ISSUES,
        RuleKind.HIGH_IMPACT_ACCOUNTS,
        RuleKind.OUT_OF_BOUNDS,
        RuleKind.LOG_ANOMALIES,
        RuleKind.UNTAGGED_CLOSED,
    }
)
