"""What the app does with what should never happen: tells it, without a word of a customer's.

Messages of exceptions and local variables hold whatever was being worked on, so neither is shown,
kept or printed: types and lines of code are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from radar_tui.config import Config, ConfigError
from radar_tui.screens.base import ActionFailed, WorkspaceChanged
from radar_tui.screens.work_failures import WorkFailed, WorkReporting
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import Dialog
from radar_tui.widgets.key_hints import hint_keys

if TYPE_CHECKING:
    from radar_tui.services.failure_reports import FailureReport

EXIT_CODE = 2
FAILURES_FOLDER = "failures"


class AfterFailure(Enum):
    """What the user wants after a failure."""

    GO_ON = "go-on"
    RETRY = "retry"
    QUIT = "quit"


class FailureScreen(Dialog[AfterFailure]):
    """A card on what failed, and how to go on."""

    CSS_PATH = "failure.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,enter",
            "answer('go-on')",
            "Go on",
            id="failure.go-on",
            tooltip="Close the card and go on with what is on screen",
        ),
        Binding(
            "r",
            "answer('retry')",
            "Try again",
            id="failure.retry",
            tooltip="Close the card and read the screen again",
        ),
        Binding("y", "copy", "Copy", id="failure.copy", tooltip="Copy the report, to send it"),
        Binding("q", "answer('quit')", "Quit", id="failure.quit", tooltip="Leave Radar"),
    ]

    def __init__(self, report: FailureReport, file: Path | None) -> None:
        super().__init__()
        self._report = report
        self._file = file

    def compose(self) -> ComposeResult:
        """The card."""
        with VerticalScroll(id="failure-card") as card:
            card.border_title = "Something went wrong"
            hint_keys(
                card,
                "[failure.retry=r] try again · [failure.copy=y] copy · esc go on"
                " · [failure.quit=q] quit",
            )
            yield Static(self._words())

    def _words(self) -> Content:
        report = self._report
        kept = (
            f"The report is in {inert_line(str(self._file))}"
            if self._file
            else "The report could not be kept"
        )
        return Content.assemble(
            ("✖ ", "$error bold"),
            (f"Radar could not finish: {report.doing}", "bold"),
            f"\n  {report.type} in {report.place}",
            "\n\nWhat is stored is safe: Radar stores an action as a whole or not at all.",
            "\nIf it happens again, run: radar doctor",
            f"\n\n{kept}: types and lines of code, no text of anybody's.",
        )

    def action_answer(self, answer: str) -> None:
        """Close the card with what the user wants."""
        self.finish(AfterFailure(answer))

    def action_copy(self) -> None:
        """Copy the report."""
        self.app.copy_to_clipboard(self._report.text())
        self.notify("report copied", markup=False)


class FailureReporting(WorkReporting, App[None]):
    """An app that tells failures of work on a card, and ends with one line when itself fails.

    `debug` shows an exception as it is, with its texts, for those who mend Radar.
    """

    def __init__(self, config: Config, *, debug: bool = False) -> None:
        super().__init__()
        self._config = config
        # What is said at the end is one line, however narrow the terminal is.
        self.error_console.soft_wrap = True
        self._shows_tracebacks = debug
        self._told: set[tuple[str, str]] = set()

    @on(WorkFailed)
    def _tell_work_failed(self, message: WorkFailed) -> None:
        from radar_tui.db.errors import WorkspaceError

        if isinstance(message.error, WorkspaceError | ConfigError):
            # Expected, and said in words that are meant for the user.
            self.post_message(ActionFailed(str(message.error)))
            return
        report = self._describe(message.error, message.doing)
        if self._is_news(report):
            card = FailureScreen(report, self._keep(report))
            self.push_screen(card, self._after_failure)
        else:
            # One card is enough for what fails every minute.
            self.post_message(ActionFailed(f"again: {report.type} in {report.place}"))

    def _after_failure(self, answer: AfterFailure | None) -> None:
        if answer is AfterFailure.QUIT:
            self.exit()
        elif answer is AfterFailure.RETRY:
            self.post_message(WorkspaceChanged())

    def _handle_exception(self, error: Exception) -> None:
        """End with one line. Textual itself would print the values of all local variables.

        This is Textual's own method, which has no public counterpart; a test holds it in place.
        """
        if self._shows_tracebacks:
            super()._handle_exception(error)
            return
        if self._exception is not None:
            return
        # As Textual does: a test that drives the app raises it.
        self._exception = error
        self._exception_event.set()
        report = self._describe(error, "drawing the screen")
        file = self._keep(report)
        see = f"see {inert_line(str(file))}" if file else "run again with --debug for the details"
        line = f"radar: unexpected {report.type} in {report.place}; what is stored is safe; {see}"
        self.exit(return_code=EXIT_CODE, message=line)

    def _describe(self, error: BaseException, doing: str) -> FailureReport:
        from radar_tui.services.failure_reports import describe_failure

        return describe_failure(error, doing, self._config.now or datetime.now(UTC))

    def _keep(self, report: FailureReport) -> Path | None:
        from radar_tui.services.failure_reports import write_failure

        return write_failure(self._config.data_folder / FAILURES_FOLDER, report)

    def _is_news(self, report: FailureReport) -> bool:
        key = (report.type, report.place)
        news = key not in self._told and not isinstance(self.screen, FailureScreen)
        self._told.add(key)
        return news
