"""Turns the Atlassian Document Format, JSON in which Jira keeps rich text, into plain text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from radar_tui.ingest.values import parse_time, storable

_DEEPEST_INDENT = 6
"""Levels of lists or quotes that are shown; a document nested deeper stays on the last one."""
_LARGEST_NUMBER = 1_000_000
"""Of an ordered list's first entry."""

_LISTS = frozenset(("bulletList", "orderedList", "taskList", "decisionList"))
_ENTRIES = frozenset(("listItem", "taskItem", "decisionItem"))
_CELLS = frozenset(("tableCell", "tableHeader"))
_CELL_BREAK = " | "
_TITLED = frozenset(("expand", "nestedExpand"))
_GROUPS = frozenset(
    (
        "bodiedExtension",
        "caption",
        "codeBlock",
        "heading",
        "layoutColumn",
        "layoutSection",
        "mediaGroup",
        "mediaSingle",
        "panel",
        "paragraph",
        "rule",
        *_TITLED,
    )
)
_CARDS = frozenset(("blockCard", "embedCard", "inlineCard"))
_MEDIA = frozenset(("media", "mediaInline"))


@dataclass(frozen=True, slots=True)
class _End:
    """Stands behind the content of a node of this type."""

    kind: str


@dataclass(slots=True)
class _Page:
    """Text as it is written down, line by line; knows the lists and quotes that are open."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    marker: str = ""
    quotes: int = 0
    tables: int = 0

    def write(self, text: str) -> None:
        """Add text to the line; line feeds in it start new ones."""
        first, *others = text.split("\n")
        self.line.append(first)
        for other in others:
            self.new_line()
            self.line.append(other)

    def new_line(self) -> None:
        """Put the line down, empty or not, behind the marks of quotes and lists."""
        indent = min(len(self.numbers), _DEEPEST_INDENT)
        marker = self.marker or "  " * bool(indent)
        prefix = "> " * min(self.quotes, _DEEPEST_INDENT) + "  " * max(indent - 1, 0) + marker
        self.lines.append((prefix + "".join(self.line)).rstrip())
        self.line.clear()
        self.marker = ""

    def end_line(self) -> None:
        """Put the line down if there is anything on it."""
        if self.line:
            self.new_line()

    def start_block(self) -> None:
        """Begin on a line of its own, behind an empty one where no list or table is open."""
        if self.tables:
            if self.line and self.line[-1] != _CELL_BREAK:
                self.line.append(" ")
            return
        self.end_line()
        if not self.numbers and self.lines and self.lines[-1].strip("> "):
            self.new_line()

    def open(self, kind: str, attributes: dict[object, object]) -> None:
        """Begin a node that holds others."""
        if kind in _LISTS:
            self.start_block()
            self.numbers.append(_first_number(attributes) if kind == "orderedList" else None)
        elif kind in _ENTRIES:
            self.end_line()
            self.marker = self._entry_marker(attributes)
        elif kind in _CELLS:
            if self.line:
                self.line.append(_CELL_BREAK)
        elif kind == "tableRow":
            self.end_line()
        elif kind in _GROUPS or kind in ("blockquote", "table"):
            self.start_block()
        if kind == "table":
            self.tables += 1
        elif kind == "blockquote":
            self.quotes += 1
        elif kind in _TITLED and isinstance(title := attributes.get("title"), str):
            self.write(title)

    def close(self, kind: str) -> None:
        """End a node that held others."""
        if kind == "table":
            self.end_line()
            self.tables -= 1
        elif kind in _LISTS | {"blockquote", "tableRow"}:
            self.end_line()
            if kind in _LISTS:
                self.numbers.pop()
                self.marker = ""
            elif kind == "blockquote":
                self.quotes -= 1
        elif kind in _GROUPS | _ENTRIES and not self.tables:
            self.end_line()

    def _entry_marker(self, attributes: dict[object, object]) -> str:
        state = attributes.get("state")
        if state in ("TODO", "DONE"):
            return "[x] " if state == "DONE" else "[ ] "
        number = self.numbers[-1] if self.numbers else None
        if number is None:
            return "- "
        self.numbers[-1] = number + 1
        return f"{number}. "


def adf_text(document: object) -> str:
    """Return the text of a document; what is no part of the format is passed over.

    It goes through the nodes without recursion, so that no nesting can exhaust the stack.
    """
    page = _Page()
    pending: list[object] = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, _End):
            page.close(node.kind)
        elif isinstance(node, dict):
            pending.extend(_enter(page, node))
    page.end_line()
    return storable("\n".join(page.lines).strip())


def _enter(page: _Page, node: dict[object, object]) -> Iterator[object]:
    """Write a node that is text, or begin one that holds others; yield these in reverse."""
    kind = node.get("type")
    attributes = node.get("attrs")
    if not isinstance(attributes, dict):
        attributes = {}
    if not isinstance(kind, str):
        kind = ""
    if kind == "hardBreak":
        page.new_line()
        return
    text = node.get("text") if kind == "text" else _inline_text(kind, attributes)
    if isinstance(text, str):
        page.write(text)
        return
    page.open(kind, attributes)
    yield _End(kind)
    content = node.get("content")
    if isinstance(content, list):
        yield from reversed(content)


def _inline_text(kind: str, attributes: dict[object, object]) -> object:
    """Return what the reader of a page sees of a node without text of its own."""
    if kind in ("mention", "status"):
        return attributes.get("text")
    if kind == "emoji":
        return attributes.get("text") or attributes.get("shortName")
    if kind in _CARDS:
        return attributes.get("url")
    if kind in _MEDIA:
        return attributes.get("alt")
    return _day(attributes.get("timestamp")) if kind == "date" else None


def _day(timestamp: object) -> str | None:
    """Return the day of a date, which holds milliseconds since 1970 as text."""
    moment = parse_time(timestamp) if isinstance(timestamp, str) else None
    return moment.date().isoformat() if moment is not None else None


def _first_number(attributes: dict[object, object]) -> int:
    order = attributes.get("order")
    return order if isinstance(order, int) and 0 <= order < _LARGEST_NUMBER else 1
