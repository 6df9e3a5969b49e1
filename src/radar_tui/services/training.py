"""Training: the playbook's principles as a checklist for each person."""

from collections.abc import Mapping, Sequence
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


def train(workspace: Workspace, ticks: Sequence[tuple[str, str]]) -> ActResult:
    """Tick (person, principle) in one action; what is ticked already stays as it is.

    Raises:
        WorkspaceError: nobody named, or no such principle.
    """
    wanted = [
        (name, principle) for person, principle in ticks if (name := one_line(person)) is not None
    ]
    if not wanted:
        raise WorkspaceError("nobody is chosen; move to a person's line, or mark some")
    label = f"trained {_label(wanted)}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        new = [one for one in dict.fromkeys(wanted) if session.get(TrainingRow, one) is None]
        if not new:
            return ActResult(f"nothing to change: {label}", changed=False)
        action = _change_set(session, workspace, label)
        for name, key in new:
            row = TrainingRow(person=name, principle=key, by=workspace.actor, at=workspace.as_of)
            action.put(row)
    return ActResult(label, changed=True)


def untrain(workspace: Workspace, seen: Mapping[tuple[str, str], int]) -> ActResult:
    """Take ticks off in one action, given with the state of each that was seen.

    Raises:
        WorkspaceError: no such principle, or one of the ticks is not there.
        MovedOnError: somebody changed one of them since.
    """
    label = f"took the tick off {_label(list(seen))}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        rows = []
        for (name, principle), rev in seen.items():
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


def _label(ticks: Sequence[tuple[str, str]]) -> str:
    labels = {key: _item(key).label for _, key in ticks}
    first, key = ticks[0]
    others = f" and {len(ticks) - 1} more" if len(ticks) > 1 else ""
    return f"{first}: {labels[key]}{others}"


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
