"""A ticket's audit log: status, assignee and tags over time, as the help desk records them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from radar_tui.domain.records import Noise
from radar_tui.services.demo.corpus import StepKind
from radar_tui.services.demo.plan import Plan, TimedStep
from radar_tui.services.demo.rhythm import DAY, MINUTE
from radar_tui.services.demo.world import FieldChange, Teammate

_CLOSES_AFTER = 4 * DAY
_HOLD_SHARE = 0.3
_MERGED_TAG = "closed_by_merge"


@dataclass(frozen=True, slots=True)
class Tags:
    """A ticket's tags by what they mean, in the help desk's spelling."""

    area: str | None
    root: str | None
    reason: str | None
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The audit log and what it leads to at as-of."""

    changes: tuple[FieldChange, ...]
    status: str
    tags: tuple[str, ...]
    assignee: Teammate | None
    updated_at: datetime


@dataclass(slots=True)
class _Log:
    """An audit log while it is being written."""

    as_of: datetime
    status: str = "new"
    tags: tuple[str, ...] = ()
    changes: list[FieldChange] = field(default_factory=list)

    def set_status(self, at: datetime, status: str) -> None:
        if status != self.status and at <= self.as_of:
            self.changes.append(FieldChange(at, "status", self.status, status))
            self.status = status

    def add_tags(self, at: datetime, added: Iterable[str]) -> None:
        tags = (*self.tags, *(tag for tag in added if tag not in self.tags))
        if tags != self.tags:
            self.changes.append(FieldChange(min(at, self.as_of), "tags", self.tags, tags))
            self.tags = tags


def status_history(
    plan: Plan,
    assignments: tuple[tuple[datetime, Teammate], ...],
    tags: Tags,
    as_of: datetime,
    rng: random.Random,
) -> History:
    """Work out the audit log of a planned ticket whose answers are already given."""
    log = _Log(as_of)
    _log_tags(plan, tags, log, rng)
    _log_assignments(assignments, log)
    for step, following in zip_longest(plan.steps, plan.steps[1:]):
        _log_step(step, following, log, resolved=plan.resolved)
    _log_end(plan, log, rng)
    changes = tuple(sorted(log.changes, key=lambda change: change.at))
    return History(
        changes=changes,
        status=log.status,
        tags=log.tags,
        assignee=assignments[-1][1] if assignments else None,
        updated_at=max([plan.created_at, *(change.at for change in changes)]),
    )


def _log_tags(plan: Plan, tags: Tags, log: _Log, rng: random.Random) -> None:
    """The form sets channel and area at once; cause and reason come when somebody knows them."""
    answers = [step.at for step in plan.steps if not step.kind.by_customer and not step.system]
    notes = [step.at for step in plan.steps if step.kind is StepKind.NOTE]
    looked = answers[0] if answers else plan.created_at + rng.randrange(6, 25) * MINUTE
    entered = plan.created_at + timedelta(seconds=rng.randrange(2, 50))
    timed: list[tuple[datetime, tuple[str | None, ...]]] = [
        (entered, (*tags.other, tags.area)),
        (looked + 2 * MINUTE, (tags.root,)),
        ((notes or [looked])[0] + 3 * MINUTE, (tags.reason,)),
    ]
    if plan.noise is Noise.MERGED:
        timed.append((plan.steps[-1].at, (_MERGED_TAG,)))
    for at, names in sorted(timed, key=lambda pair: pair[0]):
        log.add_tags(at, (name for name in names if name))


def _log_assignments(assignments: tuple[tuple[datetime, Teammate], ...], log: _Log) -> None:
    previous: str | None = None
    for at, agent in assignments:
        value = str(agent.author.user_id)
        log.changes.append(FieldChange(at, "assignee_id", previous, value))
        previous = value


def _log_step(step: TimedStep, following: TimedStep | None, log: _Log, *, resolved: bool) -> None:
    if step.automatic or step.system:
        return
    if step.kind.by_customer:
        if log.status in ("pending", "solved"):
            log.set_status(step.at, "open")
        return
    if log.status == "new":
        log.set_status(step.at, "open")
    if step.kind is StepKind.FIX:
        # The team waits for the customer's word where it will come; else it calls the case done.
        waits = following is not None and following.kind is StepKind.THANKS
        done = following is not None or resolved
        log.set_status(step.at, "pending" if waits or not done else "solved")
    elif step.kind is StepKind.AGENT and (following is None or following.kind.by_customer):
        log.set_status(step.at, "pending")


def _log_end(plan: Plan, log: _Log, rng: random.Random) -> None:
    last = plan.steps[-1].at
    if plan.noise is not None and plan.noise is not Noise.AUTO_REPLY:
        log.set_status(last, "closed")
    elif plan.resolved:
        solved = last if log.status == "solved" else min(last + _a_moment(rng), log.as_of)
        log.set_status(solved, "solved")
        log.set_status(solved + _CLOSES_AFTER, "closed")
    elif log.status == "pending" and plan.reason and rng.random() < _HOLD_SHARE:
        log.set_status(min(last + _a_moment(rng), log.as_of), "hold")
    elif log.status == "new" and rng.random() < 0.6:
        log.set_status(plan.created_at + rng.randrange(5, 60) * MINUTE, "open")


def _a_moment(rng: random.Random) -> timedelta:
    return rng.randrange(2, 18) * MINUTE
