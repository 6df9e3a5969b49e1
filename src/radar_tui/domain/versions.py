"""What holds of a record that several exports tell of, in whatever order they come in.

Exports leave out what others tell: a list has no tags where a ticket's own page has them. Each
field is as the newest of those versions says that speak of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record. It says nothing of the fields in `untold`.

    What stands in such a field counts only as long as no version has told it. `at` is when the
    version was written; of two of one moment the one with the higher `rank` is newer.
    """

    at: datetime
    values: Mapping[str, Any]
    untold: frozenset[str] = frozenset()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """What holds of all versions so far; `at` and `rank` are those of the newest.

    `told_at` has the fields that the newest says nothing of: when the version was written that told
    them last; None where none has.
    """

    at: datetime
    values: Mapping[str, Any]
    told_at: Mapping[str, datetime | None]
    rank: int = 0

    def told(self, field: str) -> datetime | None:
        """Return when a field was told last; None where it never was."""
        return self.told_at.get(field, self.at)


def merge(held: Merged | None, version: Version) -> Merged:
    """Take one more version in; of two that are equally new the one that comes later counts."""
    if held is None:
        return Merged(version.at, version.values, dict.fromkeys(version.untold), version.rank)
    if (version.at, version.rank) < (held.at, held.rank):
        return _with_older(held, version)
    told_at = {field: held.told(field) for field in version.untold}
    kept = {field: held.values[field] for field, at in told_at.items() if at is not None}
    return Merged(
        version.at,
        {**version.values, **kept},
        _besides(told_at, version.at),
        version.rank,
    )


def _with_older(held: Merged, version: Version) -> Merged:
    """Take from an older version what no newer one has told."""
    taken = [
        field
        for field, at in held.told_at.items()
        if field not in version.untold and (at is None or at < version.at)
    ]
    return Merged(
        held.at,
        {**held.values, **{field: version.values[field] for field in taken}},
        _besides({**held.told_at, **dict.fromkeys(taken, version.at)}, held.at),
        held.rank,
    )


def _besides(
    told_at: Mapping[str, datetime | None], newest: datetime
) -> dict[str, datetime | None]:
    """Leave out what was told at the time of the newest version, as what it told itself."""
    return {field: at for field, at in told_at.items() if at != newest}
