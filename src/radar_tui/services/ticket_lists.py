"""Short lists of the tickets that a filter keeps, to choose one from."""

from dataclasses import dataclass, replace

from radar_tui.domain.filter_query import Query
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.reporting.wording import band_badge
from radar_tui.services.panels import RadarEntry
from radar_tui.services.radar_list import WORST_FIRST, RadarOrder, radar_list
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

TICKETS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """A ticket as `source/number`, with its score, number, account and subject in one line."""

    name: str
    words: str


def listed_tickets(
    workspace: Workspace,
    query: Query,
    order: RadarOrder = WORST_FIRST,
    *,
    scope: Scope = EVERYTHING,
) -> list[ListedTicket]:
    """List the first tickets that a query keeps, those with the highest score first.

    Those of all scopes where none is given, whatever the workspace is looked at by.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    entries = radar_list(replace(workspace, scope=scope), query, order).entries(0, TICKETS_SHOWN)
    return [listed_ticket(entry) for entry in entries]


def listed_ticket(entry: RadarEntry) -> ListedTicket:
    """Give a ticket of the radar as it is listed."""
    badge = band_badge(entry.band, entry.score)
    words = f"{badge} · #{entry.ticket} · {entry.account or 'no account'} · {entry.subject}"
    return ListedTicket(f"{entry.source}/{entry.ticket}", inert_line(words))
