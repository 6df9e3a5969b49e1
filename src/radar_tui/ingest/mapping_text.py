"""Writes a column mapping as TOML, for people to read and to go on with."""

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from radar_tui.ingest.mapping import ColumnMapping

_COMMENT = "Which column is which, as it was confirmed in Radar; docs/import.md has the rest."
_SETTINGS = ("system", "zone", "date_format", "tag_separators", "html")
_TABLES = ("columns", "constants", "values")


def mapping_text(mapping: ColumnMapping, before: str = "") -> str:
    """Put what a mapping says of columns into the text of a mapping file; the rest of it stays.

    That are its tagging rules and its comments. Settings that have their default are left out.

    Raises:
        ValueError: the text before is no TOML.
    """
    try:
        document = tomlkit.parse(before)
    except TOMLKitError as error:
        raise ValueError("no TOML") from error
    if not before.strip():
        document.add(tomlkit.comment(_COMMENT))
    for name in _SETTINGS:
        value = getattr(mapping, name)
        _put(document, {name: value} if value != getattr(ColumnMapping(), name) else {}, (name,))
    for name in _TABLES:
        table = {key: value for key, value in getattr(mapping, name).items() if value != {}}
        _put(document, {name: table} if table else {}, (name,))
    return tomlkit.dumps(document)


def _put(table: Any, values: Mapping[str, Any], names: Iterable[str]) -> None:
    """Make some names of a table hold what they are to hold; what is so already stays as written.

    Names without a value go.
    """
    for name in names:
        value = values.get(name)
        if value is None:
            table.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(table.get(name), Mapping):
            _put(table[name], value, [*dict.fromkeys([*table[name], *value])])
        elif table.get(name) != value:
            table[name] = dict(value) if isinstance(value, Mapping) else value
