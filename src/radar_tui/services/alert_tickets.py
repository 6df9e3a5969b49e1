"""The open tickets behind an alert: those that carry the tag, or belong to the account."""

from radar_tui.db.engine import plain_errors
from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, ROOT_CAUSE
from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.services.alert_board import stand_of
from radar_tui.services.ticket_lists import ListedTicket, listed_tickets
from radar_tui.services.workspace import Workspace

_FIELDS = {FEATURE_AREA: "tag", ROOT_CAUSE: "tag", ACCOUNT: "account"}


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


def alert_tickets(workspace: Workspace, alert_id: int) -> list[ListedTicket]:
    """List the open tickets behind an alert, those with the highest scores first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    query = alert_query(workspace, alert_id)
    return [] if query is None else listed_tickets(workspace, query)
