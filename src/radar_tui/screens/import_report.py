"""What an import did: its counts, and the records that were rejected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.virtual_table import Cell, RowOpened, TableColumn, TableRow, VirtualTable

if TYPE_CHECKING:
    from radar_tui.services.importing import ImportSummary, RejectedRecord

REJECT_COLUMNS = (
    TableColumn("position", "record", width=8, right=True),
    TableColumn("reason", "why it was rejected", flex=3),
    TableColumn("file", "file", flex=1),
)
# The lines of a table besides its rows: border and heading.
_TABLE_FRAME = 3


class RejectRows:
    """Rejected records as a table's source; there may be as many as there are records."""

    def __init__(self, rejects: Sequence[RejectedRecord]) -> None:
        self._rejects = rejects

    def count(self) -> int:
        """How many records were rejected."""
        return len(self._rejects)

    def rows(self, start: int, limit: int) -> Sequence[TableRow]:
        """The rows from a position on."""
        return [
            TableRow(
                str(start + place),
                (
                    Cell(f"{reject.position:,}", "muted"),
                    Cell(inert_line(reject.reason)),
                    Cell(inert_line(Path(reject.file).name), "muted"),
                ),
            )
            for place, reject in enumerate(self._rejects[start : start + limit])
        ]


class ImportReportScreen(Dialog[None]):
    """A card with the summary; any of the usual ways out closes it."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close", id="import-report.close", tooltip="Go back"),
    ]

    def __init__(self, summaries: Sequence[ImportSummary], notes: Sequence[str] = ()) -> None:
        """`notes` are lines on what was done besides importing."""
        super().__init__()
        self._summaries = tuple(summaries)
        self._notes = tuple(notes)
        self._rejects = [
            reject
            for summary in summaries
            for reject in sorted(summary.rejects, key=lambda one: (one.file, one.position))
        ]

    def compose(self) -> ComposeResult:
        """The counts; below them what was rejected, and where those records lie."""
        with Vertical(id="import-report") as card:
            card.border_title = "Imported"
            card.border_subtitle = "enter close"
            yield Static(_summary_lines(self._summaries, self._notes))
            if self._rejects:
                table = VirtualTable(REJECT_COLUMNS, RejectRows(self._rejects), empty="")
                table.border_title = f"Rejected · {len(self._rejects):,}"
                table.styles.height = len(self._rejects) + _TABLE_FRAME
                yield table
                yield Static(_report_lines(self._summaries), id="import-reject-reports")

    def on_mount(self) -> None:
        """The rejected records can be walked through."""
        for table in self.query(VirtualTable):
            table.focus()

    @on(RowOpened)
    def action_close(self) -> None:
        """Close the card."""
        self.finish()


def _summary_lines(summaries: Sequence[ImportSummary], notes: Sequence[str]) -> Content:
    from radar_tui.services.import_files import summary_counts

    lines = []
    for summary in summaries:
        lines.append(
            Content.assemble(
                (summary.kind, "bold"),
                f": {summary_counts(summary)}",
                (f" · run {summary.run} from {inert_line(summary.source)}", "dim"),
            )
        )
        lines += [Content(inert_line(note)) for note in summary.notes]
    return Content("\n").join([*lines, *(Content(inert_line(note)) for note in notes)])


def _report_lines(summaries: Sequence[ImportSummary]) -> Content:
    reports = [inert_line(one.reject_report) for one in summaries if one.reject_report]
    return Content.styled("The records, for you alone: " + ", ".join(reports), "dim")
