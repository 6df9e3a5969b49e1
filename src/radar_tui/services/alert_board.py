"""The open alerts, each with where it stands for the lead at a moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress

from sqlmodel import Session

from radar_tui.db.queries.alert_cases import case_of, open_cases, some_cases
from radar_tui.db.queries.alert_scope import are_in_scope
from radar_tui.db.queries.alerts import ListedAlert, ended_alerts
from radar_tui.db.queries.silences import stored_silences
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.attention import Attention, Case, attend
from radar_tui.domain.scope import Scope
from radar_tui.domain.silences import Silence


@dataclass(frozen=True, slots=True)
class BoardAlert:
    """An alert with its rule, its response, and where it stands."""

    listed: ListedAlert
    attention: Attention


def read_board(session: Session, now: datetime, *, also: Collection[int] = ()) -> list[BoardAlert]:
    """Give the open alerts, and some by id, newest state first.

    All of them at once: an incident decides where others stand.
    """
    cases = open_cases(session, now, also=also)
    return make_board(cases, stored_silences(session, ending_after=now), now)


def stand_of(session: Session, alert_ids: Collection[int], now: datetime) -> list[BoardAlert]:
    """Give some alerts in whatever state; its cost goes with their number and the incidents'."""
    cases = some_cases(session, alert_ids, now)
    board = make_board(cases, stored_silences(session, ending_after=now), now)
    return [one for one in board if one.listed.id in alert_ids]


def read_ended(session: Session, now: datetime, *, limit: int) -> list[BoardAlert]:
    """Give the alerts that have resolved, the latest first."""
    ended = ended_alerts(session, limit=limit)
    attention = attend([case_of(one) for one in ended], (), now)
    return [BoardAlert(one, attention[one.id]) for one in ended]


def within(session: Session, scope: Scope, board: Sequence[BoardAlert]) -> list[BoardAlert]:
    """Keep what a scope shows of a board; where each alert stands was decided by all of them."""
    shown = are_in_scope(session, scope, [dict(one.listed.alert.labels) for one in board])
    return list(compress(board, shown))


def overdue_tickets(session: Session, now: datetime) -> list[str]:
    """Name the tickets (`source/number`) that a response to what their customers write is due for.

    Its time has passed, and the alert needs somebody.
    """
    tickets = {
        dict(one.listed.alert.labels).get(TICKET)
        for one in read_board(session, now)
        if one.attention.overdue and one.listed.rule.kind.is_about_tickets
    }
    return sorted(name for name in tickets if name is not None)


def make_board(
    cases: Sequence[tuple[ListedAlert, Case]], silences: Sequence[Silence], now: datetime
) -> list[BoardAlert]:
    """Give alerts that are loaded already, with what they may be under among them."""
    attention = attend([case for _, case in cases], silences, now)
    return [BoardAlert(listed, attention[case.id]) for listed, case in cases]
