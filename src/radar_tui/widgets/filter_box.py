"""A line to filter a table with: checked and put into words while it is typed."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from radar_tui.domain.filter_completion import complete
from radar_tui.domain.filter_query import Query, QueryError, describe, parse_query
from radar_tui.text.hostile import inert_line

# Long enough to finish a word in, short enough to feel like an answer.
SETTLES_AFTER_SECONDS = 0.25
LONGEST_QUERY = 500
KEPT_QUERIES = 50

FIELDS_HINT = "words, or fields as in  band:high owner:me tag:payments waiting>2d"
KEYS_HINT = "enter keeps · esc goes back · tab completes · ↑ earlier"


class _FilterMessage(Message):
    """Something that happened in one filter box."""

    def __init__(self, box: Widget) -> None:
        super().__init__()
        self.box = box

    @property
    def control(self) -> Widget:
        """The box, so that a handler can choose it by a selector."""
        return self.box


class FilterChanged(_FilterMessage):
    """Another query applies; `text` is how it was written."""

    def __init__(self, query: Query, text: str, box: Widget) -> None:
        super().__init__(box)
        self.query = query
        self.text = text

    def can_replace(self, message: Message) -> bool:
        """Only the newest query matters."""
        return isinstance(message, FilterChanged) and message.box is self.box


class FilterLeft(_FilterMessage):
    """The user has gone back to where they came from."""


class QuerySuggester(Suggester):
    """Completes fields and their values; `names` are offered besides the language's own words."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.names: Mapping[str, Sequence[str]] = {}

    async def get_suggestion(self, value: str) -> str | None:
        """Give the value with its last piece completed."""
        return complete(value, self.names)


class _FaultMark(Highlighter):
    """Underlines from where a query cannot be read on."""

    position: int | None = None

    def highlight(self, text: Text) -> None:
        if self.position is not None:
            text.stylize("underline", self.position)


class FilterInput(Input):
    """The input itself: tab completes, up and down go through earlier queries."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "complete",
            "Complete",
            id="filter.complete",
            tooltip="Take over the field or value that is offered",
        ),
        Binding(
            "up",
            "earlier",
            "Earlier",
            show=False,
            id="filter.earlier",
            tooltip="The query you used before",
        ),
        Binding(
            "down", "later", "Later", show=False, id="filter.later", tooltip="The query after it"
        ),
        Binding(
            "escape", "leave", "Back", id="filter.leave", tooltip="Back, with the filter as it was"
        ),
    ]

    class Left(Message):
        """The user wants to go back."""

    def __init__(self) -> None:
        self.suggestions = QuerySuggester()
        self.fault = _FaultMark()
        super().__init__(
            placeholder=FIELDS_HINT,
            compact=True,
            select_on_focus=False,
            max_length=LONGEST_QUERY,
            suggester=self.suggestions,
            highlighter=self.fault,
        )
        self._kept: list[str] = []
        self._place = 0
        self._draft = ""

    def validate_value(self, value: str) -> str:
        """Make harmless what is pasted, which the terminal would get as it is."""
        return inert_line(value)

    def keep(self, text: str) -> None:
        """Remember a query as the newest one."""
        if text:
            self._kept = [*(one for one in self._kept if one != text), text][-KEPT_QUERIES:]
        self._place = len(self._kept)

    def action_complete(self) -> None:
        """Take over what is offered; without an offer, go on to the next widget."""
        if self._suggestion and self.cursor_at_end:
            self.action_cursor_right()
        else:
            self.screen.focus_next()

    def action_earlier(self) -> None:
        """Show the query before; what was being typed comes back after the newest."""
        self._show(self._place - 1)

    def action_later(self) -> None:
        """Show the query after."""
        self._show(self._place + 1)

    def action_leave(self) -> None:
        """Go back."""
        self.post_message(self.Left())

    def _show(self, place: int) -> None:
        if not 0 <= place <= len(self._kept):
            return
        if self._place == len(self._kept):
            self._draft = self.value
        self._place = place
        self.value = [*self._kept, self._draft][place]
        self.cursor_position = len(self.value)


class FilterBox(Vertical):
    """A query and, below it, what it means or where it cannot be read.

    A query applies once the typing has settled, so that the table follows without flickering
    through half-written names, and at once on enter, which keeps it. Escape goes back to the query
    that applied before. The box is out of the way while no query applies and nobody types.
    """

    DEFAULT_CSS = """
    FilterBox {
        display: none;
        height: auto;
        background: $surface;

        Horizontal { height: 1; }
        #filter-sign { width: 2; color: $accent; text-style: bold; }
        FilterInput { width: 1fr; background: $surface; }
        FilterInput:focus { background-tint: $foreground 0%; }
        #filter-words {
            display: none;
            height: 1;
            padding-left: 2;
            color: $text-muted;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-open #filter-words { display: block; }
        &.-refused #filter-words { color: $text-error; }
    }
    """

    input = getters.query_one(FilterInput)
    _words = getters.query_one("#filter-words", Static)

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._query = Query()
        self._text = ""
        self._before = ""
        self._came_from: Widget | None = None
        self._settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line to type on, the words below it."""
        with Horizontal():
            yield Static("/", id="filter-sign", markup=False)
            yield FilterInput()
        yield Static("", id="filter-words", markup=False)

    @property
    def applied(self) -> Query:
        """The query that applies."""
        return self._query

    @property
    def text(self) -> str:
        """The query that applies, as it was written."""
        return self._text

    def open(self) -> None:
        """Let the user type; leaving brings them back to the widget they are on now."""
        # It may be asked for before it stands.
        if not self.query(FilterInput) or self.screen.focused is self.input:
            return
        self._came_from = self.screen.focused
        self._before = self._text
        self._open_up(True)
        self.input.keep("")
        # At once, as the style above: the next key is meant for the line already. Once more, as
        # `focus` comes late: one asked for before would take the keys away again.
        self.screen.set_focus(self.input)
        self.input.focus()
        self._tell(self.input.value)

    def set_text(self, text: str) -> None:
        """Apply a query that was written elsewhere, such as a saved view.

        Raises:
            QueryError: it cannot be read.
        """
        query = parse_query(text)
        self.input.value = text
        self._apply(query, text)

    def offer(self, names: Mapping[str, Sequence[str]]) -> None:
        """Offer values while the user types, per field, most likely first."""
        self.input.suggestions.names = names

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._hold()
        if self._tell(message.value) not in (None, self._query):
            self._settling = self.set_timer(SETTLES_AFTER_SECONDS, self._apply_typed)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        """Keep what can be read; else leave the user where the fault is shown."""
        message.stop()
        if self._apply_typed():
            self.input.keep(self._text)
            self._leave()

    @on(FilterInput.Left)
    def _left(self, message: FilterInput.Left) -> None:
        message.stop()
        self._hold()
        self.input.value = self._before
        self._apply(parse_query(self._before), self._before)
        self._leave()

    def _apply_typed(self) -> bool:
        """Apply what stands in the line; tells whether it could be read."""
        self._hold()
        text = self.input.value
        query = self._tell(text)
        if query is not None:
            self._apply(query, text)
        return query is not None

    def _apply(self, query: Query, text: str) -> None:
        changed = query != self._query
        self._query, self._text = query, text.strip()
        self._open_up(self.has_class("-open"))
        if changed:
            self.post_message(FilterChanged(query, self._text, self))

    def _leave(self) -> None:
        if self._came_from is not None and self._came_from.is_attached:
            self.screen.set_focus(self._came_from)
        self._open_up(False)
        self.post_message(FilterLeft(self))

    def _open_up(self, open_: bool) -> None:
        """Show the box while somebody types in it, and the query alone while one applies."""
        self.set_class(open_, "-open")
        self.display = open_ or bool(self._query)

    def _hold(self) -> None:
        if self._settling is not None:
            self._settling.stop()
            self._settling = None

    def _tell(self, text: str) -> Query | None:
        """Say what a text means, or why and where it cannot be read; gives the query if it can."""
        query, fault, words = None, None, ""
        try:
            query = parse_query(text)
            words = describe(query) if query else KEYS_HINT
        except QueryError as error:
            fault, words = error.position, f"✗ {error}"
        self.input.fault.position = fault
        self.input.refresh()
        # What is only begun is no mistake yet.
        begun = complete(text, self.input.suggestions.names) is not None
        self.set_class(fault is not None and not begun, "-refused")
        self._words.update(Content(inert_line(words)))
        return query
