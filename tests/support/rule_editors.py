"""The rule editor in a test: opened, a field of it gone to, a value typed."""

from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.domain.rules import Rule
from radar_tui.screens.rule_editor import RuleEditorScreen
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.workspace import Workspace
from support.pilots import at_alerts, shows, until

SIZE = (140, 40)
KEY = "repeat-issues"


def rule(workspace: Workspace, key: str = KEY) -> Rule:
    """Read a rule as it is stored."""
    return next(one for one in workspace_rules(workspace) if one.key == key)


async def at_editor(pilot: Pilot[None]) -> RuleEditorScreen:
    """Open the rule of the alert that six tickets with one root cause raised."""
    await at_alerts(pilot)
    await pilot.press("G")
    await shows(pilot, "6 tickets in 7 days")
    await pilot.press("r")
    await shows(pilot, "escalations warned of")
    screen = pilot.app.screen
    assert isinstance(screen, RuleEditorScreen)
    await until(pilot, lambda: screen.fields.has_focus)
    return screen


async def at_field(pilot: Pilot[None], name: str) -> RuleEditorScreen:
    """Go down to a field of the editor."""
    screen = pilot.app.screen
    assert isinstance(screen, RuleEditorScreen)
    await pilot.press("g")
    while screen.fields.cursor_key != name:
        before = screen.fields.cursor_key
        await pilot.press("j")
        assert screen.fields.cursor_key != before, f"no field {name}"
    return screen


async def type_value(pilot: Pilot[None], text: str) -> None:
    """Put another value into the field at the cursor, without taking it yet."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    await pilot.press(*text)
