"""What customers write on open tickets: churn language, and asking for more than support."""

from collections.abc import Iterable
from functools import lru_cache

from radar_tui.detection.counting import context_of, limit_evidence
from radar_tui.detection.facts import TicketLanguage
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.alerts import Observation, make_labels
from radar_tui.domain.rules import Rule

# A customer's words in an alert: enough to recognise them, not the message again.
QUOTE_CHARACTERS = 160


def observe_language(tickets: Iterable[TicketLanguage], rule: Rule) -> list[Observation]:
    """Observe each open ticket by its messages that carry the signal and that nothing settled.

    A ticket that was closed, or settled, gets no observation: its label set vanishes.
    """
    return [_observe_ticket(ticket, rule) for ticket in tickets]


# Of many tickets a few change from one evaluation to the next.
@lru_cache(maxsize=4_096)
def _observe_ticket(ticket: TicketLanguage, rule: Rule) -> Observation:
    enough = ticket.count >= rule.min_count
    holds = enough and rule.exceeds(ticket.count)
    quote = ticket.quote
    if quote is not None and len(quote) > QUOTE_CHARACTERS:
        quote = f"{quote[: QUOTE_CHARACTERS - 1].rstrip()}…"
    return Observation(
        labels=make_labels({TICKET: ticket.ticket}),
        value=ticket.count,
        holds=holds,
        still_holds=enough and rule.still_exceeds(ticket.count),
        evidence={
            **limit_evidence(ticket.count, rule),
            "quote": quote,
            "since": ticket.since.isoformat(),
            "account": ticket.account,
        },
        began_at=ticket.since if holds else None,
        context=context_of(ticket.account, ticket.feature_areas),
    )
