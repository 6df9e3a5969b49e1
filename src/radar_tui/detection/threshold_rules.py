"""The threshold rules: connection failures, frustration scores, repeat issues -> observations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from radar_tui.detection.counting import (
    EXAMPLES,
    account_count,
    context_of,
    count_evidence,
    in_window,
)
from radar_tui.domain.alert_labels import FEATURE_AREA, ROOT_CAUSE, SOURCE, TICKET
from radar_tui.domain.alerts import Json, Observation, make_labels
from radar_tui.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class FailureTimes:
    """When connections of one source or feature area failed, in any order; one must be named."""

    times: tuple[datetime, ...]
    source: str | None = None
    feature_area: str | None = None

    def __post_init__(self) -> None:
        if self.source is None and self.feature_area is None:
            raise ValueError("connection failures need a source or a feature area")


@dataclass(frozen=True, slots=True)
class TicketScoreNow:
    """The present score of one ticket; None where it is unscored.

    `over_since` is when the score went over the threshold, where known; `why` the sentence that
    explains it.
    """

    ticket: str
    score: int | None
    is_open: bool
    account: str | None = None
    over_since: datetime | None = None
    why: str | None = None
    feature_areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RootCauseCount:
    """The tickets of one root cause within the rule's window, by their times, in any order.

    `tickets` are their ids, `accounts` the distinct accounts behind them.
    """

    root_cause: str
    times: tuple[datetime, ...]
    accounts: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()


def observe_connection_failures(
    sources: Iterable[FailureTimes], rule: Rule, now: datetime
) -> list[Observation]:
    """Count the failures of each source within the rule's window up to `now`."""
    return [_observe_source(source, rule, now) for source in sources]


def _observe_source(source: FailureTimes, rule: Rule, now: datetime) -> Observation:
    times = in_window(source.times, rule, now)
    named = {SOURCE: source.source, FEATURE_AREA: source.feature_area}
    enough = len(times) >= rule.min_count
    holds = enough and rule.exceeds(len(times))
    return Observation(
        labels=make_labels({name: value for name, value in named.items() if value is not None}),
        value=len(times),
        holds=holds,
        still_holds=enough and rule.still_exceeds(len(times)),
        evidence=count_evidence(times, rule),
        began_at=times[0] if holds else None,
    )


def observe_frustration(tickets: Iterable[TicketScoreNow], rule: Rule) -> list[Observation]:
    """Observe each open ticket that has a score.

    A ticket that was closed gets no observation: its label set vanishes, and its alert resolves.
    """
    observe_ticket = _ticket_observer(rule)
    return [
        observe_ticket(ticket, ticket.score)
        for ticket in tickets
        if ticket.is_open and ticket.score is not None
    ]


# One for each rule: a rule takes longer to compare than a ticket does to observe.
@lru_cache(maxsize=4)
def _ticket_observer(rule: Rule) -> Callable[[TicketScoreNow, int], Observation]:
    """Observe tickets by a rule: of thousands a few change from one evaluation to the next."""
    return lru_cache(maxsize=16_384)(partial(_observe_ticket, rule))


def _observe_ticket(rule: Rule, ticket: TicketScoreNow, score: int) -> Observation:
    holds = rule.exceeds(score)
    evidence: dict[str, Json] = {
        "score": score,
        "threshold": rule.threshold,
        "clear": rule.clear_level,
        "account": ticket.account,
        "why": ticket.why,
    }
    return Observation(
        labels=make_labels({TICKET: ticket.ticket}),
        value=score,
        holds=holds,
        still_holds=rule.still_exceeds(score),
        evidence=evidence,
        began_at=ticket.over_since if holds else None,
        context=context_of(ticket.account, ticket.feature_areas),
    )


def observe_repeat_issues(
    causes: Iterable[RootCauseCount], rule: Rule, now: datetime
) -> list[Observation]:
    """Count the tickets of each root cause within the rule's window up to `now`."""
    return [_observe_cause(cause, rule, now) for cause in causes]


def _observe_cause(cause: RootCauseCount, rule: Rule, now: datetime) -> Observation:
    times = in_window(cause.times, rule, now)
    accounts = account_count(cause.accounts)
    guards = len(times) >= rule.min_count and accounts >= rule.min_accounts
    holds = guards and rule.exceeds(len(times))
    evidence = count_evidence(times, rule)
    evidence["accounts"] = accounts
    evidence["tickets"] = list(cause.tickets[:EXAMPLES])
    return Observation(
        labels=make_labels({ROOT_CAUSE: cause.root_cause}),
        value=len(times),
        holds=holds,
        still_holds=guards and rule.still_exceeds(len(times)),
        evidence=evidence,
        began_at=times[0] if holds else None,
    )
