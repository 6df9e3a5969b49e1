"""When the fields were told that a row's newest version says nothing of, as a row holds that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def read_told_at(held: Mapping[str, str | None] | None) -> dict[str, datetime | None]:
    """Give the times of a row."""
    return {
        field: None if at is None else datetime.fromisoformat(at)
        for field, at in (held or {}).items()
    }


def written_told_at(told_at: Mapping[str, datetime | None]) -> dict[str, str | None] | None:
    """Give what a row holds; None where the newest version tells all."""
    written = {field: None if at is None else at.isoformat() for field, at in told_at.items()}
    return dict(sorted(written.items())) or None


def last_told(row: Mapping[Any, Any], field: str) -> datetime | None:
    """Give when a field of a row was told last; None where it never was."""
    told_at = read_told_at(row["told_at"])
    return told_at[field] if field in told_at else row["updated_at"]
