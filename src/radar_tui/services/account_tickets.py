"""The open tickets of an account, to choose one from."""

from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.services.alert_tickets import AlertTicket, worst_tickets
from radar_tui.services.workspace import Workspace


def account_tickets(workspace: Workspace, account: str) -> list[AlertTicket]:
    """List the open tickets of an account by its name, those with the highest scores first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return worst_tickets(workspace, Query((Term("account", Operator.IS, (account,)),)))
