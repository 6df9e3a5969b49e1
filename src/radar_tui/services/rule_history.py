"""The team's own past, put together for a back-test of one rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from radar_tui.db.queries.rule_events import all_events_between
from radar_tui.db.queries.rule_history import (
    RecordedTicket,
    recorded_statuses,
    recorded_tickets,
    scorer_of_standings,
)
from radar_tui.db.queries.rule_tickets import read_vocabulary
from radar_tui.db.queries.scoring import threads_of
from radar_tui.db.queries.tickets import first_creation
from radar_tui.detection.account_rules import history_needed
from radar_tui.detection.backtest import going_on, never
from radar_tui.detection.past import (
    EarlierWeeks,
    History,
    PastDeliveries,
    PastEvent,
    PastStanding,
    PastTag,
    PastTicket,
)
from radar_tui.detection.weeks import SEASON_WEEKS_READ, WEEKS_READ, week_start, weeks_to_read
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.domain.working_time import WorkingCalendar
from radar_tui.services.past_scores import PastThread, past_standings
from radar_tui.services.rubrics import current_rubric
from radar_tui.services.rule_facts import monitored
from radar_tui.services.rule_memory import RuleMemory

BATCH = 500
# A ticket that was opened so long before may still be open, and fire, when the test begins.
STILL_OPEN = timedelta(days=28)
# The kinds that look at what monitoring reported.
_OF_EVENTS = frozenset(
    {
        RuleKind.CONNECTION_FAILURES,
        RuleKind.OUT_OF_BOUNDS,
        RuleKind.LOG_ANOMALIES,
        RuleKind.MONITORING_ALERTS,
    }
)


def team_history(
    session: Session,
    rule: Rule,
    since: datetime,
    until: datetime,
    *,
    zone: str,
    calendar: WorkingCalendar,
    stopped: Callable[[], bool] = never,
) -> History:
    """Read what a rule looks at from one moment to another, with what it needs before.

    Raises:
        BacktestStoppedError: `stopped` said so, which is asked now and then.
    """
    after = since - _before(rule)
    earlier = None
    if rule.kind is RuleKind.TICKET_SPIKE:
        oldest = week_start(since, zone, back=WEEKS_READ)
        after, earlier = oldest - timedelta.resolution, _earlier_weeks(session, oldest, until, zone)
    vocabulary = read_vocabulary(session)
    tickets = recorded_tickets(session, vocabulary, after, until)
    standings = {}
    if rule.kind.is_about_tickets:
        standings = dict(_standings(session, tickets, calendar, until, stopped))
    return History(
        zone=zone,
        tickets=[_ticket(one) for one in tickets],
        events=_events(session, rule, since - rule.window, until, stopped),
        standings=standings,
        deliveries=_deliveries(tickets, rule),
        judged_tags=vocabulary.kinds,
        earlier=earlier,
    )


def _earlier_weeks(
    session: Session, before: datetime, until: datetime, zone: str
) -> EarlierWeeks | None:
    """Count the weeks that only a season is found in, where there are enough of them."""
    first = first_creation(session)
    if first is None or weeks_to_read(first, until, zone) == WEEKS_READ:
        return None
    back = range(SEASON_WEEKS_READ - WEEKS_READ, 0, -1)
    all_starts = [week_start(before, zone, back=weeks) for weeks in back]
    starts = [start for start in all_starts if start >= first]
    if not starts:
        return None
    series = RuleMemory().area_series(session, starts, before)
    counts = {area: dict(zip(starts, row, strict=True)) for area, row in series.items()}
    return EarlierWeeks(starts[0], counts)


def _events(
    session: Session,
    rule: Rule,
    after: datetime,
    until: datetime,
    stopped: Callable[[], bool],
) -> list[PastEvent]:
    if rule.kind not in _OF_EVENTS:
        return []
    return [
        PastEvent(monitored(one), known_at=one.known_at, lasts=one.lasts)
        for one in going_on(all_events_between(session, after, until), stopped)
    ]


def _before(rule: Rule) -> timedelta:
    if rule.kind is RuleKind.HIGH_IMPACT_ACCOUNTS:
        return history_needed(rule)
    if rule.kind is RuleKind.UNTAGGED_CLOSED:
        return STILL_OPEN + rule.window
    return STILL_OPEN if rule.kind.is_about_tickets else rule.window


def _ticket(one: RecordedTicket) -> PastTicket:
    tags = tuple(
        PastTag(
            tag.kind,
            tag.name,
            known_at=tag.known_at or one.known_at,
            hindsight=tag.known_at is None,
        )
        for tag in one.tags
    )
    return PastTicket(
        ticket=ticket_name(one.source, one.external_id),
        created_at=one.created_at,
        known_at=one.known_at,
        account=one.account,
        tier=one.tier,
        tags=tags,
        closed_at=one.solved_at,
        escalated_at=one.escalated_at or _tagged_escalated(one),
        is_repeat=one.is_repeat,
    )


def _tagged_escalated(one: RecordedTicket) -> datetime | None:
    """When the first escalation reason was set, where that was recorded."""
    reasons = [tag.known_at for tag in one.tags if tag.kind is TagKind.ESCALATION_REASON]
    return min((at for at in reasons if at is not None), default=None)


def _deliveries(tickets: Iterable[RecordedTicket], rule: Rule) -> Mapping[str, PastDeliveries]:
    """A source reports when its tickets come."""
    if rule.kind is not RuleKind.SOURCE_SILENCE:
        return {}
    times: dict[str, list[datetime]] = {}
    for ticket in tickets:
        times.setdefault(ticket.source, []).append(ticket.created_at)
    return {source: PastDeliveries(tuple(at)) for source, at in times.items()}


def _standings(
    session: Session,
    tickets: Sequence[RecordedTicket],
    calendar: WorkingCalendar,
    until: datetime,
    stopped: Callable[[], bool],
) -> Iterator[tuple[str, list[PastStanding]]]:
    scorer = scorer_of_standings(session)
    if scorer is None:
        return
    model, rubric_id = scorer
    rubric = current_rubric(session)
    for start in going_on(range(0, len(tickets), BATCH), stopped):
        batch = tickets[start : start + BATCH]
        ids = [ticket.id for ticket in batch]
        threads = threads_of(session, ids, model=model, rubric=rubric_id)
        statuses = recorded_statuses(session, ids)
        for ticket in batch:
            changes = _statuses(ticket, statuses.get(ticket.id, []))
            thread = PastThread(threads[ticket.id], changes)
            name = ticket_name(ticket.source, ticket.external_id)
            yield name, past_standings(thread, rubric, calendar, until)


def _statuses(
    ticket: RecordedTicket, recorded: list[tuple[datetime, str]]
) -> list[tuple[datetime, str]]:
    """What the history records; where it records nothing, the end alone is known."""
    if recorded or ticket.solved_at is None:
        return recorded
    return [(ticket.solved_at, ticket.status)]
