"""Settings of this machine: theme, switches, name, where things are, and every key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from radar_tui.config import Preferences
from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.key_presets import KEY_PRESETS, preset_named, under_preset
from radar_tui.screens.keymap import KnownBinding, all_bindings, keymap_problems, shown_keys
from radar_tui.screens.settings_dialogs import KeyDialog, ThemeDialog
from radar_tui.screens.settings_rows import (
    BINDING_ROW,
    SETTINGS_COLUMNS,
    MachineSettings,
    about_row,
    settings_rows,
)
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, FinishingScreen, TextDialog
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.themes import offered_themes
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable


class SettingsScreen(WorkspaceScreen, FinishingScreen[None]):
    """All settings as one list; what is changed counts at once and is kept in the file."""

    PLACE = "Settings"
    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="settings.back", tooltip="Leave the settings"),
        Binding(
            "delete,backspace",
            "default",
            "Default",
            id="settings.default",
            tooltip="Give the setting or the key at the cursor its default back",
        ),
    ]

    app = getters.app(ConfiguredApp)
    settings = getters.query_one("#settings", VirtualTable)
    about = getters.query_one("#about", Static)

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, KnownBinding] = {}
        self._next_actor: str | None = None
        self._openers: dict[str, Callable[[], None]] = {
            "theme": self._ask_theme,
            "keys": self._ask_keys,
            "bell": lambda: self._set("bell", not self._preferences.bell),
            "animation": lambda: self._set("animation", not self._preferences.animation),
            "actor": self._ask_name,
            "workspace": lambda: self._copy(self._machine().workspace),
            "file": lambda: self._copy(self._machine().file),
        }

    @property
    def _preferences(self) -> Preferences:
        return self.app.config.preferences

    def compose_body(self) -> ComposeResult:
        """The list, and below it what the row at the cursor is about."""
        yield VirtualTable(SETTINGS_COLUMNS, id="settings")
        yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """Show what is set."""
        self.settings.border_title = "Settings of this machine"
        self.settings.border_subtitle = "enter change · del default"
        self._draw()
        self.settings.focus()

    @on(RowHighlighted)
    def _tell_about(self, message: RowHighlighted) -> None:
        key = message.key or ""
        self.about.update(about_row(key, self._binding(key), self._machine()))

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        binding = self._binding(message.key)
        if binding is not None:
            self._ask_key(binding)
        elif message.key in self._openers:
            self._openers[message.key]()

    async def action_back(self) -> None:
        """Go back to where the settings were opened, or to Today."""
        if len(self.app.screen_stack) > 1:
            self.finish()
        else:
            await self.app.switch_mode("today")

    def action_default(self) -> None:
        """Give the setting or the key at the cursor its default back."""
        key = self.settings.cursor_key or ""
        binding = self._binding(key)
        if binding is not None:
            self._rebind(binding, None)
        elif key in ("theme", "keys", "bell", "animation"):
            self._set(key, getattr(Preferences(), key), stored=False)
        elif key == "actor":
            self._rename(None)

    # Asking.

    def _ask_theme(self) -> None:
        def take(name: str | None) -> None:
            if name is not None:
                self._set("theme", name)

        names = offered_themes(self.app.available_themes, colours=not self.app.no_color)
        self.app.push_screen(ThemeDialog(names, self.app.theme), take)

    def _ask_keys(self) -> None:
        def take(name: str | None) -> None:
            if name is not None:
                self._set("keys", name)

        choices = [(one.name, f"{one.name}: {one.about}") for one in KEY_PRESETS.values()]
        present = self._preferences.keys
        self.app.push_screen(ChoiceDialog("Keys", choices, present=present), take)

    def _ask_name(self) -> None:
        def take(name: str | None) -> None:
            if name:
                self._rename(name)

        self.app.push_screen(TextDialog("Your name", value=self.app.config.actor), take)

    def _ask_key(self, binding: KnownBinding) -> None:
        def take(key: str | None) -> None:
            if key is not None:
                self._rebind(binding, key)

        present = shown_keys(self._preferences.keymap.get(binding.id, binding.keys))
        dialog = KeyDialog(binding.description, present, lambda key: self._refusal(binding, key))
        self.app.push_screen(dialog, take)

    # Changing.

    def _set(self, name: str, value: str | bool, *, stored: bool = True) -> None:
        """Change a preference; one that is not stored has its default at the next start, too."""
        changed: dict[str, Any] = {name: value}
        self._apply(replace(self._preferences, **changed))
        shown = value if isinstance(value, str) else ("on" if value else "off")
        self.app.save_settings({name: value if stored else None}, {}, f"{name}: {shown}")

    def _rename(self, name: str | None) -> None:
        self._next_actor = name
        self._draw()
        told = f"your name: {name or 'the default'}, from the next start"
        self.app.save_settings({"actor": name}, {}, told)

    def _rebind(self, binding: KnownBinding, key: str | None) -> None:
        """Give a binding another key, or its default ones for None."""
        refused = self._refusal(binding, key)
        if refused:
            self.post_message(ActionFailed(refused))
            return
        keymap = self._keymap_with(binding, key)
        self._apply(replace(self._preferences, keymap=keymap))
        own = keymap.get(binding.id)
        told = f"{binding.description}: {shown_keys(own or binding.keys)}"
        self.app.save_settings({}, {binding.id: own}, told)

    def _refusal(self, binding: KnownBinding, key: str | None) -> str:
        """Say what a change of keys would break; nothing where it breaks nothing new."""
        before = keymap_problems(self._preferences.keymap, self._known)
        after = keymap_problems(self._keymap_with(binding, key), self._known)
        new = [reason for name, reason in after.items() if name not in before]
        return new[0] if new else ""

    def _keymap_with(self, binding: KnownBinding, key: str | None) -> dict[str, str]:
        keymap = {**self._preferences.keymap}
        keymap.pop(binding.id, None)
        if key is not None and key != binding.keys:
            keymap[binding.id] = key
        return keymap

    def _apply(self, preferences: Preferences) -> None:
        # What else is wrong in the file was told at the start.
        self.app.apply_preferences(preferences)
        self._draw()

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.post_message(ActionDone(f"copied {text}"))

    # Showing.

    def _draw(self) -> None:
        keymap = self._preferences.keymap
        preset = preset_named(self._preferences.keys)
        self._known = under_preset(all_bindings(type(self.app)), preset)
        self.settings.show(ListSource(settings_rows(self._machine(), self._known, keymap)))

    def _machine(self) -> MachineSettings:
        from radar_tui.db.engine import shown_location

        config = self.app.config
        path = config.settings_path
        return MachineSettings(
            theme=self.app.theme,
            keys=preset_named(config.preferences.keys).name,
            bell=config.preferences.bell,
            animation=config.preferences.animation,
            actor=inert_line(self._next_actor or config.actor),
            workspace=inert_line(shown_location(config.location)),
            file=inert_line(str(path)) if path else "not kept in a file",
        )

    def _binding(self, key: str) -> KnownBinding | None:
        return self._known.get(key.removeprefix(BINDING_ROW)) if BINDING_ROW in key else None
