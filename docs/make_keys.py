"""Write docs/keys.md: every key of the app, read from the bindings themselves."""

from itertools import groupby
from pathlib import Path

from radar_tui.app import RadarApp
from radar_tui.screens.keymap import KnownBinding, all_bindings, shown_keys

FILE = Path(__file__).parent / "keys.md"
HEAD = """# Keys

Written by `make docs`; do not edit. The id is what the settings file's `keymap` names
([settings](settings.md)). `tab` goes on to the next panel, `ctrl+p` opens the palette and `ctrl+q`
leaves the app; these stay as they are.
"""


def keys_text() -> str:
    """Give the page as it stands in its file."""
    bindings = all_bindings(RadarApp).values()
    parts = [_table(area, list(group)) for area, group in groupby(bindings, lambda one: one.area)]
    return "\n".join([HEAD, *parts])


def _table(area: str, bindings: list[KnownBinding]) -> str:
    lines = [f"## {area}", "", "| key | does | id |", "|---|---|---|"]
    for one in bindings:
        keys = " ".join(f"`{key}`" for key in shown_keys(one.keys).split())
        does = f"{one.description}: {one.tooltip[:1].lower()}{one.tooltip[1:]}"
        lines.append(f"| {keys} | {does} | `{one.id}` |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FILE.write_text(keys_text(), encoding="utf-8")
