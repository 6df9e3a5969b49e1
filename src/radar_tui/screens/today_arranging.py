"""Today with its panels arranged as the user wants to have them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import getters, work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget

from radar_tui.config import ConfigError, write_settings
from radar_tui.domain.arrangement import Arrangement, PanelPlace, read_arrangement
from radar_tui.screens.base import ActionDone, ActionFailed
from radar_tui.screens.today_highlights import TodayHighlights

# Where the others are stacked beside the radar, it has room for the reason of each score: the
# shipped widths become two thirds there.
_STACK_SHARE, _RADAR_SHARE = 20, 27
# What holds each panel on screen, where that is not the panel itself.
_HOLDERS = {"radar": "radar-panel"}


class TodayArranging(TodayHighlights):
    """Today whose panels are shown, ordered and sized by the user's settings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "A",
            "arrange",
            "Arrange",
            id="today.arrange",
            show=False,
            tooltip="Choose which panels are shown, their order and their width",
        ),
    ]

    panels = getters.query_one("#panels", Container)

    _arrangement: Arrangement | None = None

    @property
    def arrangement(self) -> Arrangement:
        """How the panels are arranged now."""
        if self._arrangement is None:
            self._arrangement = read_arrangement(self.app.config.preferences.today)
        return self._arrangement

    def arrange_panels(self, arrangement: Arrangement) -> None:
        """Arrange the panels so."""
        self._arrangement = arrangement
        self.lay_out()
        self.arranged()

    def arranged(self) -> None:
        """Take notice that the panels are arranged anew."""

    def on_resize(self) -> None:
        """Another width has other places for the same arrangement."""
        super().on_resize()
        self.call_after_refresh(self.lay_out)

    def lay_out(self) -> None:
        """Put the panels where they belong at the present width."""
        arrangement, wide = self.arrangement, self.has_class("-wide")
        for place in arrangement.places:
            self._holder(place.name).display = place.shown
        shown = [one for one in arrangement.panels if one.shown]
        order = _wide_order(shown) if wide else shown
        hidden = [one for one in arrangement.panels if not one.shown]
        self._put_in_order([*order, *hidden])
        side_by_side = self.has_class("-medium") and not wide
        for one in arrangement.panels:
            styles = self._holder(one.name).styles
            if side_by_side:
                styles.width = f"{one.width}fr"
            else:
                styles.clear_rule("width")
        self._lay_out_grid(order)

    def _lay_out_grid(self, order: list[PanelPlace]) -> None:
        """Set the grid of wide terminals, where the others are stacked beside the radar."""
        styles = self.panels.styles
        others = [one.width or 0 for one in order if one.name != "radar"]
        radar = [one.width or 0 for one in order if one.name == "radar"]
        columns = [_STACK_SHARE * max(others)] if others else []
        if radar:
            at = 0 if order[0].name == "radar" else len(columns)
            columns.insert(at, _RADAR_SHARE * radar[0])
        styles.grid_columns = " ".join(f"{share}fr" for share in columns)
        styles.grid_rows = "1fr"
        styles.grid_size_columns = len(columns)
        styles.grid_size_rows = max(1, len(others))
        self._holder("radar").styles.row_span = max(1, len(others))

    def _put_in_order(self, places: list[PanelPlace]) -> None:
        holders = [self._holder(one.name) for one in places]
        if list(self.panels.children) == holders:
            return
        for holder in holders:
            self.panels.move_child(holder, after=len(self.panels.children) - 1)

    def _holder(self, name: str) -> Widget:
        return self.query_one(f"#{_HOLDERS.get(name, name)}")

    # Arranging.

    def action_arrange(self) -> None:
        """Arrange the panels by keyboard."""
        from radar_tui.screens.arrange_dialog import ArrangeDialog

        if self.maximized is not None:
            self.minimize()
        self.app.push_screen(ArrangeDialog(self.arrangement, self.arrange_panels), self._keep)

    def _keep(self, arrangement: Arrangement | None) -> None:
        written = str(arrangement) if arrangement is not None else None
        preferences, path = self.app.config.preferences, self.app.config.settings_path
        if written is None or written == preferences.today:
            return
        self.app.apply_preferences(replace(preferences, today=written))
        if path is None:
            self.post_message(ActionDone("Today is arranged so, until Radar ends"))
        else:
            self._write_arrangement(path, written)

    @work(thread=True, group="settings", exit_on_error=False)
    def _write_arrangement(self, path: Path, written: str) -> None:
        try:
            write_settings(path, {"today": written or None})
        except ConfigError as error:
            self.post_message(ActionFailed(str(error)))
        else:
            self.post_message(ActionDone("Today is arranged so · A changes it again"))


def _wide_order(shown: list[PanelPlace]) -> list[PanelPlace]:
    """The radar first where it comes first, else between the others: a grid fills row by row."""
    radar = [one for one in shown if one.name == "radar"]
    others = [one for one in shown if one.name != "radar"]
    if not radar or not others or shown[0].name == "radar":
        return shown
    return [others[0], *radar, *others[1:]]
