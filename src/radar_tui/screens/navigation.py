"""Where the app's own keys lead: screens, each imported when it is first visited."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen


def today_screen() -> Screen[None]:
    """Make Today."""
    from radar_tui.screens.today import TodayScreen

    return TodayScreen()


def radar_screen() -> Screen[None]:
    """Make the radar."""
    from radar_tui.screens.radar import RadarScreen

    return RadarScreen()


def alerts_screen() -> Screen[None]:
    """Make Alerts."""
    from radar_tui.screens.alerts import AlertsScreen

    return AlertsScreen()


def matrix_screen() -> Screen[None]:
    """Make the priority matrix."""
    from radar_tui.screens.matrix import MatrixScreen

    return MatrixScreen()


def patterns_screen() -> Screen[None]:
    """Make Patterns."""
    from radar_tui.screens.patterns import PatternsScreen

    return PatternsScreen()


def playbook_screen() -> Screen[None]:
    """Make the playbook."""
    from radar_tui.screens.playbook import PlaybookScreen

    return PlaybookScreen()


def rollout_screen() -> Screen[None]:
    """Make Rollout."""
    from radar_tui.screens.rollout import RolloutScreen

    return RolloutScreen()


def review_screen() -> Screen[None]:
    """Make the weekly review."""
    from radar_tui.screens.review import ReviewScreen

    return ReviewScreen()


def settings_screen() -> Screen[None]:
    """Make the settings."""
    from radar_tui.screens.settings import SettingsScreen

    return SettingsScreen()


def open_quality_sample(app: App[Any], week: str | None = None) -> None:
    """Show the quality sample of a week, of the last whole one where none is named."""
    from radar_tui.screens.quality_sample import QualitySampleScreen

    if not isinstance(app.screen, QualitySampleScreen):
        app.push_screen(QualitySampleScreen(week))


def open_rules(app: App[Any]) -> None:
    """Show the rules."""
    from radar_tui.screens.rules import RulesScreen

    if not isinstance(app.screen, RulesScreen):
        app.push_screen(RulesScreen())


def open_rule(app: App[Any], key: str) -> None:
    """Show the editor of a rule."""
    from radar_tui.screens.rule_editor import RuleEditorScreen

    if not isinstance(app.screen, RuleEditorScreen):
        app.push_screen(RuleEditorScreen(key))


def open_rubric(app: App[Any]) -> None:
    """Show the editor of the rubric."""
    from radar_tui.screens.rubric_editor import RubricEditorScreen

    if not isinstance(app.screen, RubricEditorScreen):
        app.push_screen(RubricEditorScreen())


MODES: dict[str, str | Callable[[], Screen[Any]]] = {
    "today": today_screen,
    "radar": radar_screen,
    "alerts": alerts_screen,
    "matrix": matrix_screen,
    "patterns": patterns_screen,
    "playbook": playbook_screen,
    "rollout": rollout_screen,
    "review": review_screen,
    "settings": settings_screen,
}


def _place(key: str, mode: str, description: str, tooltip: str, *, show: bool = True) -> Binding:
    name = f"screen.{mode}"
    return Binding(key, f"go('{mode}')", description, id=name, show=show, tooltip=tooltip)


APP_BINDINGS: list[BindingType] = [
    _place("1", "today", "Today", "Alerts, frustration radar and priority matrix, live"),
    _place("2", "radar", "Radar", "Frustrated customers: views, the sweep, and the open ticket"),
    _place("3", "alerts", "Alerts", "Firing, pending, silenced and past alerts, with their story"),
    _place("4", "matrix", "Matrix", "Which accounts get proactive help first, and why"),
    _place("5", "patterns", "Patterns", "Volumes by tag, root causes, and tickets that lack tags"),
    _place("8", "playbook", "Playbook", "What proactive means here, training, weekly habits"),
    _place("0", "rollout", "Rollout", "The first four weeks, ticked off"),
    _place("w", "review", "Review", "The week's summary, to read and to share"),
    Binding(
        "P",
        "scope",
        "Scope",
        id="app.scope",
        show=False,
        tooltip="Look at one segment or feature area alone, or at everything",
    ),
    Binding("i", "import", "Import", id="app.import", tooltip="Import exports of your help desk"),
    Binding("u", "undo", "Undo", id="app.undo", tooltip="Take back your newest action"),
    Binding("U", "redo", "Redo", id="app.redo", show=False, tooltip="Do again what you undid last"),
    _place(
        "comma", "settings", "Settings", "Theme, keys, and where everything is stored", show=False
    ),
    Binding("f10", "open_palette", "Palette", id="app.palette", show=False,
            tooltip="Find any action, ticket, account or rule"),
    Binding("ctrl+g", "jump", "Jump", id="app.jump", show=False,
            tooltip="Go to any panel or screen by a letter"),
    Binding("Y", "copy_as", "Copy as", id="app.copy-as", show=False,
            tooltip="Copy the list or the ticket as text or as Markdown"),
    Binding("question_mark", "help", "Help", id="app.help", tooltip="The keys that work here"),
    Binding("q", "leave", "Quit", id="app.quit", show=False, tooltip="Leave Radar"),
]  # fmt: skip
