"""The radar's saved views by keyboard: go to one, save the filter as one, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from radar_tui.domain.filter_query import QueryError
from radar_tui.domain.saved_views import SavedView, view_shown
from radar_tui.screens.base import ActionDone, ActionFailed
from radar_tui.screens.radar_messages import ViewSaved, ViewsRead
from radar_tui.screens.ticket_list import TicketListScreen
from radar_tui.screens.view_dialog import ViewDialog, ViewStep, ViewWish
from radar_tui.widgets.dialogs import TextDialog
from radar_tui.widgets.virtual_table import SortOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.workspace import Workspace


class RadarViewsScreen(TicketListScreen):
    """A list of tickets whose filter and order can be kept under a name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "views",
            "Views",
            id="radar.views",
            tooltip="Go to a saved view, save the present filter as one, rename, delete",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._views: Sequence[SavedView] = ()
        self._chosen: str | None = None

    def take_views(self, views: Sequence[SavedView]) -> None:
        """Know the views as they are now."""
        self._views = views

    @property
    def view(self) -> SavedView | None:
        """The view that is shown; None where the filter is nobody's."""
        now = self._present("")
        return view_shown(self._views, now.query, now.column, now.descending, self._chosen)

    def action_views(self) -> None:
        """List the views."""
        if self.live is not None:
            self._read_views(self.live)

    @work(thread=True, exclusive=True, group="radar-views", exit_on_error=False)
    def _read_views(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.saved_views import saved_views

        try:
            self.post_message(ViewsRead(saved_views(live.now())))
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))

    @on(ViewsRead)
    def _offer_views(self, message: ViewsRead) -> None:
        if not self.is_current:
            return
        self.take_views(message.views)
        shown = self.view
        dialog = ViewDialog(message.views, shown.name if shown else None, self.filter_box.text)
        self.app.push_screen(dialog, self._wished)

    def _wished(self, wish: ViewWish | None) -> None:
        if wish is None:
            return
        view = wish.view
        if view is None:
            self._ask_name("Save this filter as a view", "", self._save)
        elif wish.step is ViewStep.GO:
            self.go_to_view(view)
        elif wish.step is ViewStep.RENAME:
            self._ask_name("Another name for the view", view.name, self._renaming(view))
        elif wish.step is ViewStep.DELETE:
            self._delete(view)

    def go_to_view(self, view: SavedView) -> None:
        """Show what a view keeps, in its order."""
        try:
            self.filter_box.set_text(view.query)
        except QueryError as error:
            self.post_message(ActionFailed(f"the view cannot be read: {error}"))
            return
        self.radar.sort = SortOrder(view.column, view.descending) if view.column else None
        self._chosen = view.name
        self.radar.focus()
        self.read_list()

    def _ask_name(self, title: str, present: str, take: Callable[[str], None]) -> None:
        def named(name: str | None) -> None:
            if name:
                take(name)

        self.app.push_screen(TextDialog(title, value=present, placeholder="its name"), named)

    def _save(self, name: str) -> None:
        view = self._present(name)

        def saved(workspace: Workspace) -> Message:
            from radar_tui.services.saved_views import save_view

            return ViewSaved(name, save_view(workspace, view))

        self.store("the view is not saved", saved)

    def _renaming(self, view: SavedView) -> Callable[[str], None]:
        def rename(name: str) -> None:
            def renamed(workspace: Workspace) -> Message:
                from radar_tui.services.saved_views import rename_view

                return ViewSaved(name, rename_view(workspace, view.name, name))

            self.store("the view is not renamed", renamed)

        return rename

    def _delete(self, view: SavedView) -> None:
        def deleted(workspace: Workspace) -> Message:
            from radar_tui.services.saved_views import delete_view

            return ActionDone(f"{delete_view(workspace, view.name)} · u undoes it")

        self.store("the view is not deleted", deleted)

    @on(ViewSaved)
    def _tell_saved(self, message: ViewSaved) -> None:
        self._chosen = message.name
        self.post_message(ActionDone(f"{message.label} · u undoes it"))
        self.read_list()

    def _present(self, name: str) -> SavedView:
        """The filter and the order as they are, as a view."""
        sort = self.radar.sort
        query = str(self.query_applied)
        if sort is None:
            return SavedView(name, query)
        return SavedView(name, query, sort.column, sort.descending)
