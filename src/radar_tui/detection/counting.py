"""What several rules have in common: counting within a window, and what alerts show of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA
from radar_tui.domain.alerts import Json
from radar_tui.domain.matchers import LabelValues
from radar_tui.domain.rules import Rule, format_duration

# Evidence names so many tickets, accounts or events, however many were counted.
EXAMPLES = 10


def in_window(times: Iterable[datetime], rule: Rule, now: datetime) -> list[datetime]:
    """Pick the moments of the rule's window, which ends with `now`; oldest first."""
    return sorted(moment for moment in times if now - rule.window < moment <= now)


def limit_evidence(count: int, rule: Rule) -> dict[str, Json]:
    """Say what was counted, and what it is held against."""
    return {"count": count, "threshold": rule.threshold, "clear": rule.clear_level}


def count_evidence(times: Sequence[datetime], rule: Rule) -> dict[str, Json]:
    """Say how many there were, over which window, the first and the last of them."""
    return {
        **limit_evidence(len(times), rule),
        "window": format_duration(rule.window),
        "first": times[0].isoformat() if times else None,
        "last": times[-1].isoformat() if times else None,
    }


def distinct(names: Iterable[str | None]) -> list[str]:
    """Name each one once, in the order in which they come; None is nobody."""
    return list(dict.fromkeys(name for name in names if name))


def account_count(names: Iterable[str | None]) -> int:
    """Count accounts: what is of unknown origin may all be one customer's, and is so counted."""
    return max(1, len(distinct(names)))


def context_of(account: str | None, feature_areas: Sequence[str] = ()) -> LabelValues:
    """Say what else an alert is about, for matchers."""
    named = {ACCOUNT: (account,) if account else (), FEATURE_AREA: tuple(feature_areas)}
    return {name: values for name, values in named.items() if values}
