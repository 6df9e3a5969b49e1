"""The frustration radar: which open tickets need the lead, worst first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from radar_tui.db.queries.tickets import counted
from radar_tui.db.tables import (
    AccountRow,
    ImportRunRow,
    InterventionRow,
    SourceRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.freshness import Freshness


@dataclass(frozen=True, slots=True)
class RadarRow:
    """One open ticket with its score, and what people have decided about it."""

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
    """How many open tickets there are, scored, unscored, and over the review threshold."""

    open_tickets: int
    scored: int
    review: int


def radar_rows(session: Session, *, everything: bool, limit: int) -> list[RadarRow]:
    """List open tickets over the review threshold (or all), highest score first."""
    standing = TicketStandingRow
    query: Select[*tuple[Any, ...]] = (
        select(
            col(TicketRow.id).label("ticket_id"),
            col(TicketRow.source).label("source"),
            col(TicketRow.external_id).label("external_id"),
            col(TicketRow.url).label("url"),
            col(TicketRow.subject).label("subject"),
            col(AccountRow.name).label("account"),
            col(AccountRow.tier).label("tier"),
            col(standing.score).label("score"),
            col(standing.band).label("band"),
            col(standing.review).label("review"),
            col(standing.churn).label("churn"),
            col(standing.trajectory).label("trajectory"),
            col(standing.why).label("why"),
            col(standing.waiting_since).label("waiting_since"),
            col(SourceRow.data_as_of).label("data_as_of"),
            col(InterventionRow.owner).label("owner"),
            col(InterventionRow.next_action).label("next_action"),
        )
        .join(TicketRow, col(TicketRow.id) == col(standing.ticket_id))
        .join(SourceRow, col(SourceRow.name) == col(TicketRow.source))
        .outerjoin(AccountRow, col(AccountRow.id) == col(TicketRow.account_id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .where(col(standing.is_open))
        .order_by(func.coalesce(col(standing.score), -1).desc(), col(TicketRow.id))
        .limit(limit)
    )
    if not everything:
        query = query.where(col(standing.review))
    return [RadarRow(**row) for row in session.connection().execute(query).mappings()]


def scoring_state(session: Session) -> ScoringState:
    """Count the open tickets by how far they are judged."""
    standing = TicketStandingRow
    open_statuses = ("new", "open", "pending", "on-hold")
    total = select(func.count()).where(col(TicketRow.status).in_(open_statuses), *counted())

    def of(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).where(col(standing.is_open), *conditions)
        return session.connection().execute(query).scalar_one()

    return ScoringState(
        session.connection().execute(total).scalar_one(),
        of(col(standing.score).is_not(None)),
        of(col(standing.review).is_(True)),
    )


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
