"""Alerts: what fires, what is pending or silenced, and what is over, each with its story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.screens.alert_messages import AlertsRead, AlertTicketsRead, StoryRead
from radar_tui.screens.alert_rows import COLUMNS, alert_rows, alert_story
from radar_tui.screens.alert_silencing import AlertSilencing
from radar_tui.screens.base import ActionFailed
from radar_tui.screens.navigation import open_rule, open_rules
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.dialogs import ChoiceDialog
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.services.alerts_panel import AlertEntry, AlertsPanel
    from radar_tui.services.live import LiveWorkspace

# A cursor that rests this long is read by somebody: then the story beside the list follows it.
REST_SECONDS = 0.12
# The lists of the screen, as the service names them, and what an empty one says.
LISTS = {
    "firing": "Nothing fires.",
    "pending": "Nothing is about to fire.",
    "silenced": "Nothing is silenced. S silences an alert that you know of.",
    "history": "No alert has come and gone yet.",
}
NO_STORY = "No alert is chosen."


class AlertsScreen(AlertSilencing):
    """The alerts by list, the one at the cursor with all that happened to it beside them."""

    PLACE = "Alerts"
    SCOPED = True
    CSS_PATH = "alerts.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right,l",
            "step_list(1)",
            "Next list",
            id="alerts.next-list",
            tooltip="Go on from what fires to what is pending, silenced, over",
        ),
        Binding(
            "left,h",
            "step_list(-1)",
            "List before",
            id="alerts.list-before",
            show=False,
            tooltip="Go back to the list before",
        ),
        Binding(
            "r",
            "rule",
            "Rule",
            id="alerts.rule",
            show=False,
            tooltip="Change the rule that raised the alert, and try it on the past",
        ),
        Binding(
            "escape",
            "all_rules",
            "All rules",
            id="alerts.all-rules",
            tooltip="List the alerts of all rules again",
        ),
        Binding(
            "R",
            "rules",
            "Rules",
            id="alerts.rules",
            show=False,
            tooltip="All rules, with how often they fired",
        ),
    ]

    lists = getters.query_one("#lists", PanelTabs)
    table = getters.query_one("#list", VirtualTable)
    story_pane = getters.query_one("#story-pane", VerticalScroll)
    story = getters.query_one("#story", Static)

    def __init__(self) -> None:
        super().__init__()
        self._list = "firing"
        self._panel: AlertsPanel | None = None
        self._rest: Timer | None = None
        self._go_to: str | None = None
        # The one rule whose alerts are listed, by key and title; None for all.
        self._rule: tuple[str, str] | None = None

    def compose_body(self) -> ComposeResult:
        """The lists' names, the list, and the story of the alert at the cursor."""
        yield PanelTabs(id="lists")
        with Horizontal(id="body"):
            yield VirtualTable(COLUMNS, empty=LISTS["firing"], id="list")
            with VerticalScroll(id="story-pane"):
                yield Static(NO_STORY, id="story", markup=False)

    def on_mount(self) -> None:
        """Name the panes and their keys; what they hold follows when the workspace is read."""
        hint_keys(
            self.table,
            "[ticket.acknowledge=a] ack · [ticket.snooze=s] snooze · [alerts.silence=S] silence"
            " · [ticket.done=x] done · [alerts.rule=r] rule · [alerts.rules=R] rules",
        )
        self.story_pane.border_title = "Story, newest first"
        self.table.focus()

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read the list in front again."""
        if self.live is not None:
            self._read(self.live, self._list)

    @work(thread=True, exclusive=True, group="alerts", exit_on_error=False)
    def _read(self, live: LiveWorkspace, shown: str) -> None:
        from radar_tui.services.alerts_panel import AlertList, alerts_panel

        panel = alerts_panel(live.now(), AlertList(shown))
        if not get_current_worker().is_cancelled:
            self.post_message(AlertsRead(shown, panel))

    @on(AlertsRead)
    def _draw(self, message: AlertsRead) -> None:
        if message.shown != self._list:
            return
        self._panel = self._of_rule(message.panel)
        self.table.empty = LISTS[self._list]
        self.table.show(ListSource(alert_rows(self._panel)))
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self._go_to = None
        self._tell_lists()
        self._read_story()
        self.refresh_bindings()

    def _tell_lists(self) -> None:
        panel = self._panel
        if panel is None:
            return
        counts = {
            "firing": panel.firing - panel.silenced,
            "pending": panel.pending,
            "silenced": panel.silenced,
        }
        titles = [
            f"{name.capitalize()} {counts[name]}" if name in counts else name.capitalize()
            for name in LISTS
        ]
        self.lists.show(titles, list(LISTS).index(self._list))
        in_hand = f"{panel.needs_you} need you" if panel.needs_you else "All in hand"
        only = self._rule
        shown = f"{len(panel.alerts)} of {only[1]} · esc lists all rules" if only else in_hand
        self.table.border_title = inert_line(shown)

    @on(RowHighlighted)
    def _follow_cursor(self) -> None:
        # What a key may do depends on the alert: a silenced one offers another than a loud one.
        self.refresh_bindings()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self._read_story)

    def _read_story(self) -> None:
        key = self.table.cursor_key
        if key is None:
            self.story.update(NO_STORY)
        elif self.live is not None:
            self._read_timeline(self.live, int(key))

    @work(thread=True, exclusive=True, group="alert-story", exit_on_error=False)
    def _read_timeline(self, live: LiveWorkspace, alert_id: int) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.alert_timeline import alert_timeline

        try:
            words = alert_story(alert_timeline(live.now(), alert_id))
        except WorkspaceError as error:
            words = str(error)
        if not get_current_worker().is_cancelled:
            self.post_message(StoryRead(words))

    @on(StoryRead)
    def _draw_story(self, message: StoryRead) -> None:
        self.story.update(inert(message.words))
        self.story_pane.scroll_home(animate=False)

    # Lists.

    def action_step_list(self, step: int) -> None:
        """Go to the list beside the one in front, round and round."""
        names = list(LISTS)
        self.show_list(names[(names.index(self._list) + step) % len(names)])

    def show_list(self, name: str, alert_id: int | None = None) -> None:
        """Bring a list to the front, with the cursor on an alert where one is given."""
        if alert_id is not None:
            self._rule = None
        self._list = name
        self._go_to = None if alert_id is None else str(alert_id)
        self.refresh_view()

    def show_rule(self, key: str, title: str, shown: str) -> None:
        """List the alerts of one rule alone, in a list of that name."""
        self._rule = (key, title)
        self.show_list(shown)

    def action_all_rules(self) -> None:
        """List the alerts of all rules again."""
        self._rule = None
        self.refresh_view()

    def _of_rule(self, panel: AlertsPanel) -> AlertsPanel:
        if self._rule is None:
            return panel
        key, _ = self._rule
        return replace(panel, alerts=[one for one in panel.alerts if one.rule == key])

    # Opening.

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        from radar_tui.screens.ticket import open_ticket

        names = self.triage_names()
        if names:
            open_ticket(self.app, names[0])
        elif self.live is not None:
            self._read_tickets(self.live, int(message.key))

    @work(thread=True, exclusive=True, group="alert-tickets", exit_on_error=False)
    def _read_tickets(self, live: LiveWorkspace, alert_id: int) -> None:
        from radar_tui.services.alert_tickets import alert_tickets

        tickets = alert_tickets(live.now(), alert_id)
        if not get_current_worker().is_cancelled:
            self.post_message(AlertTicketsRead([(one.name, one.words) for one in tickets]))

    @on(AlertTicketsRead)
    def _choose_ticket(self, message: AlertTicketsRead) -> None:
        from radar_tui.screens.ticket import open_ticket

        def chosen(name: str | None) -> None:
            if name is not None:
                open_ticket(self.app, name)

        if not message.tickets:
            self.post_message(
                ActionFailed("no open ticket stands behind this alert; r shows its rule")
            )
        elif self.is_current:
            count = len(message.tickets)
            title = f"{count} open ticket{'' if count == 1 else 's'} behind it, worst first"
            self.app.push_screen(ChoiceDialog(title, message.tickets), chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to a rule to where an alert is, that to all rules to where one is shown."""
        if action == "all_rules":
            return self._rule is not None
        if action == "rule":
            return bool(self.chosen_entries())
        return super().check_action(action, parameters)

    def action_rule(self) -> None:
        """Open the rule that raised the alert at the cursor."""
        open_rule(self.app, self.chosen_entries()[0].rule)

    def action_rules(self) -> None:
        """Show all rules."""
        open_rules(self.app)

    # What the triage keys act on.

    def chosen_entries(self) -> tuple[AlertEntry, ...]:
        """The marked alerts, or the one at the cursor."""
        if self._panel is None:
            return ()
        chosen = set(self.table.target_keys)
        return tuple(one for one in self._panel.alerts if str(one.id) in chosen)

    def triage_names(self) -> tuple[str, ...]:
        """Name the tickets that the chosen alerts are about."""
        labels = [one.labels for one in self.chosen_entries()]
        return tuple(one["ticket"] for one in labels if "ticket" in one)

    def alert_ids(self) -> tuple[int, ...]:
        """Give the chosen alerts."""
        return tuple(one.id for one in self.chosen_entries())

    def planned_action(self) -> str:
        """What is to be done about the one alert that is chosen."""
        entries = self.chosen_entries()
        return entries[0].action if len(entries) == 1 else ""

    def copied_words(self) -> str:
        """The story of the alert at the cursor."""
        return str(self.story.content) if self.table.cursor_key is not None else ""

    def go_on(self) -> None:
        """Go on to the next row; marks stay, for the next action on the same ones."""
        if not self.table.marked_keys:
            self.table.advance()
