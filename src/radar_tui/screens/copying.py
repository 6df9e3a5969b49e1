"""Copying what is shown, as plain text or as Markdown, to paste it into a chat or a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import Screen

from radar_tui.reporting.copied_tables import (
    CopiedTable,
    in_markdown,
    table_markdown,
    table_text,
)
from radar_tui.reporting.weekly_escaping import plain
from radar_tui.screens.base import ActionDone, ActionFailed
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.ticket_pane import TicketPane
from radar_tui.widgets.ticket_words import head_content
from radar_tui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from radar_tui.screens.configured_app import ConfiguredApp
    from radar_tui.services.ticket_view import TicketView

# As many rows as a chat or a ticket takes, and a reader.
COPIED_ROWS = 100
FORMATS = (("text", "Plain text"), ("markdown", "Markdown"))
# Wider than any line: what is copied is not cut.
UNCUT = 10_000


def copy_shown(app: ConfiguredApp, screen: Screen[object], form: str) -> None:
    """Copy the list or the ticket in front of a screen, and say in a toast what was copied."""
    found = _ticket(screen) or _list(screen)
    if isinstance(found, VirtualTable):
        table = copied_table(found)
        words = table_markdown(table) if form == "markdown" else table_text(table)
        told = f"{inert_line(table.title)}, {table.counted}"
    elif found is not None:
        words = _ticket_words(found, markdown=form == "markdown")
        told = f"ticket #{inert_line(found.ticket.external_id)}"
    else:
        app.post_message(ActionFailed("no list and no ticket is shown here to be copied"))
        return
    app.copy_to_clipboard(words)
    app.post_message(ActionDone(f"copied {told} as {dict(FORMATS)[form]}"))


def copied_table(table: VirtualTable) -> CopiedTable:
    """Take what a table lists: the marked rows, or the first ones."""
    columns, rows = table.listed(COPIED_ROWS)
    total = len(table.marked_keys) or table.row_count
    title = Content.from_markup(str(table.border_title or "List")).plain
    return CopiedTable(
        title,
        [column.title for column in columns],
        [[cell.text for cell in row.cells] for row in rows],
        total,
        [column.right for column in columns],
    )


def _ticket(screen: Screen[object]) -> TicketView | None:
    """The ticket of a pane that has the keys, or that is all there is."""
    for pane in screen.query(TicketPane):
        if pane.stands and (pane.has_focus_within or not screen.query(VirtualTable)):
            return pane.view
    return None


def _list(screen: Screen[object]) -> VirtualTable | None:
    """The table that has the keys, or else the first one that is seen."""
    if isinstance(screen.focused, VirtualTable):
        return screen.focused
    return next((one for one in screen.query(VirtualTable) if one.region.area), None)


def _ticket_words(view: TicketView, *, markdown: bool) -> str:
    """Who and how bad, what is done about it, and where it is in the help desk; no thread."""
    lines = head_content(view, UNCUT).plain.splitlines()
    work = view.intervention
    if work.next_action:
        lines.append(f"What we'll do now: {work.next_action}")
    if view.ticket.url:
        lines.append(view.ticket.url)
    if not markdown:
        return "\n".join(map(inert_line, lines)) + "\n"
    return (
        "\n".join(
            [
                f"**{plain('Ticket #' + view.ticket.external_id)}**",
                "",
                *(f"- {in_markdown(line)}" for line in lines),
            ]
        )
        + "\n"
    )
