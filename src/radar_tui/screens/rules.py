"""Rules: what raises alerts, turned on and off, and opened to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.screens.base import ActionDone, WorkspaceScreen
from radar_tui.screens.navigation import open_rule
from radar_tui.screens.rules_rows import RULE_COLUMNS, about_rule, rule_rows, rules_title
from radar_tui.text.hostile import inert
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.rules_panel import RuleStanding
    from radar_tui.services.workspace import Workspace


class RulesScreen(WorkspaceScreen, FinishingScreen[None]):
    """All rules as one list, with how often each fired."""

    PLACE = "Rules"
    CSS_PATH = "rules.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="rules.back", tooltip="Back to where you were"),
        Binding("space", "switch", "On/off", id="rules.switch", show=False,
                tooltip="Turn the rule at the cursor off, or on again"),
    ]  # fmt: skip

    state = getters.query_one(StatePanel)
    table = getters.query_one("#rules", VirtualTable)
    about = getters.query_one("#about", Static)

    class RulesRead(Message):
        """The rules as they stand."""

        def __init__(self, rules: Sequence[RuleStanding]) -> None:
            super().__init__()
            self.rules = rules

        def can_replace(self, message: Message) -> bool:
            """Whether an older message need not be handled any more."""
            return isinstance(message, RulesScreen.RulesRead)

    class RulesUnreadable(Message):
        """The rules cannot be read; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self) -> None:
        super().__init__()
        self._rules: dict[str, RuleStanding] = {}

    def compose_body(self) -> ComposeResult:
        """The list, and below it all of the rule at the cursor."""
        with StatePanel():
            yield VirtualTable(
                RULE_COLUMNS, empty="There are no rules.", markable=False, id="rules"
            )
            yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """Name the list and its keys."""
        self.table.border_title = "Rules"
        hint_keys(self.table, "enter change · space on/off · [app.undo=u] undo · esc back")

    def refresh_view(self) -> None:
        """Read the rules again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="rules", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.rules_panel import rules_panel

        try:
            message: Message = self.RulesRead(rules_panel(live.now()))
        except WorkspaceError as error:
            message = self.RulesUnreadable(str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(RulesUnreadable)
    def _tell_unreadable(self, message: RulesUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(RulesRead)
    def _draw(self, message: RulesRead) -> None:
        is_first = not self._rules
        self._rules = {one.rule.key: one for one in message.rules}
        self.table.border_title = rules_title(message.rules)
        self.table.show(ListSource(rule_rows(message.rules)))
        self._tell_about()
        self.state.show_content()
        if is_first:
            self.call_after_refresh(self.table.focus)

    @on(RowHighlighted)
    def _tell_about(self) -> None:
        one = self._rules.get(self.table.cursor_key or "")
        self.about.update(inert(about_rule(one)) if one is not None else "")

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        open_rule(self.app, message.key)

    def action_switch(self) -> None:
        """Turn the rule at the cursor off, or on again."""
        key = self.table.cursor_key
        if key is None:
            return

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.rule_editing import switch_rule

            return ActionDone(f"{switch_rule(workspace, key).label} · u undoes it")

        self.store("the rule stays as it is", done)

    def action_back(self) -> None:
        """Go back to where the rules were opened."""
        self.finish()
