"""Payloads with something wrong in them: names left out, types swapped, absurd numbers."""

import copy
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from radar_tui.domain.records import Reject, SourceThread, SourceTicket
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import read_export

Place = tuple[str | int, ...]

SECRET = "SECRET"
"""A customer's word in a payload, which no message of Radar's may repeat."""

LEFT_OUT = object()
"""Stands for a property that is not there."""

WRONG_VALUES = st.one_of(
    st.just(LEFT_OUT),
    st.none(),
    st.booleans(),
    st.sampled_from((0, -1, 10**12, 10**25, -(10**400), 1e300, 1e-300)),
    st.sampled_from(("", "0", "-", "\0", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00")),
    st.text(max_size=8),
    st.sampled_from(([], {}, [None], [[]], {"id": []}, [{}], ["a", 1])),
)


def places(value: object, above: Place = ()) -> Iterator[Place]:
    """Yield where the properties and entries of a payload stand, at every level."""
    parts: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    for name, inner in parts:
        yield (*above, name)
        yield from places(inner, (*above, name))


def mutations(payload: object) -> st.SearchStrategy[Any]:
    """Give the payload with up to four things changed."""
    changes = st.tuples(st.sampled_from(sorted(places(payload), key=str)), WRONG_VALUES)
    return st.lists(changes, min_size=1, max_size=4).map(lambda many: changed(payload, many))


def changed(payload: object, changes: list[tuple[Place, object]]) -> Any:
    """Return a copy with values set or left out; a place that is no longer there is passed over."""
    result: Any = copy.deepcopy(payload)
    for place, value in changes:
        *way, last = place
        owner = result
        try:
            for name in way:
                owner = owner[name]
            if value is LEFT_OUT:
                del owner[last]
            else:
                owner[last] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    return result


def check_reading(path: Path, name_of_format: str) -> None:
    """Read a file as one format: all that may come of it are records and reasons."""
    reasons: list[str] = []
    try:
        with read_export(path, format=name_of_format) as export:
            items = list(export.items())
    except BadFileError as error:
        items, reasons = [], [str(error)]
    for item in items:
        record = item.record
        assert isinstance(record, SourceTicket | SourceThread | Reject)
        if isinstance(record, Reject):
            reasons.append(record.reason)
        elif isinstance(record, SourceTicket):
            assert record.created_at.tzinfo is UTC
            assert record.updated_at.tzinfo is UTC
            assert "\0" not in record.external_id
        else:
            times = [message.created_at for message in record.messages]
            assert times == sorted(times)
    assert not [reason for reason in reasons if SECRET in reason or "\n" in reason]
