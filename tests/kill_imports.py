"""Kills imports, goes on, and compares with undisturbed ones; 1 where anything is unequal.

    python tests/kill_imports.py --tickets 50000 --kills 100 --seed 1

An export with threads, audits and tags is imported, then a newer one of a third of its tickets.
Each kill ends one run; the next run goes on from there. After each, what is left is checked in a
copy. In the end every row must be as in a workspace that nothing has disturbed, and again when
the runs are taken back.
"""

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import mkdtemp

from support.dump import difference
from support.exports_to_kill import write_exports_to_kill
from support.killing import (
    Left,
    copy_workspace,
    finish,
    is_killed,
    is_killed_in_checkpoint,
    look_at,
    remove_workspace,
    start_import,
    start_undo,
)

_IN_A_ROW = 20
"""Kills of one workspace before it may end."""
_EARLY = 0.1
"""How many kills hit a run before it has caught up with the one before it."""

Tell = Callable[[str], object]


class DifferenceError(Exception):
    """Two workspaces that should hold the same do not."""


class Moment(StrEnum):
    """When a run is killed."""

    ANY = "at any moment"
    CHECKPOINT = "in a checkpoint"
    UNDO = "while taking back"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is killed. `undos` are kills of runs that take others back."""

    tickets: int
    kills: int
    checkpoints: int
    undos: int
    seed: int


@dataclass(frozen=True, slots=True)
class Step:
    """One import, the undisturbed workspace after it, and how many seconds it takes.

    `again` is what it takes where nothing is new.
    """

    paths: Sequence[Path]
    calm: Path
    seconds: float
    again: float

    def moment(self, before: float, now: float) -> float:
        """Give the seconds after which a run is at `now`, where the one before was at `before`."""
        return self.again * before + self.seconds * (now - before)


@dataclass(frozen=True, slots=True)
class Calm:
    """What nothing has disturbed: the imports, and each undo with its workspace and its seconds."""

    steps: tuple[Step, ...]
    undone: dict[int, tuple[Path, float]]


@dataclass(slots=True)
class Figures:
    """What was killed: kills by moment, in checkpoints found so, and how far imports were."""

    kills: Counter[Moment] = field(default_factory=Counter)
    in_checkpoint: int = 0
    tenths: Counter[int] = field(default_factory=Counter)
    undone_by_then: int = 0
    workspaces: int = 0
    seconds: float = 0.0


class Killing:
    """Imports and undoes under kills, in a folder of its own."""

    def __init__(self, plan: Plan, folder: Path, tell: Tell) -> None:
        self.figures = Figures()
        self._plan = plan
        self._folder = folder
        self._tell = tell
        self._chance = random.Random(plan.seed)
        moments = [Moment.ANY] * plan.kills + [Moment.CHECKPOINT] * plan.checkpoints
        self._chance.shuffle(moments)
        self._moments = moments

    def run(self) -> Figures:
        """Do all of it.

        Raises:
            DifferenceError: what was killed ended unlike what was not.
        """
        started = time.monotonic()
        calm = self._undisturbed()
        while self._moments:
            self._workspace_under_kills(calm)
        while self.figures.kills[Moment.UNDO] < self._plan.undos:
            self._undo_under_kills(calm)
        self.figures.seconds = time.monotonic() - started
        return self.figures

    def _undisturbed(self) -> Calm:
        exports = write_exports_to_kill(self._folder / "exports", self._plan.tickets)
        db = self._folder / "calm.db"
        steps = []
        for name, paths in (("first", exports.first), ("later", exports.later)):
            seconds = finish(start_import(paths, db))
            step_db = self._kept(db, name)
            copy = self._kept(db, "again")
            again = finish(start_import(paths, copy))
            self._compare(copy, step_db)
            remove_workspace(copy)
            steps.append(Step(paths, step_db, seconds, again))
            self._tell(f"undisturbed: {name} import in {seconds:.1f} s, again in {again:.1f} s")
        undone = {}
        for run in sorted(look_at(db, self._folder).runs, reverse=True):
            seconds = finish(start_undo(run, db))
            undone[run] = self._kept(db, f"undone-{run}"), seconds
            self._tell(f"undisturbed: run {run} taken back in {seconds:.1f} s")
        return Calm(tuple(steps), undone)

    def _kept(self, db: Path, name: str) -> Path:
        """Copy a workspace as it is now."""
        copy = self._folder / f"{db.stem}-{name}.db"
        copy_workspace(db, copy)
        return copy

    def _workspace_under_kills(self, calm: Calm) -> None:
        """Import both exports, each under kills, and take the later one back, all its parts."""
        self.figures.workspaces += 1
        db = self._folder / "killed.db"
        whole = sum(step.seconds for step in calm.steps)
        before: Set[int] = set()
        for step in calm.steps:
            before = look_at(db, self._folder).runs.keys()
            self._import_under_kills(step, db, round(_IN_A_ROW * step.seconds / whole))
        runs = look_at(db, self._folder).runs.keys()
        for run in sorted(runs - before, reverse=True):
            finish(start_undo(run, db))
        self._compare(db, calm.undone[max(calm.undone)][0])
        remove_workspace(db)

    def _import_under_kills(self, step: Step, db: Path, most: int) -> None:
        reached = 0.0
        for aim in sorted(self._chance.random() for _ in range(most)):
            if not self._moments:
                break
            after = step.moment(reached, aim)
            if self._chance.random() < _EARLY:
                after *= self._chance.random()
            moment = self._moments[-1]
            process = start_import(step.paths, db)
            if moment is Moment.ANY:
                killed = is_killed(process, after)
            else:
                killed = is_killed_in_checkpoint(process, db, after)
            if not killed:
                break
            self._moments.pop()
            reached = aim
            self._note(moment, look_at(db, self._folder), after)
        seconds = finish(start_import(step.paths, db))
        self._compare(db, step.calm)
        self._tell(f"workspace {self.figures.workspaces}: equal after {seconds:.1f} s more")

    def _undo_under_kills(self, calm: Calm) -> None:
        """Take every run back, newest first, each under kills in proportion to its length."""
        self.figures.workspaces += 1
        db = self._folder / "killed.db"
        copy_workspace(calm.steps[-1].calm, db)
        whole = sum(seconds for _, seconds in calm.undone.values())
        for run, (undone, seconds) in calm.undone.items():
            for _ in range(round(self._plan.undos * seconds / whole)):
                after = self._chance.uniform(0.0, seconds)
                if not is_killed(start_undo(run, db), after):
                    break
                left = look_at(db, self._folder)
                self._note(Moment.UNDO, left, after)
                if left.runs[run] == "undone":
                    self.figures.undone_by_then += 1
                    break
            if look_at(db, self._folder).runs[run] != "undone":
                finish(start_undo(run, db))
            self._compare(db, undone)
        self._tell(f"workspace {self.figures.workspaces}: equal after every undo")
        remove_workspace(db)

    def _note(self, moment: Moment, left: Left, after: float) -> None:
        found = self.figures
        found.kills[moment] += 1
        found.in_checkpoint += left.in_checkpoint
        if moment is not Moment.UNDO:
            found.tenths[10 * left.tickets // self._plan.tickets] += 1
        where = ", a checkpoint cut off" if left.in_checkpoint else ""
        self._tell(
            f"kill {found.kills.total()}: {moment}, after {after:.2f} s, {len(left.runs)} runs, "
            f"{left.tickets:,} tickets{where}"
        )

    def _compare(self, db: Path, calm: Path) -> None:
        found = difference(db, calm)
        if found is not None:
            raise DifferenceError(f"{db} is unlike {calm}: {found}")


def told(figures: Figures, plan: Plan) -> Iterator[str]:
    """Sum up, a line at a time."""
    yield f"{plan.tickets:,} tickets, seed {plan.seed}: {figures.kills.total()} kills"
    for moment in Moment:
        yield f"  {moment}: {figures.kills[moment]}"
    yield f"  {figures.in_checkpoint} of all cut off a checkpoint"
    yield f"  {figures.undone_by_then} of those while taking back came after the commit"
    tenths = " ".join(str(figures.tenths[tenth]) for tenth in range(11))
    yield f"  imports by tenths of the tickets stored at the kill, and all of them: {tenths}"
    yield f"{figures.workspaces} workspaces, each equal row by row, in {figures.seconds:,.0f} s"


def main() -> int:
    """Kill and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=100, help="of imports, at random moments")
    parser.add_argument("--checkpoints", type=int, default=20, help="kills in a checkpoint besides")
    parser.add_argument("--undos", type=int, default=20, help="kills while taking back besides")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the workspaces go")
    chosen = parser.parse_args()
    plan = Plan(chosen.tickets, chosen.kills, chosen.checkpoints, chosen.undos, chosen.seed)
    folder = Path(mkdtemp(prefix="radar-kills-", dir=chosen.folder))
    killing = Killing(plan, folder, lambda line: sys.stderr.write(f"{line}\n"))
    try:
        figures = killing.run()
    except (AssertionError, DifferenceError) as error:
        sys.stderr.write(f"FAILED {error}\nleft for a look in {folder}\n")
        return 1
    shutil.rmtree(folder)
    sys.stdout.write("\n".join(told(figures, plan)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
