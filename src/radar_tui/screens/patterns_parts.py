"""What the parts of the Patterns screen have in common: a list, and more about its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from radar_tui.domain.filter_query import Query
    from radar_tui.widgets.range_chart import RangeWeek
    from radar_tui.widgets.virtual_table import TableColumn, TableRow


# What to do where there is nothing to tag with.
NO_VOCABULARY = "i imports a table of tags: kind,name,label,aliases (docs/tags.md)"


class Part(StrEnum):
    """The parts of the screen, in the order in which they are gone through; values are titles."""

    VOLUMES = "Volumes"
    CAUSES = "Root causes"
    CANDIDATES = "Candidates"
    QUEUE = "Tagging"
    HYGIENE = "Hygiene"
    LOAD = "Load"


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
