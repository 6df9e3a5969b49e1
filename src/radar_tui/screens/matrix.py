"""Matrix: who gets proactive help first, on a heat map, in a list, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from radar_tui.analysis.priority_cells import Place, heat_cells, place_of
from radar_tui.domain.priority import Priority, PriorityAction
from radar_tui.reporting.wording import how_many
from radar_tui.screens.account_tickets import offer_tickets
from radar_tui.screens.base import ActionDone, scope_hint
from radar_tui.screens.matrix_keys import MATRIX_BINDINGS
from radar_tui.screens.matrix_messages import AccountTicketsRead, MatrixRead, MatrixUnreadable
from radar_tui.screens.matrix_overriding import MatrixOverriding
from radar_tui.screens.matrix_rows import (
    ACCOUNT_COLUMNS,
    SEGMENT_COLUMNS,
    PriorityRows,
    account_row,
    segment_row,
)
from radar_tui.screens.matrix_why import MatrixWhy
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import TextDialog
from radar_tui.widgets.heat_map import HeatMap, PlaceChosen
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.live import LiveWorkspace

NO_ACCOUNTS = "No accounts yet: the matrix ranks them by revenue, mood and patterns."
IMPORT_ACCOUNTS = "radar accounts FILE.csv imports them (id,name,arr,tier,segment); so does i"
NOBODY_THERE = "Nobody is there. esc lists all again."


class MatrixScreen(MatrixOverriding):
    """The heat map, why the row at the cursor has its number, and all rows by their totals."""

    PLACE = "Matrix"
    SCOPED = True
    CSS_PATH = "matrix.tcss"
    # Not the map, which comes first and shows itself where it has the keys.
    AUTO_FOCUS = "#priorities"
    BINDINGS: ClassVar[list[BindingType]] = [*MATRIX_BINDINGS]

    state = getters.query_one(StatePanel)
    heat = getters.query_one(HeatMap)
    why = getters.query_one(MatrixWhy)
    table = getters.query_one("#priorities", VirtualTable)

    def __init__(self) -> None:
        super().__init__()
        self._read_before: MatrixRead | None = None
        self._rows = PriorityRows((), account_row)
        self._by_segments = False
        # What the list is narrowed to.
        self._place: Place | None = None
        self._segment: str | None = None
        self._letters = ""

    def compose_body(self) -> ComposeResult:
        """The heat map and why; below them the list."""
        with StatePanel(), Container(id="matrix"):
            with Container(id="above"):
                yield HeatMap(id="heat")
                yield MatrixWhy(id="why-pane")
            yield VirtualTable(ACCOUNT_COLUMNS, markable=False, id="priorities")

    def on_mount(self) -> None:
        """Name the panes and their keys."""
        self.heat.border_subtitle = "arrows · enter these only"
        hint_keys(
            self.table,
            "enter open · [matrix.override=O] override · [matrix.switch-rows=v] segments"
            " · [matrix.heat-map=m] map · [matrix.what-if=W] what if",
        )

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read everything again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="matrix", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.prioritising import matrix_facts

        try:
            facts = matrix_facts(live.now())
            message: Message = MatrixRead(facts, facts.account_rows(), facts.segment_rows())
        except WorkspaceError as error:
            message = MatrixUnreadable(str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(MatrixUnreadable)
    def _tell_unreadable(self, message: MatrixUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(MatrixRead)
    def _take(self, message: MatrixRead) -> None:
        is_first = not self._all_rows
        self._read_before = message
        if message.accounts:
            self.state.show_content()
        else:
            scope = message.facts.scope
            outside = ("No account with anything open is there.", scope_hint(scope))
            self.state.show_empty(*(outside if scope else (NO_ACCOUNTS, IMPORT_ACCOUNTS)))
        self._draw_all()
        if is_first:
            self.call_after_refresh(self.table.focus)

    @property
    def _all_rows(self) -> Sequence[Priority]:
        """The rows before they are narrowed to a cell."""
        read = self._read_before
        if read is None:
            return ()
        if self._by_segments:
            return read.segments
        if self._segment is None:
            return read.accounts
        return [row for row in read.accounts if (row.segment or "") == self._segment]

    def _draw_all(self) -> None:
        """Show other rows, on the map and in the list."""
        self.heat.show(heat_cells(self._all_rows))
        self._draw()

    def _draw(self) -> None:
        """Show what of the rows is asked for in the list."""
        rows = self._all_rows
        kept = [row for row in rows if self._is_wanted(row)] if self._is_filtered else rows
        make = segment_row if self._by_segments else account_row
        self._rows = PriorityRows(kept, make)
        self.table.empty = NOBODY_THERE
        self.table.show(self._rows, SEGMENT_COLUMNS if self._by_segments else ACCOUNT_COLUMNS)
        self._tell_titles(rows, kept)
        self._tell_why()
        self.refresh_bindings()

    @property
    def _is_filtered(self) -> bool:
        return self._place is not None or bool(self._letters)

    def _is_wanted(self, row: Priority) -> bool:
        is_there = self._place is None or place_of(row) == self._place
        return is_there and self._letters.casefold() in row.name.casefold()

    def _tell_titles(self, rows: Sequence[Priority], kept: Sequence[Priority]) -> None:
        noun = "segment" if self._by_segments else "account"
        to_act_on = sum(row.action is PriorityAction.OUTREACH for row in kept)
        counted = how_many(len(kept), noun)
        words = [f"{counted} of {len(rows):,}" if self._is_filtered else counted]
        words.append(f"{to_act_on} to act on")
        if self._segment is not None:
            words.append(f"segment {self._segment or 'none'}")
        if self._place is not None:
            words.append(f"only tier {self._place.tier} × risk {self._place.risk}")
        if self._letters:
            words.append(f"named “{self._letters}”")
        if self._is_narrowed:
            words.append("esc lists all")
        self.table.border_title = Content(inert_line(" · ".join(words)))
        self.heat.border_title = f"{noun.capitalize()}s by ARR tier and sentiment risk"

    @on(RowHighlighted)
    def _tell_why(self) -> None:
        """Explain the row at the cursor, and mark where it stands."""
        row, read = self._rows.row(self.table.cursor_key), self._read_before
        if read is not None:
            self.why.show(row, read.facts.settings, ZoneInfo(read.facts.zone))
            self.heat.mark(self._place if row is None else place_of(row))

    # The map and the list.

    def action_heat_map(self) -> None:
        """Go to the heat map, or back; on a narrow terminal it takes the place of the words."""
        if self.heat.has_focus:
            self.table.focus()
        else:
            self.add_class("-map")
            self.call_after_refresh(self.heat.focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the map on a narrow terminal only while it has the keys."""
        self.set_class(event.widget is self.heat, "-map")
        self.refresh_bindings()

    @on(PlaceChosen)
    def _narrow_to_place(self, message: PlaceChosen) -> None:
        self._place = message.place
        self._draw()
        self.table.focus()

    def action_find(self) -> None:
        """Ask for some letters, and list only what has them in its name."""

        def answered(text: str | None) -> None:
            if text is not None:
                self._letters = inert_line(text)
                self._draw()
                self.table.focus()

        dialog = TextDialog("Find by some letters of the name", value=self._letters)
        self.app.push_screen(dialog, answered)

    @property
    def _is_narrowed(self) -> bool:
        return self._is_filtered or self._segment is not None

    def action_all_rows(self) -> None:
        """List everything again; from the map go back to the list."""
        if self.heat.has_focus:
            self.table.focus()
        elif self._is_filtered:
            self._place, self._letters = None, ""
            self._draw()
        else:
            self._leave_segment()

    def _leave_segment(self) -> None:
        """Go back to the segments, with the cursor where it was."""
        segment, self._segment, self._by_segments = self._segment, None, True
        self._draw_all()
        self.table.go_to(segment or "")

    def action_switch_rows(self) -> None:
        """List segments instead of accounts, or accounts again."""
        self._by_segments = not self._by_segments
        self._place, self._segment, self._letters = None, None, ""
        self._draw_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys alone that have nothing to do here."""
        if action == "all_rows":
            return self._is_narrowed or (self.stands and self.heat.has_focus)
        if action in ("override", "copy", "switch_rows", "heat_map", "what_if", "find"):
            read = self._read_before
            if read is None or not read.accounts:
                return False
            return not (action == "override" and self._by_segments)
        return super().check_action(action, parameters)

    # Opening and changing.

    @on(RowOpened, "#priorities")
    def _open(self, message: RowOpened) -> None:
        row = self._rows.row(message.key)
        if row is None or self.live is None:
            return
        if self._by_segments:
            self._by_segments, self._segment = False, row.key
            self._place, self._letters = None, ""
            self._draw_all()
        else:
            self._read_tickets(self.live, row.name)

    @work(thread=True, exclusive=True, group="account-tickets", exit_on_error=False)
    def _read_tickets(self, live: LiveWorkspace, account: str) -> None:
        from radar_tui.services.account_tickets import account_tickets

        tickets = account_tickets(live.now(), account)
        if not get_current_worker().is_cancelled:
            pairs = [(one.name, one.words) for one in tickets]
            self.post_message(AccountTicketsRead(account, pairs))

    @on(AccountTicketsRead)
    def _choose_ticket(self, message: AccountTicketsRead) -> None:
        if self.is_current or not message.tickets:
            offer_tickets(self.app, message.account, message.tickets)

    def action_override(self) -> None:
        """Ask for another value of an input of the account at the cursor."""
        row, read = self._rows.row(self.table.cursor_key), self._read_before
        if row is not None and read is not None:
            self.ask_override(row, ZoneInfo(read.facts.zone))

    def action_what_if(self) -> None:
        """Try other settings of the matrix."""
        from radar_tui.screens.matrix_what_if import MatrixWhatIfScreen

        if self.is_current:
            self.app.push_screen(MatrixWhatIfScreen())

    def action_copy(self) -> None:
        """Copy why the row at the cursor has its number."""
        words = self.why.text()
        if words:
            self.app.copy_to_clipboard(words)
            self.post_message(ActionDone(f"copied {words.splitlines()[0]}"))
