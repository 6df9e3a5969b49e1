"""Reading the parts of the Playbook screen, in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from radar_tui.screens.playbook_definition import definition_part, success_part
from radar_tui.screens.playbook_habit_rows import habits_view
from radar_tui.screens.playbook_parts import HabitFacts, Part, PartRead
from radar_tui.screens.playbook_training import training_view
from radar_tui.services.definition import definition_view
from radar_tui.services.habit_products import Offer, products_for, tickets_to_review
from radar_tui.services.habits import habit_loop
from radar_tui.services.kept_reading import KeptReading
from radar_tui.services.success import success_lines
from radar_tui.services.training import training_board

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.workspace import Workspace


class PlaybookReader:
    """Reads a part whenever it is asked; a week's draw is kept until tickets change."""

    def __init__(self) -> None:
        self._draws: dict[str, KeptReading[Sequence[Offer]]] = {}

    def read(self, part: Part, workspace: Workspace, week: str | None) -> PartRead:
        """Give a part as it stands, the habits in a week.

        Raises:
            WorkspaceError: the workspace cannot be read.
        """
        if part is Part.DEFINITION:
            view = definition_view(workspace)
            return PartRead(part, definition_part(view), view)
        if part is Part.SUCCESS:
            return PartRead(part, success_part(success_lines(workspace)))
        if part is Part.TRAINING:
            board = training_board(workspace)
            return PartRead(part, training_view(board), board)
        loop = habit_loop(workspace, week)
        facts = HabitFacts(
            loop,
            tuple(products_for(workspace, loop.week)),
            tuple(self._drawn(loop.week).get(workspace)),
        )
        return PartRead(part, habits_view(facts), facts)

    def _drawn(self, week: str) -> KeptReading[Sequence[Offer]]:
        if week not in self._draws:
            read = partial(tickets_to_review, week=week)
            self._draws[week] = KeptReading(read, ("ticket",))
        return self._draws[week]
