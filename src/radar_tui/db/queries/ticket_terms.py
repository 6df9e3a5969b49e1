"""Which tickets carry some tags: the source's with the team's edits over them, as `tags` says."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, or_, select, union
from sqlmodel import col

from radar_tui.db.tables import (
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.domain.records import TagKind


def carrying(terms: Sequence[str], others: Sequence[str]) -> CompoundSelect[int]:
    """Give the ids of tickets with any of the vocabulary's terms or of the help desk's own tags.

    `others` are tags as the source spells them, casefolded.
    """
    alias, tag, edit = TagAliasRow, TicketTagRow, TicketTagEditRow
    from_source = (
        select(col(tag.ticket_id))
        .join(alias, col(alias.alias) == col(tag.name))
        .where(col(alias.name).in_(terms), ~_taken_off())
    )
    from_team = select(col(edit.ticket_id)).where(col(edit.name).in_(terms), ~col(edit.removed))
    unknown = select(col(tag.ticket_id)).where(col(tag.name).in_(others))
    return union(from_source, from_team, unknown)


def carrying_any() -> ColumnElement[bool]:
    """Whether the ticket at hand carries any term of the vocabulary."""
    alias, tag, edit = TagAliasRow, TicketTagRow, TicketTagEditRow
    from_source = exists().where(
        col(tag.ticket_id) == col(TicketRow.id), col(alias.alias) == col(tag.name), ~_taken_off()
    )
    from_team = exists().where(col(edit.ticket_id) == col(TicketRow.id), ~col(edit.removed))
    return or_(from_source, from_team)


def carrying_kind(kind: TagKind) -> ColumnElement[bool]:
    """Whether the ticket at hand carries any term of one kind."""
    alias, tag, edit, term = TagAliasRow, TicketTagRow, TicketTagEditRow, TagRow
    of_kind = select(col(term.name)).where(col(term.kind) == kind)
    from_source = exists().where(
        col(tag.ticket_id) == col(TicketRow.id),
        col(alias.alias) == col(tag.name),
        col(alias.name).in_(of_kind),
        ~_taken_off(),
    )
    from_team = exists().where(
        col(edit.ticket_id) == col(TicketRow.id), col(edit.name).in_(of_kind), ~col(edit.removed)
    )
    return or_(from_source, from_team)


def _taken_off() -> ColumnElement[bool]:
    edit = TicketTagEditRow
    return exists().where(
        and_(
            col(edit.ticket_id) == col(TicketTagRow.ticket_id),
            col(edit.name) == col(TagAliasRow.name),
            col(edit.removed),
        )
    )
