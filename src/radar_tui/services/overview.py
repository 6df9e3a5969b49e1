"""What the top line of every screen tells: how fresh the data are, and how far they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.radar import freshness, scoring_state
from radar_tui.domain.attention import Standing
from radar_tui.services.alert_board import read_board
from radar_tui.services.panels import SourceState, source_state
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Overview:
    """The workspace at one moment.

    `zone` is the IANA name of the team's time zone. `firing` counts the alerts that fire,
    `needs_you` those of them that wait for somebody.
    """

    as_of: datetime
    zone: str
    sources: Sequence[SourceState]
    open_tickets: int
    unscored: int
    firing: int
    needs_you: int


def overview(workspace: Workspace) -> Overview:
    """Give the workspace's sources and counts; a few small queries."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        sources = freshness(session)
        state = scoring_state(session, workspace.as_of)
        board = read_board(session, workspace.as_of)
    return Overview(
        as_of=workspace.as_of,
        zone=workspace_zone(workspace),
        sources=[source_state(source, workspace.as_of) for source in sources],
        open_tickets=state.open_tickets,
        unscored=state.unscored,
        firing=sum(one.listed.alert.state.is_active for one in board),
        needs_you=sum(one.attention.standing is Standing.NEEDS_YOU for one in board),
    )


def open_tickets(workspace: Workspace) -> int:
    """Count the open tickets, noise left out."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return scoring_state(session, workspace.as_of).open_tickets
