"""What of the workspace is looked at: all of it, one segment or one feature area."""

from dataclasses import dataclass
from enum import StrEnum

_ALL = "all"


class ScopeKind(StrEnum):
    """What a scope narrows to, as it is written before the name."""

    SEGMENT = "segment"
    AREA = "area"

    @property
    def words(self) -> str:
        """What such a thing is called."""
        return "segment" if self is ScopeKind.SEGMENT else "feature area"


class ScopeError(ValueError):
    """What was given is no scope; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One segment or feature area by its name; all of the workspace where `kind` is None.

    `str` writes it as `all`, `segment:emea` or `area:payments`, which `parse_scope` reads.
    """

    kind: ScopeKind | None = None
    name: str = ""

    @property
    def label(self) -> str:
        """What the line on top of a screen calls it."""
        return self.name if self.kind else _ALL

    @property
    def words(self) -> str:
        """What it is, in words."""
        return f"{self.kind.words} {self.name}" if self.kind else "everything"

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.kind else _ALL

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self.kind is not None


EVERYTHING = Scope()


def parse_scope(text: str) -> Scope:
    """Read a scope as people write it.

    Raises:
        ScopeError: it is none of the three forms.
    """
    written = text.strip()
    if written.casefold() == _ALL:
        return EVERYTHING
    kind, colon, name = written.partition(":")
    kind, name = kind.strip().casefold(), name.strip()
    if not colon or kind not in set(ScopeKind) or not name:
        raise ScopeError(f"{text[:40]!r} is no scope; expected all, segment:NAME or area:NAME")
    return Scope(ScopeKind(kind), name)
