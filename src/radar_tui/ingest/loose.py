"""Reads parts of a record that may be wrong without harm to the rest of it."""

from typing import TypeAlias, TypeVar

import msgspec

from radar_tui.ingest.json_input import READ_ERRORS, unread
from radar_tui.ingest.values import storable

Id: TypeAlias = int | str
Part = TypeVar("Part")

_NOBODY = (None, "", 0, "0")


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


def id_of(value: Id | None) -> str | None:
    """Return an id as text; None for nobody, which some help desks write as 0."""
    return storable(str(value)) if value not in _NOBODY else None


def needed_id(value: Id) -> str:
    """Return an id as text.

    Raises:
        ValueError: it is empty.
    """
    found = storable(str(value)).strip()
    if not found:
        raise ValueError("no id")
    return found


def inner(value: object, *names: str) -> object:
    """Return what stands under the names in a free-form object; None where nothing does."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def entries_of(value: object) -> list[object]:
    """Return the entries of a list; none where the value is something else."""
    return value if isinstance(value, list) else []


class LoosePerson(msgspec.Struct):
    """A customer or a teammate, of whom often no more than the id is told.

    Each help desk has its own parts of a name.
    """

    id: Id | None = None
    type: str | None = None
    email: object = None

    @property
    def names(self) -> tuple[object, ...]:
        """The parts of the name, in the order in which they are read."""
        return ()

    @property
    def key(self) -> str | None:
        """The id; None for nobody."""
        return id_of(self.id)

    @property
    def address(self) -> str | None:
        """The e-mail address in lower case."""
        return address_of(self.email)

    @property
    def known_as(self) -> str | None:
        """The name, else the e-mail address; None where no more than the id is told."""
        return " ".join(filter(None, map(line_of, self.names))) or self.address

    @property
    def label(self) -> str | None:
        """How the person is shown: by name, else by e-mail address, else by the id."""
        return self.known_as or self.key
