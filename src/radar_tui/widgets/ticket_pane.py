"""A ticket as a pane: who and how bad, the thread, what the score rests on, and the work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from radar_tui.reporting.wording import zone_words
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import LineList, checklist_line
from radar_tui.widgets.contribution_bars import contribution_bars
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.score_history import history_content
from radar_tui.widgets.thread_view import ReadingPane, notes_content, thread_content
from radar_tui.widgets.ticket_words import head_content, other_lines, ticket_key, work_content

if TYPE_CHECKING:
    from radar_tui.services.ticket_view import ScoreView, TicketView

# Columns from which the thread has room beside the score.
SIDE_BY_SIDE = 100

_SIDE_HINTS = (
    "[ticket.acknowledge=a] ack · [ticket.snooze=s] snooze"
    " · [ticket.next-action=n] next · [ticket.done=x] done"
)
_THREAD_HINTS = (
    "[ticket.owner=o] owner · [ticket.disagree=d] disagree · [ticket.tag=t] tag"
    " · [ticket.escalate=e] escalate · [ticket.open-url=b] help desk"
)


class TicketHead(Widget):
    """How bad a ticket is, why, and whose it is, cut to the room that there is."""

    _view: TicketView | None = None
    _words = ""

    def show(self, view: TicketView) -> None:
        """Show a ticket."""
        self._view = view
        self.refresh(layout=True)

    def tell(self, words: str) -> None:
        """Say in place of a ticket why there is none."""
        self._view, self._words = None, words
        self.refresh(layout=True)

    def render(self) -> Content:
        """The ticket's lines at the width that there is, or the words."""
        if self._view is None:
            return Content(inert_line(self._words))
        return head_content(self._view, self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there is to tell: two or three of a ticket."""
        if self._view is None:
            return super().get_content_height(container, viewport, width)
        return head_content(self._view, width).plain.count("\n") + 1


class TicketPane(Vertical):
    """One ticket in as much room as there is: side by side where wide, else stacked.

    Given `most_contributions`, what weighs less is told together, to have the work in sight.
    """

    DEFAULT_CSS = """
    TicketPane {
        #ticket-head { height: auto; padding: 0 1; background: $panel; }
        #ticket-body { height: 1fr; }
        #ticket-thread { width: 1fr; }
        #ticket-side { width: 52; }
        #ticket-side > * { height: auto; margin: 0 0 1 0; }
        #ticket-side > .ticket-part {
            height: 1;
            margin: 0;
            color: $text-muted;
            text-style: bold;
        }

        ReadingPane {
            height: 1fr;
            padding: 0 1;
            border: round $border-blurred;
            border-title-color: $foreground;
            border-subtitle-color: $text-muted;
            scrollbar-size-vertical: 1;

            &:focus, &:focus-within {
                border: round $accent;
                border-title-color: $accent;
            }
        }

        LineList { padding: 0; border: none; background: $background; max-height: 100h; }

        #ticket-notes { height: auto; margin: 0 0 1 0; }

        &.-stacked #ticket-body { layout: vertical; }
        &.-stacked #ticket-side { width: 1fr; height: 45%; min-height: 7; }
    }
    """

    _view: TicketView | None = None

    head = getters.query_one("#ticket-head", TicketHead)
    thread = getters.query_one("#ticket-thread", ReadingPane)
    side = getters.query_one("#ticket-side", ReadingPane)
    notes = getters.query_one("#ticket-notes", Static)
    thread_words = getters.query_one("#thread-words", Static)
    bars = getters.query_one("#bars", Static)
    work = getters.query_one("#work", Static)
    history = getters.query_one("#history", Static)
    checklist = getters.query_one("#checklist", LineList)
    others = getters.query_one("#others", LineList)

    class ChecklistItemToggled(Message):
        """An item of the checklist is to be ticked, or unticked where not `done`.

        `ticket` is its name as `source/number`.
        """

        def __init__(self, ticket: str, key: str, *, done: bool) -> None:
            super().__init__()
            self.ticket = ticket
            self.key = key
            self.done = done

    class OtherTicketChosen(Message):
        """Another open ticket of the account is to be opened, named as `source/number`."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, most_contributions: int | None = None) -> None:
        super().__init__()
        self._most_contributions = most_contributions

    def compose(self) -> ComposeResult:
        """Who and how bad on top; below the thread, and beside it the score and the work."""
        yield TicketHead(id="ticket-head")
        with Horizontal(id="ticket-body"):
            with ReadingPane(id="ticket-side") as side:
                side.border_title = "Score and work"
                hint_keys(side, _SIDE_HINTS)
                yield Static("", id="bars", markup=False)
                yield Static("", id="work", markup=False)
                yield _part("Intervention checklist", "checklist-title")
                yield _empty_list("checklist")
                yield _part("Score history", "history-title")
                yield Static("", id="history", markup=False)
                yield _part("Other open tickets", "others-title")
                yield _empty_list("others")
            with ReadingPane(id="ticket-thread") as pane:
                pane.border_title = "Thread"
                hint_keys(pane, _THREAD_HINTS)
                notes = Static("", id="ticket-notes", markup=False)
                notes.display = False
                yield notes
                yield Static("", id="thread-words", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Stack the parts where they have no room side by side."""
        self.set_class(event.size.width < SIDE_BY_SIDE, "-stacked")

    @property
    def stands(self) -> bool:
        """Whether it is composed. Textual calls a widget mounted a moment before it is."""
        return bool(self.query("#others"))

    @property
    def view(self) -> TicketView | None:
        """The ticket that is shown; None while there is none."""
        return self._view

    def tell(self, words: str) -> None:
        """Say in place of a ticket why there is none: it is being read, or it is gone."""
        self._view = None
        self.head.tell(words)
        for part in (self.bars, self.work, self.history, self.thread_words):
            part.update("")
        self.notes.display = False
        self.checklist.show([])
        self.others.show([])
        for title in self.query(".ticket-part"):
            title.display = False

    def show(self, view: TicketView) -> None:
        """Show a ticket, or how it stands now; the same ticket keeps its place in the thread."""
        before, self._view = self._view, view
        zone = ZoneInfo(view.zone)
        if before is None or before.ticket.id != view.ticket.id:
            self.thread.scroll_home(animate=False)
            self.side.scroll_home(animate=False)
        self.head.show(view)
        self.work.update(work_content(view))
        if before is None or before.score != view.score:
            score = view.score
            self.bars.update(self._bars_of(score) if score else Content("Not scored yet."))
        if before is None or (before.history, before.zone) != (view.history, view.zone):
            self.history.update(history_content(view.history, zone))
        self.notes.display = bool(view.notes)
        self.notes.update(notes_content(view.notes, view.as_of))
        if before is None or (before.thread, before.zone) != (view.thread, view.zone):
            self.thread_words.update(thread_content(view.thread, zone))
        self.thread.border_title = f"Thread · times in {zone_words(view.as_of, zone)}"
        self._show_lists(view)

    def _bars_of(self, score: ScoreView) -> Content:
        return contribution_bars(score, most=self._most_contributions)

    def _show_lists(self, view: TicketView) -> None:
        items = view.intervention.checklist
        self.checklist.show([(one.key, checklist_line(one.label, done=one.done)) for one in items])
        self.others.show(other_lines(view))
        self.query_one("#checklist-title").display = True
        self.query_one("#history-title").display = bool(view.history)
        self.query_one("#others-title").display = bool(view.other_tickets)

    def focus_thread(self) -> None:
        """Put the keys on the thread."""
        self.thread.focus()

    def focus_checklist(self) -> None:
        """Put the keys on the checklist."""
        self.checklist.focus()

    @on(OptionList.OptionSelected, "#checklist")
    def _toggle(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if self._view is None:
            return
        for item in self._view.intervention.checklist:
            if item.key == message.option_id:
                ticket = ticket_key(self._view)
                self.post_message(self.ChecklistItemToggled(ticket, item.key, done=not item.done))

    @on(OptionList.OptionSelected, "#others")
    def _choose_other(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if message.option_id is not None:
            self.post_message(self.OtherTicketChosen(message.option_id))


def _part(title: str, name: str) -> Static:
    """The title of a part, not shown until there is something below it."""
    part = Static(title, classes="ticket-part", id=name, markup=False)
    part.display = False
    return part


def _empty_list(name: str) -> LineList:
    lines = LineList(id=name)
    lines.display = False
    return lines
