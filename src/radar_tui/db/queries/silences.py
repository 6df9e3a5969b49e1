"""Silences as they are stored."""

from datetime import datetime

from sqlmodel import Session, SQLModel

from radar_tui.db.tables import SilenceRow
from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.silences import Silence


def stored_silences(session: Session, *, ending_after: datetime | None = None) -> list[Silence]:
    """List the silences, those that end first first; all, or what ends after a moment."""
    table = SQLModel.metadata.tables["silence"]
    query = table.select().order_by(table.c.ends_at, table.c.id)
    if ending_after is not None:
        query = query.where(table.c.ends_at > ending_after)
    return [
        Silence(
            id=row["id"],
            matchers=parse_matchers(row["matchers"]),
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            by=row["by"],
            reason=row["reason"],
        )
        for row in session.connection().execute(query).mappings()
    ]


def silence_row(session: Session, silence_id: int) -> SilenceRow | None:
    """Load a silence as a value that no session watches."""
    table = SQLModel.metadata.tables["silence"]
    query = table.select().where(table.c.id == silence_id)
    row = session.connection().execute(query).mappings().first()
    return SilenceRow(**row) if row else None
