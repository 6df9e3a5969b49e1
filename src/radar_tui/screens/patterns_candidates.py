"""The pattern candidates of the Patterns screen: open tickets that say nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.reporting.wording import how_many, short_span
from radar_tui.screens.patterns_parts import PartView, RowDetail
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from radar_tui.services.candidate_terms import CandidateTerms
    from radar_tui.services.pattern_candidates import CandidateTicket, PatternCandidate

COLUMNS = (
    TableColumn("id", "no.", width=4, right=True),
    TableColumn("subject", "the first of them", flex=4),
    TableColumn("open", "open", width=4, right=True),
    TableColumn("accounts", "accounts", width=8, right=True),
    TableColumn("found", "found", width=5, right=True),
    TableColumn("terms", "suggested for all", flex=3),
)
KEYS = (
    "enter its tickets · [patterns.take-suggestion=T] tag all as suggested · "
    "[ticket.tag=t] tag all otherwise"
)


def candidates_view(
    candidates: Sequence[PatternCandidate], terms: Mapping[int, CandidateTerms], now: datetime
) -> PartView:
    """The candidates, the largest first."""
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(one, terms[one.id], now) for one in candidates),
        details={str(one.id): _detail(one, terms[one.id]) for one in candidates},
        title=f"{how_many(len(candidates), 'pattern candidate')}: tickets that say nearly the same",
        keys=KEYS,
        count=str(len(candidates)),
        nothing="No open tickets that came within a week say nearly the same.",
        next_step="three of two accounts make a candidate, once a hundred tickets are read",
    )


def _row(one: PatternCandidate, terms: CandidateTerms, now: datetime) -> TableRow:
    return TableRow(
        str(one.id),
        (
            Cell(str(one.id), "muted"),
            Cell(one.tickets[0].subject),
            Cell(str(one.open)),
            Cell(str(len(one.accounts))),
            Cell(short_span(now - one.found_at), "muted"),
            Cell(_suggested(terms), "good" if terms.lacking else "muted"),
        ),
    )


def _suggested(terms: CandidateTerms) -> str:
    if not terms.terms:
        return "–"
    named = ", ".join(terms.terms)
    if not terms.lacking:
        return f"{named}, on all"
    lack = "lacks" if len(terms.lacking) == 1 else "lack"
    return f"{named} ({len(terms.lacking)} {lack} it)"


def _detail(one: PatternCandidate, terms: CandidateTerms) -> RowDetail:
    head = f"{how_many(one.open, 'open ticket')} of {', '.join(one.accounts) or 'unknown accounts'}"
    return RowDetail(
        words="\n".join([head, "", *(_line(ticket) for ticket in one.tickets)]),
        listed=tuple((ticket.ticket, _line(ticket)) for ticket in one.tickets),
        subjects=tuple(ticket.ticket for ticket in one.tickets if ticket.is_open),
        likely=terms.lacking,
    )


def _line(ticket: CandidateTicket) -> str:
    tags = ", ".join((*ticket.feature_areas, *ticket.root_causes)) or "no tags"
    closed = "" if ticket.is_open else " · closed"
    return (
        f"#{ticket.ticket.rpartition('/')[2]} · {ticket.account or 'no account'} · "
        f"{ticket.subject} · {tags}{closed}"
    )
