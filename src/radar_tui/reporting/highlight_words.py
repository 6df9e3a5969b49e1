"""Highlights as sentences with their numbers."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from radar_tui.domain.bands import Band
from radar_tui.reporting.wording import band_glyph, how_many


def ticket_words(account: str | None, number: str, score: int | None, band: str | None) -> str:
    """Name a ticket by how bad it is and whose it is: `◆ 138 ACME #4562`."""
    glyph = f"{band_glyph(Band(band))} " if band else ""
    of = f"{account} " if account else ""
    return f"{glyph}{score if score is not None else '–'} {of}#{number}"


def over_review_words(count: int, critical: int, named: Sequence[str]) -> str:
    """Say which tickets went over the review threshold, and how many of them are critical."""
    loud = f", {critical} critical" if critical and count > 1 else ""
    return f"{how_many(count, 'ticket')} went over review{loud}: {_listed(count, named)}"


def calmed_words(count: int, named: Sequence[str]) -> str:
    """Say which tickets came back from over the review threshold."""
    return f"✓ {how_many(count, 'ticket')} calmed down: {_listed(count, named)}"


def teammate_words(actor: str, labels: Sequence[str]) -> str:
    """Say what a teammate did, newest first."""
    more = f" · {len(labels) - 1} more" if len(labels) > 1 else ""
    return f"{actor}: {labels[0]}{more}"


def import_words(
    source: str, kind: str, *, runs: int, inserted: int, updated: int, rejected: int
) -> str:
    """Say what imports of one kind from one source brought."""
    counts = ((inserted, "new"), (updated, "changed"), (rejected, "rejected"))
    brought = ", ".join(f"{count:,} {words}" for count, words in counts if count)
    return f"{source}: {how_many(runs, 'import')} · {kind}: {brought or 'some deleted'}"


def late_source_words(source: str, data_as_of: datetime | None, zone: ZoneInfo) -> str:
    """Say that a source is late, and up to when its data reach."""
    if data_as_of is None:
        return f"{source} is late: no data yet"
    return f"{source} is late: its data end {data_as_of.astimezone(zone):%a %H:%M}"


def late_tickets_words(feature_area: str, week: str, observed: int, *, is_spike: bool) -> str:
    """Say what late tickets made of a week that was judged before."""
    turned = "is a spike after all" if is_spike else "is no spike any more"
    return f"{feature_area} {week} {turned}: {how_many(observed, 'ticket')}, late ones counted"


def since_words(since: datetime, as_of: datetime, zone: ZoneInfo) -> str:
    """Write since when as short as it is clear: `17:42`, `Fri 17:42`, `02 Nov 17:42`."""
    then, now = since.astimezone(zone), as_of.astimezone(zone)
    days = (now.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    return f"{then:%a %H:%M}" if 0 < days < 7 else f"{then:%d %b %H:%M}"


def _listed(count: int, named: Sequence[str]) -> str:
    more = f" +{count - len(named)}" if count > len(named) else ""
    return f"{', '.join(named)}{more}"
