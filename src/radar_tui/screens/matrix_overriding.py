"""The key that sets an input of the matrix for a reason and a while, or ends that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from radar_tui.domain.priority import HIGHEST_INPUT, LOWEST_INPUT, Priority, PriorityInput
from radar_tui.domain.priority_overrides import override_end
from radar_tui.screens.base import ActionDone, WorkspaceScreen
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from radar_tui.services.workspace import Workspace

UNDOES = " · u undoes it"
_END = "end/"
_DAY = "day"
_SPANS = (
    ("week", "for a week"),
    ("month", "for a month"),
    ("quarter", "for a quarter"),
    ("never", "for good"),
    (_DAY, "until a day that you type"),
)


class MatrixOverriding(WorkspaceScreen):
    """A screen with accounts of the matrix, whose inputs a person may set."""

    def ask_override(self, row: Priority, zone: ZoneInfo) -> None:
        """Ask which input of an account to set, or of which to end the override."""
        choices = [(one.input.value, f"{one.input.words}, now {one.value}") for one in row.inputs]
        for one in row.inputs:
            set_by_hand = one.override or one.expired
            if set_by_hand is not None:
                state = "" if one.override else " expired"
                words = f"end the{state} override of {one.input.words}, {set_by_hand.value}"
                choices.append((f"{_END}{one.input.value}", words))

        def chosen(choice: str | None) -> None:
            if choice is None:
                return
            if choice.startswith(_END):
                self._end(row, PriorityInput(choice.removeprefix(_END)))
            else:
                self._ask_value(row, PriorityInput(choice), zone)

        title = inert_line(f"Override an input of {row.name}")
        self.app.push_screen(ChoiceDialog(title, choices), chosen)

    def _ask_value(self, row: Priority, name: PriorityInput, zone: ZoneInfo) -> None:
        present = next(one for one in row.inputs if one.input is name)
        values = [
            (str(value), f"{value}{'  (worked out)' * (value == present.computed)}")
            for value in range(LOWEST_INPUT, HIGHEST_INPUT + 1)
        ]

        def chosen(choice: str | None) -> None:
            if choice is not None:
                self._ask_span(row, name, int(choice), zone)

        title = inert_line(f"{name.words} of {row.name}")
        self.app.push_screen(ChoiceDialog(title, values, present=str(present.value)), chosen)

    def _ask_span(self, row: Priority, name: PriorityInput, value: int, zone: ZoneInfo) -> None:
        def chosen(choice: str | None) -> None:
            if choice == _DAY:
                self._ask_day(row, name, value, zone)
            elif choice is not None and self.live is not None:
                ends = override_end(choice, self.live.now().as_of, zone)
                self._ask_reason(row, name, value, ends)

        title = inert_line(f"{name.words} of {row.name} is {value}")
        self.app.push_screen(ChoiceDialog(title, _SPANS), chosen)

    def _ask_day(
        self,
        row: Priority,
        name: PriorityInput,
        value: int,
        zone: ZoneInfo,
        typed: str = "",
        problem: str = "",
    ) -> None:
        def answered(text: str | None) -> None:
            if text is None or self.live is None:
                return
            try:
                ends = override_end(text, self.live.now().as_of, zone)
            except ValueError as error:
                self._ask_day(row, name, value, zone, text, str(error))
            else:
                self._ask_reason(row, name, value, ends)

        title = "The last day on which it holds, as 2026-12-24"
        dialog = TextDialog(title, value=typed, problem=problem)
        self.app.push_screen(dialog, answered)

    def _ask_reason(
        self,
        row: Priority,
        name: PriorityInput,
        value: int,
        ends: datetime | None,
        problem: str = "",
    ) -> None:
        def answered(text: str | None) -> None:
            if text is None:
                return
            if not text:
                self._ask_reason(row, name, value, ends, "others will ask why; say it in a line")
                return

            def done(workspace: Workspace) -> Message:
                from radar_tui.services.overriding import set_override

                result = set_override(
                    workspace, int(row.key), name, value, reason=text, expires_at=ends
                )
                return ActionDone(f"{result.label}{UNDOES * result.changed}")

            self.store("the input is as it was", done)

        title = inert_line(f"Why is {name.words} of {row.name} {value}?")
        dialog = TextDialog(title, placeholder="board call next week, say", problem=problem)
        self.app.push_screen(dialog, answered)

    def _end(self, row: Priority, name: PriorityInput) -> None:
        def done(workspace: Workspace) -> Message:
            from radar_tui.services.overriding import end_override

            result = end_override(workspace, int(row.key), name)
            return ActionDone(f"{result.label}{UNDOES}")

        self.store("the override goes on", done)
