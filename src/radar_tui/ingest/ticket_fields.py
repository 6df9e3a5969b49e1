"""What a ticket's record says in fields of the team's own, as pairs of texts."""

from collections.abc import Iterator, Mapping

from radar_tui.ingest.loose import line_of
from radar_tui.ingest.table import Row

Fields = tuple[tuple[str, str], ...]

LONGEST_VALUE = 200
"""Characters of a field that rules may look at; longer ones are texts, which are none."""
_NAMES = ("value", "name", "text")
_DEEPEST = 4


def fields_in(values: Mapping[str, object]) -> Fields:
    """Return the filled fields of a JSON object; a field with several values repeats its name."""
    return tuple(
        (line, text)
        for name, value in values.items()
        if (line := line_of(name))
        for text in _texts(value, _DEEPEST)
    )


def cells_of(row: Row) -> Fields:
    """Return the filled cells of a table's row by their columns, repeated columns too."""
    return tuple(
        (name, text) for name in row.cells for cell in row.all(name) for text in _texts(cell, 1)
    )


def _texts(value: object, depth: int) -> Iterator[str]:
    """Yield the texts of a value: what an option is called, and the option within it."""
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, int):
        text = str(value) if abs(value) < 10**18 else ""
        if text:
            yield text
    elif isinstance(value, str):
        text = line_of(value) or ""
        if text and len(text) <= LONGEST_VALUE:
            yield text
    elif isinstance(value, list) and depth:
        for entry in value:
            yield from _texts(entry, depth - 1)
    elif isinstance(value, dict) and depth:
        called = next((value[name] for name in _NAMES if value.get(name)), None)
        yield from _texts(called, depth - 1)
        yield from _texts(value.get("child"), depth - 1)
