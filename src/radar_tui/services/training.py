"""Training: the playbook's principles as a checklist for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.habits import teammates, training_rows
from radar_tui.db.tables import TrainingRow
from radar_tui.domain.habits import fully_trained
from radar_tui.domain.playbook_sections import Item
from radar_tui.services.acting import ActResult
from radar_tui.services.answering import one_line
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Trained:
    """A principle that a person was trained in; `rev` is the state of it that was read."""

    principle: str
    by: str
    at: datetime
    note: str | None
    rev: int


@dataclass(frozen=True, slots=True)
class PersonTraining:
    """A person's checklist. Who is on no list of the team's, but was trained, is here as well."""

    name: str
    roles: tuple[str, ...]
    tier: int | None
    trained: tuple[Trained, ...]

    def of(self, principle: str) -> Trained | None:
        """The tick of a principle; None where there is none."""
        return next((one for one in self.trained if one.principle == principle), None)


@dataclass(frozen=True, slots=True)
class TrainingBoard:
    """Everybody's checklists; `complete` names who is trained in every principle."""

    principles: tuple[Item, ...]
    people: tuple[PersonTraining, ...]
    complete: tuple[str, ...]


def training_board(workspace: Workspace) -> TrainingBoard:
    """Give the checklists of the team, and of the actor where nobody else is known."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        team, rows = teammates(session), training_rows(session)
    principles = shipped_playbook().enablement.principles
    names = dict.fromkeys((*team, *(row.person for row in rows))) or {workspace.actor: None}
    people = tuple(
        PersonTraining(
            name=name,
            roles=tuple(team[name].roles) if name in team else (),
            tier=team[name].tier if name in team else None,
            trained=tuple(_trained(row) for row in rows if row.person == name),
        )
        for name in names
    )
    ticks = {one.name: [tick.principle for tick in one.trained] for one in people}
    complete = fully_trained([item.key for item in principles], ticks)
    return TrainingBoard(principles, people, tuple(complete))


def train(workspace: Workspace, people: Sequence[str], principle: str) -> ActResult:
    """Tick a principle for people, in one action; those who have it stay as they are.

    Raises:
        WorkspaceError: nobody named, or no such principle.
    """
    names = [name for person in dict.fromkeys(people) if (name := one_line(person))]
    if not names:
        raise WorkspaceError("nobody is chosen; move to a person, or mark some")
    label = f"trained {', '.join(names)}: {_item(principle).label}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        new = [name for name in names if session.get(TrainingRow, (name, principle)) is None]
        if not new:
            return ActResult(f"nothing to change: {label}", changed=False)
        action = _change_set(session, workspace, label)
        for name in new:
            action.put(
                TrainingRow(
                    person=name, principle=principle, by=workspace.actor, at=workspace.as_of
                )
            )
    return ActResult(label, changed=True)


def untrain(workspace: Workspace, seen: Sequence[tuple[str, int]], principle: str) -> ActResult:
    """Take the tick of a principle off people, given as (name, the state that was seen).

    Raises:
        WorkspaceError: no such principle, or one of them does not have it.
        MovedOnError: somebody changed one of them since.
    """
    label = f"took off the tick of {', '.join(name for name, _ in seen)}: {_item(principle).label}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        rows = []
        for name, rev in seen:
            row = session.get(TrainingRow, (name, principle))
            if row is None:
                raise WorkspaceError(f"{name} does not have this tick any more; look again")
            rows.append(TrainingRow(**{**row.model_dump(), "rev": rev}))
        action = _change_set(session, workspace, label)
        for value in rows:
            action.remove(value)
    return ActResult(label, changed=True)


def note_training(
    workspace: Workspace, person: str, principle: str, text: str, *, seen: int
) -> ActResult:
    """Write a note to a tick, such as where they learned it; a blank one clears it.

    Raises:
        WorkspaceError: no such principle, no such tick, or a note too long.
        MovedOnError: somebody changed it since it was `seen`.
    """
    label = f"note on {person}: {_item(principle).label}"
    words = one_line(text)
    if words is not None and len(words) > LONGEST_NOTE:
        raise WorkspaceError(f"at most {LONGEST_NOTE} letters, found {len(words)}; shorten it")
    with plain_errors(workspace.location), workspace.database.writing() as session:
        row = session.get(TrainingRow, (person, principle))
        if row is None:
            raise WorkspaceError(f"{person} is not trained in this yet; x ticks it")
        if row.note == words and row.rev == seen:
            return ActResult(f"nothing to change: {label}", changed=False)
        after = TrainingRow(**{**row.model_dump(), "note": words, "rev": seen})
        _change_set(session, workspace, label).put(after)
    return ActResult(label, changed=True)


def training_of(workspace: Workspace, person: str, principle: str) -> Trained | None:
    """Give a tick as it stands now, None where there is none."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        row = session.get(TrainingRow, (person, principle))
        return _trained(row) if row is not None else None


def _trained(row: TrainingRow) -> Trained:
    return Trained(row.principle, row.by, row.at, row.note, row.rev)


def _item(key: str) -> Item:
    items = {item.key: item for item in shipped_playbook().enablement.principles}
    if key not in items:
        raise WorkspaceError(
            f"there is no training principle {inert_line(key)[:40]!r}; they are {', '.join(items)}"
        )
    return items[key]


def _change_set(session: Session, workspace: Workspace, label: str) -> ChangeSet:
    return ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="training", label=label
    )
