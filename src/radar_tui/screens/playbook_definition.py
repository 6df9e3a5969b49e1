"""The definition and what success looks like on the Playbook screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from radar_tui.screens.playbook_editing import PlaybookEditing
from radar_tui.screens.playbook_parts import Edit, PartView
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import checklist_line
from radar_tui.widgets.dialogs import ChoiceDialog
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.services.acting import ActResult
    from radar_tui.services.definition import DefinitionView, Place, SuccessMetric
    from radar_tui.services.success import Measure, SuccessLine
    from radar_tui.services.workspace import Workspace

DEFINITION_COLUMNS = (TableColumn("line", "proactive support means, for us", flex=1),)
DEFINITION_KEYS = "[playbook.done=x] applies · enter write or choose · →← parts"
SUCCESS_COLUMNS = (
    TableColumn("line", "success looks like", flex=3),
    TableColumn("now", "now", width=17),
    TableColumn("target", "target", width=10, from_width=70),
)
WORDS = "our-definition"
_MARKS = {True: "✓ ", False: "✗ ", None: ""}


def definition_part(view: DefinitionView) -> PartView:
    """The lines to choose from, the team's own words, and the two metrics of success."""
    rows = [
        TableRow(
            choice.key,
            (
                Cell(
                    checklist_line(choice.label, done=choice.applies),
                    "plain" if choice.applies else "muted",
                ),
            ),
        )
        for choice in view.choices
    ]
    own = view.words or f"not written yet; e.g. {view.example}"
    rows.append(_text_row(WORDS, "Our definition", own, muted=view.words is None))
    details = {
        choice.key: f"{choice.label}\n{'applies to us' if choice.applies else 'does not apply'}"
        for choice in view.choices
    }
    details[WORDS] = f"Our definition\n{inert_line(own)}"
    for metric in view.metrics:
        title = f"{metric.place.capitalize()} success metric"
        rows.append(_text_row(metric.place, title, metric.words))
        details[metric.place] = f"{title}\n{metric.words}"
    written = "in our own words" if view.words else "not in our own words yet"
    return PartView(
        summary=f"{view.applying} of {len(view.choices)} lines apply · {written}",
        title="Our definition of proactive support",
        keys=DEFINITION_KEYS,
        columns=DEFINITION_COLUMNS,
        rows=tuple(rows),
        details=details,
    )


def _text_row(key: str, title: str, text: str, *, muted: bool = False) -> TableRow:
    words = inert_line(f"{title}: {text}")
    return TableRow(key, (Cell(words, "muted" if muted else "plain"),))


def success_part(lines: tuple[SuccessLine, ...]) -> PartView:
    """Each line with its measures below it."""
    rows: list[TableRow] = []
    details: dict[str, str] = {}
    for line in lines:
        rows.append(TableRow(line.key, (Cell(line.label, "heading"), Cell(""), Cell(""))))
        told = [_measure_words(one) for one in line.measures]
        details[line.key] = "\n".join((line.label, *told))
        for place, measure in enumerate(line.measures):
            key = f"{line.key}/{place}"
            rows.append(_measure_row(key, measure))
            details[key] = f"{line.label}\n{told[place]}"
    measured = [one for line in lines for one in line.measures]
    known = sum(one.shown is not None for one in measured)
    return PartView(
        summary=f"{known} of {len(measured)} measures have data",
        title="What success looks like",
        keys="→← parts",
        columns=SUCCESS_COLUMNS,
        rows=tuple(rows),
        details=details,
    )


def _measure_row(key: str, measure: Measure) -> TableRow:
    from radar_tui.services.success import INSUFFICIENT

    now = f"{_MARKS[measure.met]}{measure.shown}" if measure.shown else INSUFFICIENT
    style = "muted" if measure.shown is None else ("good" if measure.met else "plain")
    target = measure.target or "–"
    return TableRow(
        key, (Cell(f"  {measure.name}"), Cell(now, style), Cell(inert_line(target), "muted"))
    )


def _measure_words(measure: Measure) -> str:
    from radar_tui.services.success import INSUFFICIENT

    shown = measure.shown or INSUFFICIENT
    target = f", target {measure.target}" if measure.target else ""
    met = {True: ", met", False: ", not met", None: ""}[measure.met]
    return inert_line(f"{measure.name}: {shown}{target}{met} · {measure.why}")


class PlaybookDefinition(PlaybookEditing):
    """What the keys do on the definition."""

    definition: DefinitionView | None = None

    def tick_definition(self) -> None:
        """Say that the chosen lines apply, or that they do not where all of them did."""
        keys = self.table.target_keys
        view = self.definition
        chosen = [one for one in view.choices if one.key in keys] if view is not None else []
        if not chosen:
            self.refuse("enter writes this line; x is for those with a box")
            return
        applies = not all(one.applies for one in chosen)

        def action(workspace: Workspace) -> ActResult:
            from radar_tui.services.definition import choose_lines

            return choose_lines(workspace, [one.key for one in chosen], applies=applies)

        self.do(action)

    def open_definition(self) -> None:
        """Write the definition, choose a metric, or tick the line at the cursor."""
        key, view = self.table.cursor_key, self.definition
        if view is None:
            return
        metric = next((one for one in view.metrics if one.place == key), None)
        if metric is not None:
            self._choose_metric(metric, view)
        elif key == WORDS:
            self.edit(
                Edit("Our definition", view.words or "", view.rev, _write_words, _newest_words)
            )
        else:
            self.tick_definition()

    def _choose_metric(self, metric: SuccessMetric, view: DefinitionView) -> None:
        edit = Edit(
            title=f"{metric.place.capitalize()} success metric",
            value=metric.key,
            seen=metric.rev,
            write=partial(_write_metric, metric.place),
            newest=partial(_newest_metric, metric.place),
        )

        def chosen(key: str | None) -> None:
            if key is not None:
                self.write(edit, key, edit.seen)

        self.app.push_screen(ChoiceDialog(edit.title, view.offered, present=metric.key), chosen)


def _write_words(workspace: Workspace, text: str, seen: int) -> ActResult:
    from radar_tui.services.definition import define

    return define(workspace, text, seen=seen)


def _newest_words(workspace: Workspace) -> tuple[str, int]:
    from radar_tui.services.definition import definition_view

    view = definition_view(workspace)
    return view.words or "", view.rev


def _write_metric(place: Place, workspace: Workspace, key: str, seen: int) -> ActResult:
    from radar_tui.services.definition import choose_metric

    return choose_metric(workspace, place, key, seen=seen)


def _newest_metric(place: Place, workspace: Workspace) -> tuple[str, int]:
    from radar_tui.services.definition import definition_view

    view = definition_view(workspace)
    return next((one.key, one.rev) for one in view.metrics if one.place is place)
