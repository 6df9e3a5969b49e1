"""Repeat root causes of the last weeks: how often, whose, and what is done about them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.alerts import stored_rules, unresolved_alerts
from radar_tui.db.queries.review import tag_labels
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.tickets import TaggedTicket, tagged_between
from radar_tui.domain.alert_labels import ROOT_CAUSE
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.reporting.weekly import RecurringIssue, running_week, week_label
from radar_tui.services.alert_board import BoardAlert, stand_of
from radar_tui.services.alerts_panel import AlertEntry, AlertList, alert_entry, list_of
from radar_tui.services.reviewing import accounts_of, recurring_issues
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

# Whole weeks besides the running one.
WEEKS = 8
# What the panel is made of; when one of these changes it is read again.
RESTS_ON = (
    "account",
    "alert",
    "intervention",
    "response",
    "rule",
    "tag",
    "ticket",
    "ticket_tag_edit",
)
# A tick, so that what came when the first week began counts.
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RootCause:
    """A root cause that came up more than once in the weeks of the panel.

    `counts` are its tickets by week, the running one last. `share` is its part of all tickets with
    a root cause, `accounts` are named, most tickets first. `rank` is its place among the top
    recurring issues of the last whole week, None where it is none. `alert` is what fires about it.
    """

    root_cause: str
    label: str
    counts: tuple[int, ...]
    share: float
    accounts: tuple[str, ...]
    rank: int | None
    alert: AlertEntry | None

    @property
    def tickets(self) -> int:
        """How many tickets carry it."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class RootCausesPanel:
    """The repeat root causes, the top recurring issues first, then by their tickets.

    `weeks` are named, oldest first; `top` are the top recurring issues of the last whole one, as
    the weekly review tells them. `rule` is what calls when one repeats, None where it is off.
    `terms` counts the root causes of the vocabulary.
    """

    weeks: tuple[str, ...]
    top: tuple[RecurringIssue, ...]
    causes: tuple[RootCause, ...]
    rule: Rule | None
    terms: int

    def issue(self, cause: RootCause) -> RecurringIssue | None:
        """What the weekly review tells of a root cause; None where it is not among the top."""
        return None if cause.rank is None else self.top[cause.rank - 1]


def root_causes_panel(workspace: Workspace) -> RootCausesPanel:
    """Give the repeat root causes of the scope, of the running week and those before it.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    now, zone = workspace.as_of, workspace_zone(workspace)
    week = running_week(zone, now)
    starts = [*week.starts_before(WEEKS), week.start]
    with plain_errors(workspace.location), workspace.database.reading() as session:
        labels = tag_labels(session, TagKind.ROOT_CAUSE)
        rule = next(filter(_calls_for_repeats, stored_rules(session)), None)
        which = tickets_in(workspace.scope)
        tagged = tagged_between(session, TagKind.ROOT_CAUSE, starts[0] - _TICK, now, *which)
        alerts = [] if rule is None else _alerts_of(session, rule, now)
    by_week = _by_week(tagged, starts)
    top = recurring_issues(by_week[-2], [cause for cause, _ in by_week[-3]], labels)
    entries = {
        dict(one.listed.alert.labels)[ROOT_CAUSE]: alert_entry(one, now, ZoneInfo(zone))
        for one in alerts
    }
    return RootCausesPanel(
        weeks=tuple(week_label(start, zone) for start in starts),
        top=top,
        causes=repeat_causes(by_week, labels, top, entries),
        rule=rule,
        terms=len(labels),
    )


def repeat_causes(
    by_week: Sequence[Sequence[tuple[str, str | None]]],
    labels: Mapping[str, str],
    top: Sequence[RecurringIssue],
    alerts: Mapping[str, AlertEntry],
) -> tuple[RootCause, ...]:
    """Make the root causes that came up more than once of (root cause, account) by week."""
    counts = [Counter(cause for cause, _ in week) for week in by_week]
    tagged = [pair for week in by_week for pair in week]
    totals = Counter(cause for cause, _ in tagged)
    ranks = {issue.root_cause: place for place, issue in enumerate(top, start=1)}
    causes = [
        RootCause(
            root_cause=cause,
            label=labels.get(cause, cause),
            counts=tuple(week[cause] for week in counts),
            share=total / len(tagged),
            accounts=accounts_of(tagged, cause),
            rank=ranks.get(cause),
            alert=alerts.get(cause),
        )
        for cause, total in totals.items()
        if total > 1
    ]
    unranked = len(top) + 1
    return tuple(
        sorted(causes, key=lambda one: (one.rank or unranked, -one.tickets, one.root_cause))
    )


def _by_week(
    tagged: Iterable[TaggedTicket], starts: Sequence[datetime]
) -> list[list[tuple[str, str | None]]]:
    """Give root cause and account of each ticket, once for each root cause, by week."""
    weeks: list[list[tuple[str, str | None]]] = [[] for _ in starts]
    for one in tagged:
        weeks[bisect_right(starts, one.created_at) - 1].append((one.name, one.account))
    return weeks


def _alerts_of(session: Session, rule: Rule, now: datetime) -> list[BoardAlert]:
    """The alerts of a rule that wait for somebody, or may soon."""
    ids = [one.id for one in unresolved_alerts(session, rule.key)]
    return [one for one in stand_of(session, ids, now) if list_of(one) is not AlertList.HISTORY]


def _calls_for_repeats(rule: Rule) -> bool:
    return rule.kind is RuleKind.REPEAT_ISSUES and rule.enabled
