"""An app with the user's settings: theme, keys, animation and bell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual import events
from textual.command import CommandPalette

from radar_tui.config import Config, Preferences
from radar_tui.screens.failure import FailureReporting
from radar_tui.screens.palette_screen import RadarPalette
from radar_tui.widgets.kept_stylesheet import KeptStylesheet
from radar_tui.widgets.themes import RADAR_DARK, THEMES, band_colours, offered_themes

# Terminal widths in columns from which a class is set on every screen.
BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (180, "-wide")]


class ConfiguredApp(FailureReporting):
    """What RadarApp stands on: settings count from the start, and may change while it runs."""

    # How many keys were pressed so far: whoever presses one sees what is in front.
    keys_heard = 0

    def __init__(self, config: Config, *, debug: bool = False) -> None:
        super().__init__(config, debug=debug)
        self.HORIZONTAL_BREAKPOINTS = BREAKPOINTS
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = RADAR_DARK.name
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    @property
    def config(self) -> Config:
        """The settings, with the preferences as they are now."""
        return self._config

    async def on_event(self, event: events.Event) -> None:
        """Hear no key any more once the screens are gone, when somebody types on as it closes."""
        if isinstance(event, events.Key) and not self.screen_stack:
            return
        if isinstance(event, events.Key):
            self.keys_heard += 1
        await super().on_event(event)

    def action_command_palette(self) -> None:
        """Open the palette."""
        if self.use_command_palette and not isinstance(self.screen, CommandPalette):
            self.push_screen(RadarPalette(id="--command-palette"))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the bands' colours under themes that are not Radar's own."""
        return band_colours(self.current_theme)

    def apply_preferences(self, preferences: Preferences) -> list[str]:
        """Take on preferences; gives a line for each that cannot be used and has its default."""
        self._config = replace(self._config, preferences=preferences)
        self.animation_level = "full" if preferences.animation else "none"
        return [*self._apply_theme(preferences.theme), *self._apply_keymap(preferences.keymap)]

    def tell_settings_problems(self) -> None:
        """Take on the preferences of the start, and say in toasts what of them is wrong."""
        for problem in (*self._config.problems, *self.apply_preferences(self._config.preferences)):
            self.notify(problem, title="Settings", severity="warning", markup=False)

    def ring(self) -> None:
        """Ring the terminal's bell where the user wants to hear it."""
        if self._config.preferences.bell:
            self.bell()

    def _apply_theme(self, name: str) -> list[str]:
        offered = offered_themes(self.available_themes, colours=not self.no_color)
        self.theme = name if name in offered else RADAR_DARK.name
        if name in offered:
            return []
        return [f"no theme is called {name[:40]!r} here; expected one of {', '.join(offered)}"]

    def _apply_keymap(self, keymap: Mapping[str, str]) -> list[str]:
        if not keymap:
            self.set_keymap({})
            return []
        # Knowing all keys takes importing all screens: only who has a key map waits for that.
        from radar_tui.screens.keymap import all_bindings, check_keymap, usable_keymap

        known = all_bindings(type(self))
        self.set_keymap(usable_keymap(keymap, known))
        return check_keymap(keymap, known)
