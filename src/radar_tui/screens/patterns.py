"""Patterns: volumes by tag, root causes, tickets that want their tags, and who has how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.reporting.wording import how_many
from radar_tui.screens.base import ActionDone, ActionFailed, scope_hint
from radar_tui.screens.patterns_messages import ListedRead, PartRead, PartSettled, PartUnreadable
from radar_tui.screens.patterns_parts import Part, PartView, RowDetail
from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.text.hostile import inert
from radar_tui.widgets.dialogs import ChoiceDialog
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.range_chart import RangeChart
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.domain.filter_query import Query
    from radar_tui.screens.patterns_reader import PartReader
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.workspace import Workspace


# What may be done to all tickets of a group at once, which nobody has looked at one by one.
_FOR_GROUPS = frozenset(
    f"triage_{name}" for name in ("acknowledge", "copy", "next_action", "owner", "tag")
)


class PatternsScreen(TriageScreen):
    """The parts one at a time: a list, and more about the row at the cursor."""

    PLACE = "Patterns"
    SCOPED = True
    CSS_PATH = "patterns.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right,l",
            "step_part(1)",
            "Next part",
            id="patterns.next-part",
            tooltip="Go on to the next part, from the volumes to the load of each agent",
        ),
        Binding(
            "left,h",
            "step_part(-1)",
            "Part before",
            id="patterns.part-before",
            show=False,
            tooltip="Go back to the part before",
        ),
        Binding(
            "T",
            "take_suggestion",
            "Take",
            id="patterns.take-suggestion",
            tooltip="Tag what is chosen with the terms that are suggested for it",
        ),
    ]

    tabs = getters.query_one("#parts", PanelTabs)
    state = getters.query_one(StatePanel)
    table = getters.query_one("#list", VirtualTable)
    pane = getters.query_one("#more", VerticalScroll)
    chart = getters.query_one(RangeChart)
    words = getters.query_one("#words", Static)

    def __init__(self) -> None:
        super().__init__()
        self._part = Part.VOLUMES
        self._views: dict[Part, PartView] = {}
        self._cursors: dict[Part, str] = {}
        self._drawn: Part | None = None
        self._reader: PartReader | None = None
        # The part that is being read, and whether there is news since that began.
        self._reading: Part | None = None
        self._is_outdated = False

    def compose_body(self) -> ComposeResult:
        """The parts' names, the list, and more about the row at the cursor."""
        yield PanelTabs(id="parts")
        with StatePanel(), Container(id="body"):
            yield VirtualTable((), id="list")
            with VerticalScroll(id="more"):
                yield RangeChart()
                yield Static("", id="words", markup=False)

    def on_mount(self) -> None:
        """Name the parts; what they hold follows when the workspace is read."""
        self._tell_parts()

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read the part in front again, once what is being read of it is there.

        While scores are stored news come faster than a large workspace is read.
        """
        if self.live is None:
            return
        if self._reading is self._part:
            self._is_outdated = True
            return
        self._reading, self._is_outdated = self._part, False
        self._read(self.live, self._part)

    @work(thread=True, exclusive=True, group="patterns", exit_on_error=False)
    def _read(self, live: LiveWorkspace, part: Part) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.screens.patterns_reader import PartReader

        if self._reader is None:
            self._reader = PartReader()
        worker = get_current_worker()
        try:
            for view in self._reader.views(part, live):
                if worker.is_cancelled:
                    return
                self.post_message(PartRead(part, view))
        except WorkspaceError as error:
            self.post_message(PartUnreadable(part, str(error)))
        finally:
            self.post_message(PartSettled(part))

    @on(PartSettled)
    def _read_again_if_outdated(self, message: PartSettled) -> None:
        if message.part is self._reading:
            self._reading = None
            if self._is_outdated:
                self.refresh_view()

    @on(PartRead)
    def _keep(self, message: PartRead) -> None:
        self._views[message.part] = message.view
        self._tell_parts()
        if message.part is self._part:
            self._draw(message.view)

    @on(PartUnreadable)
    def _tell_unreadable(self, message: PartUnreadable) -> None:
        if message.part is self._part:
            self.state.show_error(message.reason)

    def _tell_parts(self) -> None:
        counts = {part: view.count for part, view in self._views.items()}
        titles = [f"{part} {counts.get(part, '')}".rstrip() for part in Part]
        self.tabs.show(titles, list(Part).index(self._part))

    def _draw(self, view: PartView) -> None:
        if not view.rows:
            self._drawn = None
            self.table.show(ListSource(()), view.columns)
            scope = scope_hint(self.live.scope) if self.live is not None else ""
            self.state.show_empty(view.nothing, scope or view.next_step)
            self.refresh_bindings()
            return
        self.table.border_title = view.title
        hint_keys(self.table, view.keys)
        self.table.show(ListSource(view.rows), view.columns)
        if self._drawn is not self._part:
            self._drawn = self._part
            if not self.table.go_to(self._cursors.get(self._part, "")):
                self.table.action_first()
        self.state.show_content()
        if self.focused is None:
            self.table.focus()
        self._tell_row()

    @on(RowHighlighted)
    def _tell_row(self) -> None:
        if self.table.cursor_key is not None and self._drawn is self._part:
            self._cursors[self._part] = self.table.cursor_key
        detail = self._detail
        charted = bool(detail and detail.chart)
        self.chart.display = charted
        self.pane.set_class(charted, "-charted")
        self.chart.show(detail.chart if detail else ())
        self.words.update(inert(detail.words) if detail else "")
        self.pane.scroll_home(animate=False)
        self.refresh_bindings()

    @property
    def _detail(self) -> RowDetail | None:
        """More about the row at the cursor; None where there is no row."""
        details = self._details()
        return details[0] if details else None

    def _details(self, keys: tuple[str, ...] | None = None) -> list[RowDetail]:
        """More about some rows of the part in front, about that at the cursor without any."""
        view = self._views.get(self._part)
        if view is None or self._drawn is not self._part:
            return []
        chosen = (self.table.cursor_key or "",) if keys is None else keys
        return [view.details[key] for key in chosen if key in view.details]

    # Parts.

    def action_step_part(self, step: int) -> None:
        """Go to the part beside the one in front, round and round."""
        parts = list(Part)
        self._part = parts[(parts.index(self._part) + step) % len(parts)]
        self.table.clear_marks()
        self._tell_parts()
        view = self._views.get(self._part)
        if view is None:
            self._drawn = None
            self.state.show_loading()
        else:
            self._draw(view)
        self.refresh_view()

    # Opening.

    @on(RowOpened)
    def _open(self) -> None:
        detail = self._detail
        if detail is None:
            return
        if detail.ticket is not None:
            self._open_ticket(detail.ticket)
        elif detail.listed:
            self.post_message(ListedRead(list(detail.listed)))
        elif detail.query is not None and self.live is not None:
            self._read_listed(self.live, detail.query)

    def _open_ticket(self, name: str) -> None:
        from radar_tui.screens.ticket import open_ticket

        open_ticket(self.app, name)

    @work(thread=True, exclusive=True, group="patterns-tickets", exit_on_error=False)
    def _read_listed(self, live: LiveWorkspace, query: Query) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.ticket_lists import listed_tickets

        try:
            found = listed_tickets(live.now(), query, scope=live.scope)
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        if not get_current_worker().is_cancelled:
            self.post_message(ListedRead([(one.name, one.words) for one in found]))

    @on(ListedRead)
    def _choose_ticket(self, message: ListedRead) -> None:
        from radar_tui.services.ticket_lists import TICKETS_SHOWN

        def chosen(name: str | None) -> None:
            if name is not None:
                self._open_ticket(name)

        if not message.tickets:
            self.post_message(ActionFailed("no open ticket stands behind it"))
        elif self.is_current:
            count = len(message.tickets)
            most = "the first " if count == TICKETS_SHOWN else ""
            title = f"{most}{how_many(count, 'ticket')} behind it".capitalize()
            self.app.push_screen(ChoiceDialog(title, message.tickets), chosen)

    # Tagging, and what the triage keys act on.

    def triage_names(self) -> tuple[str, ...]:
        """Name the tickets of the chosen rows."""
        details = self._details(self.table.target_keys)
        return tuple(dict.fromkeys(name for one in details for name in one.subjects))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key for suggestions to rows that may get tags."""
        if action == "take_suggestion":
            return bool(self.triage_names())
        if self._part is Part.CANDIDATES and action.startswith("triage_"):
            return action in _FOR_GROUPS and bool(super().check_action(action, parameters))
        return super().check_action(action, parameters)

    def action_take_suggestion(self) -> None:
        """Tag the chosen tickets with the terms that are suggested for each."""
        details = self._details(self.table.target_keys)
        terms = {key: names for one in details for key, names in one.likely.items()}
        if not terms:
            self.post_message(ActionFailed("no suggestion is likely enough; t takes another term"))
            return

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.triage import tag_each

            result = tag_each(workspace, terms)
            return ActionDone(f"{result.label} · u undoes it" if result.changed else result.label)

        self.store("not tagged", done)
        self.go_on()

    def copied_words(self) -> str:
        """What is told of the row at the cursor."""
        detail = self._detail
        return detail.words if detail is not None else ""

    def go_on(self) -> None:
        """Go on to the next row; marks stay, for the next action on the same ones."""
        if not self.table.marked_keys:
            self.table.advance()
