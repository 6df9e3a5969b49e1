"""Payloads with something wrong in them: names left out, types swapped, absurd numbers."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

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

WRONG_CELLS = st.text(max_size=30) | st.sampled_from(
    ("1/Mar/26 09:00", "31/Feb/26 25:61", "9999-12-31T23:59:59-14:00", "0001-01-01 00:00", "a;b;c")
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


def mutated_rows(table: Sequence[Sequence[str]]) -> st.SearchStrategy[list[str]]:
    """Give one of a table's rows with up to four cells overwritten."""
    width = len(table[0])
    changes = st.lists(st.tuples(st.integers(0, width - 1), WRONG_CELLS), min_size=1, max_size=4)
    return st.tuples(st.sampled_from(table[1:]), changes).map(lambda drawn: _overwritten(*drawn))


def _overwritten(row: Sequence[str], changes: Sequence[tuple[int, str]]) -> list[str]:
    result = list(row)
    for column, text in changes:
        result[column : column + 1] = [text]
    return result
