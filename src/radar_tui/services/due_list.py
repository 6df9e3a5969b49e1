"""What is due, overdue first: responses, tickets whose snooze is over, and the rollout."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.due import WokenTicket, woken_tickets
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.attention import Standing
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.reporting.wording import alert_subject
from radar_tui.services.alert_board import BoardAlert, read_board, within
from radar_tui.services.rollout import RolloutItem, RolloutPlan, rollout_plan
from radar_tui.services.workspace import Workspace

DUE_SHOWN = 20
# A snooze that was over longer ago than this is old news; its ticket is on the radar anyway.
WOKE_WITHIN = timedelta(hours=24)
# What waits for somebody, and what somebody has taken and not finished.
_TO_DO = (Standing.NEEDS_YOU, Standing.ACKNOWLEDGED)


class DueKind(StrEnum):
    """What is due. Among what is overdue, the kinds come in this order."""

    RESPONSE = "response"
    SNOOZE_OVER = "snooze-over"
    ROLLOUT = "rollout"


@dataclass(frozen=True, slots=True)
class DueEntry:
    """One thing that is due, in one line of words that may hold customers' text.

    It opens its `ticket` (`source/id`), else its alert, else the screen of its kind.
    """

    key: str
    kind: DueKind
    words: str
    due_at: datetime
    overdue: bool
    ticket: str | None = None
    alert_id: int | None = None


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due at one moment: the first of it, and how much there is of it in all."""

    as_of: datetime
    entries: tuple[DueEntry, ...]
    total: int
    overdue: int


def due_list(workspace: Workspace, *, limit: int = DUE_SHOWN) -> DueList:
    """Give what is due in the scope, overdue first; the rollout is everybody's. Reads only."""
    as_of = workspace.as_of
    with plain_errors(workspace.location), workspace.database.reading() as session:
        board = within(session, workspace.scope, read_board(session, as_of))
        woken = woken_tickets(session, as_of, WOKE_WITHIN, workspace.scope)
    entries = [
        *(entry for one in board if (entry := _response(one)) is not None),
        *(_woken(one, as_of) for one in woken),
        *_rollout(rollout_plan(workspace)),
    ]
    return DueList(
        as_of=as_of,
        entries=tuple(sorted(entries, key=_urgency)[:limit]),
        total=len(entries),
        overdue=sum(entry.overdue for entry in entries),
    )


def _urgency(entry: DueEntry) -> tuple[bool, int, datetime, str]:
    """Overdue first, and of that what customers wait for; then by what comes next."""
    kind = list(DueKind).index(entry.kind) if entry.overdue else 0
    return (not entry.overdue, kind, entry.due_at, entry.key)


def _response(one: BoardAlert) -> DueEntry | None:
    """What an alert calls for, None where nobody has to hear of it now."""
    listed, attention = one.listed, one.attention
    response = listed.response
    if response is None or response.due_at is None or attention.standing not in _TO_DO:
        return None
    subject = alert_subject(listed.alert.labels)
    account = listed.alert.evidence.get("account")
    about = f"{subject} {account}" if account else subject
    taken = attention.standing is Standing.ACKNOWLEDGED
    owner = f"{attention.by} has it" if taken else response.owner
    return DueEntry(
        key=f"response:{listed.id}",
        kind=DueKind.RESPONSE,
        words=f"{about}: {listed.rule.title} · {owner}",
        due_at=response.due_at,
        overdue=attention.overdue,
        ticket=dict(listed.alert.labels).get(TICKET),
        alert_id=listed.id,
    )


def _woken(row: WokenTicket, as_of: datetime) -> DueEntry:
    name = ticket_name(row.source, row.external_id)
    about = f"#{row.external_id} {row.account}" if row.account else f"#{row.external_id}"
    early = f"woke early, score {row.score} after {row.snoozed_score}"
    why = "snooze is over" if row.snoozed_until <= as_of else early
    return DueEntry(
        key=f"snooze-over:{name}",
        kind=DueKind.SNOOZE_OVER,
        words=f"{about}: {why} · {row.owner or 'nobody has it'}",
        due_at=row.woke_at or as_of,
        overdue=True,
        ticket=name,
    )


def _rollout(plan: RolloutPlan) -> Iterator[DueEntry]:
    """What is late, as one entry, and the progress of the running week."""
    late = [item for week in plan.weeks for item in week.items if item.late]
    if late and late[0].due_on is not None:
        due_at = _day_end(late[0].due_on, plan.zone)
        words = f"rollout: {_late_words(late)}"
        yield DueEntry("rollout:late", DueKind.ROLLOUT, words, due_at, overdue=True)
    for week in plan.weeks:
        done = sum(item.done for item in week.items)
        starts_on, ends_on = week.starts_on, week.ends_on
        if starts_on is None or ends_on is None or done == len(week.items):
            continue
        if starts_on <= plan.today <= ends_on:
            key, due_at = f"rollout:week-{week.number}", _day_end(ends_on, plan.zone)
            words = f"rollout week {week.number}: {done} of {len(week.items)}"
            yield DueEntry(key, DueKind.ROLLOUT, words, due_at, overdue=False)


def _late_words(late: list[RolloutItem]) -> str:
    first = f"“{late[0].label}”"
    return f"{first} is late" if len(late) == 1 else f"{len(late)} items late, first {first}"


def _day_end(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC)
