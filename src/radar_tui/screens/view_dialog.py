"""The dialog of the radar's saved views: go to one, save the present filter, rename, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from radar_tui.domain.filter_query import QueryError, describe, parse_query
from radar_tui.domain.saved_views import SavedView
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import Dialog

_SAVE = "save"


class ViewStep(Enum):
    """What is to be done with a view."""

    GO = "go"
    SAVE = "save"
    RENAME = "rename"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ViewWish:
    """What the user wants: a step, and the view that it is about; none where one is to be saved."""

    step: ViewStep
    view: SavedView | None = None


class ViewDialog(Dialog[ViewWish | None]):
    """Asks for a view to go to, or what to do with one; the cursor begins on the one shown."""

    CSS_PATH = "view_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "cancel", "Cancel", id="views.cancel", tooltip="Back, with the view as is"
        ),
        Binding("j", "move(1)", "Down", show=False, id="views.down", tooltip="Next view"),
        Binding("k", "move(-1)", "Up", show=False, id="views.up", tooltip="View before"),
        Binding(
            "f2", "rename", "Rename", id="views.rename", tooltip="Rename the view at the cursor"
        ),
        Binding(
            "delete,backspace",
            "delete",
            "Delete",
            id="views.delete",
            tooltip="Delete the view at the cursor",
        ),
    ]

    def __init__(self, views: Sequence[SavedView], shown: str | None, written: str) -> None:
        """`shown` names the view in front, `written` is the filter that would be saved."""
        super().__init__()
        self._views = views
        self._shown = shown
        self._written = written

    def compose(self) -> ComposeResult:
        """A card with the team's views, the shipped ones, and the line that saves."""
        with Vertical(classes="dialog-card") as card:
            card.border_title = "Views of the radar"
            card.border_subtitle = "enter go · f2 rename · del delete · esc back"
            options = OptionList(*self._options())
            names = [view.name for view in self._views]
            options.highlighted = names.index(self._shown) if self._shown in names else 0
            yield options

    def _options(self) -> list[Option | None]:
        """The lines; None draws a rule between the groups."""
        own = [view for view in self._views if not view.shipped]
        shipped = [view for view in self._views if view.shipped]
        lines: list[Option | None] = [
            Option(_line(view), id=str(self._views.index(view))) for view in own
        ]
        if own:
            lines.append(None)
        lines += [Option(_line(view), id=str(self._views.index(view))) for view in shipped]
        kept = inert_line(self._written) or "no filter"
        saves = Content.assemble(("+ save this filter as a view", "bold"), f" · {kept}")
        return [*lines, None, Option(saves, id=_SAVE)]

    def action_move(self, lines: int) -> None:
        """Go on to another view."""
        options = self.query_one(OptionList)
        if lines > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_rename(self) -> None:
        """Rename the view at the cursor."""
        self._finish_with(ViewStep.RENAME)

    def action_delete(self) -> None:
        """Delete the view at the cursor."""
        self._finish_with(ViewStep.DELETE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rename and delete the team's own views alone."""
        if action in ("rename", "delete"):
            view = self._at_cursor()
            return view is not None and not view.shipped
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    def _choose(self, message: OptionList.OptionSelected) -> None:
        if message.option_id == _SAVE:
            self.finish(ViewWish(ViewStep.SAVE))
        else:
            self._finish_with(ViewStep.GO)

    def _finish_with(self, step: ViewStep) -> None:
        view = self._at_cursor()
        if view is not None:
            self.finish(ViewWish(step, view))

    def _at_cursor(self) -> SavedView | None:
        option = next(iter(self.query(OptionList)), None)
        chosen = option.highlighted_option if option is not None else None
        if chosen is None or chosen.id is None or chosen.id == _SAVE:
            return None
        return self._views[int(chosen.id)]


def _line(view: SavedView) -> Content:
    meaning = _meaning(view)
    told = f" · {inert_line(meaning)}" if meaning != view.name else ""
    return Content.assemble((inert_line(view.name), "bold"), (told, "$text-muted"))


def _meaning(view: SavedView) -> str:
    """Say in words what a view keeps, and by what it is sorted."""
    try:
        query = parse_query(view.query)
    except QueryError as error:
        return str(error)
    kept = describe(query) if query else "open tickets over the review threshold"
    if view.column is None:
        return kept
    return f"{kept}, sorted by {view.column} {'↓' if view.descending else '↑'}"
