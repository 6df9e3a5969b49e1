"""How the import flow words what it shows; file names are text in which nothing acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from radar_tui.services.import_files import FilesProgress, RecognisedFile, RefusedFile

    # What is known of a file: nothing while it is being read.
    Found = RecognisedFile | RefusedFile | None

_NOTHING_YET = (
    "Go to an export of your help desk: its format is shown here before anything is imported.\n\n"
    "Accounts, people, the tag vocabulary and monitoring events are read too, as CSV, JSON lines "
    "or Parquet, and all of it compressed (.gz, .zst).\n\n"
    "Importing a file twice changes nothing."
)
# Before that, a rate says more about the beginning than about the rest.
_TOLD_AFTER_SECONDS = 1.0
_UNITS = ("bytes", "kB", "MB", "GB")


def found_title(found: Iterable[Found], *, picked: bool) -> str:
    """Head what is shown of the files: those picked, or the one at the cursor."""
    files = list(found)
    if not files:
        return "What can be imported"
    if not picked:
        return "At the cursor"
    readable = sum(not is_refused(one) for one in files)
    of = f" of {len(files)}" if readable < len(files) else ""
    return f"To import · {readable}{of} {'file' if len(files) == 1 else 'files'}"


def found_words(found: Mapping[Path, Found], *, picked: bool) -> Content:
    """Say what each file is, or why it cannot be imported."""
    if not found:
        return Content.styled(_NOTHING_YET, "dim")
    blocks = [_file_words(path, one) for path, one in found.items()]
    if not all(is_refused(one) for one in found.values()):
        blocks.append(Content.styled(_hint(found.values(), picked=picked), "dim"))
    return Content("\n\n").join(blocks)


def size_words(size: int) -> str:
    """Write a size in bytes in its largest fitting unit."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    digits = 1 if unit and amount < 10 else 0
    return f"{amount:.{digits}f} {_UNITS[unit]}"


def progress_words(progress: FilesProgress, seconds: float) -> str:
    """Say how far, how fast and how long yet an import is; `seconds` since it began."""
    parts = [f"{progress.records:,} records"]
    if seconds >= _TOLD_AFTER_SECONDS:
        parts.append(f"{progress.records / seconds:,.0f}/s")
        if progress.fraction > 0:
            left = seconds * (1 - progress.fraction) / progress.fraction
            parts.append(f"{_span_words(left)} left")
    return " · ".join(parts)


def file_words(progress: FilesProgress) -> str:
    """Name the file that is being read, and its place among the others."""
    place = f"{progress.number} of {progress.files} · " if progress.files > 1 else ""
    return f"{place}{inert_line(progress.file)}"


def refused_line(refused: RefusedFile) -> str:
    """Say in one line why a file cannot be imported."""
    return f"✗ {inert_line(refused.path.name) or refused.path}: {inert_line(refused.reason)}"


def _file_words(path: Path, found: Found) -> Content:
    from radar_tui.services.import_files import RecognisedFile, RefusedFile

    name = inert_line(path.name) or "?"
    match found:
        case RecognisedFile(title=title, kind=kind, size=size):
            told = title if kind in title else f"{title} · {kind}"
            words = f"\n  {told} · {size_words(size)}"
            return Content.assemble(("✓ ", "$text-success"), (name, "bold"), words)
        case RefusedFile(can_be_mapped=True, reason=reason):
            # What to do about it is said below: another way than on the command line.
            words = f"\n  table or JSON lines · {inert_line(reason.partition(';')[0])}"
            return Content.assemble(("▲ ", "$text-warning"), (name, "bold"), words)
        case RefusedFile(reason=reason):
            words = f"\n  {inert_line(reason)}"
            return Content.assemble(("✗ ", "$text-error"), (name, "bold"), (words, "$text-error"))
    return Content.assemble("… ", (name, "bold"), ("\n  reading…", "dim"))


def _hint(found: Iterable[Found], *, picked: bool) -> str:
    """Say which keys go on from here."""
    enter = "enter imports" if picked else "enter imports it"
    if any(one.asks_columns for one in found if one is not None):
        enter = "enter shows what is read from its columns, then imports"
    return f"{enter} · space takes a pick back" if picked else enter


def is_refused(found: Found) -> bool:
    """Tell whether a file cannot be imported, whatever is said of its columns."""
    from radar_tui.services.import_files import RefusedFile

    return isinstance(found, RefusedFile) and not found.can_be_mapped


def _span_words(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 90 else f"{round(seconds / 60)} min"
