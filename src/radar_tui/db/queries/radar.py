"""The frustration radar: which tickets need the lead, in which order, a page at a time."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.letters import know_all_letters
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.ticket_answers import owners_of_answers
from radar_tui.db.queries.ticket_filter import awake, open_and_counted, unscored
from radar_tui.db.tables import (
    AccountRow,
    ImportRunRow,
    InterventionRow,
    SourceRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.freshness import Freshness
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.domain.ticket_names import name_parts, ticket_name
from radar_tui.domain.ticket_scores import NOT_SCORED_YET, Trajectory


class RadarColumn(StrEnum):
    """What the radar can be sorted by."""

    SCORE = "score"
    ACCOUNT = "account"
    TICKET = "ticket"
    WAITING = "waiting"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class RadarOrder:
    """The radar's order: what has no value in the column comes last, whichever way it goes.

    Among equals the worst comes first, then what came first. Waiting is sorted by since when.
    """

    column: RadarColumn = RadarColumn.SCORE
    descending: bool = True


WORST_FIRST = RadarOrder()


@dataclass(frozen=True, slots=True)
class RadarRow:
    """One ticket with its score, and what people have decided about it."""

    ticket_id: int
    source: str
    external_id: str
    url: str | None
    subject: str
    account: str | None
    tier: int | None
    score: int | None
    band: str | None
    review: bool
    churn: bool
    trajectory: str
    why: str
    waiting_since: datetime | None
    data_as_of: datetime | None
    owner: str | None
    next_action: str | None


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """How far one source's data reach."""

    name: str
    system: str
    data_as_of: datetime | None
    usual_interval_seconds: int | None

    @property
    def freshness(self) -> Freshness:
        """How fresh its data are."""
        if self.usual_interval_seconds is None:
            return Freshness(self.data_as_of)
        return Freshness(self.data_as_of, timedelta(seconds=self.usual_interval_seconds))


@dataclass(frozen=True, slots=True)
class ScoringState:
    """How many open tickets there are, and how many of them the filter `is:unscored` lists.

    These have no score, because nobody looked yet or because they cannot be judged, and are awake.
    """

    open_tickets: int
    unscored: int


def ranked_tickets(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    order: RadarOrder = WORST_FIRST,
    *,
    limit: int | None = None,
) -> "array[int]":
    """Give the ids of the tickets that meet all conditions, in order: eight bytes each."""
    know_all_letters(session)
    if order.column is RadarColumn.OWNER:
        return _ranked_by_owner(session, conditions, descending=order.descending)[:limit]
    query = _joined(select(col(TicketRow.id))).where(*conditions)
    ordered = query.order_by(*_ordering(order)).limit(limit)
    return array("q", session.connection().execute(ordered).scalars())


def count_tickets(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Count the tickets that meet all conditions."""
    query = _joined(select(func.count(col(TicketRow.id))))
    know_all_letters(session)
    return int(session.connection().execute(query.where(*conditions)).scalar_one())


def radar_rows(session: Session, ticket_ids: Sequence[int]) -> list[RadarRow]:
    """Load what the radar shows of tickets, in the given order; those that are gone are left out.

    As many lookups by key as there are ids, whatever else the workspace holds.
    """
    query = _columns()
    found: dict[int, RadarRow] = {}
    for batch in in_batches(ticket_ids):
        wanted = query.where(col(TicketRow.id).in_(batch))
        rows = (RadarRow(*row) for row in session.connection().execute(wanted))
        found |= {row.ticket_id: row for row in rows}
    return [found[ticket_id] for ticket_id in ticket_ids if ticket_id in found]


def ids_by_name(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Find tickets by their names across sources (`source/number`); unknown ones are left out."""
    source, number = col(TicketRow.source), col(TicketRow.external_id)
    numbers: dict[str, list[str]] = defaultdict(list)
    for place, key in (pair for name in names for pair in name_parts(name)):
        numbers[place].append(key)
    found: dict[str, int] = {}
    for place, keys in numbers.items():
        for batch in in_batches(keys):
            query = select(col(TicketRow.id), number).where(source == place, number.in_(batch))
            for row in session.connection().execute(query):
                found[ticket_name(place, row.external_id)] = row.id or 0
    return found


def scoring_state(session: Session, as_of: datetime, scope: Scope = EVERYTHING) -> ScoringState:
    """Count the open tickets of a scope by how far they are judged, in one pass over them."""
    listed = case((and_(unscored(), awake(as_of, band_limits(session))), 1))
    counts = _joined(select(func.count(), func.count(listed)))
    query = counts.where(*open_and_counted(), *tickets_in(scope))
    return ScoringState(*session.connection().execute(query).one())


def freshness(session: Session) -> list[SourceFreshness]:
    """List the ticket and event sources and how far their data reach."""
    feeds = select(col(ImportRunRow.source)).where(
        col(ImportRunRow.kind).in_(("tickets", "events")), col(ImportRunRow.state) != "undone"
    )
    query = (
        select(
            col(SourceRow.name),
            col(SourceRow.system),
            col(SourceRow.data_as_of),
            col(SourceRow.usual_interval_seconds),
        )
        .where(col(SourceRow.name).in_(feeds))
        .order_by(col(SourceRow.name))
    )
    return [SourceFreshness(*row) for row in session.connection().execute(query)]


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Select from tickets with what filters and orders look at; every other row may be missing."""
    standing, work = TicketStandingRow, InterventionRow
    return (
        query.select_from(TicketRow)
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(work, col(work.ticket_id) == col(TicketRow.id))
    )


@cache
def _columns() -> Select[*tuple[Any, ...]]:
    """The fields of a radar row, in their order."""
    ticket, standing, work = TicketRow, TicketStandingRow, InterventionRow
    columns: tuple[SQLCoreOperations[Any], ...] = (
        col(ticket.id),
        col(ticket.source),
        col(ticket.external_id),
        col(ticket.url),
        col(ticket.subject),
        col(AccountRow.name),
        col(AccountRow.tier),
        col(standing.score),
        col(standing.band),
        func.coalesce(col(standing.review), false()),
        func.coalesce(col(standing.churn), false()),
        func.coalesce(col(standing.trajectory), Trajectory.FLAT.value),
        func.coalesce(col(standing.why), NOT_SCORED_YET),
        col(standing.waiting_since),
        col(SourceRow.data_as_of),
        col(work.owner),
        col(work.next_action),
    )
    return _joined(select(*columns)).join(SourceRow, col(SourceRow.name) == col(ticket.source))


def _ranked_by_owner(
    session: Session, conditions: Sequence[ColumnElement[bool]], *, descending: bool
) -> "array[int]":
    """Sort here, not in SQL, where each ticket would go through all alerts for its owner."""
    key, owner = (col(TicketRow.source), col(TicketRow.external_id)), col(InterventionRow.owner)
    query = _joined(select(col(TicketRow.id), owner, *key)).where(*conditions)
    answering = owners_of_answers(session)
    owned: list[tuple[str, int]] = []
    ownerless = array("q")
    for row in session.connection().execute(query.order_by(*_ordering(WORST_FIRST))):
        ticket_id, own, source, number = row
        shown = own or answering.get(ticket_name(source, number))
        if shown:
            owned.append((shown.lower(), ticket_id))
        else:
            ownerless.append(ticket_id)
    owned.sort(key=itemgetter(0), reverse=descending)
    return array("q", (ticket_id for _, ticket_id in owned)) + ownerless


def _ordering(order: RadarOrder) -> list[SQLCoreOperations[Any]]:
    score, number = col(TicketStandingRow.score), col(TicketRow.external_id)
    keys: dict[RadarColumn, list[SQLCoreOperations[Any]]] = {
        RadarColumn.SCORE: [score],
        RadarColumn.ACCOUNT: [func.lower(col(AccountRow.name))],
        # Numbers are text; the longer one is the higher.
        RadarColumn.TICKET: [func.length(number), number],
        RadarColumn.WAITING: [col(TicketStandingRow.waiting_since)],
    }
    # Who has waited longest has waited since the earliest moment.
    falling = order.descending != (order.column is RadarColumn.WAITING)
    chosen = [key.desc() if falling else key.asc() for key in keys[order.column]]
    first = [key.nulls_last() for key in chosen]
    worst = [] if order.column is RadarColumn.SCORE else [score.desc().nulls_last()]
    return [*first, *worst, col(TicketRow.id)]
