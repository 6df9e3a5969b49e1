"""Each person's training on the Playbook screen: the checklists, and ticking them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from radar_tui.reporting.wording import how_many
from radar_tui.screens.playbook_editing import PlaybookEditing
from radar_tui.screens.playbook_parts import Edit, PartView
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import checklist_line
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.domain.playbook_sections import Item
    from radar_tui.services.acting import ActResult
    from radar_tui.services.training import PersonTraining, Trained, TrainingBoard
    from radar_tui.services.workspace import Workspace

COLUMNS = (
    TableColumn("principle", "trained in", flex=3),
    TableColumn("told", "ticked by", flex=1),
)
KEYS = "[playbook.done=x] tick · [playbook.note=n] note · →← parts"
# A principle's line names its person by place: names may hold any letter.
_LINE = "{}/{}"


def training_view(board: TrainingBoard) -> PartView:
    """The checklist of each person below their name."""
    rows: list[TableRow] = []
    details: dict[str, str] = {}
    for place, person in enumerate(board.people):
        rows.append(_heading(place, person, board))
        details[str(place)] = _person_words(person, board)
        for item in board.principles:
            key = _LINE.format(place, item.key)
            tick = person.of(item.key)
            rows.append(_row(key, item, tick))
            details[key] = _tick_words(person, item, tick)
    return PartView(
        summary=_summary(board),
        title="Training",
        keys=KEYS,
        columns=COLUMNS,
        rows=tuple(rows),
        details=details,
    )


def _summary(board: TrainingBoard) -> str:
    principles = how_many(len(board.principles), "principle")
    return f"{len(board.complete)} of {len(board.people)} trained in all {principles}"


def _heading(place: int, person: PersonTraining, board: TrainingBoard) -> TableRow:
    told = f"{len(person.trained)} of {len(board.principles)}"
    return TableRow(str(place), (Cell(inert_line(person.name), "heading"), Cell(told, "muted")))


def _row(key: str, item: Item, tick: Trained | None) -> TableRow:
    done = tick is not None
    told = f"{tick.by}, {tick.at:%d %b}" if tick else "–"
    line = checklist_line(item.label, done=done)
    style = "muted" if done else "plain"
    return TableRow(key, (Cell(f"  {line}", style), Cell(inert_line(told), "muted")))


def _person_words(person: PersonTraining, board: TrainingBoard) -> str:
    tier = f"tier {person.tier}" if person.tier is not None else ""
    about = " · ".join(one for one in (person.name, ", ".join(person.roles), tier) if one)
    missing = [item.label for item in board.principles if person.of(item.key) is None]
    still = [f"still to come: {label}" for label in missing] or ["trained in all principles"]
    return "\n".join(inert_line(line) for line in (about, *still))


def _tick_words(person: PersonTraining, item: Item, tick: Trained | None) -> str:
    state = f"ticked by {tick.by} on {tick.at:%d %b %Y}" if tick else "not trained in this yet"
    lines = [item.label, f"{person.name} · {state}"]
    if tick is not None and tick.note:
        lines.append(f"note: {tick.note}")
    return "\n".join(inert_line(line) for line in lines)


class PlaybookTraining(PlaybookEditing):
    """What the keys do on the training checklists."""

    board: TrainingBoard | None = None

    def tick_training(self) -> None:
        """Tick the chosen lines, or take the ticks off where all of them are ticked."""
        lines = self._lines(self.table.target_keys)
        if not lines:
            self.refuse("a name stands here; move to one of the lines below it")
            return
        ticks = [(person.name, item.key) for person, item in lines]
        seen = {
            (person.name, item.key): tick.rev
            for person, item in lines
            if (tick := person.of(item.key)) is not None
        }

        def action(workspace: Workspace) -> ActResult:
            from radar_tui.services.training import train, untrain

            return untrain(workspace, seen) if len(seen) == len(ticks) else train(workspace, ticks)

        self.do(action)

    def note_training(self) -> None:
        """Ask for a note to the tick at the cursor."""
        lines = self._lines((self.table.cursor_key or "",))
        tick = lines[0][0].of(lines[0][1].key) if lines else None
        if tick is None:
            self.refuse("a note goes with a tick; x ticks a line")
            return
        person, item = lines[0]
        key = (person.name, item.key)
        self.edit(
            Edit(
                title=f"Note: {person.name}, {item.label}",
                value=tick.note or "",
                seen=tick.rev,
                write=partial(_write, key),
                newest=partial(_newest, key),
            )
        )

    def _lines(self, keys: tuple[str, ...]) -> list[tuple[PersonTraining, Item]]:
        if self.board is None:
            return []
        return [
            (person, item)
            for place, person in enumerate(self.board.people)
            for item in self.board.principles
            if _LINE.format(place, item.key) in keys
        ]


def _write(key: tuple[str, str], workspace: Workspace, text: str, seen: int) -> ActResult:
    from radar_tui.services.training import note_training

    return note_training(workspace, *key, text, seen=seen)


def _newest(key: tuple[str, str], workspace: Workspace) -> tuple[str, int]:
    from radar_tui.services.training import training_of

    tick = training_of(workspace, *key)
    return (tick.note or "" if tick else "", tick.rev if tick else 0)
