"""What the top line of every screen tells: how fresh the data are, and how far they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.alerts import firing_alerts
from radar_tui.db.queries.radar import freshness, scoring_state
from radar_tui.services.panels import SourceState, source_state
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Overview:
    """The workspace at one moment.

    `zone` is the IANA name of the team's time zone, `firing` the ids of the alerts that fire.
    """

    as_of: datetime
    zone: str
    sources: Sequence[SourceState]
    open_tickets: int
    unscored: int
    firing: frozenset[int]


def overview(workspace: Workspace) -> Overview:
    """Give the workspace's sources and counts; three small queries."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        sources = freshness(session)
        state = scoring_state(session, workspace.as_of)
        firing = firing_alerts(session)
    return Overview(
        as_of=workspace.as_of,
        zone=workspace_zone(workspace),
        sources=[source_state(source, workspace.as_of) for source in sources],
        open_tickets=state.open_tickets,
        unscored=state.unscored,
        firing=firing,
    )


def begun_to_fire(before: Overview | None, now: Overview) -> int:
    """Count the alerts that fire since an earlier look.

    The first look is no news, and neither is what comes with the first data: that is history.
    """
    if before is None or not before.sources:
        return 0
    return len(now.firing - before.firing)
