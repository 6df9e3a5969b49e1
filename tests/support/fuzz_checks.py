"""What must hold whatever a file holds: records are whole, reasons are plain, nothing grows."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec

from radar_tui.domain.records import (
    MAY_BE_UNTOLD,
    Reject,
    SourceRecovery,
    SourceThread,
    SourceTicket,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.json_input import LONGEST_REJECT
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import read_export
from support.mutated_payloads import SECRET

LONGEST_REASON = 2000
MOST_SECONDS = 5.0
"""Processor time that one payload may take."""
MOST_MEBIBYTES = 64.0
"""Memory that the process may grow by for one payload."""

# The columns of a file are told to the user, who has to map them; nothing else of it is.
_COLUMNS_TOLD = re.compile(r"the columns are .*?; name it in a column mapping", re.DOTALL)
_STATUS = Path("/proc/self/status")
_HIGH_WATER = re.compile(r"VmHWM:\s*(\d+) kB")


class TooSlowError(BaseException):
    """A payload took longer than any may; no reader catches it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one payload. `refused` is why the file as a whole was not read.

    `mebibytes` is 0 where the system does not tell a process its highest memory.
    """

    items: tuple[Item, ...] = ()
    refused: str | None = None
    problem: str | None = None
    seconds: float = 0.0
    mebibytes: float = 0.0


def outcome_of(path: Path, name_of_format: str | None) -> Outcome:
    """Read a file and judge what comes of it; a `problem` is a defect of a reader."""
    items: list[Item] = []
    refused = problem = None
    before, started = _start_of_memory(), time.process_time()
    try:
        with _limited(), read_export(path, format=name_of_format) as export:
            for item in export.items():
                items.append(item)  # What came before an error counts.
    except BadFileError as error:
        refused = str(error)
    except TooSlowError:
        problem = "too slow"
    except Exception as error:  # That is what is looked for.
        problem = f"crash: {_told(error)}"
    seconds = time.process_time() - started
    mebibytes = max(0.0, _highest_memory() - before)
    problem = problem or _problem_of(items, refused) or _excess(seconds, mebibytes)
    return Outcome(tuple(items), refused, problem, seconds, mebibytes)


def checked_items(path: Path, name_of_format: str) -> tuple[Item, ...]:
    """Read a file of which nothing but whole records and plain reasons may come."""
    outcome = outcome_of(path, name_of_format)
    assert outcome.problem is None, outcome.problem
    return outcome.items


def _told(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}{where}"


def _excess(seconds: float, mebibytes: float) -> str | None:
    if seconds > MOST_SECONDS:
        return f"{seconds:.1f} seconds"
    return f"{mebibytes:.0f} MiB" if mebibytes > MOST_MEBIBYTES else None


def _problem_of(items: list[Item], refused: str | None) -> str | None:
    if refused is not None:
        if any(not isinstance(item.record, Reject) for item in items):
            return "refused after some of its records"
        if problem := _problem_of_reason(_COLUMNS_TOLD.sub("", refused)):
            return f"refused with {problem}: {refused}"
    return next((problem for item in items if (problem := problem_of_item(item))), None)


def problem_of_item(item: Item) -> str | None:
    """Say what is wrong with a record or a reject; None where nothing is."""
    record = item.record
    if not isinstance(record, Reject):
        return _problem_of_record(record)
    if item.position < 1 or item.position != record.position:
        return "a reject that stands nowhere"
    if len(record.record) > LONGEST_REJECT:
        return "a reject that is kept whole"
    problem = _problem_of_reason(record.reason)
    return f"rejected with {problem}: {record.reason!r}" if problem else None


def _problem_of_reason(reason: str) -> str | None:
    if not reason.strip():
        return "no reason"
    if SECRET.lower() in reason.lower():
        return "text of the payload"
    if not reason.isprintable() or len(reason) > LONGEST_REASON:
        return "a reason that is no line"
    return None


def _problem_of_record(record: Any) -> str | None:
    plain = msgspec.to_builtins(record, builtin_types=(datetime,))
    try:
        if msgspec.convert(plain, type(record)) != record:
            return "a partial record: it is not what it says"
    except msgspec.ValidationError as error:
        return f"a partial record: {error}"
    if problem := next(
        (problem for leaf in _leaves(plain) if (problem := _problem_of_leaf(leaf))), None
    ):
        return f"a partial record: {problem}"
    names = ("external_id", "ticket_external_id", "name", "source")
    ids = [getattr(record, name, "id") for name in names]
    ids += [record.subject] if isinstance(record, SourceRecovery) else []
    if not all(isinstance(one, str) and one.strip() for one in ids):
        return "a partial record: an empty id or name"
    if isinstance(record, SourceTicket) and not record.untold <= MAY_BE_UNTOLD:
        return "a partial record: it leaves out what no ticket can do without"
    if isinstance(record, SourceTicket | SourceThread):
        if not all(message.external_id for message in record.messages):
            return "a partial record: a message without id"
        times = [message.created_at for message in record.messages]
        if isinstance(record, SourceTicket):
            del times[:1]  # What a ticket was opened with comes first, whatever its time.
        if times != sorted(times):
            return "a partial record: messages out of order"
    return None


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _problem_of_leaf(leaf: object) -> str | None:
    if isinstance(leaf, datetime) and leaf.tzinfo is not UTC:
        return "a time that is not in UTC"
    if isinstance(leaf, float) and not isfinite(leaf):
        return "a number without end"
    if isinstance(leaf, str) and ("\0" in leaf or re.search("[\ud800-\udfff]", leaf)):
        return "a text that no database holds"
    return None


def _stop(*_: object) -> None:
    raise TooSlowError


@contextmanager
def _limited() -> Iterator[None]:
    """Interrupt what takes more processor time than any payload may."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _start_of_memory() -> float:
    """Forget the highest memory so far, where the system can; return it in MiB."""
    if _STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")
    return _highest_memory()


def _highest_memory() -> float:
    found = _HIGH_WATER.search(_STATUS.read_text()) if _STATUS.exists() else None
    return int(found[1]) / 1024 if found else 0.0
