"""Evaluating the rules: counts out of the database, decisions made, every step stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import announce
from radar_tui.db.queries.alerts import (
    failure_times,
    open_alert_labels,
    open_scores_over,
    open_without_standing,
    stored_rules,
)
from radar_tui.db.queries.tickets import (
    TaggedTicket,
    counts_by_term,
    creation_times,
    first_creation,
    tagged_between,
)
from radar_tui.detection.profile import hour_profile
from radar_tui.detection.spike_rule import (
    RecentTicket,
    WeeklyCounts,
    WorkspaceHours,
    observe_spikes,
)
from radar_tui.detection.threshold_rules import (
    TICKET,
    FailureTimes,
    RootCauseCount,
    TicketScoreNow,
    observe_connection_failures,
    observe_frustration,
    observe_repeat_issues,
)
from radar_tui.domain.alerts import Observation, make_labels
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.services.alert_steps import evaluate_rules
from radar_tui.services.leasing import held_lease
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace

LEASE = "evaluate"
WEEK = timedelta(days=7)
# The baseline's 26 weeks and the last two, which are left out of it.
WEEKS_READ = 28
# The rhythm of the week is learned from this much history.
PROFILE_WEEKS = 8
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one evaluation did: rules looked at, steps taken, alerts that fired anew, notices."""

    rules: int
    transitions: int
    fired: int
    notices: int


def evaluate(workspace: Workspace) -> Evaluation | None:
    """Evaluate all rules at the workspace's moment; None where another evaluator is at work."""
    database = workspace.database
    with plain_errors(workspace.location), held_lease(database, LEASE) as lease:
        if lease is None:
            return None
        calendar, now = working_calendar(workspace), workspace.as_of
        with database.writing() as session:
            if not lease.is_kept(session):
                return None
            facts = _Facts(session, now, calendar.zone)
            rules = stored_rules(session)
            outcome = evaluate_rules(session, rules, facts.observe, now, calendar)
            if outcome.taken or outcome.notices:
                announce(session, "alert")
    return Evaluation(
        len(rules),
        len(outcome.taken),
        sum(one.fires for one in outcome.taken),
        outcome.notices,
    )


class _Facts:
    """What the rules look at, read from one consistent moment of the database."""

    def __init__(self, session: Session, now: datetime, zone: str) -> None:
        self.session = session
        self.now = now
        self.zone = zone

    def observe(self, rule: Rule) -> list[Observation]:
        """Make the observations of one rule."""
        makers: dict[RuleKind, Callable[[Rule], list[Observation]]] = {
            RuleKind.TICKET_SPIKE: self._spikes,
            RuleKind.CONNECTION_FAILURES: self._failures,
            RuleKind.FRUSTRATION_SCORE: self._frustration,
            RuleKind.REPEAT_ISSUES: self._repeats,
        }
        return makers[rule.kind](rule)

    def _spikes(self, rule: Rule) -> list[Observation]:
        starts, this_week = self._week_starts()
        if not starts:
            return []
        weeks = counts_by_term(self.session, TagKind.FEATURE_AREA, starts, this_week)
        recent: dict[str, list[RecentTicket]] = defaultdict(list)
        tickets = tagged_between(self.session, TagKind.FEATURE_AREA, self.now - RECENT, self.now)
        for ticket in tickets:
            recent[ticket.name].append(RecentTicket(ticket.created_at, ticket.account))
        areas = [
            WeeklyCounts(
                feature_area=area,
                first_week=starts[0].astimezone(ZoneInfo(self.zone)).date(),
                weeks=tuple(weeks.get(area, [0] * len(starts))),
                recent=tuple(recent[area]),
            )
            for area in sorted({*weeks, *recent})
        ]
        times = creation_times(self.session, self.now - PROFILE_WEEKS * WEEK, self.now)
        hours = WorkspaceHours(self.zone, hour_profile(times, self.zone))
        return observe_spikes(areas, rule, self.now, hours=hours)

    def _failures(self, rule: Rule) -> list[Observation]:
        times = failure_times(self.session, self.now - rule.window, self.now)
        sources = [
            FailureTimes(tuple(at), source=origin, feature_area=area)
            for (origin, area), at in times.items()
        ]
        return observe_connection_failures(sources, rule, self.now)

    def _frustration(self, rule: Rule) -> list[Observation]:
        # Tickets at or under the clear level need no observation: an alert on one of them recovers.
        tickets = [
            TicketScoreNow(
                ticket=ticket_name(row.source, row.external_id),
                score=row.score,
                is_open=True,
                account=row.account,
                over_since=row.last_customer_at,
                why=row.why,
            )
            for row in open_scores_over(self.session, rule.clear_level)
        ]
        return [*observe_frustration(tickets, rule), *self._not_scored_yet(rule)]

    def _not_scored_yet(self, rule: Rule) -> list[Observation]:
        """An open ticket that waits for its score has not vanished: its alert waits along."""
        labels = open_alert_labels(self.session, rule.key)
        names = [label[TICKET] for label in labels if TICKET in label]
        return [
            Observation(
                labels=make_labels({TICKET: name}),
                value=None,
                holds=None,
                still_holds=None,
                reason="not scored yet",
            )
            for name in (open_without_standing(self.session, names) if names else ())
        ]

    def _repeats(self, rule: Rule) -> list[Observation]:
        causes: dict[str, list[TaggedTicket]] = defaultdict(list)
        after = self.now - rule.window
        for ticket in tagged_between(self.session, TagKind.ROOT_CAUSE, after, self.now):
            causes[ticket.name].append(ticket)
        counts = [
            RootCauseCount(
                root_cause=cause,
                times=tuple(ticket.created_at for ticket in tickets),
                accounts=tuple(_distinct(ticket.account for ticket in tickets)),
                tickets=tuple(ticket.ticket for ticket in tickets),
            )
            for cause, tickets in sorted(causes.items())
        ]
        return observe_repeat_issues(counts, rule, self.now)

    def _week_starts(self) -> tuple[list[datetime], datetime]:
        """The starts of the whole weeks to read, oldest first, and the start of this week."""
        local = self.now.astimezone(ZoneInfo(self.zone))
        monday = local.date() - timedelta(days=local.weekday())
        starts = [
            datetime.combine(
                monday - WEEK * back, datetime.min.time(), ZoneInfo(self.zone)
            ).astimezone(UTC)
            for back in range(WEEKS_READ, -1, -1)
        ]
        first = first_creation(self.session)
        # A history that began within a week says nothing of that week as a whole.
        whole = [start for start in starts[:-1] if first is not None and start >= first]
        return whole, starts[-1]


def _distinct(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
