"""Volumes by feature area: past weeks as they were judged, and what the spike rule sees now.

There is one formula. Past weeks show their stored judgement; weeks from before Radar judged any are
judged in the same way, once. The present is what the rule itself observes. The rule counts the
tickets of all segments together: those of one segment are counted and judged in the same way here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import FeedCursor, newest_change, news_since
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.review import tag_labels
from radar_tui.db.queries.spike_decisions import StoredDecision, decisions_of
from radar_tui.db.queries.tickets import first_creation
from radar_tui.detection.observing import observe
from radar_tui.detection.revisions import CountsAsKnown
from radar_tui.detection.spike_rule import (
    LAST_7_DAYS,
    LAST_24_HOURS,
    RUNNING_WEEK,
    team_settings,
)
from radar_tui.detection.spikes import SpikeDecision, SpikeSettings, SpikeStatus
from radar_tui.detection.weeks import local_date, whole_weeks
from radar_tui.domain.alert_labels import FEATURE_AREA
from radar_tui.domain.alerts import Observation
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.domain.scope import EVERYTHING, Scope, ScopeKind
from radar_tui.reporting.weekly import week_label
from radar_tui.services.area_weeks import area_weeks
from radar_tui.services.late_data import WholeWeek, judge_weeks, last_weeks
from radar_tui.services.rule_facts import StoredFacts
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

# Half a year before the running week: what a spike is judged by, too.
CHART_WEEKS = 26
# From the longest look to the shortest, which is the order in which people think of them.
LOOKS = (RUNNING_WEEK, LAST_7_DAYS, LAST_24_HOURS)


@dataclass(frozen=True, slots=True)
class WeekVolume:
    """A whole week of a feature area: its count and what was expected of it.

    `expected` and `upper` (the largest count that would not alarm) are None where there was too
    little to judge by.
    """

    week: str
    count: int
    expected: float | None
    upper: int | None
    spike: bool


@dataclass(frozen=True, slots=True)
class SpikeLook:
    """One look of the spike rule at the present: `running-week`, `last-7-days`, `last-24-hours`.

    `naive` tells whether the plain week-over-week rule would fire, which compares with `previous`.
    `p` is the probability of the count or more in a normal week.
    """

    name: str
    status: SpikeStatus
    count: int
    accounts: int | None
    expected: float | None
    upper: int | None
    p: float | None
    naive: bool
    previous: int | None
    baseline_weeks: int
    weeks_left_out: int
    growth: float
    too_few_accounts: bool

    @property
    def is_judged(self) -> bool:
        """Whether there was enough to judge by."""
        return self.upper is not None


@dataclass(frozen=True, slots=True)
class AreaVolumes:
    """A feature area: its whole weeks, oldest first, and how the spike rule looks at it now.

    `looks` are empty where the rule does not look at it: it is off, or asks for others only.
    """

    area: str
    label: str
    weeks: tuple[WeekVolume, ...]
    looks: tuple[SpikeLook, ...]

    @property
    def look(self) -> SpikeLook | None:
        """The look that tells most: the longest that finds a spike, else that can judge.

        Where none can, the last seven days, of which most is known.
        """
        spikes = [one for one in self.looks if one.status is SpikeStatus.SPIKE]
        judged = [one for one in self.looks if one.is_judged]
        week = [one for one in self.looks if one.name == LAST_7_DAYS]
        return next(iter((*spikes, *judged, *week)), None)

    @property
    def is_spike(self) -> bool:
        """Whether any look finds a spike now."""
        return any(one.status is SpikeStatus.SPIKE for one in self.looks)


@dataclass(frozen=True, slots=True)
class VolumesPanel:
    """The volumes of all feature areas, spikes first, then those with most tickets now.

    `effect` is the rise, as a share, of the plain rule. `terms` counts the feature areas that the
    vocabulary has, whether or not any ticket carries them. `segment` is the only one that counts.
    """

    as_of: datetime
    week: str
    effect: float
    rule_enabled: bool
    terms: int
    has_tickets: bool
    segment: str | None
    areas: tuple[AreaVolumes, ...]


class VolumesReader:
    """Reads the volumes again and again, and only what changed in between.

    It may be asked from several threads; one reading goes on at a time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._at: datetime | None = None
        self._cursor: FeedCursor | None = None
        self._memory = RuleMemory()
        self._judged: _Judged | None = None

    def read(self, workspace: Workspace) -> VolumesPanel:
        """Give the volumes of the scope at the workspace's moment.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        zone = workspace_zone(workspace)
        with (
            self._lock,
            plain_errors(workspace.location),
            workspace.database.reading() as session,
        ):
            try:
                self._catch_up(session, workspace.as_of)
                return self._read(session, workspace.as_of, zone, workspace.scope)
            except BaseException:
                self._forget()
                raise

    def _catch_up(self, session: Session, now: datetime) -> None:
        if self._at is not None and now < self._at:
            self._forget()
        self._at = now
        if self._cursor is None:
            changes, self._cursor = None, newest_change(session)
        else:
            changes, self._cursor = news_since(session, self._cursor)
        self._memory.catch_up(session, changes)

    def _read(self, session: Session, now: datetime, zone: str, scope: Scope) -> VolumesPanel:
        rules = stored_rules(session)
        first = first_creation(session)
        labels = tag_labels(session, TagKind.FEATURE_AREA)
        segment = scope.name if scope.kind is ScopeKind.SEGMENT else None
        weeks = self._weeks(session, first, now, zone, rules, scope if segment else EVERYTHING)
        rule = _spike_rule(rules)
        facts = StoredFacts(session, now, zone, self._memory)
        observed = [] if rule is None or segment else observe(rule, facts)
        seen = {_area_of(one): one for one in observed}
        areas = [
            AreaVolumes(area, labels.get(area, area), weeks.get(area, ()), _looks(seen.get(area)))
            for area in {*weeks, *seen}
            if scope.kind is not ScopeKind.AREA or area == scope.name
        ]
        return VolumesPanel(
            as_of=now,
            week=week_label(now, zone),
            effect=team_settings(rules).effect,
            rule_enabled=rule is not None,
            terms=len(labels),
            has_tickets=first is not None,
            segment=segment,
            areas=tuple(sorted(areas, key=_loudest_first)),
        )

    def _weeks(
        self,
        session: Session,
        first: datetime | None,
        now: datetime,
        zone: str,
        rules: Sequence[Rule],
        part: Scope,
    ) -> dict[str, tuple[WeekVolume, ...]]:
        """Give the whole weeks of each area: as stored, or else judged in the same way."""
        starts = whole_weeks(first, now, zone, judged=CHART_WEEKS)
        if not starts:
            return {}
        shown = [week for week in last_weeks(now, zone, CHART_WEEKS) if week.start >= starts[0]]
        if part:
            counts, stored = area_weeks(session, part, starts, shown[-1].end), {}
        else:
            counts = self._memory.area_series(session, starts, shown[-1].end)
            stored = _newest(decisions_of(session, [week.label for week in shown]), now)
        known = CountsAsKnown(now, local_date(starts[0], zone), counts)
        older = [week for week in shown if any((area, week.label) not in stored for area in counts)]
        decided = self._decide(session, known, older, team_settings(rules))
        return {
            area: tuple(
                _stored_week(stored[area, week.label])
                if (area, week.label) in stored
                else _decided_week(week, decided.get((area, week)))
                for week in shown
            )
            for area in counts
        }

    def _decide(
        self,
        session: Session,
        known: CountsAsKnown,
        weeks: Sequence[WholeWeek],
        settings: SpikeSettings,
    ) -> Mapping[tuple[str, WholeWeek], SpikeDecision]:
        """Judge weeks; kept for as long as no count and no setting changes."""
        asked = _Judged(known.first_week.isoformat(), known.counts, tuple(weeks), settings, {})
        if self._judged is None or replace(self._judged, decisions={}) != asked:
            vocabulary = self._memory.vocabulary(session)
            decisions = judge_weeks(session, vocabulary, known, settings, weeks)
            self._judged = replace(asked, decisions=decisions)
        return self._judged.decisions


@dataclass(frozen=True, slots=True)
class _Judged:
    """Decisions, and all that they rest on."""

    first_week: str
    counts: Mapping[str, Sequence[int | None]]
    weeks: tuple[WholeWeek, ...]
    settings: SpikeSettings
    decisions: Mapping[tuple[str, WholeWeek], SpikeDecision]


def _spike_rule(rules: Sequence[Rule]) -> Rule | None:
    spikes = (rule for rule in rules if rule.kind is RuleKind.TICKET_SPIKE and rule.enabled)
    return next(spikes, None)


def _area_of(observation: Observation) -> str:
    return dict(observation.labels)[FEATURE_AREA]


def _newest(
    stored: Sequence[StoredDecision], now: datetime
) -> dict[tuple[str, str], StoredDecision]:
    """The last judgement of each week that was known at a moment."""
    return {(one.feature_area, one.week): one for one in stored if one.known_at <= now}


def _stored_week(one: StoredDecision) -> WeekVolume:
    spike = one.status == SpikeStatus.SPIKE
    return WeekVolume(one.week, one.observed, one.expected, one.upper, spike)


def _decided_week(week: WholeWeek, decision: SpikeDecision | None) -> WeekVolume:
    if decision is None:
        return WeekVolume(week.label, 0, None, None, spike=False)
    count = decision.observed or 0
    return WeekVolume(week.label, count, decision.expected, decision.upper, decision.spike)


def _looks(observation: Observation | None) -> tuple[SpikeLook, ...]:
    """Read the looks from the evidence: what the alert itself shows."""
    if observation is None:
        return ()
    evidence: Mapping[str, Any] = observation.evidence
    return tuple(_look(name, evidence[name]) for name in LOOKS)


def _look(name: str, found: Mapping[str, Any]) -> SpikeLook:
    return SpikeLook(
        name=name,
        status=SpikeStatus(found["status"]),
        count=found["count"],
        accounts=found["accounts"],
        expected=found["expected"],
        upper=found["upper"],
        p=found["p"],
        naive=found["naive"],
        previous=found["week-before"],
        baseline_weeks=found["baseline-weeks"],
        weeks_left_out=found["past-incident-weeks"],
        growth=found["growth-per-week"],
        too_few_accounts=found["too-few-accounts"],
    )


def _loudest_first(volumes: AreaVolumes) -> tuple[bool, int, str]:
    look, weeks = volumes.look, volumes.weeks
    if look is None and weeks:
        return not weeks[-1].spike, -weeks[-1].count, volumes.area
    return not volumes.is_spike, -(look.count if look else 0), volumes.area
