"""Reads monitoring events from a table or JSON lines."""

from datetime import datetime
from hashlib import blake2b

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.typed_rows import TypedRowReader
from radar_tui.ingest.values import normal_word, page_of

_OPTIONAL = ("account", "ended_at", "feature_area", "title", "unit", "url", "value")
_TOLD_BY: ToldBy = {column: (column,) for column in _OPTIONAL}
_LATER = frozenset(("ended_at", "updated_at"))
_LABEL_COLUMN = "label_"
_LABEL_OBJECT = "labels."


def _event(row: Row) -> SourceEvent:
    try:
        kind = EventKind(normal_word(row.required("kind")).replace(" ", "-"))
    except ValueError:
        raise RowError(f"kind is not one of {', '.join(EventKind)}") from None
    return SourceEvent(
        external_id=row.text("id") or _id_of(row),
        kind=kind,
        source=row.required("source"),
        occurred_at=row.time("at"),
        feature_area=row.text("feature_area"),
        account=row.text("account"),
        value=row.number("value"),
        unit=row.text("unit"),
        labels=_labels(row),
        title=row.text("title"),
        url=page_of(row.text("url")),
        ended_at=_time(row, "ended_at"),
        updated_at=_time(row, "updated_at"),
        untold=untold_in(row, _TOLD_BY),
    )


def _time(row: Row, column: str) -> datetime | None:
    return row.time(column) if row.text(column) is not None else None


def _labels(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the labels by name; JSON may hold them as an object named `labels`."""
    labels = {
        name.removeprefix(prefix): value.strip()
        for prefix in (_LABEL_COLUMN, _LABEL_OBJECT)
        for name, value in row.cells.items()
        if name.startswith(prefix) and value.strip()
    }
    return tuple(sorted(labels.items()))


def _id_of(row: Row) -> str:
    """Make an id of everything the row says, so that the same event read twice is one.

    When it ended may be told later, and makes no other event of it.
    """
    cells = [(name, value) for name, value in sorted(row.cells.items()) if name not in _LATER]
    said = "\0".join(f"{name}\0{value.strip()}" for name, value in cells)
    return blake2b(said.encode(), digest_size=16).hexdigest()


EVENTS = TypedRowReader(
    name="events",
    kind=ExportKind.EVENTS,
    title="a table of events",
    required=frozenset(("kind", "source", "at")),
    telling=frozenset(("at",)),
    build=_event,
)
"""Columns: id, kind, source, at, ended_at, updated_at, title, url, feature_area, account, value,
unit, and any `label_NAME`.
"""
