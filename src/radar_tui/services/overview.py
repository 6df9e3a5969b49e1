"""What the top line of every screen tells: how fresh the data are, and how far they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.radar import freshness, scoring_state
from radar_tui.domain.attention import Standing
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.services.alert_board import BoardAlert, read_board, within
from radar_tui.services.panels import SourceState, source_state
from radar_tui.services.scoping import scope_exists
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Overview:
    """The workspace at one moment.

    `zone` is the IANA name of the team's time zone. `firing` counts the alerts that fire,
    `needs_you` those of them that wait for somebody. The counts are of everything; `in_scope` is
    the same with those of the scope that is looked at, where that leaves something out.
    `scope_is_gone` where there is no such segment or feature area any more.
    """

    as_of: datetime
    zone: str
    sources: Sequence[SourceState]
    open_tickets: int
    unscored: int
    firing: int
    needs_you: int
    scope: Scope = EVERYTHING
    in_scope: Overview | None = None
    scope_is_gone: bool = False


def overview(workspace: Workspace) -> Overview:
    """Give the workspace's sources and counts; a few small queries."""
    scope, zone = workspace.scope, workspace_zone(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        sources = [source_state(one, workspace.as_of) for one in freshness(session)]
        board = read_board(session, workspace.as_of)

        def counted(part: Scope, alerts: Sequence[BoardAlert]) -> Overview:
            state = scoring_state(session, workspace.as_of, part)
            return Overview(
                as_of=workspace.as_of,
                zone=zone,
                sources=sources,
                open_tickets=state.open_tickets,
                unscored=state.unscored,
                firing=sum(one.listed.alert.state.is_active for one in alerts),
                needs_you=sum(one.attention.standing is Standing.NEEDS_YOU for one in alerts),
                scope=part,
            )

        whole = counted(EVERYTHING, board)
        if not scope:
            return whole
        return replace(
            whole,
            in_scope=counted(scope, within(session, scope, board)),
            scope_is_gone=not scope_exists(session, scope),
        )


def open_tickets(workspace: Workspace) -> int:
    """Count the scope's open tickets, noise left out."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return scoring_state(session, workspace.as_of, workspace.scope).open_tickets
