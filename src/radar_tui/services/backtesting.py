"""Back-tests of rules on the team's own history: fired when, on what, how early, how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.backtest import Backtest, Occurrence, backtest
from radar_tui.detection.past import History
from radar_tui.domain.rules import Rule, rule_from_dict, rule_to_dict
from radar_tui.reporting.rule_words import condition_words
from radar_tui.reporting.wording import alert_subject
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.rule_history import team_history
from radar_tui.services.settings import working_calendar, workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

USUAL_WEEKS = 12
# What a setting may change: all that decides when a rule fires.
SETTABLE = (
    "threshold",
    "clear",
    "window",
    "for",
    "keep-firing-for",
    "min-count",
    "min-accounts",
    "min-tier",
    "only",
)


@dataclass(frozen=True, slots=True)
class BacktestAlert:
    """An alert that the rule would have raised; see `detection.backtest.Occurrence`."""

    subject: str
    labels: Mapping[str, str]
    fired_at: datetime
    ended_at: datetime | None
    value: float | None
    escalated_at: datetime | None
    lead_hours: float | None
    hindsight: bool


@dataclass(frozen=True, slots=True)
class BacktestFigures:
    """What one setting of a rule would have brought.

    `warned` counts the escalated tickets that an alert was about and came before; `hindsight` the
    alerts that rest on tags of which nobody knows when they were set.
    """

    condition: str
    alerts: int
    per_week: float
    warned: int
    median_lead_hours: float | None
    hindsight: int
    raised: Sequence[BacktestAlert]


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """A rule over a stretch of the team's past; `other` is the second setting, where one is tried.

    `escalations` counts the tickets that were escalated meanwhile, at times that are known.
    """

    rule: str
    title: str
    since: datetime
    until: datetime
    zone: str
    escalations: int
    current: BacktestFigures
    other: BacktestFigures | None


class RuleReplay:
    """One rule's past, read once, so that settings can be tried on it again and again."""

    def __init__(self, workspace: Workspace, rule: Rule, *, weeks: int = USUAL_WEEKS) -> None:
        """Read the history.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        self.rule = rule
        self.until = workspace.as_of
        self.since = self.until - timedelta(weeks=weeks)
        self.zone = workspace_zone(workspace)
        calendar = working_calendar(workspace)
        with plain_errors(workspace.location), workspace.database.reading() as session:
            self._history: History = team_history(
                session, rule, self.since, self.until, zone=self.zone, calendar=calendar
            )

    def play(self, rule: Rule) -> BacktestFigures:
        """Say what a setting of the rule would have brought."""
        return _figures(rule, self._played(rule))

    def _played(self, rule: Rule) -> Backtest:
        return backtest(rule, self._history, self.since, self.until)

    def report(self, other: Rule | None = None) -> BacktestReport:
        """Say what the rule as it stands would have brought, and beside it another setting."""
        current = self._played(self.rule)
        return BacktestReport(
            rule=self.rule.key,
            title=self.rule.title,
            since=self.since,
            until=self.until,
            zone=self.zone,
            escalations=current.escalations,
            current=_figures(self.rule, current),
            other=None if other is None else self.play(other),
        )


def backtest_rule(
    workspace: Workspace, key: str, settings: Mapping[str, str], *, weeks: int = USUAL_WEEKS
) -> BacktestReport:
    """Replay a rule over the last weeks, and beside it the same rule with other settings.

    Raises:
        WorkspaceError: no such rule, or a setting that makes no sense.
    """
    rule = next((one for one in workspace_rules(workspace) if one.key == key), None)
    if rule is None:
        raise WorkspaceError(f"there is no rule {inert_line(key)!r}; see: radar rules list")
    other = with_settings(rule, settings) if settings else None
    widest = max((rule, *([other] if other else [])), key=lambda one: one.window)
    replay = RuleReplay(workspace, replace(rule, window=widest.window), weeks=weeks)
    replay.rule = rule
    return replay.report(other)


def with_settings(rule: Rule, settings: Mapping[str, str]) -> Rule:
    """Give a rule with other values, written as in a file of rules.

    Raises:
        WorkspaceError: a field that does not decide when a rule fires, or a value it cannot have.
    """
    fields: dict[str, object] = dict(rule_to_dict(rule))
    for name, text in settings.items():
        if name not in SETTABLE:
            raise WorkspaceError(f"{inert_line(name)!r} cannot be tried; {', '.join(SETTABLE)} can")
        fields[name] = _value(name, text)
    try:
        return rule_from_dict(fields)
    except ValueError as error:
        raise WorkspaceError(inert_line(str(error))) from error


def _value(name: str, text: str) -> object:
    """Read a value as YAML would: a number where the field holds one."""
    reader = {"threshold": float, "clear": float}.get(name, int if name.startswith("min") else str)
    try:
        return reader(text)
    except ValueError as error:
        raise WorkspaceError(f"{name}: expected a number, found {inert_line(text)!r}") from error


def _figures(rule: Rule, played: Backtest) -> BacktestFigures:
    lead = played.median_lead
    return BacktestFigures(
        condition=condition_words(rule),
        alerts=len(played.occurrences),
        per_week=round(played.per_week, 2),
        warned=played.warned,
        median_lead_hours=None if lead is None else _hours(lead),
        hindsight=sum(one.hindsight for one in played.occurrences),
        raised=[_alert(one) for one in played.occurrences],
    )


def _alert(one: Occurrence) -> BacktestAlert:
    return BacktestAlert(
        subject=inert_line(alert_subject(one.labels)),
        labels=dict(one.labels),
        fired_at=one.fired_at,
        ended_at=one.ended_at,
        value=one.value,
        escalated_at=one.escalated_at,
        lead_hours=None if one.lead is None else _hours(one.lead),
        hindsight=one.hindsight,
    )


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)
