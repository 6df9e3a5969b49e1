"""The open tickets of an account, to choose one from."""

from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.services.ticket_lists import ListedTicket, listed_tickets
from radar_tui.services.workspace import Workspace


def account_tickets(workspace: Workspace, account: str) -> list[ListedTicket]:
    """List the open tickets of an account by its name, those with the highest scores first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return listed_tickets(workspace, Query((Term("account", Operator.IS, (account,)),)))
