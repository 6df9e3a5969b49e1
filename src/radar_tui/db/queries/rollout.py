"""The facts that tick items of the rollout."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from radar_tui.db.tables import TagRow, TicketStandingRow


def tag_counts(session: Session) -> dict[str, int]:
    """Count the terms of the vocabulary by kind."""
    query = select(col(TagRow.kind), func.count()).group_by(col(TagRow.kind))
    return {row[0]: row[1] for row in session.connection().execute(query)}


def scored_tickets(session: Session) -> int:
    """Count the tickets that have a score."""
    scored = col(TicketStandingRow.score).is_not(None)
    query = select(func.count()).select_from(TicketStandingRow).where(scored)
    return session.connection().execute(query).scalar_one()
