"""The dialog that asks what to look at: everything, one segment or one feature area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from radar_tui.domain.scope import EVERYTHING, Scope, ScopeKind
from radar_tui.reporting.wording import how_many
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import Dialog

if TYPE_CHECKING:
    from radar_tui.db.queries.scope import ScopeSize

NO_MATCH = "no segment and no feature area has that in its name"
_ALL_WORDS = "every segment and feature area"


@dataclass(frozen=True, slots=True)
class ScopeWish:
    """What the user wants to look at; `for_pilot` where the team's pilot is to cover it too."""

    scope: Scope
    for_pilot: bool = False


class ScopeDialog(Dialog[ScopeWish | None]):
    """Asks for a scope; what is typed narrows the list, and the cursor begins on the present one.

    The list always has a line at the cursor, so that enter means what is seen.
    """

    CSS_PATH = "scope_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "cancel", "Cancel", id="scope.cancel", tooltip="Back, with the scope as is"
        ),
        Binding("down", "move(1)", "Down", show=False, id="scope.down", tooltip="Next scope"),
        Binding("up", "move(-1)", "Up", show=False, id="scope.up", tooltip="Scope before"),
        Binding(
            "ctrl+t",
            "pilot",
            "Team's pilot",
            id="scope.pilot",
            tooltip="Look at it, and let your team's pilot cover it",
        ),
    ]

    def __init__(self, sizes: Sequence["ScopeSize"], shown: Scope, pilot: Scope) -> None:
        super().__init__()
        self._lines = [(EVERYTHING, _ALL_WORDS), *((one.scope, _size(one)) for one in sizes)]
        self._shown = shown
        self._pilot = pilot

    def compose(self) -> ComposeResult:
        """A card with what narrows the list, and the list."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = "Scope: what to look at"
            card.border_subtitle = "enter look at it · ctrl+t also the team's pilot · esc back"
            yield Input(placeholder="type to narrow")
            options = OptionList(*self._options(""))
            options.can_focus = False
            yield options

    def on_mount(self) -> None:
        """Begin on what is looked at now."""
        scopes = [scope for scope, _ in self._lines]
        self._go_to(scopes.index(self._shown) if self._shown in scopes else 0)

    def _options(self, typed: str) -> list[Option | None]:
        """The lines that hold what is typed; None draws a rule between the groups."""
        found = [
            number
            for number, (scope, _) in enumerate(self._lines)
            if typed.casefold() in f"{scope.label} {scope.words}".casefold()
        ]
        lines: list[Option | None] = []
        for before, number in zip([None, *found], found, strict=False):
            if before is not None and self._lines[before][0].kind != self._lines[number][0].kind:
                lines.append(None)
            lines.append(Option(self._line(number), id=str(number)))
        return lines or [Option(NO_MATCH, disabled=True)]

    def _line(self, number: int) -> Content:
        scope, size = self._lines[number]
        pilot = " · the team's pilot" if scope and scope == self._pilot else ""
        return Content.assemble(
            (f"{'▸' if scope == self._shown else ' '} ", "$accent"),
            (inert_line(scope.label), "bold"),
            (f" · {size}{pilot}", "$text-muted"),
        )

    @on(Input.Changed)
    def _narrow(self, message: Input.Changed) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._options(message.value.strip()))
        self._go_to(0)

    def _go_to(self, number: int) -> None:
        options = self.query_one(OptionList)
        options.highlighted = None if options.get_option_at_index(number).disabled else number

    def action_move(self, lines: int) -> None:
        """Go on to another scope."""
        options = self.query_one(OptionList)
        if lines > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(Input.Submitted)
    def _choose(self) -> None:
        self._finish_with(for_pilot=False)

    @on(OptionList.OptionSelected)
    def _choose_by_mouse(self) -> None:
        self._finish_with(for_pilot=False)

    def action_pilot(self) -> None:
        """Look at the scope at the cursor, and have the team's pilot cover it."""
        self._finish_with(for_pilot=True)

    def _finish_with(self, *, for_pilot: bool) -> None:
        chosen = self.query_one(OptionList).highlighted_option
        if chosen is not None and chosen.id is not None:
            self.finish(ScopeWish(self._lines[int(chosen.id)][0], for_pilot))


def _size(one: "ScopeSize") -> str:
    """Say what is in a scope."""
    if one.scope.kind is ScopeKind.SEGMENT:
        return f"segment · {how_many(one.count, 'account')}"
    return f"feature area · {how_many(one.count, 'open ticket')}"
