"""What the parts of the Patterns screen have in common: a list, and more about its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from radar_tui.domain.filter_query import Query
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.widgets.range_chart import RangeWeek
    from radar_tui.widgets.virtual_table import TableColumn, TableRow


class Part(StrEnum):
    """The parts of the screen, in the order in which they are gone through; values are titles."""

    VOLUMES = "Volumes"
    QUEUE = "Tagging queue"


@dataclass(frozen=True, slots=True)
class RowDetail:
    """More about a row: words and maybe a chart, and what the keys do with it.

    `ticket` is opened by itself, else the tickets `listed` as (name, words) are offered, else those
    that `query` keeps. `subjects` are the tickets that an action is about, as `source/number`;
    `likely` are the terms, by ticket id, that may be taken for it.
    """

    words: str
    chart: tuple[RangeWeek, ...] = ()
    ticket: str | None = None
    listed: tuple[tuple[str, str], ...] = ()
    query: Query | None = None
    subjects: tuple[str, ...] = ()
    likely: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as it is drawn. `count` stands behind its name; `keys` are those to know.

    Without rows `nothing` says so, and `next_step` what would change that.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    details: Mapping[str, RowDetail]
    title: str
    keys: str
    count: str = ""
    nothing: str = ""
    next_step: str = ""


class PartReader:
    """Reads the parts, and keeps what need not be read again; for the background."""

    def views(self, part: Part, live: LiveWorkspace) -> Iterator[PartView]:
        """Give a part as it stands, and again where more becomes known after a while.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        if part is Part.VOLUMES:
            yield self._volumes(live)
        else:
            yield from self._queue(live)

    def __init__(self) -> None:
        from radar_tui.services.tag_volumes import VolumesReader
        from radar_tui.services.tagging_queue import TaggingQueue

        self._volumes_reader = VolumesReader()
        self._tagging_queue = TaggingQueue()

    def _volumes(self, live: LiveWorkspace) -> PartView:
        from radar_tui.screens.patterns_volumes import volumes_view

        return volumes_view(self._volumes_reader.read(live.now()))

    def _queue(self, live: LiveWorkspace) -> Iterator[PartView]:
        from radar_tui.screens.patterns_queue import queue_view

        yield queue_view(self._tagging_queue.read(live.now()))
        if self._tagging_queue.learn(live.now()):
            yield queue_view(self._tagging_queue.read(live.now()))
