"""How many tickets of a part of the workspace carry each feature area, week by week."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from radar_tui.db.queries.scope import tickets_in
from radar_tui.db.queries.tickets import tagged_between
from radar_tui.domain.records import TagKind
from radar_tui.domain.scope import Scope

# A tick, so that what came when the first week began counts, and what came at the end does not.
_TICK = timedelta(microseconds=1)


def area_weeks(
    session: Session, part: Scope, starts: Sequence[datetime], end: datetime
) -> Mapping[str, Sequence[int]]:
    """Count a part's tickets by feature area from one start to the next, the last to `end`.

    Its cost goes with the tickets of the part; of all tickets `RuleMemory` remembers the counts.
    """
    weeks: dict[str, list[int]] = defaultdict(lambda: [0] * len(starts))
    area, inside = TagKind.FEATURE_AREA, tickets_in(part)
    for ticket in tagged_between(session, area, starts[0] - _TICK, end - _TICK, *inside):
        weeks[ticket.name][bisect_right(starts, ticket.created_at) - 1] += 1
    return weeks
