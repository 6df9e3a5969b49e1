"""Reads monitoring events from a table or JSON lines."""

from hashlib import blake2b

from radar_tui.domain.records import EventKind, SourceEvent
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.typed_rows import TypedRowReader
from radar_tui.ingest.values import normal_word

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
    )


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
    """Make an id of everything the row says, so that the same event read twice is one."""
    said = "\0".join(f"{name}\0{value.strip()}" for name, value in sorted(row.cells.items()))
    return blake2b(said.encode(), digest_size=16).hexdigest()


EVENTS = TypedRowReader(
    name="events",
    kind=ExportKind.EVENTS,
    title="a table of events",
    required=frozenset(("kind", "source", "at")),
    telling=frozenset(("at",)),
    build=_event,
)
"""Columns: id, kind, source, at, feature_area, account, value, unit, and any `label_NAME`."""
