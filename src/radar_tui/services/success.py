"""What success looks like: each line of the definition with what measures it now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from radar_tui.analysis.metrics import MetricKey
from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.metric_weeks import fired_signals
from radar_tui.db.queries.review import watching_since
from radar_tui.db.queries.success import IncidentChannels, incident_channels, ratings_between
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.scope import EVERYTHING
from radar_tui.services.metric_strip import StripMetric, metric_strip
from radar_tui.services.metric_weeks import FOUR_WEEKS, NOT_WATCHING
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.workspace import Workspace

INSUFFICIENT = "insufficient data"
# A share of fewer ratings says more about who answered than about the team.
FEWEST_RATINGS = 5
_GOOD, _BAD = "good", "bad"
_FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Measure:
    """What measures a line: the value in words, None where it is not known, and why or over what.

    `met` is None where there is no target, or it cannot be judged.
    """

    name: str
    shown: str | None
    why: str
    target: str | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class SuccessLine:
    """One line of what success looks like, with its measures."""

    key: str
    label: str
    measures: tuple[Measure, ...]


def success_lines(workspace: Workspace) -> tuple[SuccessLine, ...]:
    """Measure each line over everything; what cannot be measured says so instead."""
    everywhere = replace(workspace, scope=EVERYTHING)
    metrics = {one.key: _from_strip(one) for one in metric_strip(everywhere).metrics}
    start, end = workspace.as_of - _FOUR_WEEKS, workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        triggers = {
            rule.key for rule in stored_rules(session) if rule.kind is RuleKind.ESCALATION_TRIGGERS
        }
        asked = sum(one.rule_key in triggers for one in fired_signals(session, start, end))
        since = watching_since(session)
        ratings = ratings_between(session, start, end)
        channels = incident_channels(session, start, end)
    watching = since is not None and since < end
    measures = {
        "fewer-repeats": [_tracked(metrics, MetricKey.REPEAT_RATE)],
        "faster-detection": [
            _tracked(metrics, MetricKey.TIME_TO_DETECT),
            _tracked(metrics, MetricKey.TIME_TO_MITIGATE),
            Measure("before peak hours", None, "not measured yet"),
        ],
        "lower-escalation-rate": [
            _tracked(metrics, MetricKey.ESCALATION_RATE),
            Measure("asked for more than support", str(asked), FOUR_WEEKS)
            if watching
            else Measure("asked for more than support", None, NOT_WATCHING),
        ],
        "customer-confidence": [_csat(ratings[_GOOD], ratings[_BAD])],
        "internal-alignment": [_alignment(channels)],
    }
    return tuple(
        SuccessLine(
            item.key,
            item.label,
            tuple(measures.get(item.key, [])),
        )
        for item in shipped_playbook().definition.success
    )


def _tracked(metrics: Mapping[str, Measure], key: MetricKey) -> Measure:
    titles = {plan.key: plan.title for plan in shipped_playbook().metrics.table}
    untracked = Measure(titles[key], None, "not among the tracked metrics")
    return metrics.get(key, untracked)


def _from_strip(metric: StripMetric) -> Measure:
    if metric.value is None:
        return Measure(metric.title, None, metric.why or metric.period, metric.target)
    why = f"{metric.period}; {metric.why}" if metric.why else metric.period
    return Measure(metric.title, metric.shown, why, metric.target, metric.met)


def _csat(good: int, bad: int) -> Measure:
    rated = good + bad
    if rated < FEWEST_RATINGS:
        return Measure("CSAT", None, f"{rated} ratings in {FOUR_WEEKS}, {FEWEST_RATINGS} needed")
    return Measure("CSAT", f"{good / rated:.0%}", f"{good} of {rated} ratings, {FOUR_WEEKS}")


def _alignment(channels: IncidentChannels) -> Measure:
    name = "one channel per incident"
    if not channels.incidents:
        return Measure(name, None, f"no incident in {FOUR_WEEKS}")
    shown = f"{channels.with_one} of {channels.incidents}"
    return Measure(name, shown, f"incidents in {FOUR_WEEKS}")
