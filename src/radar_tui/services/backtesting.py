"""Back-tests of rules on the team's own history: fired when, on what, how early, how often."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Lock

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.backtest import Backtest, BacktestStoppedError, Occurrence, backtest, never
from radar_tui.detection.past import History
from radar_tui.domain.rule_fields import fields_of, with_fields
from radar_tui.domain.rules import Rule
from radar_tui.reporting.rule_words import condition_words
from radar_tui.reporting.wording import alert_subject
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.rule_history import team_history
from radar_tui.services.settings import working_calendar, workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

USUAL_WEEKS = 12
# Played settings that are kept, so that one can go back and forth between them.
KEPT_SETTINGS = 32
# How often one that waits for its turn looks whether anybody still wants it.
LOOK_UP_SECONDS = 0.05


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

    def __init__(
        self,
        workspace: Workspace,
        rule: Rule,
        *,
        weeks: int = USUAL_WEEKS,
        window: timedelta = timedelta(),
        stopped: Callable[[], bool] = never,
    ) -> None:
        """Read the history; settings may count over as long as the rule does, or as `window`.

        Raises:
            WorkspaceError: the workspace cannot be read.
            BacktestStoppedError: `stopped` said so.
        """
        self.window = max(rule.window, window)
        self.until = workspace.as_of
        self.since = self.until - timedelta(weeks=weeks)
        self.zone = workspace_zone(workspace)
        self._played: dict[tuple[str, str], Backtest] = {}
        calendar = working_calendar(workspace)
        with plain_errors(workspace.location), workspace.database.reading() as session:
            self._history: History = team_history(
                session,
                replace(rule, window=self.window),
                self.since,
                self.until,
                zone=self.zone,
                calendar=calendar,
                stopped=stopped,
            )

    def compare(
        self, rule: Rule, other: Rule | None = None, *, stopped: Callable[[], bool] = never
    ) -> BacktestReport:
        """Say what one setting of the rule would have brought, and beside it another.

        Raises:
            BacktestStoppedError: `stopped` said so.
        """
        current = self._play(rule, stopped)
        return BacktestReport(
            rule=rule.key,
            title=rule.title,
            since=self.since,
            until=self.until,
            zone=self.zone,
            escalations=current.escalations,
            current=_figures(rule, current),
            other=None if other is None else _figures(other, self._play(other, stopped)),
        )

    def _play(self, rule: Rule, stopped: Callable[[], bool]) -> Backtest:
        # All that decides: what a rule is `only` about may be its own severity.
        setting = (rule.decision_hash, rule.severity)
        played = self._played.pop(setting, None)
        if played is None:
            played = backtest(rule, self._history, self.since, self.until, stopped=stopped)
        self._played[setting] = played
        if len(self._played) > KEPT_SETTINGS:
            del self._played[next(iter(self._played))]
        return played


class LiveBacktest:
    """Settings of one rule as they are being changed; called from any thread, one after another.

    The past is read when it is first needed, and once more where a setting counts over longer. That
    takes seconds and serves all settings, so only `close` calls it off.
    """

    def __init__(self, *, weeks: int = USUAL_WEEKS) -> None:
        self.weeks = weeks
        self._lock = Lock()
        self._closed = Event()
        self._replay: RuleReplay | None = None

    def close(self) -> None:
        """Stop whatever is going on: nobody will ask again."""
        self._closed.set()

    def compare(
        self,
        workspace: Workspace,
        rule: Rule,
        other: Rule | None,
        *,
        stopped: Callable[[], bool],
    ) -> BacktestReport | None:
        """Compare the rule as it stands with another setting; None where it was stopped.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        window = max(rule.window, other.window if other is not None else timedelta())
        while not self._lock.acquire(timeout=LOOK_UP_SECONDS):
            # Who waits holds one of the few threads on which all screens read.
            if stopped() or self._closed.is_set():
                return None
        try:
            return self._compare(workspace, rule, other, window, stopped)
        except BacktestStoppedError:
            return None
        finally:
            self._lock.release()

    def _compare(
        self,
        workspace: Workspace,
        rule: Rule,
        other: Rule | None,
        window: timedelta,
        stopped: Callable[[], bool],
    ) -> BacktestReport:
        if self._replay is None or window > self._replay.window:
            self._replay = RuleReplay(
                workspace, rule, weeks=self.weeks, window=window, stopped=self._closed.is_set
            )
        return self._replay.compare(rule, other, stopped=lambda: stopped() or self._closed.is_set())


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
    window = timedelta() if other is None else other.window
    return RuleReplay(workspace, rule, weeks=weeks, window=window).compare(rule, other)


def with_settings(rule: Rule, settings: Mapping[str, str]) -> Rule:
    """Give a rule with other values of fields that decide when it fires, read from texts.

    Raises:
        WorkspaceError: another field, or a value that it cannot have.
    """
    known = [field.name for field in fields_of(rule.kind) if field.decides]
    for name in settings:
        if name not in known:
            raise WorkspaceError(
                f"{inert_line(name)!r} cannot be tried on this kind of rule; {', '.join(known)} can"
            )
    try:
        return with_fields(rule, settings)
    except ValueError as error:
        raise WorkspaceError(inert_line(str(error))) from error


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
