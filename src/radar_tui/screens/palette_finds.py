"""What the palette finds besides actions: every ticket, account and rule of the workspace."""

from __future__ import annotations

from asyncio import sleep, to_thread
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import Hit, Hits, Provider
from textual.content import Content

from radar_tui.screens.account_tickets import open_account
from radar_tui.screens.base import ActionFailed, WorkspaceScreen
from radar_tui.screens.navigation import open_rule
from radar_tui.screens.ticket import open_ticket
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.palette_search import FoundTicket, PaletteFinds

# Letters that come in one go are looked for once.
REST_SECONDS = 0.05
# Actions have scores of 1 and more by Textual's matcher: a whole number goes before all of them,
# other tickets come after, in the order in which they were found.
_FIRST, _LAST = 1_000.0, 0.5


class WorkspaceFinds(Provider):
    """Looks in the workspace, in a thread, for what is typed; finds nothing until it is open."""

    _has_failed = False

    async def search(self, query: str) -> Hits:
        """Give the tickets, accounts and rules that are meant."""
        live = self._live()
        if live is None:
            return
        await sleep(REST_SECONDS)
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.palette_search import palette_search

        try:
            finds = await to_thread(palette_search, live.now(), query)
        except WorkspaceError as error:
            if not self._has_failed:
                self.app.post_message(ActionFailed(str(error)))
            self._has_failed = True
            return
        for hit in self._hits(live, finds, query):
            yield hit

    def _live(self) -> LiveWorkspace | None:
        screens = reversed(self.app.screen_stack)
        shown = (screen.live for screen in screens if isinstance(screen, WorkspaceScreen))
        return next(filter(None, shown), None)

    def _hits(self, live: LiveWorkspace, finds: PaletteFinds, query: str) -> Iterator[Hit]:
        app, likeness = self.app, self.matcher(query)
        for place, found in enumerate(finds.tickets):
            score = (_FIRST if found.exact else _LAST) - place / 100
            show = partial(open_ticket, app, found.ticket.name)
            yield _hit(score, found.ticket.words, show, _about_ticket(found))
        for account in finds.accounts:
            name = inert_line(account)
            offer = partial(self._offer, live, account)
            yield _hit(max(likeness.match(name), _LAST), name, offer, "Account: its open tickets")
        for rule in finds.rules:
            edit = partial(open_rule, app, rule.key)
            about = "Rule: change it, try it on the past"
            words = about if rule.enabled else f"{about} · off"
            yield _hit(max(likeness.match(rule.title), _LAST), rule.title, edit, words)

    def _offer(self, live: LiveWorkspace, account: str) -> None:
        self.app.run_worker(open_account(self.app, live, account), exit_on_error=False)


def _about_ticket(found: FoundTicket) -> str:
    return f"Ticket · {found.status}" if found.status else "Ticket"


def _hit(score: float, words: str, go: Callable[[], object], about: str) -> Hit:
    """Offer something by words that may be hostile: as content, they are never markup."""
    return Hit(score, Content(words), go, text=words, help=about)
