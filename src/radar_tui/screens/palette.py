"""What the command palette offers: every key that does something here, by what it does.

What it finds in the workspace is in `palette_finds`, which is read when it is opened first.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.command import Provider
from textual.screen import Screen

from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.key_presets import KEY_PRESETS
from radar_tui.screens.navigation import open_quality_sample, open_rubric, open_rules

# Moving about is for keys; nobody looks for it by name.
_MOVING = ("table.", "list.", "pane.", "filter.", "help.", "dialog.", "app.palette")


def workspace_finds() -> type[Provider]:
    """Give the palette's search of the workspace."""
    from radar_tui.screens.palette_finds import WorkspaceFinds

    return WorkspaceFinds


def commands_here(app: ConfiguredApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Give a command for each action whose key works on a screen now, then for what has no key."""
    seen: set[str] = set()
    for node, binding, enabled, _tooltip in screen.active_bindings.values():
        name = binding.id or ""
        if not enabled or not name or name.startswith(_MOVING) or binding.action in seen:
            continue
        seen.add(binding.action)
        key = app.get_key_display(binding)
        act = partial(app.run_action, binding.action, node)
        yield SystemCommand(f"{binding.description} · {key}", binding.tooltip, act)
    for form, words in (("text", "plain text"), ("markdown", "Markdown")):
        copy = partial(app.copy_shown, form)
        yield SystemCommand(f"Copy as {words}", "The list or the ticket that is shown", copy)
    for preset in KEY_PRESETS.values():
        keys = partial(app.choose_keys, preset.name)
        yield SystemCommand(f"Keys: {preset.name}", preset.about, keys)
    yield SystemCommand(
        "Quality sample",
        "Judge the week's messages without their scores",
        partial(open_quality_sample, app),
    )
    yield SystemCommand(
        "Rules",
        "What raises alerts: change it, try it on the past",
        partial(open_rules, app),
    )
    yield SystemCommand(
        "Rubric and churn words",
        "What scores points: your own phrases and points, tried on the open tickets",
        partial(open_rubric, app),
    )
