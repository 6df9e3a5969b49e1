"""Silences: alerts that fire as ever, and that nobody is to hear of for a while."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.alert_labels import RULE, SEVERITY
from radar_tui.domain.alerts import Alert
from radar_tui.domain.matchers import LabelValues, Matcher, match_all
from radar_tui.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Silence:
    """Keeps quiet what all its matchers match, from `starts_at` until before `ends_at`.

    It changes no alert's state. One that was ended early has `ends_at` at that moment.

    Raises:
        ValueError: it would match every alert, it has no reason, or it ends before it starts.
    """

    id: int
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    by: str
    reason: str

    def __post_init__(self) -> None:
        if match_all(self.matchers, {}):
            raise ValueError(
                "it would silence every alert; name what it is about, as in feature-area=payments"
            )
        if not self.reason.strip():
            raise ValueError("a silence needs a reason, so that others know why it is quiet")
        if self.ends_at < self.starts_at:
            raise ValueError("a silence must not end before it starts")

    def is_active(self, now: datetime) -> bool:
        """Whether it keeps anything quiet at a moment."""
        return self.starts_at <= now < self.ends_at

    def covers(self, names: LabelValues) -> bool:
        """Whether it is about an alert, by the names that `silenced_by` goes by."""
        return match_all(self.matchers, names)


def matched_names(alert: Alert, rule: Rule) -> LabelValues:
    """Give what matchers see of an alert: its labels, its context, its rule and its severity."""
    return {**alert.names, RULE: (rule.key,), SEVERITY: (rule.severity.value,)}


def silence_over(silences: Iterable[Silence], names: LabelValues, now: datetime) -> Silence | None:
    """Give the silence that keeps an alert quiet; of several the one that lasts longest."""
    found = [one for one in silences if one.is_active(now) and one.covers(names)]
    return max(found, key=lambda one: (one.ends_at, -one.id), default=None)


def matchers_of(alert: Alert) -> tuple[Matcher, ...]:
    """Give the matchers that are about one alert: its rule and its labels."""
    return (Matcher(RULE, alert.rule_key), *(Matcher(name, value) for name, value in alert.labels))


def matcher_words(matchers: Sequence[Matcher]) -> str:
    """Write matchers as they are typed."""
    return " ".join(str(matcher) for matcher in matchers)
