"""The open tickets of an account, offered as a list to choose one from."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from radar_tui.reporting.wording import how_many
from radar_tui.screens.base import ActionFailed
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from textual.app import App

    from radar_tui.services.live import LiveWorkspace


def offer_tickets(app: App[Any], account: str, tickets: Sequence[tuple[str, str]]) -> None:
    """List tickets, given as (name, words), and open the one that is chosen; say if there is none.

    `account` is the account's name as it is stored.
    """
    from radar_tui.screens.ticket import open_ticket
    from radar_tui.widgets.dialogs import ChoiceDialog

    def chosen(name: str | None) -> None:
        if name is not None:
            open_ticket(app, name)

    shown = inert_line(account)
    if not tickets:
        app.post_message(ActionFailed(f"{shown} has no open ticket"))
    else:
        title = f"{how_many(len(tickets), 'open ticket')} of {shown}, worst first"
        app.push_screen(ChoiceDialog(title, tickets), chosen)


async def open_account(app: App[Any], live: LiveWorkspace, account: str) -> None:
    """Read an account's open tickets in a thread, then offer them."""
    from radar_tui.db.errors import WorkspaceError
    from radar_tui.services.account_tickets import account_tickets

    try:
        tickets = await to_thread(account_tickets, live.now(), account)
    except WorkspaceError as error:
        app.post_message(ActionFailed(str(error)))
        return
    offer_tickets(app, account, [(one.name, one.words) for one in tickets])
