"""The weekly blind QA sample: messages drawn by lot, to be judged without seeing their score."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.feed import announce
from radar_tui.db.queries.quality_sample import (
    DrawnMessage,
    EarlierMessage,
    ScoredMessage,
    count_not_looked_at,
    count_sample,
    earlier_messages,
    sample_row,
    scored_messages,
    waiting_messages,
)
from radar_tui.db.queries.radar import freshness
from radar_tui.db.schema import lock_for_set_up
from radar_tui.db.tables import QualitySampleRow
from radar_tui.domain.bands import Band
from radar_tui.reporting.weekly import ReviewWeek, SourceReach, find_week, last_whole_week
from radar_tui.services.acting import ActResult
from radar_tui.services.rubrics import current_rubric
from radar_tui.services.settings import workspace_zone
from radar_tui.services.week_reach import late_sources
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

# Of each side of the review threshold; where a side has fewer, all of them.
DRAWN_OF_EACH = 10
EARLIER_SHOWN = 5


class Stratum(StrEnum):
    """The side of the review threshold that a message was drawn from."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class SampleStatus:
    """How far the sample of one ISO week has come.

    `drawn` is how many messages were drawn, 0 where there was nothing to draw; each of them is
    `judged`, `skipped`, `waiting`, or `gone` (deleted, noise or reworded since). None is drawn
    while sources are `late`, which says in words how far they reach, or while `unscored` messages
    of the week have no score yet.
    """

    week: str
    drawn: int
    judged: int
    skipped: int
    waiting: int
    gone: int
    unscored: int
    late: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether the sample can be drawn, and is not yet."""
        return not (self.drawn or self.late or self.unscored)


@dataclass(frozen=True, slots=True)
class QaLine:
    """A public entry of the thread before the message; `role` is customer, agent or system."""

    role: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class QaItem:
    """A message to be judged, and nothing of what the model thinks of it.

    `ticket_id` is the workspace's own id, `ticket` the help desk's number. `earlier` holds at most
    five entries, oldest first.
    """

    id: int
    week: str
    ticket_id: int
    ticket: str
    source: str
    subject: str
    account: str | None
    at: datetime
    text: str
    earlier: tuple[QaLine, ...]


@dataclass(frozen=True, slots=True)
class SampleSheet:
    """The sample of a week with what is still to be judged of it."""

    status: SampleStatus
    items: tuple[QaItem, ...]


def sample_week(workspace: Workspace, label: str | None = None) -> str:
    """Name the ISO week of a sample, as in 2026-W47: the last whole one by default.

    Raises:
        WorkspaceError: there is no such week, or it is not over yet.
    """
    return _whole_week(workspace, label).label


def draw_sample(workspace: Workspace, week: str) -> SampleStatus:
    """Draw the sample of a week unless it is drawn already.

    It waits until all of the week is imported and every message has a score: a sample of those that
    came first would speak for the others.

    Raises:
        WorkspaceError: there is no such week, or it is not over yet.
    """
    span = _whole_week(workspace, week)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        status = _status(session, span)
    if not status.is_due:
        return status
    with plain_errors(workspace.location), workspace.database.writing() as session:
        # Two leads may open the week at the same moment; the second finds what the first drew.
        lock_for_set_up(session)
        status = _status(session, span)
        if not status.is_due:
            return status
        rows = _drawn(session, workspace, span)
        session.add_all(rows)
        if rows:
            announce(session, "quality_sample")
        session.flush()
        return _status(session, span)


def waiting(workspace: Workspace, week: str) -> list[QaItem]:
    """List what is neither judged nor skipped, in an order that tells nothing of the scores."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        messages = waiting_messages(session, week)
        earlier = earlier_messages(session, messages, limit=EARLIER_SHOWN)
    return [_item(message, week, earlier[message.message_id]) for message in messages]


def judge(workspace: Workspace, item_id: int, band: Band) -> ActResult:
    """Give a message the band that is right.

    Raises:
        WorkspaceError: there is no such item.
        MovedOnError: somebody else has answered for it.
    """
    return _answer(workspace, item_id, band, f"judged a message of {{}} {band}")


def skip(workspace: Workspace, item_id: int) -> ActResult:
    """Put a message aside that cannot be judged.

    Raises:
        WorkspaceError: there is no such item.
        MovedOnError: somebody else has answered for it.
    """
    return _answer(workspace, item_id, None, "skipped a message of {}")


def _whole_week(workspace: Workspace, label: str | None) -> ReviewWeek:
    zone = workspace_zone(workspace)
    if label is None:
        return last_whole_week(zone, workspace.as_of)
    try:
        week = find_week(label, zone, workspace.as_of)
    except ValueError as error:
        raise WorkspaceError(str(error)) from error
    if not week.is_over:
        raise WorkspaceError(f"week {label} is not over; its sample is drawn when it is")
    return week


def _status(session: Session, week: ReviewWeek) -> SampleStatus:
    counts = count_sample(session, week.label)
    return SampleStatus(
        week=week.label,
        drawn=counts.drawn,
        judged=counts.judged,
        skipped=counts.skipped,
        waiting=counts.waiting,
        gone=counts.gone,
        unscored=0 if counts.drawn else count_not_looked_at(session, week.start, week.end),
        late=() if counts.drawn else _late(session, week),
    )


def _late(session: Session, week: ReviewWeek) -> tuple[str, ...]:
    zone = ZoneInfo(week.zone)
    return tuple(_reach(one, zone) for one in late_sources(session, week, freshness(session)))


def _reach(source: SourceReach, zone: ZoneInfo) -> str:
    name = inert_line(source.name)
    if source.data_as_of is None:
        return f"{name} brought no data"
    return f"{name} reaches to {source.data_as_of.astimezone(zone):%a %d %b}"


def _drawn(session: Session, workspace: Workspace, week: ReviewWeek) -> list[QualitySampleRow]:
    """Draw from both sides of the threshold, and mix them: their order must not tell the side."""
    threshold = current_rubric(session).bands.review
    seed = f"{week.label}/{workspace.seed}"
    sides: dict[Stratum, list[ScoredMessage]] = {Stratum.ABOVE: [], Stratum.BELOW: []}
    for message in scored_messages(session, week.start, week.end):
        sides[Stratum.ABOVE if message.score > threshold else Stratum.BELOW].append(message)
    rows: list[tuple[str, QualitySampleRow]] = []
    for stratum, messages in sides.items():
        chosen = sorted(messages, key=lambda message: _lot(f"{seed}/draw", message))
        for message in chosen[:DRAWN_OF_EACH]:
            row = QualitySampleRow(
                week=week.label,
                message_id=message.message_id,
                stratum=stratum,
                probability=min(1.0, DRAWN_OF_EACH / len(messages)),
                text_hash=message.text_hash,
                score=message.score,
                model=message.model,
                rubric=message.rubric,
                drawn_at=workspace.as_of,
            )
            rows.append((_lot(f"{seed}/order", message), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _lot(seed: str, message: ScoredMessage) -> str:
    return hashlib.sha256("/".join((seed, *message.name)).encode()).hexdigest()


def _item(message: DrawnMessage, week: str, earlier: Sequence[EarlierMessage]) -> QaItem:
    return QaItem(
        id=message.id,
        week=week,
        ticket_id=message.ticket_id,
        ticket=message.ticket,
        source=message.source,
        subject=message.subject,
        account=message.account,
        at=message.occurred_at,
        text=message.text,
        earlier=tuple(QaLine(one.author_role, one.occurred_at, one.text) for one in earlier),
    )


def _answer(workspace: Workspace, item_id: int, band: Band | None, words: str) -> ActResult:
    with plain_errors(workspace.location), workspace.database.writing() as session:
        found = sample_row(session, item_id)
        if found is None:
            raise WorkspaceError("this message is not in the sample any more; look again")
        row, ticket = found
        if row.by not in (None, workspace.actor):
            # Both would have judged it alone; the first answer stays.
            verb = "judged" if row.band else "skipped"
            raise MovedOnError(f"{inert_line(row.by)} has {verb} it meanwhile; look again")
        label = words.format(f"#{inert_line(ticket)}")
        if row.by is not None and row.band == band:
            return ActResult(label, changed=False)
        given: dict[str, Any] = {"band": band, "by": workspace.actor, "at": workspace.as_of}
        change_set = ChangeSet(
            session,
            actor=workspace.actor,
            at=workspace.as_of,
            action="quality-sample",
            label=label,
        )
        change_set.put(QualitySampleRow(**{**row.model_dump(), **given}))
    return ActResult(label, changed=True)
