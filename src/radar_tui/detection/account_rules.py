"""Several high-impact accounts with tickets on one feature area, more than it usually has."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from radar_tui.detection.baseline import estimate_normal
from radar_tui.detection.counting import EXAMPLES, count_evidence, distinct
from radar_tui.detection.facts import AreaTicket
from radar_tui.detection.history import known_weeks
from radar_tui.domain.alert_labels import FEATURE_AREA
from radar_tui.domain.alerts import Json, Observation, make_labels
from radar_tui.domain.rules import Rule

# So many spans of the window's length before it tell how many such accounts are usual.
EARLIER_SPANS = 13
# How rarely a normal span brings as many accounts: one day in 500, where the window is a day. Once
# it fires, one day in 20 keeps it.
UNUSUAL = 0.002
STILL_UNUSUAL = 0.05
_AT = attrgetter("at")
_AT_AND_TICKET = attrgetter("at", "ticket")


def history_needed(rule: Rule) -> timedelta:
    """How far back the tickets must reach: the window and the spans before it."""
    return rule.window * (EARLIER_SPANS + 1)


def observe_high_impact(
    tickets: Iterable[AreaTicket], rule: Rule, now: datetime
) -> list[Observation]:
    """Count the accounts of each feature area within the rule's window up to `now`.

    `tickets` reach back `history_needed`. A team with many large customers has some of them on
    every feature area each day, so the count must also be more than the spans before explain. Where
    they hold next to nothing, the threshold decides alone.
    """
    by_area: dict[str, list[AreaTicket]] = {}
    for ticket in sorted(tickets, key=_AT_AND_TICKET):
        if ticket.tier >= rule.min_tier and ticket.at <= now:
            by_area.setdefault(ticket.feature_area, []).append(ticket)
    return [
        _observe_area(area, spans[0], [_accounts(span) for span in spans[1:]], rule)
        for area, spans in sorted(_cut(by_area, rule, now).items())
        if spans[0]
    ]


def _cut(
    by_area: Mapping[str, Sequence[AreaTicket]], rule: Rule, now: datetime
) -> dict[str, list[list[AreaTicket]]]:
    """Cut tickets, oldest first, into spans of the window's length, the window itself first."""
    ends = [now - rule.window * back for back in range(EARLIER_SPANS + 1, -1, -1)]
    cut: dict[str, list[list[AreaTicket]]] = {}
    for area, tickets in by_area.items():
        edges = [bisect_right(tickets, end, key=_AT) for end in ends]
        cut[area] = [list(tickets[first:last]) for first, last in pairwise(edges)][::-1]
    return cut


def _observe_area(
    area: str, tickets: Sequence[AreaTicket], earlier: Sequence[int], rule: Rule
) -> Observation:
    names = distinct(ticket.account for ticket in tickets)
    oldest_first = tuple(reversed(earlier))
    # A fortnight of days tells no trend.
    normal = estimate_normal(known_weeks(oldest_first, guard=0, least=1), follow_trend=False)
    p = normal.tail(len(names))
    enough = len(names) >= max(rule.min_accounts, rule.min_count)
    holds = enough and rule.exceeds(len(names)) and p < UNUSUAL
    evidence: dict[str, Json] = {
        **count_evidence([ticket.at for ticket in tickets], rule),
        "count": len(names),
        "accounts": names[:EXAMPLES],
        "tickets": distinct(ticket.ticket for ticket in tickets)[:EXAMPLES],
        "min-tier": rule.min_tier,
        "usual": round(normal.expected(), 2),
        "p": p,
    }
    return Observation(
        labels=make_labels({FEATURE_AREA: area}),
        value=len(names),
        holds=holds,
        still_holds=holds or (enough and rule.still_exceeds(len(names)) and p < STILL_UNUSUAL),
        evidence=evidence,
        began_at=tickets[0].at if holds else None,
    )


def _accounts(tickets: Iterable[AreaTicket]) -> int:
    return len({ticket.account for ticket in tickets})
