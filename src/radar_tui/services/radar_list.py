"""The frustration radar as a long list: filtered and sorted once, then read a page at a time."""

from collections.abc import Collection, Sequence
from functools import cached_property

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.radar import (
    WORST_FIRST,
    RadarColumn,
    RadarOrder,
    ids_by_name,
    ranked_tickets,
)
from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.ticket_filter import filter_conditions, filter_facts
from radar_tui.domain.filter_query import Query
from radar_tui.domain.working_time import WorkingCalendar
from radar_tui.services.alert_board import overdue_tickets
from radar_tui.services.panels import RadarEntry, radar_entries
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace

__all__ = ["WORST_FIRST", "RadarColumn", "RadarList", "RadarOrder", "radar_list"]


class RadarList:
    """The tickets that a query keeps, in one order, as they were when the list was made.

    It holds their ids, eight bytes each; what is shown of them is read when it is asked for, so
    every call costs a few milliseconds however long the list is.
    """

    def __init__(
        self, workspace: Workspace, ticket_ids: Sequence[int], calendar: WorkingCalendar
    ) -> None:
        self._workspace = workspace
        self._ids = ticket_ids
        self._calendar = calendar

    def count(self) -> int:
        """How many tickets there are."""
        return len(self._ids)

    def ids(self, limit: int) -> Sequence[int]:
        """The first tickets by their ids in the database."""
        return self._ids[:limit]

    def entries(self, start: int, limit: int) -> Sequence[RadarEntry]:
        """The tickets from a position on, fewer than `limit` at the end.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        page = self._ids[start : start + limit]
        workspace = self._workspace
        with plain_errors(workspace.location), workspace.database.reading() as session:
            return radar_entries(session, page, self._calendar, workspace.as_of)

    def position(self, name: str) -> int | None:
        """Where the ticket of this name (`source/number`) stands, None where it does not.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        ticket_id = self._named([name]).get(name)
        return self._ids.index(ticket_id) if ticket_id in self._members else None

    def existing(self, names: Collection[str]) -> Collection[str]:
        """Those of the names that are in the list.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        found = self._named(names)
        return {name for name in names if found.get(name) in self._members}

    def _named(self, names: Collection[str]) -> dict[str, int]:
        workspace = self._workspace
        with plain_errors(workspace.location), workspace.database.reading() as session:
            return ids_by_name(session, names)

    @cached_property
    def _members(self) -> frozenset[int | None]:
        return frozenset(self._ids)


def radar_list(
    workspace: Workspace, query: Query | None = None, order: RadarOrder = WORST_FIRST
) -> RadarList:
    """Find the tickets of the scope that a query keeps; without one, the open ones over review.

    This is where the work is done, so it is for the background: the list itself is quick.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    calendar = working_calendar(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        asks = query is not None and query.mentions("is", "overdue")
        facts = filter_facts(
            session,
            as_of=workspace.as_of,
            actor=workspace.actor,
            calendar=calendar,
            overdue=overdue_tickets(session, workspace.as_of) if asks else (),
        )
        conditions = [*filter_conditions(query or Query(), facts), *tickets_in(workspace.scope)]
        return RadarList(workspace, ranked_tickets(session, conditions, order), calendar)
