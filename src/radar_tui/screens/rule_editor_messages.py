"""What the workers of the rule editor bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.domain.rules import Rule
    from radar_tui.services.backtesting import BacktestReport, LiveBacktest
    from radar_tui.services.rules_panel import RuleView


class Trial(NamedTuple):
    """What is tried on the past: the rule as it is stored, and as it is being changed."""

    stored: Rule
    draft: Rule

    def is_like(self, other: Trial) -> bool:
        """Whether both would raise the same alerts."""
        return all(map(decides_alike, self, other))


def decides_alike(first: Rule, second: Rule) -> bool:
    """Whether two settings raise the same; what a rule is `only` about may be its severity."""
    return (first.decision_hash, first.severity) == (second.decision_hash, second.severity)


class RuleRead(Message):
    """The rule as it stands, and what tries settings of it."""

    def __init__(self, view: RuleView, backtest: LiveBacktest) -> None:
        super().__init__()
        self.view = view
        self.backtest = backtest


class RuleUnreadable(Message):
    """The rule cannot be read; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class TrialDone(Message):
    """What a setting would have brought, or why that is not known and whether that may pass."""

    def __init__(
        self,
        trial: Trial,
        report: BacktestReport | None,
        problem: str = "",
        *,
        may_pass: bool = False,
    ) -> None:
        super().__init__()
        self.trial = trial
        self.report = report
        self.problem = problem
        self.may_pass = may_pass


class RuleStored(Message):
    """What was `saved` is stored, and now stands as `stored`."""

    def __init__(self, label: str, saved: Rule, stored: Rule) -> None:
        super().__init__()
        self.label = label
        self.saved = saved
        self.stored = stored
