"""Which ticket carries which vocabulary term: the source's tags with the team's edits over them."""

from collections.abc import Iterable

from sqlalchemy import Select, Subquery, exists, select, union
from sqlmodel import Session, col

from radar_tui.db.tables import TagAliasRow, TagRow, TicketTagEditRow, TicketTagRow
from radar_tui.domain.records import TagKind


def tagged(kind: TagKind) -> Subquery:
    """Give (ticket_id, name) for all terms of one kind, one row each."""
    taken_off = exists().where(
        col(TicketTagEditRow.ticket_id) == col(TicketTagRow.ticket_id),
        col(TicketTagEditRow.name) == col(TagAliasRow.name),
        col(TicketTagEditRow.removed),
    )
    from_source: Select[int, str] = (
        select(col(TicketTagRow.ticket_id).label("ticket_id"), col(TagRow.name).label("name"))
        .join(TagAliasRow, col(TagAliasRow.alias) == col(TicketTagRow.name))
        .join(TagRow, col(TagRow.name) == col(TagAliasRow.name))
        .where(col(TagRow.kind) == kind, ~taken_off)
    )
    from_team = (
        select(col(TicketTagEditRow.ticket_id), col(TagRow.name))
        .join(TagRow, col(TagRow.name) == col(TicketTagEditRow.name))
        .where(col(TagRow.kind) == kind, ~col(TicketTagEditRow.removed))
    )
    return union(from_source, from_team).subquery()


def kinds_by_spelling(session: Session, words: Iterable[str]) -> dict[str, str]:
    """Give the kind of term that each word counts as, casefolded; unknown words are left out."""
    query = (
        select(col(TagAliasRow.alias), col(TagRow.kind))
        .join(TagRow, col(TagRow.name) == col(TagAliasRow.name))
        .where(col(TagAliasRow.alias).in_({word.casefold() for word in words}))
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}
