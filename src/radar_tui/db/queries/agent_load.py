"""Who has how much on their hands: open tickets by assignee, and by the owner set in Radar."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from radar_tui.db.queries.ticket_filter import open_and_counted
from radar_tui.db.tables import InterventionRow, TicketRow, TicketStandingRow


@dataclass(frozen=True, slots=True)
class OpenLoad:
    """The open tickets of somebody, None for nobody: how many wait and are over review."""

    name: str | None
    open: int
    waiting: int
    over_review: int


def load_by_assignee(session: Session, *which: ColumnElement[bool]) -> list[OpenLoad]:
    """Count the open tickets of each assignee, as the help desk names them.

    Those that meet all further conditions on tickets.
    """
    return _load(session, col(TicketRow.assignee), *which)


def load_by_owner(session: Session, *which: ColumnElement[bool]) -> list[OpenLoad]:
    """Count the open tickets of each owner that people set in Radar, in the same way."""
    return _load(session, col(InterventionRow.owner), *which)


def _load(session: Session, who: Any, *which: ColumnElement[bool]) -> list[OpenLoad]:
    """Count by name in one pass over the open tickets, however many are closed."""
    standing = TicketStandingRow
    query = (
        select(
            who,
            func.count(),
            _count_if(col(standing.waiting_since).is_not(None)),
            _count_if(col(standing.review)),
        )
        .select_from(TicketRow)
        .outerjoin(standing, col(standing.ticket_id) == col(TicketRow.id))
        .outerjoin(InterventionRow, col(InterventionRow.ticket_id) == col(TicketRow.id))
        .where(*open_and_counted(), *which)
        .group_by(who)
    )
    return [OpenLoad(*row) for row in session.connection().execute(query)]


def _count_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
