"""What came after a position in the lists that only grow: ranges of their keys, all bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, select, true
from sqlmodel import Session, SQLModel, col

from radar_tui.db.changesets import REDO, UNDO
from radar_tui.db.imports.runs import RunState
from radar_tui.db.queries.alert_notices import newest_notice
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.ticket_filter import awake, open_and_counted, to_review
from radar_tui.db.tables import (
    AccountRow,
    ChangeSetEntryRow,
    ChangeSetRow,
    ImportRunRow,
    InterventionRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import Band
from radar_tui.domain.visits import Position

# Who calmed down is looked for among so many of the newest revisions of scores.
SCORES_READ = 20_000
ACTIONS_READ = 200


@dataclass(frozen=True, slots=True)
class TurnedTicket:
    """A ticket that went over the review threshold, or came back from there."""

    source: str
    external_id: str
    account: str | None
    score: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class TurnedTickets:
    """The first few of the tickets that turned, how many there are, and critical ones of them."""

    count: int
    critical: int
    first: tuple[TurnedTicket, ...]


@dataclass(frozen=True, slots=True)
class TeammateAction:
    """What a teammate did, and the first row that it was done to, by its table and key."""

    actor: str
    label: str
    table: str | None
    pk: str | None


@dataclass(frozen=True, slots=True)
class ImportedSince:
    """What the imports of a kind from one source brought together."""

    source: str
    kind: str
    runs: int
    inserted: int
    updated: int
    rejected: int


def position_now(session: Session, moment: datetime) -> Position:
    """Give how far the lists have come."""
    scores, actions, runs = (
        session.connection().execute(select(func.max(column))).scalar() or 0
        for column in (col(TicketScoreRow.id), col(ChangeSetRow.id), col(ImportRunRow.id))
    )
    minute = int(moment.timestamp()) // 60
    return Position(minute, newest_notice(session), scores, actions, runs)


def went_over_review(session: Session, since: int, as_of: datetime, *, named: int) -> TurnedTickets:
    """Find the tickets over the review threshold that were not there at a score, worst first."""
    over = [*to_review(), awake(as_of, band_limits(session)), not_(_was_over_review(since))]
    return _turned(session, over, named)


def calmed_down(session: Session, since: int, *, named: int) -> TurnedTickets:
    """Find the open tickets that were over the review threshold at a score, and are not now."""
    row, standing = TicketScoreRow, TicketStandingRow
    newest = session.connection().execute(select(func.max(col(row.id)))).scalar() or 0
    scored = select(col(row.ticket_id)).where(col(row.id) > max(since, newest - SCORES_READ))
    calm = [
        *open_and_counted(),
        col(standing.review) != true(),
        col(TicketRow.id).in_(scored),
        _was_over_review(since),
    ]
    return _turned(session, calm, named)


def _was_over_review(since: int) -> ColumnElement[bool]:
    """Whether the newest revision of a ticket's score up to a number was over the threshold."""
    row = TicketScoreRow
    newest = (
        select(col(row.review))
        .where(col(row.ticket_id) == col(TicketRow.id), col(row.id) <= since)
        .order_by(col(row.revision).desc())
        .limit(1)
        .correlate(TicketRow)
        .scalar_subquery()
    )
    return func.coalesce(newest == true(), not_(true()))


def _turned(session: Session, conditions: Sequence[Any], named: int) -> TurnedTickets:
    standing = TicketStandingRow
    critical = case((col(standing.band) == Band.CRITICAL, 1), else_=0)
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(AccountRow.name),
            col(standing.score),
            col(standing.band),
            func.count().over(),
            func.sum(critical).over(),
        )
        .select_from(TicketRow)
        .join(standing, col(standing.ticket_id) == col(TicketRow.id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .where(*conditions)
        .order_by(col(standing.score).desc(), col(TicketRow.id))
        .limit(named)
    )
    found = session.connection().execute(query).all()
    if not found:
        return TurnedTickets(0, 0, ())
    tickets = tuple(TurnedTicket(*row[:5]) for row in found)
    return TurnedTickets(int(found[0][5]), int(found[0][6]), tickets)


def teammate_actions(session: Session, since: int, me: str) -> list[TeammateAction]:
    """List what others did after an action and did not take back, newest first."""
    header, entry = ChangeSetRow, ChangeSetEntryRow
    inverse = SQLModel.metadata.tables["change_set"].alias("inverse")
    taken_back = select(inverse.c.undoes_id).where(inverse.c.undoes_id == col(header.id)).exists()
    first = (
        select(func.min(col(entry.id)))
        .where(col(entry.change_set_id) == col(header.id))
        .correlate(header)
        .scalar_subquery()
    )
    query = (
        select(col(header.actor), col(header.label), col(entry.table_name), col(entry.pk))
        .outerjoin(entry, and_(col(entry.id) == first))
        .where(
            col(header.id) > since,
            col(header.actor) != me,
            col(header.action).not_in((UNDO, REDO)),
            ~taken_back,
        )
        .order_by(col(header.id).desc())
        .limit(ACTIONS_READ)
    )
    return [TeammateAction(*row) for row in session.connection().execute(query)]


def imported_since(session: Session, since: int) -> list[ImportedSince]:
    """Sum up the imports after a run that changed or rejected something, by source and kind."""
    row = ImportRunRow
    columns = (row.inserted, row.updated, row.rejected)
    totals = [func.sum(col(column)) for column in columns]
    query = (
        select(col(row.source), col(row.kind), func.count(), *totals)
        .where(
            col(row.id) > since,
            col(row.state) == RunState.DONE,
            col(row.inserted) + col(row.updated) + col(row.deleted) + col(row.rejected) > 0,
        )
        .group_by(col(row.source), col(row.kind))
        .order_by(col(row.source), col(row.kind).desc())
    )
    found = session.connection().execute(query)
    return [ImportedSince(one[0], one[1], *map(int, one[2:])) for one in found]


def ticket_of(session: Session, ticket_id: int) -> tuple[str, str] | None:
    """Give a ticket's source and number by its id."""
    query = select(col(TicketRow.source), col(TicketRow.external_id))
    found = session.connection().execute(query.where(col(TicketRow.id) == ticket_id)).first()
    return (found[0], found[1]) if found else None
