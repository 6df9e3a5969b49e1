"""An app that remembers where its user was, and how each list was filtered and sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual import on, work
from textual.screen import Screen

from radar_tui.domain.filter_query import QueryError
from radar_tui.screens.base import WorkspaceScreen
from radar_tui.screens.calling import CallingApp
from radar_tui.screens.navigation import MODES
from radar_tui.widgets.filter_box import FilterBox, FilterChanged
from radar_tui.widgets.virtual_table import SortOrder, SortRequested, VirtualTable

if TYPE_CHECKING:
    from radar_tui.config import Config
    from radar_tui.services.remembered import ListState, Remembered

FIRST_SCREEN = "today"


class RememberingApp(CallingApp):
    """Remembers per workspace and user, where `state_path` says; nothing where that is None.

    A demo remembers only that its user has seen the tour.
    """

    def __init__(self, config: Config, *, debug: bool = False) -> None:
        super().__init__(config, debug=debug)
        self._remembered: Remembered | None = None
        self._stored: Remembered | None = None
        self._keeps_places = True
        self._restored: WeakSet[Screen[Any]] = WeakSet()

    def recall(self, *, keeps_places: bool) -> str:
        """Read what is remembered; gives the screen to begin on."""
        path = self._config.state_path
        if path is None:
            return FIRST_SCREEN
        from radar_tui.services.remembered import read_remembered

        self._keeps_places = keeps_places
        self._remembered = self._stored = read_remembered(path, self._config)
        if self._remembered.problem:
            self.notify(self._remembered.problem, severity="warning", markup=False)
        screen = self._remembered.screen
        return screen if keeps_places and screen in MODES else FIRST_SCREEN

    def forget_places(self) -> None:
        """Remember no screen and no list from now on: this is not the user's workspace."""
        self._keeps_places = False

    @property
    def wants_tour(self) -> bool:
        """Whether the user has never seen the tour, and would be remembered to have."""
        return self._remembered is not None and not self._remembered.toured

    def offer_tour(self) -> None:
        """Show the tour to who has never seen it, once Today stands by itself and is read."""
        if self.wants_tour and self.current_mode == FIRST_SCREEN and len(self.screen_stack) == 1:
            self._show_tour()

    async def take_tour(self) -> None:
        """Show the tour again, on Today."""
        await self.run_action(f"app.go('{FIRST_SCREEN}')")
        if self.current_mode == FIRST_SCREEN and len(self.screen_stack) == 1:
            self._show_tour()

    def _show_tour(self) -> None:
        from radar_tui.screens.tour import TourScreen

        if self._remembered is not None:
            # It is shown by itself once, however it is left.
            self._take(self._remembered, toured=True)
        self.push_screen(TourScreen(self.screen))

    def restore_lists(self, screen: WorkspaceScreen) -> None:
        """Filter and sort the lists of a screen as they were left, when it is shown first."""
        if self._remembered is None or not self._keeps_places or screen in self._restored:
            return
        self._restored.add(screen)
        for table in _sortable_tables(screen):
            state = self._remembered.lists.get(_name(screen, table))
            if state is not None:
                _restore(screen, table, state)

    def remember_screen(self, mode: str) -> None:
        """Remember on which screen the user is."""
        if self._remembered is not None and self._keeps_places:
            self._take(self._remembered, screen=mode)

    @on(SortRequested)
    @on(FilterChanged)
    def _remember_lists(self) -> None:
        from radar_tui.services.remembered import ListState

        if not self.screen_stack:
            return  # What was sent before the app closed comes when no screen is left.
        screen, remembered = self.screen, self._remembered
        if remembered is None or not self._keeps_places or screen not in self._restored:
            return
        for table in _sortable_tables(screen):
            box = next(iter(screen.query(FilterBox)), None)
            order = table.sort or SortOrder("", descending=False)
            words = box.text if box else ""
            state = ListState(words, order.column or None, order.descending)
            remembered = remembered.with_list(_name(screen, table), state)
        self._take(remembered)

    def _take(self, remembered: Remembered, **changed: Any) -> None:
        from dataclasses import replace

        self._remembered = replace(remembered, **changed)
        if self._remembered != self._stored:
            self._stored = self._remembered
            self._write_remembered(self._remembered)

    @work(thread=True, group="remember", exit_on_error=False)
    def _write_remembered(self, remembered: Remembered) -> None:
        from radar_tui.services.remembered import write_remembered

        path = self._config.state_path
        if path is None:
            return
        try:
            with self._file_lock:
                write_remembered(path, self._config, remembered)
        except OSError:
            # Where nothing can be remembered, the next start is as the first: no harm is done.
            return


def _sortable_tables(screen: Screen[Any]) -> list[VirtualTable]:
    return [one for one in screen.query(VirtualTable) if one.sortable_columns]


def _name(screen: Screen[Any], table: VirtualTable) -> str:
    place = screen.PLACE if isinstance(screen, WorkspaceScreen) else ""
    return f"{place}/{table.id}"


def _restore(screen: WorkspaceScreen, table: VirtualTable, state: ListState) -> None:
    if state.column in table.sortable_columns:
        table.sort = SortOrder(state.column, state.descending)
    for box in screen.query(FilterBox) if state.filter else ():
        try:
            box.set_text(state.filter)
        except QueryError:
            # Written by another version, or by hand: the list is shown without it.
            return
