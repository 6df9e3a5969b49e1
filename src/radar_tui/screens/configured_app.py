"""An app with the user's settings: theme, keys, animation and bell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from textual import events, work
from textual.command import CommandPalette

from radar_tui.config import Config, ConfigError, Preferences, write_settings
from radar_tui.screens.base import ActionDone, ActionFailed
from radar_tui.screens.failure import FailureReporting
from radar_tui.screens.palette_screen import RadarPalette
from radar_tui.widgets.dialogs import ChoiceDialog
from radar_tui.widgets.kept_stylesheet import KeptStylesheet
from radar_tui.widgets.key_hints import tell_keys
from radar_tui.widgets.themes import RADAR_DARK, THEMES, band_colours, offered_themes

DEFAULT_KEYS = Preferences().keys
# Terminal widths in columns from which a class is set on every screen.
BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (180, "-wide")]


class ConfiguredApp(FailureReporting):
    """What RadarApp stands on: settings count from the start, and may change while it runs."""

    # How many keys were pressed so far: whoever presses one sees what is in front.
    keys_heard = 0

    def __init__(self, config: Config, *, debug: bool = False) -> None:
        super().__init__(config, debug=debug)
        self._file_lock = Lock()
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

    def action_open_palette(self) -> None:
        """Open the palette by a key that, unlike ctrl+p, may be typed into a field."""
        self.action_command_palette()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the bands' colours under themes that are not Radar's own."""
        return band_colours(self.current_theme)

    def apply_preferences(self, preferences: Preferences) -> list[str]:
        """Take on preferences; gives a line for each that cannot be used and has its default."""
        self._config = replace(self._config, preferences=preferences)
        self.animation_level = "full" if preferences.animation else "none"
        return [
            *self._apply_theme(preferences.theme),
            *self._apply_keys(preferences.keys, preferences.keymap),
        ]

    def tell_settings_problems(self) -> None:
        """Take on the preferences of the start, and say in toasts what of them is wrong."""
        for problem in (*self._config.problems, *self.apply_preferences(self._config.preferences)):
            self.notify(problem, title="Settings", severity="warning", markup=False)

    def action_copy_as(self) -> None:
        """Ask how to copy the list or the ticket that is shown."""
        from radar_tui.screens.copying import FORMATS

        def take(form: str | None) -> None:
            if form is not None:
                self.copy_shown(form)

        self.push_screen(ChoiceDialog("Copy what is shown as", FORMATS), take)

    def copy_shown(self, form: str) -> None:
        """Copy the list or the ticket in front as `text` or as `markdown`."""
        from radar_tui.screens.copying import copy_shown

        copy_shown(self, self.screen, form)

    def choose_keys(self, name: str) -> None:
        """Take on a key preset at once, and keep it."""
        self.apply_preferences(replace(self._config.preferences, keys=name))
        self.save_settings({"keys": name}, {}, f"keys: {name}")

    def save_settings(
        self, settings: Mapping[str, str | bool | None], keymap: Mapping[str, str | None], told: str
    ) -> None:
        """Keep settings and keys in the file, where they are kept; `told` says what has changed."""
        path = self._config.settings_path
        if path is None:
            self.post_message(ActionDone(f"{told} · until Radar ends"))
        else:
            self._write_settings(path, settings, keymap, told)

    @work(thread=True, group="settings", exit_on_error=False)
    def _write_settings(
        self,
        path: Path,
        settings: Mapping[str, str | bool | None],
        keymap: Mapping[str, str | None],
        told: str,
    ) -> None:
        try:
            # Each writes the whole file: one after the other, so that none undoes another.
            with self._file_lock:
                write_settings(path, settings, keymap)
        except ConfigError as error:
            self.post_message(ActionFailed(str(error)))
        else:
            self.post_message(ActionDone(told))

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

    def _apply_keys(self, preset: str, keymap: Mapping[str, str]) -> list[str]:
        if preset == DEFAULT_KEYS and not keymap:
            self._take_keys({})
            return []
        from radar_tui.screens.key_presets import KEY_PRESETS, preset_named, under_preset

        chosen = preset_named(preset)
        problems = []
        if preset not in KEY_PRESETS:
            expected = ", ".join(KEY_PRESETS)
            problems = [f"no keys are called {preset[:40]!r}; expected one of {expected}"]
        if not keymap:
            self._take_keys(chosen.keymap)
            return problems
        # Knowing all keys takes importing all screens: only who has a key map waits for that.
        from radar_tui.screens.keymap import all_bindings, check_keymap, usable_keymap

        known = under_preset(all_bindings(type(self)), chosen)
        self._take_keys({**chosen.keymap, **usable_keymap(keymap, known)})
        return [*problems, *check_keymap(keymap, known)]

    def _take_keys(self, keymap: Mapping[str, str]) -> None:
        """Hear other keys from now on, and name them wherever keys are named."""
        self.set_keymap(keymap)
        tell_keys(self, keymap)
