"""The 30-day rollout: the template's four weeks, ticked by people and by the workspace's facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.rollout import scored_tickets, tag_counts
from radar_tui.db.tables import RolloutItemRow, SettingRow, TeamRow
from radar_tui.domain.playbook_sections import Item
from radar_tui.domain.records import TagKind
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import ROLLOUT_START, workspace_zone
from radar_tui.services.workspace import Workspace

WEEK = timedelta(days=7)

_TAG_WORDS = {
    TagKind.FEATURE_AREA: "feature areas",
    TagKind.ROOT_CAUSE: "root causes",
    TagKind.ESCALATION_REASON: "escalation reasons",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What the workspace says about an item, and whether that ticks it."""

    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class RolloutItem:
    """One item of the plan. It is done when a person ticked it or a fact did.

    `fact` is what the workspace says about it, None where only a person can tell. `due_on` is the
    last day of its week, None before the start.
    """

    key: str
    label: str
    done: bool
    ticked_by_fact: bool
    done_at: datetime | None
    done_by: str | None
    fact: str | None
    note: str | None
    due_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class RolloutWeekState:
    """One of the four weeks; the dates are None before the start."""

    number: int
    title: str
    starts_on: date | None
    ends_on: date | None
    items: tuple[RolloutItem, ...]


@dataclass(frozen=True, slots=True)
class RolloutPlan:
    """The plan as it stands. `today` is the day in the workspace's `zone`."""

    zone: str
    today: date
    starts_on: date | None
    ends_on: date | None
    items: int
    done: int
    late: int
    weeks: tuple[RolloutWeekState, ...]


@dataclass(frozen=True, slots=True)
class RolloutChange:
    """What a person does to the plan in one action; a blank note removes the note."""

    start: date | None = None
    done: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The items it is about."""
        return (*self.done, *self.not_done, *(key for key, _ in self.notes))


def rollout_plan(workspace: Workspace) -> RolloutPlan:
    """Give the plan with its dates, progress and the facts that tick items."""
    zone = workspace_zone(workspace)
    today = workspace.as_of.astimezone(ZoneInfo(zone)).date()
    with plain_errors(workspace.location), workspace.database.reading() as session:
        starts_on = _start(session)
        facts = {key: find(session) for key, find in _FACTS.items()}
        stored = {key: session.get(RolloutItemRow, key) for key in _keys()}
    weeks = []
    for week in shipped_playbook().rollout.weeks:
        begins = starts_on + WEEK * (week.number - 1) if starts_on else None
        ends = begins + WEEK - timedelta(days=1) if begins else None
        items = tuple(
            _item(item, stored[item.key], facts.get(item.key), ends, today) for item in week.items
        )
        weeks.append(RolloutWeekState(week.number, week.title, begins, ends, items))
    all_items = [item for week in weeks for item in week.items]
    return RolloutPlan(
        zone=zone,
        today=today,
        starts_on=starts_on,
        ends_on=weeks[-1].ends_on,
        items=len(all_items),
        done=sum(item.done for item in all_items),
        late=sum(item.late for item in all_items),
        weeks=tuple(weeks),
    )


def change_rollout(workspace: Workspace, change: RolloutChange) -> None:
    """Do to the plan what a person asked for, as one action that can be undone.

    What is so already stays as it is; where nothing is left to do, nothing is recorded.

    Raises:
        WorkspaceError: an item that the plan does not have, or one both done and not done.
    """
    _check(change)
    with plain_errors(workspace.location), workspace.database.writing() as session:
        rows = _changed_rows(session, change, workspace)
        if rows:
            action = ChangeSet(
                session,
                actor=workspace.actor,
                at=workspace.as_of,
                action="rollout",
                label=_label(change),
            )
            for row in rows:
                action.put(row)


def _check(change: RolloutChange) -> None:
    known = _keys()
    unknown = [key for key in change.keys if key not in known]
    if unknown:
        raise WorkspaceError(
            f"the rollout has no item {unknown[0][:40]!r}; its items are {', '.join(known)}"
        )
    both = sorted(set(change.done) & set(change.not_done))
    if both:
        raise WorkspaceError(f"{both[0]} cannot be both done and not done; give one of the two")


def _changed_rows(session: Session, change: RolloutChange, workspace: Workspace) -> list[TeamRow]:
    rows: list[TeamRow] = []
    if change.start is not None and change.start != _start(session):
        setting = session.get(SettingRow, ROLLOUT_START)
        rev = setting.rev if setting else 0
        rows.append(SettingRow(key=ROLLOUT_START, value=change.start.isoformat(), rev=rev))
    notes = {key: text.strip() or None for key, text in change.notes}
    for key in dict.fromkeys(change.keys):
        before = session.get(RolloutItemRow, key)
        row = RolloutItemRow(key=key) if before is None else _copy(before)
        if key in change.done and row.done_at is None:
            row.done_at, row.done_by = workspace.as_of, workspace.actor
        if key in change.not_done:
            row.done_at, row.done_by = None, None
        row.note = notes.get(key, row.note)
        if row.model_dump() != (before or RolloutItemRow(key=key)).model_dump():
            rows.append(row)
    return rows


def _copy(row: RolloutItemRow) -> RolloutItemRow:
    # A row read from the session would be written by the session itself, past the change set.
    return RolloutItemRow(**row.model_dump())


def _label(change: RolloutChange) -> str:
    parts = [f"start the rollout on {change.start}"] if change.start else []
    parts += [f"tick {key}" for key in change.done]
    parts += [f"untick {key}" for key in change.not_done]
    parts += [f"note on {key}" for key, _ in change.notes]
    return f"rollout: {', '.join(parts)}"


def _keys() -> tuple[str, ...]:
    weeks = shipped_playbook().rollout.weeks
    return tuple(item.key for week in weeks for item in week.items)


def _start(session: Session) -> date | None:
    row = session.get(SettingRow, ROLLOUT_START)
    return date.fromisoformat(str(row.value)) if row else None


def _item(
    item: Item, row: RolloutItemRow | None, fact: Fact | None, due_on: date | None, today: date
) -> RolloutItem:
    ticked = row is not None and row.done_at is not None
    by_fact = fact is not None and fact.holds
    return RolloutItem(
        key=item.key,
        label=item.label,
        done=ticked or by_fact,
        ticked_by_fact=by_fact and not ticked,
        done_at=row.done_at if row else None,
        done_by=row.done_by if row else None,
        fact=fact.words if fact else None,
        note=row.note if row else None,
        due_on=due_on,
        late=due_on is not None and due_on < today and not (ticked or by_fact),
    )


def _tags_standardized(session: Session) -> Fact:
    counts = tag_counts(session)
    words = [f"{counts.get(kind) or 'no'} {noun}" for kind, noun in _TAG_WORDS.items()]
    return Fact(all(counts.get(kind) for kind in _TAG_WORDS), ", ".join(words))


def _thresholds_set(session: Session) -> Fact:
    enabled = [rule for rule in stored_rules(session) if rule.enabled]
    undated = [rule.key for rule in enabled if rule.due_within is None]
    words = f"{len(enabled)} rules enabled"
    if undated:
        return Fact(False, f"{words}; without a due time: {', '.join(undated)}")
    return Fact(bool(enabled), f"{words} with owner and due time" if enabled else words)


def _scoring_launched(session: Session) -> Fact:
    count = scored_tickets(session)
    if not count:
        return Fact(False, "no ticket is scored yet; run: radar score")
    return Fact(True, f"{count:,} tickets scored, review over {band_limits(session).review}")


def _thresholds_adjusted(session: Session) -> Fact:
    edited = [
        f"{rule.key} (version {rule.version})" for rule in stored_rules(session) if rule.version > 1
    ]
    return Fact(bool(edited), f"changed: {', '.join(edited)}" if edited else "no rule changed yet")


# Only what the workspace itself can tell; the other items are for people to tick.
_FACTS: Mapping[str, Callable[[Session], Fact]] = {
    "standardize-tags": _tags_standardized,
    "set-thresholds": _thresholds_set,
    "launch-scoring": _scoring_launched,
    "adjust-thresholds": _thresholds_adjusted,
}
