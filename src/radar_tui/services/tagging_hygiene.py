"""Tagging hygiene of a workspace, by period: for commands, the metrics and the weekly review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from radar_tui.analysis.tag_hygiene import TaggedTicket, TagHygiene, tag_hygiene
from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.closed_tickets import ClosedTicket, closed_in, closed_tickets
from radar_tui.db.queries.rule_tickets import Vocabulary, read_vocabulary
from radar_tui.db.queries.scope import tickets_in
from radar_tui.domain.records import TagKind
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.reporting.weekly import running_week, week_label
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

USUAL_WEEKS = 4
# A tick, so that what closes at the very moment that is looked at counts.
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class HygieneWeek:
    """The hygiene of what was closed in an ISO week; `whole` is false where it still runs."""

    week: str
    start: datetime
    whole: bool
    hygiene: TagHygiene


@dataclass(frozen=True, slots=True)
class HygieneReport:
    """Tagging hygiene over the last weeks, newest first, and how many terms there are of a kind."""

    as_of: datetime
    zone: str
    feature_areas: int
    root_causes: int
    escalation_reasons: int
    weeks: tuple[HygieneWeek, ...]


def hygiene_report(workspace: Workspace, *, weeks: int = USUAL_WEEKS) -> HygieneReport:
    """Tell how the scope's tickets closed in the last weeks are tagged, the running week first."""
    now, zone = workspace.as_of, workspace_zone(workspace)
    this_week = running_week(zone, now)
    starts = [*this_week.starts_before(weeks - 1), this_week.start]
    with plain_errors(workspace.location), workspace.database.reading() as session:
        vocabulary = read_vocabulary(session)
        found = hygiene_by_period(session, starts, now + _TICK, workspace.scope)
    lines = [
        HygieneWeek(week_label(start, zone), start, start < this_week.start, hygiene)
        for start, hygiene in zip(starts, found, strict=True)
    ]
    terms = [term.kind for term in vocabulary.terms.values()]
    return HygieneReport(
        as_of=now,
        zone=zone,
        feature_areas=terms.count(TagKind.FEATURE_AREA),
        root_causes=terms.count(TagKind.ROOT_CAUSE),
        escalation_reasons=terms.count(TagKind.ESCALATION_REASON),
        weeks=tuple(reversed(lines)),
    )


def hygiene_by_period(
    session: Session, starts: Sequence[datetime], end: datetime, scope: Scope = EVERYTHING
) -> list[TagHygiene]:
    """Give the hygiene of periods in a row, oldest first; the last one runs up to `end`.

    Only what was closed in each period, and is in the scope, is read.
    """
    vocabulary = read_vocabulary(session)
    spans = pairwise([*starts, end])
    return [_hygiene(session, vocabulary, start, until, scope) for start, until in spans]


def _hygiene(
    session: Session, vocabulary: Vocabulary, start: datetime, end: datetime, scope: Scope
) -> TagHygiene:
    tickets = closed_tickets(session, vocabulary, *closed_in(start, end), *tickets_in(scope))
    return tag_hygiene(map(_tagged, tickets), vocabulary.kinds)


def _tagged(ticket: ClosedTicket) -> TaggedTicket:
    """Of several terms of a kind the one that is known to have come first made it complete."""
    set_at: dict[TagKind, datetime | None] = {}
    for tag in ticket.tags:
        known = [at for at in (set_at.get(tag.kind), tag.known_at) if at is not None]
        set_at[tag.kind] = min(known, default=None)
    return TaggedTicket(ticket.closed_at, ticket.escalated, ticket.repeat, set_at)
