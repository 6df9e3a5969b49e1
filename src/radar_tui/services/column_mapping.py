"""Saying which column of a table is which: its first rows, and what a mapping makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import available_timezones

from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.mapping_trial import (
    FirstRows,
    MappingTrial,
    first_mapping,
    read_first_rows,
    try_mapping,
    with_date_format,
)
from radar_tui.ingest.open import Source
from radar_tui.ingest.registry import read_export
from radar_tui.ingest.tagging import Tagging
from radar_tui.services.import_chunks import storable_or_refused
from radar_tui.services.mapping_files import MappingFile, mapping_file_of


@dataclass(frozen=True, slots=True)
class ChosenMapping:
    """A mapping that was confirmed, and the file that it is to be kept in, if any."""

    mapping: ColumnMapping
    keep_in: MappingFile | None = None


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table whose columns are to be named.

    `mapping` is to begin with, the targets `guessed` in it were guessed by what the columns hold.
    `finds_format` where nobody has said yet how times are written. `beside` is the mapping file of
    its folder. `is_known` where Radar takes it for the export of
    a system, which a mapping file does not change. `zones` are the names of all time zones.
    """

    path: Path
    first: FirstRows
    mapping: ColumnMapping
    guessed: frozenset[str]
    finds_format: bool
    beside: MappingFile
    is_known: bool
    zones: tuple[str, ...]

    def is_kept(self, mapping: ColumnMapping) -> bool:
        """Tell whether the mapping file says the same already."""
        if self.beside.mapping is None or not self.beside.has_columns:
            return False
        kept, _ = first_mapping(self.first, self.beside.mapping)
        return kept == mapping and len(kept.columns) == len(self.beside.mapping.columns)


def open_table(path: Path, earlier: Sequence[ColumnMapping] = ()) -> OpenedTable:
    """Read the beginning of a table and give the mapping to begin with.

    That is the newest of the `earlier` ones whose columns are all there, else the one in the
    table's folder, else a guess.

    Raises:
        BadFileError: the file, or the mapping in its folder, cannot be read.
    """
    path = path.absolute()
    beside = mapping_file_of(path)
    with read_export(path) as export:
        is_known = export.format != "generic"
    with Source(path) as source:
        first = read_first_rows(source)
    known = _fitting(first, earlier, beside.mapping)
    mapping, guessed = first_mapping(first, known)
    zones = tuple(sorted(available_timezones()))
    finds_format = known is None or known.date_format is None
    return OpenedTable(path, first, mapping, guessed, finds_format, beside, is_known, zones)


def _fitting(
    first: FirstRows, earlier: Sequence[ColumnMapping], beside: ColumnMapping | None
) -> ColumnMapping | None:
    """Choose what is known of a table before anybody looks at it; tagging is the folder's own."""
    for known in reversed(earlier):
        fitting, _ = first_mapping(first, known)
        if len(fitting.columns) == len(known.columns):
            return replace(known, tagging=beside.tagging if beside is not None else Tagging())
    return beside


def judge(table: OpenedTable, mapping: ColumnMapping, *, find_format: bool) -> MappingTrial:
    """Say what an import with a mapping makes of a table's first rows, as the import itself would.

    `find_format` has the date format follow from the columns of times, where only one can be meant.
    """
    if find_format:
        mapping = with_date_format(table.first, replace(mapping, date_format=None))
    return try_mapping(table.first, mapping, storable_or_refused)
