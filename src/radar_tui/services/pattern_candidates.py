"""Pattern candidates: open tickets that say nearly the same, before anybody tagged them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import announce
from radar_tui.db.queries.pattern_candidates import (
    PatternTicket,
    add_candidate,
    groupable_tickets,
    pattern_tickets,
)
from radar_tui.db.queries.rule_tickets import (
    VocabularyTerm,
    by_ids,
    creation_of,
    names_of,
    read_vocabulary,
    terms_of,
)
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.storing import store_rows
from radar_tui.db.queries.ticket_vectors import ticket_vectors
from radar_tui.db.queries.tickets import counted
from radar_tui.domain.records import TagKind
from radar_tui.services.workspace import Workspace

# Bounds the work; a week with more open tickets has its newest looked at.
LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class CandidateTicket:
    """A ticket of a candidate; `likeness` is how alike it was to the others when it joined."""

    ticket: str
    subject: str
    account: str | None
    is_open: bool
    created_at: datetime
    likeness: float
    feature_areas: tuple[str, ...]
    root_causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternCandidate:
    """Tickets that say nearly the same, oldest first. Its `id` stays, whatever joins or closes.

    `open` counts the tickets that are open, `accounts` whose they are.
    """

    id: int
    found_at: datetime
    open: int
    accounts: tuple[str, ...]
    tickets: tuple[CandidateTicket, ...]


def find_patterns(workspace: Workspace, version: str) -> int:
    """Put the open tickets of the last week together that are alike; gives how many joined.

    What was found before stays: looking again without news changes nothing. Until a hundred tickets
    are read nothing is put together. One process does it at a time: who holds the scoring's lease.
    """
    from radar_tui.analysis.alike_tickets import LEAST_READ, SPAN, AlikeTicket, group_tickets
    from radar_tui.scoring.similarity import vectors_of

    now = workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        read = [one.vector for one in ticket_vectors(session, version, *counted()) if one.vector]
        tickets = groupable_tickets(session, version, now - SPAN, now, at_most=LOOKED_AT)
    if len(read) < LEAST_READ or not tickets:
        return 0
    found = group_tickets(
        [AlikeTicket(one.id, one.account, one.candidate) for one in tickets],
        vectors_of([one.vector for one in tickets]),
        vectors_of(read).mean(axis=0),
    )
    if not found.joined and not found.new:
        return 0
    with plain_errors(workspace.location), workspace.database.writing() as session:
        # An import may have been taken back in the meantime.
        there = creation_of(session, [one.id for one in tickets])
        groups = dict(found.joined) | {add_candidate(session, now): new for new in found.new}
        rows = [
            {
                "ticket_id": one.ticket_id,
                "candidate_id": candidate,
                "joined_at": now,
                "likeness": one.likeness,
            }
            for candidate, joining in groups.items()
            for one in joining
            if one.ticket_id in there
        ]
        store_rows(session, "pattern_ticket", rows)
        announce(session, "pattern_ticket")
    return len(rows)


def pattern_candidates(workspace: Workspace) -> tuple[PatternCandidate, ...]:
    """List the candidates that have enough open tickets of enough accounts, largest first.

    Those that have an open ticket in the scope, each with all of its tickets.
    """
    from radar_tui.analysis.alike_tickets import is_enough

    with plain_errors(workspace.location), workspace.database.reading() as session:
        listed = pattern_tickets(session, workspace.as_of, *tickets_in(workspace.scope))
        terms = _terms(session, listed)
        candidates = [
            _candidate(list(tickets), terms)
            for _, tickets in groupby(listed, key=lambda one: one.candidate)
        ]
    enough = [one for one in candidates if is_enough(one.open, _open_accounts(one))]
    return tuple(sorted(enough, key=lambda one: (-one.open, one.id)))


def _open_accounts(candidate: PatternCandidate) -> Iterable[str | None]:
    return (ticket.account for ticket in candidate.tickets if ticket.is_open)


def _terms(session: Session, tickets: Sequence[PatternTicket]) -> dict[int, list[VocabularyTerm]]:
    vocabulary = read_vocabulary(session)
    return {
        ticket_id: carried
        for which in by_ids([one.id for one in tickets])
        for ticket_id, carried in terms_of(session, vocabulary, *which).items()
    }


def _candidate(
    tickets: Sequence[PatternTicket], terms: Mapping[int, Sequence[VocabularyTerm]]
) -> PatternCandidate:
    return PatternCandidate(
        id=tickets[0].candidate,
        found_at=tickets[0].found_at,
        open=sum(one.is_open for one in tickets),
        accounts=tuple(dict.fromkeys(one.account for one in tickets if one.account)),
        tickets=tuple(
            CandidateTicket(
                ticket=one.ticket,
                subject=one.subject,
                account=one.account,
                is_open=one.is_open,
                created_at=one.created_at,
                likeness=one.likeness,
                feature_areas=names_of(terms.get(one.id, ()), TagKind.FEATURE_AREA),
                root_causes=names_of(terms.get(one.id, ()), TagKind.ROOT_CAUSE),
            )
            for one in tickets
        ),
    )
