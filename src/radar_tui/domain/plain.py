"""Reading plain mappings, as YAML and JSON give them, with errors that name the place."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Read = TypeVar("Read")
Keyed = TypeVar("Keyed", bound=_Keyed)


class Fields:
    """A mapping whose fields are read one by one; `done` complains about what was left unread."""

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self.place = place
        self._values = values
        self._unread = set(values)

    @classmethod
    def of(cls, value: object, place: str) -> "Fields":
        """Wrap a loaded value.

        Raises:
            ValueError: it is no mapping with text names.
        """
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise ValueError(f"{place}: expected a mapping of named fields")
        return cls(value, place)

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty; an empty one counts as read."""
        if self._values.get(name) is None:
            self._unread.discard(name)
        return self._values.get(name) is not None

    def has_entries(self, name: str) -> bool:
        """Whether the field is a list with something in it; an empty one counts as read."""
        if self._values.get(name) == []:
            self._unread.discard(name)
            return False
        return self.has(name)

    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(self._values)

    def text(self, name: str) -> str:
        """Read a text that is not blank."""
        value = self._take(name)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{self.place}.{name}: expected text")
        return value.strip()

    def optional_text(self, name: str) -> str | None:
        """Read a text that may be left out."""
        return self.text(name) if self.has(name) else None

    def key(self, name: str) -> str:
        """Read a kebab-case key."""
        value = self.text(name)
        if not _KEY.fullmatch(value):
            raise ValueError(f"{self.place}.{name}: expected a kebab-case key")
        return value

    def whole(self, name: str) -> int:
        """Read a whole number."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self.place}.{name}: expected a whole number")
        return value

    def number(self, name: str) -> float:
        """Read a number."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{self.place}.{name}: expected a number")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts."""
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{self.place}.{name}: expected a list of texts")
        return tuple(str(value).strip() for value in values)

    def section(self, name: str) -> "Fields":
        """Read a nested mapping."""
        return Fields.of(self._take(name), f"{self.place}.{name}")

    def mappings(self, name: str) -> tuple[Mapping[str, object], ...]:
        """Read a list of mappings as they are."""
        return tuple(fields._values for fields in self.sections(name))

    def sections(self, name: str) -> tuple["Fields", ...]:
        """Read a list of nested mappings."""
        return tuple(
            Fields.of(value, f"{self.place}.{name}[{position}]")
            for position, value in enumerate(self._list(name), start=1)
        )

    def done(self) -> None:
        """Make sure that every field was read.

        Raises:
            ValueError: a field that nobody knows.
        """
        if self._unread:
            raise ValueError(f"{self.place}: unknown field {min(self._unread)[:40]!r}")

    def _list(self, name: str) -> list[object]:
        value = self._take(name)
        if not isinstance(value, list) or not value:
            raise ValueError(f"{self.place}.{name}: expected a list that is not empty")
        return value

    def _take(self, name: str) -> object:
        self._unread.discard(name)
        value = self._values.get(name)
        if value is None:
            raise ValueError(f"{self.place}.{name}: missing")
        return value


def read_each(section: Fields, name: str, reader: Callable[[Fields], Read]) -> tuple[Read, ...]:
    """Read a list of mappings into values, and make sure that nothing in them was left unread.

    Raises:
        ValueError: a field that cannot be read, named with its place.
    """
    return tuple(_read_whole(fields, reader) for fields in section.sections(name))


def read_section(section: Fields, name: str, reader: Callable[[Fields], Read]) -> Read:
    """Read a nested mapping into a value, and make sure that nothing in it was left unread.

    Raises:
        ValueError: a field that cannot be read, named with its place.
    """
    return _read_whole(section.section(name), reader)


def _read_whole(fields: Fields, reader: Callable[[Fields], Read]) -> Read:
    try:
        value = reader(fields)
    except ValueError as error:
        if str(error).startswith(fields.place):
            raise
        raise ValueError(f"{fields.place}: {error}") from error
    fields.done()
    return value


def unique_keys(values: tuple[Keyed, ...]) -> tuple[Keyed, ...]:
    """Make sure that no key occurs twice.

    Raises:
        ValueError: one does.
    """
    seen: set[str] = set()
    for value in values:
        if value.key in seen:
            raise ValueError(f"key {value.key!r} occurs twice")
        seen.add(value.key)
    return values
