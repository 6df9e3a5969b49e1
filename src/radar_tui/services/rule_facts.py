"""The facts that rules look at, as the workspace's database tells them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from radar_tui.db.queries.alerts import open_without_standing, tickets_with_open_alert
from radar_tui.db.queries.radar import freshness
from radar_tui.db.queries.rule_events import (
    ReportedEvent,
    events_between,
    failure_times,
)
from radar_tui.db.queries.rule_standings import (
    OpenTicket,
    Standing,
    standings_over,
    standings_with_churn,
    standings_with_escalation,
)
from radar_tui.db.queries.rule_tickets import CountedTicket
from radar_tui.db.queries.scoring import ThreadEntry, threads_of
from radar_tui.db.queries.tickets import first_creation
from radar_tui.db.queries.untagged import closed_untagged
from radar_tui.detection.counting import distinct
from radar_tui.detection.facts import (
    AreaTicket,
    MonitoredEvent,
    SourceReach,
    TicketLanguage,
    UntaggedTicket,
)
from radar_tui.detection.spike_rule import RecentTicket, WeeklyCounts, WorkspaceHours
from radar_tui.detection.threshold_rules import FailureTimes, RootCauseCount, TicketScoreNow
from radar_tui.detection.weeks import PROFILE_WEEKS, RECENT, local_date, week_start, whole_weeks
from radar_tui.domain.records import AuthorRole, EventKind
from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring.rubric import Rubric
from radar_tui.scoring.ticket import TicketMessage, asks_for_more, unsettled_messages
from radar_tui.services.rubrics import current_rubric
from radar_tui.services.rule_memory import Languages, RuleMemory, Span

# What began so long ago and was never called over, nobody will call over any more.
GOES_ON_AT_MOST = timedelta(weeks=26)
# What a monitor may say otherwise each time that it goes off.
CHANGING_LABELS = ("level", "priority")


class StoredFacts:
    """What the database says at one moment, for all rules of one evaluation.

    Given the memory of earlier evaluations, brought up to date, it reads only what changed since;
    the answers are the same.
    """

    def __init__(
        self, session: Session, now: datetime, zone: str, memory: RuleMemory | None = None
    ) -> None:
        self._session = session
        self._now = now
        self._zone = zone
        self._memory = memory or RuleMemory()
        # The tickets that rules were told of: they do not wait for a score.
        self._judged: set[str] = set()

    @property
    def now(self) -> datetime:
        """The moment that is judged."""
        return self._now

    def hours(self) -> WorkspaceHours:
        """The workspace's zone, and the rhythm of its last whole weeks."""
        weeks = self._whole_weeks(PROFILE_WEEKS)
        profile = self._memory.profile(self._session, weeks, self._zone)
        return WorkspaceHours(self._zone, profile)

    def weekly_counts(self) -> Sequence[WeeklyCounts]:
        """The tickets of each feature area by whole week, and those of the last 14 days."""
        starts = whole_weeks(first_creation(self._session), self._now, self._zone)
        if not starts:
            return []
        this_week = week_start(self._now, self._zone)
        series = self._memory.area_series(self._session, starts, this_week)
        recent: dict[str, list[RecentTicket]] = defaultdict(list)
        for ticket in self._tickets(RECENT):
            seen = RecentTicket(ticket.created_at, ticket.account)
            for area in ticket.feature_areas:
                recent[area].append(seen)
        first_week = local_date(starts[0], self._zone)
        never = (0,) * len(starts)
        return [
            WeeklyCounts(
                feature_area=area,
                first_week=first_week,
                weeks=series.get(area, never),
                recent=tuple(recent[area]),
            )
            for area in sorted({*recent, *series})
        ]

    def connection_failures(self, window: timedelta) -> Sequence[FailureTimes]:
        """When connections failed, by source and feature area."""
        times = failure_times(self._session, self._now - window, self._now)
        return [
            FailureTimes(tuple(at), source=origin, feature_area=area)
            for (origin, area), at in times.items()
        ]

    def scored_tickets(self, over: float) -> Sequence[TicketScoreNow]:
        """The open tickets whose score is over a level, highest first."""
        standings = standings_over(self._session, over)
        tickets = self._open_tickets(standings)
        return [
            TicketScoreNow(
                ticket=ticket.name,
                score=standing.score,
                is_open=True,
                account=ticket.account,
                over_since=ticket.last_customer_at,
                why=standing.why,
                feature_areas=ticket.feature_areas,
            )
            for standing in standings
            if (ticket := tickets.get(standing.ticket_id)) is not None
        ]

    def waiting_for_score(self, rule_key: str) -> Sequence[str]:
        """Which tickets with an open alert of a rule are open and not scored yet."""
        names = set(tickets_with_open_alert(self._session, rule_key)) - self._judged
        return open_without_standing(self._session, names) if names else []

    def churn_language(self) -> Sequence[TicketLanguage]:
        """The open tickets with churn language that nothing settled."""
        languages = self._languages(standings_with_churn(self._session))
        return [churn for churn, _ in languages if churn is not None]

    def escalation_triggers(self) -> Sequence[TicketLanguage]:
        """The open tickets in which the customer asks for more than support."""
        languages = self._languages(standings_with_escalation(self._session))
        return [asking for _, asking in languages if asking is not None]

    def root_causes(self, window: timedelta) -> Sequence[RootCauseCount]:
        """The tickets of each root cause."""
        causes: dict[str, list[CountedTicket]] = defaultdict(list)
        for ticket in self._tickets(window):
            for cause in ticket.root_causes:
                causes[cause].append(ticket)
        return [
            RootCauseCount(
                root_cause=cause,
                times=tuple(ticket.created_at for ticket in tickets),
                accounts=tuple(distinct(ticket.account for ticket in tickets)),
                tickets=tuple(ticket.name for ticket in tickets),
            )
            for cause, tickets in sorted(causes.items())
        ]

    def area_tickets(self, window: timedelta, min_tier: int) -> Sequence[AreaTicket]:
        """The tickets of accounts of a tier or a higher one, once for each feature area."""
        return [
            AreaTicket(area, ticket.name, ticket.created_at, ticket.account, ticket.tier)
            for ticket in self._tickets(window)
            if ticket.account is not None and ticket.tier is not None and ticket.tier >= min_tier
            for area in ticket.feature_areas
        ]

    def events(self, kind: EventKind, window: timedelta) -> Sequence[MonitoredEvent]:
        """The events of one kind, oldest first."""
        found = events_between(self._session, kind, self._now - window, self._now)
        return [monitored(event) for event in found]

    def going_on(self) -> Sequence[MonitoredEvent]:
        """The events of monitoring systems that have begun and not ended."""
        begun_after = self._now - GOES_ON_AT_MOST
        found = self._memory.events_going_on(self._session, begun_after, self._now)
        return [monitored(event) for event in found]

    def sources(self) -> Sequence[SourceReach]:
        """The sources of tickets and events, as the line of their freshness shows them."""
        return [
            SourceReach(source.name, source.data_as_of, source.freshness.usual_interval)
            for source in freshness(self._session)
        ]

    def untagged_closed(self, window: timedelta) -> Sequence[UntaggedTicket]:
        """The tickets that were closed without a tag they should have."""
        vocabulary = self._memory.vocabulary(self._session)
        closed = closed_untagged(self._session, vocabulary, self._now - window, self._now)
        return [
            UntaggedTicket(ticket.name, kind, ticket.closed_at, ticket.account)
            for ticket in closed
            for kind in ticket.missing
        ]

    def _open_tickets(self, standings: Sequence[Standing]) -> dict[int, OpenTicket]:
        tickets = self._memory.open_tickets(self._session, standings)
        self._judged.update(ticket.name for ticket in tickets.values())
        return tickets

    def _tickets(self, window: timedelta) -> list[CountedTicket]:
        return self._memory.tickets_between(self._session, self._now - window, self._now)

    def _whole_weeks(self, count: int) -> list[Span]:
        """The latest whole weeks in the workspace's zone, oldest first."""
        starts = [week_start(self._now, self._zone, back=back) for back in range(count, -1, -1)]
        return list(pairwise(starts))

    def _languages(self, standings: Sequence[Standing]) -> list[Languages]:
        tickets = self._open_tickets(standings)
        counted = [one for one in standings if one.ticket_id in tickets]

        def load(unknown: list[Standing]) -> dict[int, Languages]:
            return _read_languages(self._session, unknown, tickets)

        return list(self._memory.languages(counted, load).values())


def monitored(event: ReportedEvent) -> MonitoredEvent:
    """Give an event as rules look at it; what raised it is known by its labels, or its title."""
    labels = ", ".join(
        f"{name}={value}"
        for name, value in sorted(event.labels.items())
        if name not in CHANGING_LABELS
    )
    return MonitoredEvent(
        id=f"{event.source}/{event.external_id}",
        kind=event.kind,
        source=event.origin,
        at=event.occurred_at,
        title=event.title,
        feature_area=event.feature_area,
        account=event.account,
        value=event.value,
        unit=event.unit,
        ended_at=event.ended_at,
        monitor=labels or event.title,
        told_at=event.updated_at,
        url=event.url,
    )


def _read_languages(
    session: Session, standings: Iterable[Standing], tickets: dict[int, OpenTicket]
) -> dict[int, Languages]:
    by_scorer: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in standings:
        by_scorer[one.model, one.rubric].append(one.ticket_id)
    rubric = current_rubric(session)
    return {
        ticket_id: _languages_of(tickets[ticket_id], thread, rubric)
        for (model, rubric_id), ids in by_scorer.items()
        for ticket_id, thread in threads_of(session, ids, model=model, rubric=rubric_id).items()
    }


def _languages_of(ticket: OpenTicket, thread: Sequence[ThreadEntry], rubric: Rubric) -> Languages:
    said = [
        TicketMessage(place, entry.score)
        for place, entry in enumerate(thread)
        if entry.author_role is AuthorRole.CUSTOMER and entry.score is not None
    ]
    unsettled = unsettled_messages(said, rubric)
    leaving = [one for one in unsettled if one.score.churn]
    asking = [one for one in unsettled if asks_for_more(one.score)]
    return (
        _language(ticket, thread, leaving, ContributionName.CHURN),
        _language(ticket, thread, asking, ContributionName.ESCALATION),
    )


def _language(
    ticket: OpenTicket,
    thread: Sequence[ThreadEntry],
    messages: Sequence[TicketMessage],
    signal: ContributionName,
) -> TicketLanguage | None:
    if not messages:
        return None
    return TicketLanguage(
        ticket=ticket.name,
        count=len(messages),
        since=thread[messages[0].position].occurred_at,
        quote=_quote(messages[-1].score, signal),
        account=ticket.account,
        feature_areas=ticket.feature_areas,
    )


def _quote(score: MessageScore, signal: ContributionName) -> str | None:
    parts = (part for part in score.contributions if part.name is signal)
    return next((part.quote for part in parts if part.quote), None)
