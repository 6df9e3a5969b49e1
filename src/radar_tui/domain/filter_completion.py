"""What could come next in a filter query that is being typed."""

import re
from collections.abc import Iterator, Mapping, Sequence

from radar_tui.domain.filter_query import FIELDS, FieldKind, QueryField

# The piece being typed: what follows the last space that does not stand in quotes.
_LAST_PIECE = re.compile(r'(?:^|\s)(-?)((?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|\\?$))*)$')
_FIELD_SO_FAR = re.compile(r"[A-Za-z-]+")
_VALUES_SO_FAR = re.compile(
    r'([A-Za-z-]+)(>=|<=|[:=<>])((?:[^",]+,|"(?:[^"\\]|\\.)*",)*)(.*)', re.DOTALL
)
_COUNT = re.compile(r"[0-9]{1,5}")
_NEEDS_QUOTES = re.compile(r'[\s,"]')
_FIRST_SIGN = {FieldKind.NUMBER: ">=", FieldKind.DURATION: ">"}
_USUAL_UNIT = "d"


def complete(text: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """Give the text with its last piece completed, None where nothing begins like it.

    `names` are values to offer per field besides those that the language knows, most likely first.
    What is typed already stays as it is.
    """
    found = _LAST_PIECE.search(text)
    if found is None or not found[2]:
        return None
    values = _VALUES_SO_FAR.fullmatch(found[2])
    rest = _rest_of_value(values, names) if values else _rest_of_field(found[2])
    return text + rest if rest else None


def _rest_of_field(typed: str) -> str | None:
    if not _FIELD_SO_FAR.fullmatch(typed):
        return None
    for field in FIELDS:
        if field.key.startswith(typed.lower()):
            return field.key[len(typed) :] + _FIRST_SIGN.get(field.kind, ":")
    return None


def _rest_of_value(found: re.Match[str], names: Mapping[str, Sequence[str]]) -> str | None:
    field = next((one for one in FIELDS if one.key == found[1].lower()), None)
    if field is None:
        return None
    before, typed = found[3].lower(), found[4]
    if field.kind is FieldKind.DURATION:
        return _USUAL_UNIT if _COUNT.fullmatch(typed) else None
    for written in _values(field, names):
        is_new = f"{written.lower()}," not in before
        if is_new and written.lower().startswith(typed.lower()) and len(written) > len(typed):
            return written[len(typed) :]
    return None


def _values(field: QueryField, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The values to offer as they are written: quoted where they must be."""
    yield from field.choices
    for name in names.get(field.key, ()):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        yield f'"{escaped}"' if _NEEDS_QUOTES.search(name) else name
