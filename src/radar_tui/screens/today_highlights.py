"""Today's highlights: what changed since the user last looked, and where each is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from radar_tui.domain.highlights import HighlightKind
from radar_tui.screens.base import ActionDone
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.ticket_list import TicketListScreen
from radar_tui.widgets.highlight_line import HighlightLine, HighlightOpened

if TYPE_CHECKING:
    from radar_tui.domain.visits import Visit
    from radar_tui.services.highlights import Highlights
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.workspace import Workspace


class TodayHighlights(TicketListScreen):
    """Today with the line of highlights; keys that are pressed here are looks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "M",
            "mark_seen",
            "Seen",
            id="today.seen",
            show=False,
            tooltip="Mark what changed as seen; once more brings it back",
        ),
    ]

    app = getters.app(ConfiguredApp)
    highlights = getters.query_one(HighlightLine)

    # How many keys the app had heard at the last look; none was yet.
    _keys_seen = -1
    _visit_before: Visit | None = None

    class HighlightsRead(Message):
        """What changed up to one moment."""

        def __init__(self, found: Highlights) -> None:
            super().__init__()
            self.found = found

        def can_replace(self, message: Message) -> bool:
            """Only the newest moment is worth drawing."""
            return isinstance(message, TodayHighlights.HighlightsRead)

    class Seen(Message):
        """What changed was marked as seen; `before` is the visit that ended, to go back to."""

        def __init__(self, before: Visit | None) -> None:
            super().__init__()
            self.before = before

    class Looked(Message):
        """A look was remembered."""

    @work(thread=True, exclusive=True, group="today-highlights", exit_on_error=False)
    def read_highlights(self, live: LiveWorkspace) -> None:
        """Read what changed, in the background."""
        from radar_tui.services.highlights import highlights

        found = highlights(live.now())
        if not get_current_worker().is_cancelled:
            self.post_message(self.HighlightsRead(found))

    @on(HighlightsRead)
    def _draw_highlights(self, message: HighlightsRead) -> None:
        self.highlights.show(message.found)
        if message.found.entries:
            # Something new came after what was marked: that is not brought back any more.
            self._visit_before = None

    # Looking.

    def tell_overview(self, overview: Overview) -> None:
        """Show how fresh the data are; where keys were pressed, somebody has looked."""
        super().tell_overview(overview)
        if self.app.keys_heard != self._keys_seen:
            self._keys_seen = self.app.keys_heard
            self.store("the look is not remembered", self._remember)

    def _remember(self, workspace: Workspace) -> Message:
        from radar_tui.services.highlights import remember_look

        remember_look(workspace)
        return self.Looked()

    def action_mark_seen(self) -> None:
        """Mark what changed as seen, or bring back what was marked last."""
        before = self._visit_before

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.highlights import mark_seen, mark_unseen

            if before is None:
                return self.Seen(mark_seen(workspace))
            mark_unseen(workspace, before)
            return self.Seen(None)

        self.store("not marked as seen", done)

    @on(Seen)
    def _tell_seen(self, message: Seen) -> None:
        self._visit_before = message.before
        marked = message.before is not None
        words = "all seen · M brings it back" if marked else "what changed is back"
        self.post_message(ActionDone(words))
        if self.live is not None:
            self.read_highlights(self.live)

    # Opening.

    @on(HighlightOpened)
    async def _open_highlight(self, message: HighlightOpened) -> None:
        target = message.highlight.target
        if target.ticket is not None:
            self.open_ticket(target.ticket)
        elif target.screen == "import":
            await self.run_action("app.import")
        else:
            await self.run_action(f"app.go('{target.screen}')")
            if target.alert_id is not None:
                ended = message.highlight.kind is HighlightKind.RESOLVED
                self._go_to_alert("history" if ended else "firing", target.alert_id)

    def _go_to_alert(self, shown: str, alert_id: int) -> None:
        """Put the cursor of the Alerts screen, which has just come to the front, on an alert."""
        from radar_tui.screens.alerts import AlertsScreen

        if isinstance(self.app.screen, AlertsScreen):
            self.app.screen.show_list(shown, alert_id)
