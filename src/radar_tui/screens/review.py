"""Weekly review: the summary of one week, to read, to copy and to write to a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.screens.navigation import open_quality_sample
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, FinishingScreen, TextDialog
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.markdown_pane import MarkdownPane
from radar_tui.widgets.states import StatePanel

if TYPE_CHECKING:
    from pathlib import Path

    from radar_tui.services.live import LiveWorkspace

_WEEK = timedelta(weeks=1)
HINTS = (
    "[review.before=[] [review.after=]] other weeks · [review.copy=y] copy"
    " · [review.read-again=r] read again"
)
_REPLACE = (("replace", "replace it"), ("keep", "keep it and write nothing"))


@dataclass(frozen=True, slots=True)
class Export:
    """A summary that is to be written to a file; `typed` is the path as the user gave it."""

    week: str
    markdown: str
    typed: str


class ReviewScreen(WorkspaceScreen, FinishingScreen[None]):
    """One week's summary; it stands still while it is read, until it is read again."""

    CSS_PATH = "review.tcss"
    SCOPED = True
    PLACE = "Weekly review"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="review.back", tooltip="Back to where you were"),
        Binding(
            "left_square_bracket", "week(-1)", "Earlier", id="review.before", show=False,
            tooltip="Show the week before this one",
        ),
        Binding(
            "right_square_bracket", "week(1)", "Later", id="review.after", show=False,
            tooltip="Show the week after this one",
        ),
        Binding("enter", "export", "Write", id="review.export",
                tooltip="Write the summary to a Markdown file, to share it"),
        Binding("d", "judge", "Judge", id="review.quality-sample",
                tooltip="Judge a sample of the week's messages without their scores"),
        Binding("y", "copy", "Copy", id="review.copy", show=False,
                tooltip="Copy the whole summary as Markdown"),
        Binding("r", "read_again", "Read again", show=False, id="review.read-again",
                tooltip="Make the summary anew from what is known now"),
    ]  # fmt: skip

    state = getters.query_one(StatePanel)
    pane = getters.query_one(MarkdownPane)

    class ReviewRead(Message):
        """A week's summary as Markdown; `suggested` is where its file goes by default."""

        def __init__(self, week: str, markdown: str, suggested: Path, scope: str) -> None:
            super().__init__()
            self.week = week
            self.markdown = markdown
            self.suggested = suggested
            self.scope = scope

    class WeekRefused(Message):
        """There is no summary of a week; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class FileExists(Message):
        """There is a file where the summary is to go."""

        def __init__(self, path: Path, export: Export) -> None:
            super().__init__()
            self.path = path
            self.export = export

    class FileRefused(Message):
        """The summary could not be written; `reason` is one line for the user."""

        def __init__(self, export: Export, reason: str) -> None:
            super().__init__()
            self.export = export
            self.reason = reason

    class FileWritten(Message):
        """The summary is in a file."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__()
        self._shown: ReviewScreen.ReviewRead | None = None
        # The week that was asked for last, whether it is shown already or still being read.
        self._asked: str | None = None

    def compose_body(self) -> ComposeResult:
        """The summary and nothing else; its title tells the week."""
        with StatePanel():
            yield MarkdownPane(id="review-pane")

    def refresh_view(self) -> None:
        """Read the last whole week when first shown; later changes wait for `r`.

        Another scope is another summary.

        A summary that changed while it is read would lose the reader's place.
        """
        if self._shown is None:
            self._show_week(None)
        elif self.live is not None and self._shown.scope != str(self.live.scope):
            self._show_week(self._asked)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Go back only from where another screen lies below."""
        if action == "back":
            return len(self.app.screen_stack) > 1
        if action in ("week", "export", "copy", "judge"):
            return self._shown is not None
        return super().check_action(action, parameters)

    # Reading.

    def action_week(self, weeks: int) -> None:
        """Show another week, that many after the one that is shown."""
        if self._asked is not None:
            self._show_week(_week_after(self._asked, weeks))

    def action_read_again(self) -> None:
        """Make the summary of the week that is shown anew."""
        self._show_week(self._asked)

    def action_judge(self) -> None:
        """Go to the quality sample of the week that is shown."""
        if self._shown is not None:
            open_quality_sample(self.app, self._shown.week)

    def action_back(self) -> None:
        """Go back to where the review was opened."""
        self.finish()

    def _show_week(self, week: str | None) -> None:
        if self.live is not None:
            self._asked = week
            self.pane.border_title = f"Reading {week or 'the last whole week'}…"
            self._review(self.live, week)

    @work(thread=True, exclusive=True, group="weekly-review", exit_on_error=False)
    def _review(self, live: LiveWorkspace, week: str | None) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.reporting.weekly_markdown import weekly_markdown
        from radar_tui.services.exporting import review_path
        from radar_tui.services.reviewing import weekly_review

        told: Message
        try:
            facts = weekly_review(live.now(), week)
        except WorkspaceError as error:
            told = self.WeekRefused(str(error))
        else:
            label = facts.week.label
            written = weekly_markdown(facts)
            told = self.ReviewRead(label, written, review_path(label), facts.scope)
        if not get_current_worker().is_cancelled:
            self.post_message(told)

    @on(ReviewRead)
    def _draw(self, message: ReviewRead) -> None:
        before, self._shown, self._asked = self._shown, message, message.week
        if before is None or before.week != message.week:
            self.pane.scroll_home(animate=False)
        self.pane.show(message.markdown)
        self.state.show_content()
        if before is None:
            self.call_after_refresh(self.pane.focus)
        self._tell_week()
        self.refresh_bindings()

    @on(WeekRefused)
    def _tell_refused(self, message: WeekRefused) -> None:
        self._asked = self._shown.week if self._shown else None
        self._tell_week()
        if self._shown is None:
            self.state.show_empty(message.reason, "import an export of your help desk with i")
        else:
            self.post_message(ActionFailed(message.reason))

    def _tell_week(self) -> None:
        self.pane.border_title = f"Week {self._shown.week}" if self._shown else ""
        hint_keys(self.pane, HINTS if self._shown else "")

    # Sharing.

    def action_copy(self) -> None:
        """Copy the summary as Markdown."""
        if self._shown is not None:
            self.app.copy_to_clipboard(self._shown.markdown)
            self.post_message(ActionDone(f"copied the summary of {self._shown.week} as Markdown"))

    def action_export(self) -> None:
        """Ask where to write the summary that is shown."""
        shown = self._shown
        if shown is not None:
            self._ask_path(Export(shown.week, shown.markdown, str(shown.suggested)))

    def _ask_path(self, export: Export, problem: str = "") -> None:
        def answered(typed: str | None) -> None:
            if typed is not None:
                self._export(replace(export, typed=typed))

        title = f"Write the summary of {export.week} to"
        dialog = TextDialog(title, value=inert_line(export.typed), problem=problem)
        self.app.push_screen(dialog, answered)

    @work(thread=True, group="review-file", exit_on_error=False)
    def _export(self, export: Export) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.exporting import holds_file, typed_path

        try:
            path = typed_path(export.typed)
        except WorkspaceError as error:
            self.post_message(self.FileRefused(export, str(error)))
            return
        if holds_file(path):
            self.post_message(self.FileExists(path, export))
        else:
            self._write(path, export)

    @on(FileExists)
    def _ask_replace(self, message: FileExists) -> None:
        def answered(answer: str | None) -> None:
            if answer == "replace":
                self._write(message.path, message.export)

        title = f"{inert_line(message.path.name)} is there already"
        self.app.push_screen(ChoiceDialog(title, _REPLACE), answered)

    @work(thread=True, group="review-file", exit_on_error=False)
    def _write(self, path: Path, export: Export) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.exporting import write_export

        try:
            write_export(path, export.markdown)
        except WorkspaceError as error:
            self.post_message(self.FileRefused(export, str(error)))
            return
        self.post_message(self.FileWritten(path))

    @on(FileRefused)
    def _ask_again(self, message: FileRefused) -> None:
        """Let the user mend the path, unless they have gone on to something else."""
        if self.is_active:
            self._ask_path(message.export, message.reason)
        else:
            self.post_message(ActionFailed(message.reason))

    @on(FileWritten)
    def _tell_written(self, message: FileWritten) -> None:
        path = inert_line(str(message.path))
        self.app.copy_to_clipboard(path)
        self.post_message(ActionDone(f"wrote {path} · its path is copied"))


def _week_after(label: str, weeks: int) -> str:
    """Name the ISO week some weeks after another, before it where negative."""
    year, number = label.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1) + weeks * _WEEK
    later_year, later, _ = monday.isocalendar()
    return f"{later_year:04}-W{later:02}"
