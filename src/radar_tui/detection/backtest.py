"""Back-tests: what a rule would have raised over a past, and how much before the escalations."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from radar_tui.detection.history_facts import Past
from radar_tui.detection.lifecycle import advance_all
from radar_tui.detection.observing import observe
from radar_tui.detection.past import History, PastTicket
from radar_tui.detection.playback import Playback
from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, ROOT_CAUSE, TICKET
from radar_tui.domain.alerts import Alert, AlertState, Labels, Transition
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import Rule

WEEK = timedelta(days=7)
# An escalation so long after an alert is another story.
ESCALATES_WITHIN = timedelta(days=14)
# Rules that count over days are looked at this often; others each hour.
SLOW_STEP = timedelta(hours=6)
FAST_STEP = timedelta(hours=1)

Each = TypeVar("Each")

_TAG_LABELS = {FEATURE_AREA: TagKind.FEATURE_AREA, ROOT_CAUSE: TagKind.ROOT_CAUSE}


class BacktestStoppedError(Exception):
    """Nobody waits for the back-test any more."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One alert that the rule would have raised.

    `ended_at` is None where it still stands at the end. `escalated_at` is the first escalation of
    what it is about, from the beginning of the signal to 14 days after its end; `lead` how much
    before it the alert fired, negative where it came later. `hindsight` tells that it rests on
    tags of which nobody knows when they were set.
    """

    labels: Labels
    began_at: datetime
    fired_at: datetime
    ended_at: datetime | None
    value: float | None
    escalated_at: datetime | None
    lead: timedelta | None
    hindsight: bool


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a rule would have raised from `since` to `until`, in the order in which it fired.

    `escalations` counts the tickets that were escalated in that time, `warned` those of them that
    one of the alerts was about and came before.
    """

    since: datetime
    until: datetime
    occurrences: tuple[Occurrence, ...]
    escalations: int
    warned: int

    @property
    def per_week(self) -> float:
        """Alerts a week."""
        return len(self.occurrences) / ((self.until - self.since) / WEEK)

    @property
    def median_lead(self) -> timedelta | None:
        """The middle of the leads of all alerts that an escalation followed; None without any."""
        leads = sorted(one.lead for one in self.occurrences if one.lead is not None)
        return leads[(len(leads) - 1) // 2] if leads else None


def never() -> bool:
    """Stop nothing: somebody waits for the answer."""
    return False


def going_on(each: Iterable[Each], stopped: Callable[[], bool]) -> Iterator[Each]:
    """Give one after the other for as long as somebody waits.

    Raises:
        BacktestStoppedError: nobody does any more.
    """
    for one in each:
        if stopped():
            raise BacktestStoppedError
        yield one


def backtest(
    rule: Rule,
    history: History,
    since: datetime,
    until: datetime,
    *,
    stopped: Callable[[], bool] = never,
) -> Backtest:
    """Play a rule over a past, as far as it could be known at each moment.

    What already held at `since` is not counted: it began before. `stopped` is asked between any two
    moments.

    Raises:
        ValueError: a time that does not go forwards.
        BacktestStoppedError: `stopped` said so.
    """
    if since >= until:
        raise ValueError("a back-test needs a time that goes forwards")
    past = Past(history)
    enabled = replace(rule, enabled=True)
    played = _by_ticket if rule.kind.is_about_tickets else _as_a_whole
    alerts = played(enabled, past, since, until, stopped)
    raised = [alert for alert in alerts if _began_within(alert, since)]
    found = [_occurrence(alert, enabled, past) for alert in raised]
    found.sort(key=lambda one: (one.fired_at, one.labels))
    escalated = [
        ticket
        for ticket in past.tickets
        if ticket.escalated_at is not None and since < ticket.escalated_at <= until
    ]
    warned = sum(_was_warned(ticket, found) for ticket in escalated)
    return Backtest(since, until, tuple(found), len(escalated), warned)


def _as_a_whole(
    rule: Rule, past: Past, since: datetime, until: datetime, stopped: Callable[[], bool]
) -> Iterator[Alert]:
    step = FAST_STEP if rule.window < timedelta(days=1) else SLOW_STEP
    count = (until - since) // step
    moments = [since + step * number for number in range(count + 1)]
    return _play(rule, Playback(past), going_on(moments, stopped))


def _by_ticket(
    rule: Rule, past: Past, since: datetime, until: datetime, stopped: Callable[[], bool]
) -> Iterator[Alert]:
    """Tickets are judged one by one, and only when something about them changes."""
    for name, standings in going_on(past.history.standings.items(), stopped):
        ticket = past.by_name.get(name)
        own = replace(
            past.history,
            tickets=() if ticket is None else (ticket,),
            events=(),
            deliveries={},
            standings={name: standings},
        )
        changes = {one.at for one in standings if since < one.at <= until}
        later = {at + span for at in changes for span in (rule.for_, rule.keep_firing_for) if span}
        moments = sorted({since, *changes, *(at for at in later if at <= until)})
        yield from _play(rule, Playback(Past(own)), moments)


def _play(rule: Rule, playback: Playback, moments: Iterable[datetime]) -> Iterator[Alert]:
    """Give each occurrence that fired, as it was when it ended or at the end."""
    latest: dict[str, Alert] = {}
    fired: dict[tuple[str, int], Alert] = {}
    for now in moments:
        open_tickets = [
            dict(alert.labels)[TICKET]
            for alert in latest.values()
            if alert.state is not AlertState.RESOLVED and TICKET in dict(alert.labels)
        ]
        facts = playback.at(now, {rule.key: open_tickets})
        after, steps = advance_all(latest.values(), observe(rule, facts), rule, now)
        latest = {alert.label_hash: alert for alert in after}
        _remember(fired, latest, steps)
    return iter(fired.values())


def _remember(
    fired: dict[tuple[str, int], Alert], latest: Mapping[str, Alert], steps: Sequence[Transition]
) -> None:
    for step in steps:
        alert = latest[step.label_hash]
        identity = (step.label_hash, step.occurrence)
        if alert.occurrence != step.occurrence or alert.fired_at is None:
            continue
        # The value that it fired on tells more than the one it ended on.
        value = fired[identity].value if identity in fired else alert.value
        fired[identity] = replace(alert, value=value)


def _began_within(alert: Alert, since: datetime) -> bool:
    return alert.fired_at is not None and alert.fired_at > since


def _occurrence(alert: Alert, rule: Rule, past: Past) -> Occurrence:
    fired_at = alert.fired_at or alert.since
    began_at = min(alert.began_at or fired_at, fired_at)
    until = (alert.resolved_at or fired_at) + ESCALATES_WITHIN
    about = list(_about(alert.labels, past, fired_at - rule.window, until))
    escalations = [
        ticket.escalated_at
        for ticket in about
        if ticket.escalated_at is not None and began_at <= ticket.escalated_at <= until
    ]
    first = min(escalations, default=None)
    return Occurrence(
        labels=alert.labels,
        began_at=began_at,
        fired_at=fired_at,
        ended_at=alert.resolved_at,
        value=alert.value,
        escalated_at=first,
        lead=None if first is None else first - fired_at,
        hindsight=any(
            _rests_on_hindsight(ticket, alert.labels)
            for ticket in about
            if ticket.created_at <= fired_at
        ),
    )


def _about(labels: Labels, past: Past, since: datetime, until: datetime) -> Iterator[PastTicket]:
    """The tickets that an alert is about: the one it names, or those of a span with its tag."""
    named = dict(labels)
    if TICKET in named:
        ticket = past.by_name.get(named[TICKET])
        if ticket is not None:
            yield ticket
        return
    if not named.keys() & {*_TAG_LABELS, ACCOUNT}:
        return
    first = bisect_left(past.created, since)
    for position in range(first, bisect_left(past.created, until)):
        ticket = past.tickets[position]
        if _carries(ticket, named):
            yield ticket


def _carries(ticket: PastTicket, named: Mapping[str, str]) -> bool:
    tags = {(tag.kind, tag.name) for tag in ticket.tags}
    wanted = [(kind, named[label]) for label, kind in _TAG_LABELS.items() if label in named]
    owner = named.get(ACCOUNT)
    return all(pair in tags for pair in wanted) and owner in (None, ticket.account)


def _rests_on_hindsight(ticket: PastTicket, labels: Labels) -> bool:
    named = dict(labels)
    wanted = {kind for label, kind in _TAG_LABELS.items() if label in named}
    return any(tag.hindsight and tag.kind in wanted for tag in ticket.tags)


def _was_warned(ticket: PastTicket, occurrences: Iterable[Occurrence]) -> bool:
    """Whether an alert about a ticket, or about its feature area, came before it was escalated."""
    names: dict[str, set[str]] = defaultdict(set)
    names[TICKET].add(ticket.ticket)
    for label, kind in _TAG_LABELS.items():
        names[label] |= {tag.name for tag in ticket.tags if tag.kind is kind}
    if ticket.account is not None:
        names[ACCOUNT].add(ticket.account)
    escalated_at = ticket.escalated_at
    return escalated_at is not None and any(
        one.fired_at < escalated_at
        and (one.ended_at is None or escalated_at <= one.ended_at + ESCALATES_WITHIN)
        and all(value in names.get(name, ()) for name, value in one.labels)
        for one in occurrences
    )
