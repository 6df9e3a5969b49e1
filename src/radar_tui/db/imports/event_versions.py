"""An event's row, as the versions that came in tell it together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from radar_tui.db.imports.told_at import read_told_at, written_told_at
from radar_tui.domain.records import SourceEvent
from radar_tui.domain.versions import Merged, Version, merge

Values = dict[str, Any]

NOTES = frozenset(("content_hash", "told_at", "updated_at"))
"""Columns that only the merging of later versions reads."""

_AS_THEY_ARE = (
    "ended_at",
    "feature_area",
    "kind",
    "occurred_at",
    "subject",
    "title",
    "unit",
    "url",
    "value",
)
"""What a record and a row hold alike."""
_NEW_IN_0003 = ("ended_at", "title", "url")


@dataclass(frozen=True, slots=True)
class PreparedEvent:
    """An event ready to be stored: lines made inert, content hashed."""

    record: SourceEvent
    content_hash: str


@dataclass(frozen=True, slots=True)
class EventState:
    """What holds of an event with all versions so far, and the hash of the newest."""

    merged: Merged
    content_hash: str

    @property
    def subject(self) -> str | None:
        """What failed, where the source tells of its recovery apart."""
        subject: str | None = self.merged.values["subject"]
        return subject

    def values(self, recoveries: Sequence[datetime]) -> Values:
        """Give what the row is to hold; `recoveries` are those of its subject, in their order."""
        merged = self.merged
        values = {name: merged.values[name] for name in _AS_THEY_ARE}
        if self.subject is not None:
            values["ended_at"] = next((at for at in recoveries if at >= merged.at), None)
        return values | {
            "origin": merged.values["source"],
            "account_id": merged.values["account"],
            "labels": merged.values["labels"],
            "known_at": values["occurred_at"],
            "updated_at": merged.at,
            "told_at": written_told_at(merged.told_at),
            "content_hash": self.content_hash,
        }


def held_in(row: RowMapping) -> EventState:
    """Read what a row holds of the versions before."""
    values = {name: row[name] for name in _AS_THEY_ARE}
    values |= {"source": row["origin"], "account": row["account_id"], "labels": row["labels"]}
    told_at = read_told_at(row["told_at"])
    if row["updated_at"] is None:
        told_at = dict.fromkeys(_NEW_IN_0003)
    rank = _rank(values, told_at)
    merged = Merged(row["updated_at"] or row["occurred_at"], values, told_at, rank)
    return EventState(merged, row["content_hash"])


def with_version(
    held: EventState | None, event: PreparedEvent, account_id: int | None
) -> EventState:
    """Take one more version in. An event began when the earliest of them says."""
    version = _version(event.record, account_id)
    if held is None:
        return EventState(merge(None, version), event.content_hash)
    merged = merge(held.merged, version)
    began_at = min(held.merged.values["occurred_at"], event.record.occurred_at)
    merged = replace(merged, values={**merged.values, "occurred_at": began_at})
    is_newest = (version.at, version.rank) == (merged.at, merged.rank)
    return EventState(merged, event.content_hash if is_newest else held.content_hash)


def _version(record: SourceEvent, account_id: int | None) -> Version:
    values: Values = {name: getattr(record, name) for name in (*_AS_THEY_ARE, "source")}
    values |= {"account": account_id, "labels": dict(record.labels)}
    untold = record.untold if record.subject is None else record.untold | {"ended_at"}
    at = record.updated_at or record.ended_at or record.occurred_at
    return Version(at, values, untold, _rank(values, untold))


def _rank(values: Mapping[str, Any], untold: Mapping[str, Any] | frozenset[str]) -> int:
    """Order versions of one moment: an end comes after going on, and saying neither before both."""
    if "ended_at" in untold:
        return 0
    return 1 if values["ended_at"] is None else 2
