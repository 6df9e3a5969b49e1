"""What a virtual table shows: columns, rows, and where the rows come from, page by page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.cache import LRUCache

PAGE_ROWS = 64
KEPT_PAGES = 16
# A source that cannot tell where a key is, is searched this far: what the kept pages hold.
SEARCHED_ROWS = PAGE_ROWS * KEPT_PAGES

CELL_STYLES = (
    "plain",
    "heading",
    "muted",
    "critical",
    "high",
    "mild",
    "neutral",
    "good",
    "warning",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as text, never markup. `style` is one of `CELL_STYLES`.

    Raises:
        ValueError: a style that the table does not know.
    """

    text: str
    style: str = "plain"

    def __post_init__(self) -> None:
        if self.style not in CELL_STYLES:
            raise ValueError(f"a cell's style is one of {', '.join(CELL_STYLES)}")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `key` stays the same for as long as the row means the same thing."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: either `width` cells wide, or with a `flex` share of what the others leave.

    `right` is for numbers; they are sorted from the highest down first. A table with less than
    `from_width` cells leaves the column out.

    Raises:
        ValueError: neither or both of `width` and `flex`.
    """

    key: str
    title: str
    width: int | None = None
    flex: int = 0
    right: bool = False
    sortable: bool = False
    from_width: int = 0

    def __post_init__(self) -> None:
        if (self.width is None) == (self.flex == 0) or self.flex < 0 or (self.width or 0) < 0:
            raise ValueError(f"column {self.key!r} takes either a width or a flex share")


@dataclass(frozen=True, slots=True)
class SortOrder:
    """The column by which rows are sorted, and which way."""

    column: str
    descending: bool


class RowSource(Protocol):
    """Where a table's rows come from. Asked on the UI thread, so it answers within a few ms."""

    def count(self) -> int:
        """How many rows there are."""

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        """The rows from a position on, fewer than `limit` at the end."""


@runtime_checkable
class LocatingRowSource(RowSource, Protocol):
    """A source that knows where its keys are; what more than `SEARCHED_ROWS` rows need."""

    def position(self, key: str) -> int | None:
        """Where the row with this key stands now, None where it is gone."""

    def existing(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys that still have a row."""


class PagedRows:
    """A source read in pages, of which the last used are kept until `forget`."""

    def __init__(self, source: RowSource) -> None:
        self._source = source
        self._pages: LRUCache[int, Sequence[TableRow]] = LRUCache(KEPT_PAGES)
        self.count = source.count()

    def row(self, position: int) -> TableRow | None:
        """The row at a position; None outside, or where the source has shrunk since."""
        if not 0 <= position < self.count:
            return None
        page = self._page(position // PAGE_ROWS)
        place = position % PAGE_ROWS
        return page[place] if place < len(page) else None

    def find(self, key: str, near: int) -> int | None:
        """Where a key stands, looked for from a position outwards.

        A source that does not locate keys is searched `SEARCHED_ROWS` rows around the position.
        """
        pages = self._pages_around(near)
        locating = isinstance(self._source, LocatingRowSource)
        for number in [next(pages)] if locating else pages:
            for place, row in enumerate(self._page(number)):
                if row.key == key:
                    return number * PAGE_ROWS + place
        return self._source.position(key) if isinstance(self._source, LocatingRowSource) else None

    def existing(self, keys: Collection[str]) -> Collection[str]:
        """Those of the keys that still have a row.

        All of them where nobody can tell: a long source that does not locate its keys.
        """
        if not keys:
            return ()
        if isinstance(self._source, LocatingRowSource):
            return self._source.existing(keys)
        if self.count > SEARCHED_ROWS:
            return keys
        return {row.key for number in self._pages_around(0) for row in self._page(number)}

    def _page(self, number: int) -> Sequence[TableRow]:
        page = self._pages.get(number)
        if page is None:
            page = self._source.rows(number * PAGE_ROWS, PAGE_ROWS)
            self._pages[number] = page
        return page

    def _pages_around(self, position: int) -> Iterator[int]:
        """Give up to `KEPT_PAGES` page numbers, the position's own first, then ever farther."""
        last = max(self.count - 1, 0) // PAGE_ROWS
        home = min(max(position, 0) // PAGE_ROWS, last)
        by_distance = sorted(
            range(max(home - KEPT_PAGES, 0), min(home + KEPT_PAGES, last) + 1),
            key=lambda number: abs(number - home),
        )
        return iter(by_distance[:KEPT_PAGES])
