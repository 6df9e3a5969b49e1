"""Reads customer accounts from a table."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from radar_tui.domain.records import SourceAccount
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.typed_rows import TypedRowReader


def zone_of(row: Row) -> str | None:
    """Return the row's time zone name.

    Raises:
        RowError: there is no such zone.
    """
    zone = row.text("zone")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise RowError("zone is not a time zone name such as Europe/Berlin") from None
    return zone


def _account(row: Row) -> SourceAccount:
    name = row.required("name")
    return SourceAccount(
        external_id=row.text("id") or name,
        name=name,
        arr=row.number("arr"),
        tier=row.integer("tier", 1, 5),
        segment=row.text("segment"),
        am=row.text("am"),
        csm=row.text("csm"),
        se=row.text("se"),
        zone=zone_of(row),
        domains=tuple(dict.fromkeys(map(str.lower, row.words("domains", "; ,")))),
    )


ACCOUNTS = TypedRowReader(
    name="accounts",
    kind=ExportKind.ACCOUNTS,
    title="a table of accounts",
    required=frozenset(("name",)),
    telling=frozenset(("arr", "segment", "csm", "am", "domains")),
    build=_account,
)
"""Columns: id, name, arr, tier (1-5), segment, am, csm, se, zone, domains (by ; or blank)."""
