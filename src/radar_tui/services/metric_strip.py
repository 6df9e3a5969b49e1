"""The metric strip: each chosen metric now, against baseline and target, with its last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_tui.analysis.metric_goals import Goal, meets, read_goal
from radar_tui.analysis.metrics import MetricKey
from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.review import watching_since
from radar_tui.db.queries.tickets import first_creation
from radar_tui.domain.playbook_sections import MetricPlan, Metrics
from radar_tui.reporting.weekly import MetricLine, running_week
from radar_tui.reporting.wording import measured_words
from radar_tui.services.metric_weeks import (
    FOUR_WEEKS,
    MetricWeeks,
    Reach,
    metric_line,
    metric_over,
    read_metric_weeks,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

SERIES_WEEKS = 8

_NAMES = {
    MetricKey.TIME_TO_DETECT: "TTD",
    MetricKey.TIME_TO_MITIGATE: "TTM",
    MetricKey.TICKET_SPIKES: "Spikes",
    MetricKey.REPEAT_RATE: "Repeat",
    MetricKey.ESCALATION_RATE: "Escalation",
    MetricKey.FRUSTRATION_AVERAGE: "Frustration",
    MetricKey.PREVENTED_ESCALATIONS: "Prevented",
}
_PER_WORDS = {"wk": "week", "mo": "month"}


@dataclass(frozen=True, slots=True)
class StripMetric:
    """One metric of the strip.

    `shown` is the value with its unit; `why` says why there is none, or what it leaves out. `met`
    is None where that cannot be judged, and `unjudged` says why. `series` holds one value for each
    of the last ISO weeks, oldest first, the running one so far as the last; None where unknown.
    """

    key: str
    name: str
    title: str
    value: float | None
    shown: str
    why: str | None
    baseline: str | None
    target: str | None
    met: bool | None
    unjudged: str | None
    series: tuple[float | None, ...]
    period: str
    how: str


@dataclass(frozen=True, slots=True)
class MetricStrip:
    """The chosen metrics of a scope at one moment of the running week."""

    as_of: datetime
    scope: str
    week: str
    metrics: tuple[StripMetric, ...]


def metric_strip(workspace: Workspace) -> MetricStrip:
    """Give the chosen metrics of the scope; a handful of queries over the last eight weeks."""
    week = running_week(workspace_zone(workspace), workspace.as_of)
    starts = (*week.starts_before(SERIES_WEEKS - 1), week.start)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        reach = Reach(first_creation(session), watching_since(session))
        rules = stored_rules(session)
        weeks = read_metric_weeks(session, week, starts, rules, reach, workspace.scope)
    plans = chosen_metrics(shipped_playbook().metrics)
    return MetricStrip(
        as_of=workspace.as_of,
        scope=str(workspace.scope),
        week=week.label,
        metrics=tuple(_strip_metric(weeks, plan) for plan in plans),
    )


def chosen_metrics(metrics: Metrics) -> Sequence[MetricPlan]:
    """Choose the metrics to track: those with a target first, as many as the template allows."""
    return sorted(metrics.table, key=lambda plan: plan.target is None)[: metrics.most]


def _strip_metric(weeks: MetricWeeks, plan: MetricPlan) -> StripMetric:
    line, key = metric_line(weeks, plan), MetricKey(plan.key)
    baseline, target = (_goal(written, line) for written in (plan.baseline, plan.target))
    unjudged = _unjudged(line, target)
    met = None
    if unjudged is None and target is not None and line.value is not None:
        met = meets(line.value, target, key)
    return StripMetric(
        key=key,
        name=_NAMES[key],
        title=plan.title,
        value=line.value,
        shown=measured_words(line.value, line.unit),
        why=line.reason,
        baseline=baseline.words if baseline else plan.baseline,
        target=target.words if target else plan.target,
        met=met,
        unjudged=unjudged,
        series=_series(weeks, key),
        period=line.period,
        how=line.how,
    )


def _goal(written: str | None, line: MetricLine) -> Goal | None:
    return read_goal(written, line.unit) if written else None


def _unjudged(line: MetricLine, target: Goal | None) -> str | None:
    """Say why a value cannot be held against its target."""
    if line.reason is not None:
        return line.reason
    if line.target is None:
        return "no target"
    if target is None:
        return f"the target is no number of {line.unit}"
    period = "mo" if line.period == FOUR_WEEKS else "wk"
    if target.per not in (None, period):
        return f"the target is per {_PER_WORDS[target.per]}, the value covers {line.period}"
    return None


def _series(weeks: MetricWeeks, key: MetricKey) -> tuple[float | None, ...]:
    """Each week's own value; a week that the data do not cover is unknown, not low."""
    first = weeks.reach.first
    running = len(weeks.starts) - 1
    values: list[float | None] = []
    for position in range(len(weeks.starts)):
        period = weeks.period(position, 1)
        metric = metric_over(period, key, weeks.reach)
        covered = first is not None and first <= period.start and metric.reason is None
        values.append(metric.value if covered or position == running else None)
    return tuple(values)
