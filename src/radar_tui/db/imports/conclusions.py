"""Ratings and noise of tickets, by what they say themselves and all of their threads so far."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.imports.told_at import last_told
from radar_tui.db.tables import MessageRow, TicketHistoryRow
from radar_tui.domain.conclusions import Rating, concluded_noise, concluded_satisfaction
from radar_tui.domain.records import AuthorRole, HistoryField, Noise


def conclude(session: Session, ticket_ids: Collection[int]) -> None:
    """Set anew how the customers of tickets were satisfied, and which tickets are noise."""
    table = SQLModel.metadata.tables["ticket"]
    for batch in in_batches(ticket_ids):
        ratings, noises = _ratings(session, batch), _noises(session, batch)
        rows = session.execute(table.select().where(table.c.id.in_(batch))).mappings()
        differing = [
            {"of": row["id"], **concluded}
            for row in rows
            if (concluded := _concluded(row, ratings, noises))
            != {name: row[name] for name in concluded}
        ]
        if differing:
            session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("of"))
                .values(noise=bindparam("noise"), satisfaction=bindparam("satisfaction")),
                differing,
            )


def _concluded(
    row: RowMapping,
    ratings: Mapping[int, list[Rating]],
    noises: Mapping[int, list[Noise | None]],
) -> dict[str, Any]:
    stated, stated_at = row["stated_satisfaction"], last_told(row, "satisfaction")
    return {
        "noise": concluded_noise(row["stated_noise"], noises.get(row["id"], [])),
        "satisfaction": concluded_satisfaction(stated, stated_at, ratings.get(row["id"], [])),
    }


def _ratings(session: Session, ticket_ids: list[int]) -> dict[int, list[Rating]]:
    history = TicketHistoryRow
    query = select(history.ticket_id, history.occurred_at, history.value).where(
        col(history.ticket_id).in_(ticket_ids), history.field == HistoryField.SATISFACTION
    )
    found: dict[int, list[Rating]] = {}
    for ticket_id, at, value in session.exec(query):
        found.setdefault(ticket_id, []).append((at, value))
    return found


def _noises(session: Session, ticket_ids: list[int]) -> dict[int, list[Noise | None]]:
    """Tell of the customers' messages, oldest first, which are noise; without stand-ins."""
    query = (
        select(MessageRow.ticket_id, MessageRow.noise)
        .where(
            col(MessageRow.ticket_id).in_(ticket_ids),
            MessageRow.author_role == AuthorRole.CUSTOMER,
        )
        .order_by(col(MessageRow.occurred_at), col(MessageRow.external_id))
    )
    found: dict[int, list[Noise | None]] = {}
    for ticket_id, noise in session.exec(query):
        if noise != Noise.DUPLICATE:
            found.setdefault(ticket_id, []).append(Noise(noise) if noise else None)
    return found
