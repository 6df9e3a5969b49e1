"""When the evidence of an alert is worse than it was: what wakes a snooze before its time.

What counts as worse goes by the kind of the rule:

- a score: ten points more, or the next band;
- the words of a customer: one more message of the kind;
- counts, and a spike by what was counted in the last 7 days: at least a quarter more, and at least
  two more, so that 3 after 2 is no news and 11 after 10 is none either;
- what can only go on (a source that is silent, a monitoring alert, a missing tag): never.
"""

from collections.abc import Mapping

from radar_tui.domain.alerts import Evidence
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.rules import RuleKind

WORSE_POINTS = 10
_QUARTER_MORE = 1.25
_TWO_MORE = 2

_GOES_ON = (RuleKind.SOURCE_SILENCE, RuleKind.MONITORING_ALERTS, RuleKind.UNTAGGED_CLOSED)
_CUSTOMERS_WORDS = (RuleKind.CHURN_LANGUAGE, RuleKind.ESCALATION_TRIGGERS)


def weighed_value(kind: RuleKind, value: float | None, evidence: Evidence) -> float | None:
    """Give the number that tells better from worse; None where there is none.

    An alert about a spike shows the count of the look that decided, which may be another one at
    the next evaluation. The last 7 days hold all of it.
    """
    if kind is not RuleKind.TICKET_SPIKE:
        return value
    week = evidence.get("last-7-days")
    count = week.get("count") if isinstance(week, Mapping) else None
    return count if isinstance(count, int | float) else value


def is_worse(kind: RuleKind, before: float | None, now: float | None, limits: BandLimits) -> bool:
    """Whether a weighed value is worse than an earlier one.

    What could not be weighed before is worse once it would call for a review, or counts at all.
    """
    if now is None or kind in _GOES_ON:
        return False
    if kind is RuleKind.FRUSTRATION_SCORE:
        return is_worse_score(None if before is None else round(before), round(now), limits)
    least = 0.0 if before is None else before
    if kind in _CUSTOMERS_WORDS:
        return now > least
    return now >= least * _QUARTER_MORE and now >= least + _TWO_MORE


def is_worse_score(before: int | None, now: int, limits: BandLimits) -> bool:
    """Whether a score is worse than an earlier one; None is a ticket that had none."""
    if before is None:
        return now > limits.review
    if now <= before:
        return False
    higher_band = limits.band(now).rank > limits.band(before).rank
    return higher_band or now >= before + WORSE_POINTS
