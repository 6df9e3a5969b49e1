"""The weekly habit loop: who did what in an ISO week, what came of it, and for how long now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.habits import habit_rows, habits_done, teammates
from radar_tui.db.tables import HabitRow
from radar_tui.domain.habits import (
    longest_streak,
    monday_of,
    read_product,
    streak,
    week_of,
    weeks_up_to,
    whole_weeks,
)
from radar_tui.domain.playbook_sections import Item
from radar_tui.services.acting import ActResult
from radar_tui.services.answering import one_line
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

WEEKS_SHOWN = 8
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class HabitDone:
    """A habit that somebody did; `rev` is the state of it that was read."""

    person: str
    at: datetime
    note: str | None
    product: str | None
    rev: int


@dataclass(frozen=True, slots=True)
class HabitStand:
    """One habit of the loop in the week looked at.

    `done` is by whom, the first first. `streak` counts the weeks in a row up to the running one,
    `weeks` tells of the last weeks, oldest first, whether it was done.
    """

    key: str
    label: str
    done: tuple[HabitDone, ...]
    streak: int
    weeks: tuple[bool, ...]

    def by(self, person: str) -> HabitDone | None:
        """What a person did of it; None where they did not."""
        return next((one for one in self.done if one.person == person), None)


@dataclass(frozen=True, slots=True)
class HabitLoop:
    """The loop in one week, from `monday` on, in the workspace's zone.

    `streak` and `longest` count weeks in which every habit was done. `me` is who works here,
    `people` are those who may have done a habit.
    """

    week: str
    running: str
    monday: date
    zone: str
    me: str
    habits: tuple[HabitStand, ...]
    streak: int
    longest: int
    people: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many of the habits were done, by whomever."""
        return sum(bool(habit.done) for habit in self.habits)


def habit_loop(workspace: Workspace, week: str | None = None) -> HabitLoop:
    """Give the loop of an ISO week, of the running one where none is named.

    Raises:
        WorkspaceError: no such week, or one that has not begun.
    """
    zone = workspace_zone(workspace)
    running = week_of(workspace.as_of.astimezone(ZoneInfo(zone)).date())
    shown = running if week is None else _begun(week, running)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        done, rows = habits_done(session), list(map(_value, habit_rows(session, shown)))
        names = list(teammates(session))
    items = shipped_playbook().enablement.habits
    whole = whole_weeks(done, [item.key for item in items])
    last = weeks_up_to(shown, WEEKS_SHOWN)
    return HabitLoop(
        week=shown,
        running=running,
        monday=monday_of(shown),
        zone=zone,
        me=workspace.actor,
        habits=tuple(
            HabitStand(
                key=item.key,
                label=item.label,
                done=tuple(_done(row) for row in rows if row.habit == item.key),
                streak=streak({one for one, keys in done.items() if item.key in keys}, running),
                weeks=tuple(item.key in done.get(one, ()) for one in last),
            )
            for item in items
        ),
        streak=streak(whole, running),
        longest=longest_streak(whole),
        people=tuple(dict.fromkeys((workspace.actor, *names))),
    )


def do_habits(
    workspace: Workspace, week: str, habits: Sequence[str], person: str | None = None
) -> ActResult:
    """Say that a person, by default the actor, did habits in a week; one action for them all.

    Nothing is recorded of those that stand there already.

    Raises:
        WorkspaceError: no such habit, no such week, or one that has not begun.
    """
    name = _name(person or workspace.actor)
    label = f"{name} did {_words_of(habits)} in {week}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        new = [key for key in habits if _stored(session, workspace, week, key, name) is None]
        if not new:
            return ActResult(f"nothing to change: {label}", changed=False)
        action = _change_set(session, workspace, label)
        for key in new:
            action.put(HabitRow(week=week, habit=key, person=name, at=workspace.as_of))
    return ActResult(label, changed=True)


def take_back_habits(
    workspace: Workspace, week: str, person: str, seen: Mapping[str, int]
) -> ActResult:
    """Say that a person did not do habits after all; notes and products go with them.

    `seen` has the habits with the state of each that was read.

    Raises:
        WorkspaceError: they had not done one of them.
        MovedOnError: somebody changed one of them since it was seen.
    """
    label = f"{person} did not do {_words_of(seen)} in {week}"
    rows = []
    with plain_errors(workspace.location), workspace.database.writing() as session:
        for key, rev in seen.items():
            row = _stored(session, workspace, week, key, person)
            if row is None:
                raise WorkspaceError(f"{person} has not done it in {week} any more; look again")
            row.rev = rev
            rows.append(row)
        action = _change_set(session, workspace, label)
        for row in rows:
            action.remove(row)
    return ActResult(label, changed=True)


def note_habit(
    workspace: Workspace, week: str, habit: str, person: str, text: str, *, seen: int
) -> ActResult:
    """Write a note on what a person did; a blank one clears it. Who had not done it has then.

    Raises:
        WorkspaceError: no such habit or week, or a note too long.
        MovedOnError: somebody changed it since it was `seen` (0 for what was not there).
    """

    def note(row: HabitRow) -> None:
        row.note = _words(text)

    return _edit(workspace, (week, habit, person), note, seen, f"note on “{_item(habit).label}”")


def link_habit(
    workspace: Workspace, week: str, habit: str, person: str, product: str, *, seen: int
) -> ActResult:
    """Link what a person did to what came of it; a blank `product` ends the link.

    Raises:
        WorkspaceError: no such habit or week, or a link too long.
        MovedOnError: somebody changed it since it was `seen` (0 for what was not there).
    """
    words = _words(product)

    def link(row: HabitRow) -> None:
        row.product = str(read_product(words)) if words else None

    label = f"“{_item(habit).label}” led to {words or 'nothing named'}"
    return _edit(workspace, (week, habit, person), link, seen, label)


def habit_by(workspace: Workspace, week: str, habit: str, person: str) -> HabitDone | None:
    """Give what stands now of a habit that a person did, None where they did not."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        row = session.get(HabitRow, (week, habit, person))
        return _done(row) if row is not None else None


def _edit(
    workspace: Workspace,
    key: tuple[str, str, str],
    change: Callable[[HabitRow], None],
    seen: int,
    label: str,
) -> ActResult:
    week, habit, person = key
    with plain_errors(workspace.location), workspace.database.writing() as session:
        stored = _stored(session, workspace, week, habit, person)
        row = stored or HabitRow(week=week, habit=habit, person=person, at=workspace.as_of)
        before = _value(row)
        change(row)
        if stored is not None and row == before and stored.rev == seen:
            return ActResult(f"nothing to change: {label}", changed=False)
        row.rev = seen
        _change_set(session, workspace, label).put(row)
    return ActResult(label, changed=True)


def _stored(
    session: Session, workspace: Workspace, week: str, habit: str, person: str
) -> HabitRow | None:
    """Read a row as a value, after looking whether it can be there."""
    _item(habit)
    zone = ZoneInfo(workspace_zone(workspace))
    _begun(week, week_of(workspace.as_of.astimezone(zone).date()))
    row = session.get(HabitRow, (week, habit, person))
    return _value(row) if row is not None else None


def _value(row: HabitRow) -> HabitRow:
    # A row read from the session would be written by the session itself, past the change set.
    return HabitRow(**row.model_dump())


def _done(row: HabitRow) -> HabitDone:
    return HabitDone(row.person, row.at, row.note, row.product, row.rev)


def _begun(week: str, running: str) -> str:
    try:
        monday = monday_of(week)
    except ValueError as error:
        raise WorkspaceError(inert_line(str(error))) from error
    if monday > monday_of(running):
        raise WorkspaceError(f"week {week} has not begun; the running one is {running}")
    return week


def _item(key: str) -> Item:
    items = {item.key: item for item in shipped_playbook().enablement.habits}
    if key not in items:
        raise WorkspaceError(
            f"the loop has no habit {inert_line(key)[:40]!r}; its habits are {', '.join(items)}"
        )
    return items[key]


def _words_of(habits: Iterable[str]) -> str:
    return ", ".join(f"“{_item(key).label}”" for key in habits)


def _name(person: str) -> str:
    name = one_line(person)
    if name is None:
        raise WorkspaceError("somebody has to have done it; give a name")
    return name


def _words(text: str) -> str | None:
    words = one_line(text)
    if words is not None and len(words) > LONGEST_WORDS:
        raise WorkspaceError(f"at most {LONGEST_WORDS} letters, found {len(words)}; shorten it")
    return words


def _change_set(session: Session, workspace: Workspace, label: str) -> ChangeSet:
    return ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="habit", label=label
    )
