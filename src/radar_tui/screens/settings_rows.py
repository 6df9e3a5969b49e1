"""The settings as rows of a table: what is set, to what, and what that means."""

from collections.abc import Mapping
from dataclasses import dataclass

from radar_tui.screens.keymap import KnownBinding, shown_keys, usable_keymap
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

SETTINGS_COLUMNS = (
    TableColumn("setting", "setting", flex=3),
    TableColumn("value", "now", flex=3),
    TableColumn("meaning", "what it does", flex=5),
)
# Begins the key of a row that stands for a binding.
BINDING_ROW = "binding/"
ABOUT = {
    "theme": "Radar's own are radar-dark and radar-light.\nenter: try themes on, and keep one",
    "keys": "vim adds vim's keys; in plain no letter acts by itself.\nenter: choose",
    "bell": "Rings when an alert begins to fire.\nenter: switch",
    "animation": "Off by default: it costs time on slow terminals.\nenter: switch",
    "actor": "Your actions are stored under it. RADAR_USER goes before it.\nenter: change",
    "workspace": "Given by --db, else RADAR_DB, else db in the settings file. enter: copy",
    "file": "TOML, to edit by hand as well; RADAR_CONFIG names another. enter: copy",
}


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """What the rows above the keys tell; all of it is text that may be shown."""

    theme: str
    keys: str
    bell: bool
    animation: bool
    actor: str
    workspace: str
    file: str


def settings_rows(
    machine: MachineSettings, known: Mapping[str, KnownBinding], keymap: Mapping[str, str]
) -> list[TableRow]:
    """Give all rows: the machine's settings, then the keys by area."""
    return [*_machine_rows(machine), *_key_rows(known, keymap)]


def about_row(key: str, binding: KnownBinding | None, machine: MachineSettings) -> str:
    """Tell more of a row, and what enter does on it; paths stand there in full."""
    if binding is None:
        path = {"workspace": machine.workspace, "file": machine.file}.get(key)
        return "\n".join(filter(None, (path, ABOUT.get(key))))
    keys = shown_keys(binding.keys)
    return f"{binding.tooltip}. Default: {keys}. Id: {binding.id}\nenter: press another key"


def _machine_rows(machine: MachineSettings) -> list[TableRow]:
    return [
        _row("theme", "Theme", machine.theme, "the colours of everything"),
        _row("keys", "Keys", machine.keys, "which keys do what: radar, vim or plain"),
        _row("bell", "Bell", _switch(machine.bell), "ring the terminal's bell for new alerts"),
        _row("animation", "Animation", _switch(machine.animation), "let things glide and fade"),
        _row("actor", "Your name", machine.actor, "stands beside what you do"),
        _row("workspace", "Workspace", machine.workspace, "where everything is stored"),
        _row("file", "Settings file", machine.file, "where these settings are kept"),
    ]


def _key_rows(known: Mapping[str, KnownBinding], keymap: Mapping[str, str]) -> list[TableRow]:
    usable = usable_keymap(keymap, known)
    rows: list[TableRow] = []
    area = ""
    for name, binding in known.items():
        if binding.area != area:
            area = binding.area
            rows.append(TableRow(f"area/{area}", (Cell(area, "neutral"),)))
        keys = Cell(shown_keys(binding.keys))
        if name in usable:
            keys = Cell(f"{shown_keys(usable[name])} (yours)", "good")
        elif name in keymap:
            keys = Cell(f"{keys.text} (not {keymap[name]})", "warning")
        cells = (Cell(f"  {binding.description}"), keys, Cell(binding.tooltip, "muted"))
        rows.append(TableRow(f"{BINDING_ROW}{name}", cells))
    return rows


def _row(key: str, name: str, value: str, meaning: str) -> TableRow:
    return TableRow(key, (Cell(name), Cell(value), Cell(meaning, "muted")))


def _switch(on: bool) -> str:
    return "☑ on" if on else "☐ off"
