"""The open tickets behind an alert: those that carry the tag, or belong to the account."""

from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, ROOT_CAUSE
from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.reporting.wording import band_badge
from radar_tui.services.alert_board import stand_of
from radar_tui.services.panels import RadarEntry
from radar_tui.services.radar_list import radar_list
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

TICKETS_SHOWN = 30

_FIELDS = {FEATURE_AREA: "tag", ROOT_CAUSE: "tag", ACCOUNT: "account"}


@dataclass(frozen=True, slots=True)
class AlertTicket:
    """A ticket as `source/number`, with its score, number, account and subject in one line."""

    name: str
    words: str


def alert_query(workspace: Workspace, alert_id: int) -> Query | None:
    """Give the filter for the tickets that an alert is about; None where it is about none.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        found = stand_of(session, [alert_id], workspace.as_of)
    labels = dict(found[0].listed.alert.labels) if found else {}
    terms = tuple(
        Term(field, Operator.IS, (labels[name],))
        for name, field in _FIELDS.items()
        if name in labels
    )
    return Query(terms) if terms else None


def alert_tickets(workspace: Workspace, alert_id: int) -> list[AlertTicket]:
    """List the open tickets behind an alert, those with the highest scores first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    query = alert_query(workspace, alert_id)
    return [] if query is None else worst_tickets(workspace, query)


def worst_tickets(workspace: Workspace, query: Query) -> list[AlertTicket]:
    """List the first of the open tickets that a filter keeps, the highest scores first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    entries = radar_list(workspace, query).entries(0, TICKETS_SHOWN)
    return [AlertTicket(f"{entry.source}/{entry.ticket}", _words(entry)) for entry in entries]


def _words(entry: RadarEntry) -> str:
    badge = band_badge(entry.band, entry.score)
    return inert_line(
        f"{badge} · #{entry.ticket} · {entry.account or 'no account'} · {entry.subject}"
    )
