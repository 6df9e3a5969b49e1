"""Reads parts of a record that may be wrong without harm to the rest of it."""

from typing import TypeVar

import msgspec

from radar_tui.ingest.json_input import READ_ERRORS, unread
from radar_tui.ingest.values import storable

Part = TypeVar("Part")


def part_of(value: object, shape: type[Part]) -> Part | None:
    """Return a value as the shape; None where it is absent or something else."""
    if value is None:
        return None
    try:
        return msgspec.convert(value, shape)
    except READ_ERRORS:
        return None


def needed_part(value: object, shape: type[Part]) -> Part:
    """Return a value as the shape.

    Raises:
        ValueError: it is something else; the reason holds none of it.
    """
    try:
        return msgspec.convert(value, shape)
    except READ_ERRORS as error:
        raise ValueError(unread(error, 0, None).reason) from None


def line_of(value: object) -> str | None:
    """Return a filled text without outer blanks; None where the value is none."""
    return storable(value).strip() or None if isinstance(value, str) else None


def address_of(value: object) -> str | None:
    """Return an e-mail address in lower case; None where the value is none."""
    line = line_of(value)
    return line.lower() if line and "@" in line else None


def needed_id(value: int | str) -> str:
    """Return an id as text.

    Raises:
        ValueError: it is empty.
    """
    found = storable(str(value)).strip()
    if not found:
        raise ValueError("no id")
    return found
