"""What shows success beside the metrics: ratings, and the channels of incidents."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from radar_tui.db.tables import AlertRow, ChannelRow, ResponseRow, TicketRow


class IncidentChannels(NamedTuple):
    """How many incidents fired, and how many of them have exactly one channel."""

    incidents: int
    with_one: int


def ratings_between(session: Session, start: datetime, end: datetime) -> Counter[str]:
    """Count the tickets that were solved in a span by how their customer rated them."""
    solved, rating = col(TicketRow.solved_at), col(TicketRow.satisfaction)
    query = (
        select(rating, func.count())
        .where(solved >= start, solved < end, col(TicketRow.noise).is_(None), rating.is_not(None))
        .group_by(rating)
    )
    rows = session.connection().execute(query)
    return Counter({rating: count for rating, count in rows if rating is not None})


def incident_channels(session: Session, start: datetime, end: datetime) -> IncidentChannels:
    """Count the alerts that fired in a span and call for the incident channel."""
    fired = col(AlertRow.fired_at)
    channels = (
        select(col(ChannelRow.alert_id).label("alert_id"), func.count().label("channels"))
        .where(col(ChannelRow.alert_id).is_not(None))
        .group_by(col(ChannelRow.alert_id))
        .subquery()
    )
    query = (
        select(channels.c.channels)
        .select_from(AlertRow)
        .join(ResponseRow, col(ResponseRow.alert_id) == col(AlertRow.id))
        .outerjoin(channels, channels.c.alert_id == col(AlertRow.id))
        .where(fired >= start, fired < end, col(ResponseRow.channel) == "incident")
    )
    counts = session.connection().execute(query).scalars().all()
    return IncidentChannels(len(counts), sum(count == 1 for count in counts))
