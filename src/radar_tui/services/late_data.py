"""Late data: the last whole weeks are judged again when late tickets arrive.

Each judgement that comes out differently is appended as a revision with the moment it was known,
so that what was known when stays to be seen. The rule's own alerts are about the present alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.queries.first_imports import ImportRuns
from radar_tui.db.queries.rule_tickets import Vocabulary, counted_tickets, created_in
from radar_tui.db.queries.spike_decisions import (
    StoredDecision,
    append_decisions,
    changed_counts,
    decisions_of,
)
from radar_tui.db.queries.tickets import first_creation
from radar_tui.detection.revisions import REVISED_WEEKS, CountsAsKnown
from radar_tui.detection.spike_rule import ALPHA_PARTS, LAST_7_DAYS, team_settings
from radar_tui.detection.spikes import SpikeDecision, SpikeSettings, SpikeStatus
from radar_tui.detection.weeks import WEEK, local_date, week_start, whole_weeks
from radar_tui.domain.rules import Rule
from radar_tui.services.rule_memory import RuleMemory
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

# The last whole week that was judged, as a number: 202647.
JUDGED_WEEK = "judged-week"
# The newest import run by which the weeks were judged, and how many runs were undone by then.
WEEKS_JUDGED_RUN = "weeks-judged-run"
WEEKS_JUDGED_UNDONE = "weeks-judged-undone"


@dataclass(frozen=True, slots=True)
class JudgedWeek:
    """A whole week of a feature area with all its judgements, the first one first."""

    feature_area: str
    week: str
    revisions: tuple[StoredDecision, ...]

    @property
    def is_spike(self) -> bool:
        """Whether it counts as a spike by what is known now."""
        return self.revisions[-1].status == SpikeStatus.SPIKE

    @property
    def turned(self) -> bool:
        """Whether late tickets made a spike of it, or took one back."""
        return (self.revisions[0].status == SpikeStatus.SPIKE) != self.is_spike


def judged_weeks(workspace: Workspace) -> list[JudgedWeek]:
    """Give the last whole weeks of each feature area with all their judgements, newest first."""
    weeks = last_weeks(workspace.as_of, workspace_zone(workspace))
    with plain_errors(workspace.location), workspace.database.reading() as session:
        stored = decisions_of(session, [week.label for week in weeks])
    found: dict[tuple[str, str], list[StoredDecision]] = defaultdict(list)
    for one in stored:
        if one.known_at <= workspace.as_of:
            found[one.week, one.feature_area].append(one)
    ordered = sorted(found, key=lambda key: key[1])
    ordered.sort(key=lambda key: key[0], reverse=True)
    return [JudgedWeek(area, label, tuple(found[label, area])) for label, area in ordered]


def late_revisions(
    session: Session, feature_area: str, begun: datetime, ended: datetime, zone: str
) -> list[tuple[StoredDecision, StoredDecision]]:
    """Give what late tickets made of the weeks of a spike: what was told before, and what since.

    They are at most the first six weeks from the one before it began. What left the count and the
    judgement as they were is left out.
    """
    first = week_start(begun, zone, back=1)
    starts = [week_start(first, zone, back=-weeks) for weeks in range(REVISED_WEEKS)]
    labels = [_label(local_date(start, zone)) for start in starts if start < ended]
    stored = [one for one in decisions_of(session, labels) if one.feature_area == feature_area]
    return [
        (before, after)
        for before, after in pairwise(stored)
        if before.week == after.week
        and (before.observed, before.status) != (after.observed, after.status)
    ]


def judge_past_weeks(
    session: Session,
    now: datetime,
    zone: str,
    rules: Iterable[Rule],
    memory: RuleMemory,
    runs: ImportRuns,
) -> int:
    """Judge the last whole weeks, where a week has ended, or late tickets came or were taken back.

    Args:
        session: a writing session.
        now: the moment that is judged.
        zone: the workspace's zone.
        rules: the team's rules: the spike rule's settings count.
        memory: what the evaluator knows, brought up to date.
        runs: the import runs there were.

    Returns:
        How many revisions were appended.
    """
    weeks = last_weeks(now, zone)
    judged = mark_at(session, JUDGED_WEEK)
    # What is looked at from an earlier moment, after a later one was judged, tells nothing new.
    if judged is not None and weeks[-1].number < judged:
        return 0
    revisions: list[StoredDecision] = []
    if weeks[-1].number != judged or _came_late(session, weeks, runs):
        revisions = _revisions(session, now, zone, team_settings(rules), memory, weeks)
        append_decisions(session, revisions)
    _settle(session, JUDGED_WEEK, weeks[-1].number)
    _settle(session, WEEKS_JUDGED_RUN, runs.settled)
    _settle(session, WEEKS_JUDGED_UNDONE, runs.undone)
    return len(revisions)


@dataclass(frozen=True, slots=True)
class WholeWeek:
    """An ISO week: the day it begins on, and the moments at which it begins and ends."""

    day: date
    start: datetime
    end: datetime

    @property
    def label(self) -> str:
        """As in 2026-W47."""
        return _label(self.day)

    @property
    def number(self) -> int:
        """As in 202647."""
        year, number, _ = self.day.isocalendar()
        return year * 100 + number


def _label(monday: date) -> str:
    year, number, _ = monday.isocalendar()
    return f"{year:04}-W{number:02}"


def last_weeks(now: datetime, zone: str, count: int = REVISED_WEEKS) -> list[WholeWeek]:
    """The last whole weeks before a moment, oldest first: those that are judged, or more."""
    edges = [week_start(now, zone, back=back) for back in range(count, -1, -1)]
    return [WholeWeek(local_date(start, zone), start, end) for start, end in pairwise(edges)]


def _settle(session: Session, mark: str, value: int) -> None:
    seen = mark_at(session, mark)
    if seen != value:
        move_mark(session, mark, seen=seen, value=value)


def _came_late(session: Session, weeks: Sequence[WholeWeek], runs: ImportRuns) -> bool:
    """Whether runs since the last judgement may have changed a week, or were taken back since."""
    if runs.undone > (mark_at(session, WEEKS_JUDGED_UNDONE) or 0):
        return True
    judged = mark_at(session, WEEKS_JUDGED_RUN) or 0
    return runs.settled > judged and changed_counts(
        session, after_run=judged, start=weeks[0].start, end=weeks[-1].end
    )


def _revisions(
    session: Session,
    now: datetime,
    zone: str,
    settings: SpikeSettings,
    memory: RuleMemory,
    weeks: Sequence[WholeWeek],
) -> list[StoredDecision]:
    starts = whole_weeks(first_creation(session), now, zone, judged=REVISED_WEEKS)
    if not starts:
        return []
    stored = decisions_of(session, [week.label for week in weeks])
    newest = {(one.feature_area, one.week): one for one in stored}
    # An area that nothing is left of is quiet now.
    quiet = {one.feature_area: (0,) * len(starts) for one in stored}
    counts = quiet | memory.area_series(session, starts, weeks[-1].end)
    known = CountsAsKnown(now, local_date(starts[0], zone), counts)
    decided = judge_weeks(session, memory.vocabulary(session), known, settings, weeks)
    return [
        _row(area, week, decision, newest.get((area, week.label)), now)
        for (area, week), decision in decided.items()
        if _differs(decision, newest.get((area, week.label)))
    ]


def judge_weeks(
    session: Session,
    vocabulary: Vocabulary,
    known: CountsAsKnown,
    settings: SpikeSettings,
    weeks: Sequence[WholeWeek],
) -> dict[tuple[str, WholeWeek], SpikeDecision]:
    """Judge weeks of each area as known; what would be a spike once more, by who was behind it.

    Weeks that the table of counts does not have are left out.
    """
    decided = {
        (area, week): decision
        for area in sorted(known.counts)
        for week in weeks
        if (decision := _decide(known, area, week, settings)) is not None
    }
    spikes = [key for key, decision in decided.items() if decision.spike]
    loud = sorted({week for _, week in spikes}, key=lambda week: week.day)
    known = _with_accounts(session, vocabulary, known, loud)
    again = ((key, _decide(known, *key, settings)) for key in spikes)
    return decided | {key: decision for key, decision in again if decision is not None}


def _with_accounts(
    session: Session, vocabulary: Vocabulary, known: CountsAsKnown, weeks: Sequence[WholeWeek]
) -> CountsAsKnown:
    """Tell how many accounts were behind the counts of some weeks."""
    accounts: dict[str, list[int | None]] = {area: [None] * known.weeks for area in known.counts}
    for week in weeks:
        found: dict[str, set[str | None]] = defaultdict(set)
        for ticket in counted_tickets(session, vocabulary, *created_in(week.start, week.end)):
            for area in ticket.feature_areas:
                found[area].add(ticket.account)
        for area, row in accounts.items():
            row[(week.day - known.first_week) // WEEK] = len(found[area])
    return replace(known, accounts=accounts)


def _decide(
    known: CountsAsKnown, area: str, week: WholeWeek, settings: SpikeSettings
) -> SpikeDecision | None:
    """Judge a week as the last 7 days were when it ended, and as the weekly review does."""
    alpha = settings.alpha * ALPHA_PARTS[LAST_7_DAYS]
    return known.decide(area, week.day, settings, alpha=alpha)


def _differs(decision: SpikeDecision, stored: StoredDecision | None) -> bool:
    if stored is None:
        return True
    told = (stored.status, stored.observed, stored.upper)
    return told != (decision.status, decision.observed, decision.upper)


def _row(
    area: str,
    week: WholeWeek,
    decision: SpikeDecision,
    before: StoredDecision | None,
    now: datetime,
) -> StoredDecision:
    return StoredDecision(
        feature_area=area,
        week=week.label,
        revision=before.revision + 1 if before else 1,
        known_at=now,
        observed=decision.observed or 0,
        expected=decision.expected,
        upper=decision.upper,
        p=decision.p,
        status=decision.status,
        naive=decision.naive,
    )
