"""The key that chooses what of the workspace is looked at, on all screens at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message

from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceChanged, tell_outcome
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.db.queries.scope import ScopeSize
    from radar_tui.screens.scope_dialog import ScopeWish
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.workspace import Workspace


class ScopesRead(Message):
    """The scopes that there are, and the one that the team's pilot covers."""

    def __init__(self, sizes: Sequence[ScopeSize], pilot: Scope) -> None:
        super().__init__()
        self.sizes = sizes
        self.pilot = pilot


class ScopingApp(ConfiguredApp):
    """An app whose screens look at one scope of its workspace; `_live` is None until it is open."""

    _live: LiveWorkspace | None = None

    def action_scope(self) -> None:
        """Ask what to look at."""
        from radar_tui.screens.scope_dialog import ScopeDialog

        if self._live is not None and not isinstance(self.screen, ScopeDialog):
            self._read_scopes(self._live)

    @work(thread=True, exclusive=True, group="scopes", exit_on_error=False)
    def _read_scopes(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.scoping import pilot_scope, scope_sizes

        workspace = live.now()
        try:
            self.post_message(ScopesRead(scope_sizes(workspace), pilot_scope(workspace)))
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))

    @on(ScopesRead)
    def _ask_scope(self, message: ScopesRead) -> None:
        from radar_tui.screens.scope_dialog import ScopeDialog

        live = self._live
        if live is None or self.screen.is_modal:
            return
        dialog = ScopeDialog(message.sizes, live.scope, message.pilot)
        self.push_screen(dialog, self._take_scope)

    def _take_scope(self, wish: ScopeWish | None) -> None:
        live = self._live
        if wish is None or live is None:
            return
        self._look_at(live, wish.scope)

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.scoping import look_at, set_pilot_scope

            look_at(workspace, wish.scope)
            if wish.for_pilot:
                return ActionDone(f"{set_pilot_scope(workspace, wish.scope)} · u undoes it")
            return ActionDone(f"scope: {inert_line(wish.scope.words)}")

        stored = live.act(done)
        stored.add_done_callback(partial(tell_outcome, self, "the scope is not kept"))

    def _look_at(self, live: LiveWorkspace, scope: Scope) -> None:
        live.scope = scope
        self.post_message(WorkspaceChanged())

    def heed_scope(self, overview: Overview) -> bool:
        """Whether an overview is of the scope that is looked at now; one that is gone is left."""
        live = self._live
        read = overview.in_scope.scope if overview.in_scope is not None else EVERYTHING
        if live is None or read != live.scope:
            return False
        if overview.scope_is_gone:
            self._look_at(live, EVERYTHING)
            gone = f"there is no {inert_line(read.words)} any more; everything is shown"
            self.post_message(ActionFailed(gone))
        return not overview.scope_is_gone


def told_to(screen: Any, overview: Overview) -> Overview:
    """Give what a screen tells of: the scope where it keeps to it, else everything."""
    return (overview.in_scope or overview) if screen.SCOPED else overview
