"""What people did in Radar, put together for carrying it back into the help desk."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.team_changes import (
    NamedTicket,
    RecordedChange,
    named_tickets,
    recorded_changes,
    spellings,
)
from radar_tui.db.tables import InterventionRow, TicketTagEditRow
from radar_tui.domain.records import TicketStatus
from radar_tui.reporting.ticket_changes import ChangedPart, TicketChange, TicketChanges
from radar_tui.services.workspace import Workspace

_INTERVENTION = str(InterventionRow.__tablename__)
_TAG_EDIT = str(TicketTagEditRow.__tablename__)

_NEVER = datetime.min.replace(tzinfo=UTC)


class _Escalation(NamedTuple):
    at: datetime
    reason: str | None


# An owner, an escalation, or whether a person put a tag on (True) or took it off (False); None
# where people say nothing about it.
_Value: TypeAlias = str | _Escalation | bool | None


class _Field(NamedTuple):
    """One thing that people say of a ticket; `term` is None for all but tags."""

    part: ChangedPart
    term: str | None = None


@dataclass(slots=True)
class _Course:
    """How one field stood when the period began, how it stands, and who brought it there."""

    before: _Value = None
    now: _Value = None
    at: datetime = _NEVER
    actor: str = ""

    @property
    def changed(self) -> bool:
        return self.now != self.before


_Courses: TypeAlias = dict[_Field, _Course]


def ticket_changes(workspace: Workspace, since: datetime | None) -> TicketChanges:
    """Compare what people say of each ticket now with what they said before a moment.

    What was taken back within the period is no change. Without a moment, all that people say
    counts. Tickets that were deleted in the help desk are left out.
    """
    until = workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        done = recorded_changes(session, (_INTERVENTION, _TAG_EDIT), until)
        courses = _follow(done, since)
        moved = {key: one for key, one in courses.items() if any(c.changed for c in one.values())}
        tickets = named_tickets(session, moved)
        terms = {field.term for one in moved.values() for field in one if field.term is not None}
        known = spellings(session, terms)
    rows = [
        _change(ticket, moved[ticket.id], known)
        for ticket in tickets
        if ticket.status != TicketStatus.DELETED
    ]
    rows.sort(key=lambda row: (row.changed_at, row.source, row.ticket))
    return TicketChanges(since, until, tuple(rows))


def _follow(done: Iterable[RecordedChange], since: datetime | None) -> dict[int, _Courses]:
    followed: dict[int, _Courses] = {}
    for change in done:
        for ticket_id, field, value in _said(change):
            course = followed.setdefault(ticket_id, {}).setdefault(field, _Course())
            if since is not None and change.at < since:
                course.before = course.now = value
            elif course.now != value:
                course.now, course.at, course.actor = value, change.at, change.actor
    return followed


def _said(change: RecordedChange) -> Iterator[tuple[int, _Field, _Value]]:
    """What a row says of its ticket after a change."""
    after = change.after or {}
    if change.table == _TAG_EDIT:
        ticket_id, term = json.loads(change.pk)
        yield ticket_id, _Field(ChangedPart.TAGS, term), not after["removed"] if after else None
        return
    ticket_id = int(change.pk)
    yield ticket_id, _Field(ChangedPart.OWNER), after.get("owner")
    moment = after.get("escalated_at")
    escalation = None
    if moment is not None:
        at = datetime.fromisoformat(moment).astimezone(UTC)
        escalation = _Escalation(at, after.get("escalation_reason"))
    yield ticket_id, _Field(ChangedPart.ESCALATION), escalation


def _change(ticket: NamedTicket, courses: _Courses, known: Mapping[str, str]) -> TicketChange:
    changed = {field: course for field, course in courses.items() if course.changed}
    newest = max(changed.values(), key=lambda course: course.at)
    parts = {field.part for field in changed}
    added, removed = _tags(changed)
    owner = courses.get(_Field(ChangedPart.OWNER), _Course()).now
    escalation = courses.get(_Field(ChangedPart.ESCALATION), _Course()).now
    escalated = escalation if isinstance(escalation, _Escalation) else None
    return TicketChange(
        source=ticket.source,
        ticket=ticket.external_id,
        url=ticket.url,
        changed=tuple(part for part in ChangedPart if part in parts),
        tags_added=tuple(added),
        tags_removed=tuple(word for term in removed for word in _spelled(ticket, term, known)),
        owner=owner if isinstance(owner, str) else None,
        escalated_at=escalated.at if escalated else None,
        escalation_reason=escalated.reason if escalated else None,
        changed_at=newest.at,
        changed_by=newest.actor,
    )


def _tags(changed: _Courses) -> tuple[list[str], list[str]]:
    """The terms to add and those to remove; an edit that was taken back means its opposite."""
    added: list[str] = []
    removed: list[str] = []
    for field, course in changed.items():
        if field.term is not None:
            puts_on = course.now if course.now is not None else not course.before
            (added if puts_on else removed).append(field.term)
    return sorted(added), sorted(removed)


def _spelled(ticket: NamedTicket, term: str, known: Mapping[str, str]) -> list[str]:
    """The help desk's own spellings of a term on a ticket; the term itself where it has none."""
    return [tag for tag in ticket.tags if known.get(tag.casefold()) == term] or [term]
