"""How far the sources' data reach into a week, and which of them are still to bring its rest."""

from collections.abc import Sequence

from sqlmodel import Session

from radar_tui.db.queries.radar import SourceFreshness
from radar_tui.db.queries.review import ticket_sources
from radar_tui.reporting.weekly import USUAL_WEEKS, ReviewWeek, SourceReach


def source_reach(source: SourceFreshness, week: ReviewWeek) -> SourceReach:
    """Say how far a source reaches; a gap as short as between two of its imports is none."""
    needed = week.counted_until - source.freshness.usual_interval
    covers = source.data_as_of is not None and source.data_as_of >= needed
    return SourceReach(source.name, source.system, source.data_as_of, covers)


def late_sources(
    session: Session, week: ReviewWeek, sources: Sequence[SourceFreshness]
) -> list[SourceReach]:
    """List the sources of tickets whose data end before the week does.

    One that ended before the oldest of the weeks that the week is held against is retired, not
    late.
    """
    oldest = week.starts_before(USUAL_WEEKS)[0]
    feeds = ticket_sources(session)
    reaches = [source_reach(source, week) for source in sources if source.name in feeds]
    return [
        reach
        for reach in reaches
        if not reach.covers_week and (reach.data_as_of is None or reach.data_as_of >= oldest)
    ]
