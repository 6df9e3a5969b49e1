"""Quality sample: a week's messages judged one by one, without their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from radar_tui.domain.bands import Band
from radar_tui.screens.base import WorkspaceScreen
from radar_tui.widgets.band_choices import BandChoices
from radar_tui.widgets.blind_message import BlindMessage
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.states import StatePanel

if TYPE_CHECKING:
    from radar_tui.domain.playbook_sections import RubricBand
    from radar_tui.services.acting import ActResult
    from radar_tui.services.quality_sample import QaItem, SampleStatus
    from radar_tui.services.workspace import Workspace

# Cells of the bar that shows how far the sample has come.
BAR_WIDTH = 20
CALIBRATE = "radar calibrate holds such judgements against the scores, from {} of them on"
_JUDGE = Binding.Group("Judge", compact=True)


def _band_key(key: str, band: Band) -> Binding:
    return Binding(
        key,
        f"judge('{band}')",
        band.capitalize(),
        id=f"quality-sample.{band}",
        group=_JUDGE,
        tooltip=f"Judge the message {band}, and go on to the next",
    )


class QualitySampleScreen(WorkspaceScreen, FinishingScreen[None]):
    """One message of the sample at a time; `week` is a label, None for the last whole week."""

    PLACE = "Quality sample"
    CSS_PATH = "quality_sample.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="quality-sample.back",
                tooltip="Back to where you were; what is judged stays so"),
        *(_band_key(str(band.rank + 1), band) for band in Band),
        Binding("s", "skip", "Skip", id="quality-sample.skip",
                tooltip="Put a message aside that cannot be judged"),
    ]  # fmt: skip

    progress = getters.query_one("#sample-progress", Static)
    state = getters.query_one(StatePanel)
    pane = getters.query_one(BlindMessage)
    bands = getters.query_one(BandChoices)

    class SampleRead(Message):
        """The sample as it stood after a number of answers given here."""

        def __init__(
            self,
            status: SampleStatus,
            items: Sequence[QaItem],
            rubric: Sequence[RubricBand],
            zone: str,
            answers: int,
        ) -> None:
            super().__init__()
            self.status = status
            self.items = items
            self.rubric = rubric
            self.zone = zone
            self.answers = answers

    class WeekRefused(Message):
        """There is no sample of the week; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class SampleUnreadable(Message):
        """The sample cannot be read; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class Answered(Message):
        """A message was judged or skipped."""

        def __init__(self, result: ActResult) -> None:
            super().__init__()
            self.result = result

    def __init__(self, week: str | None = None) -> None:
        super().__init__()
        self._week = week
        self._zone = ZoneInfo("UTC")
        # What is to be judged, the message that is shown first.
        self._turns: list[QaItem] = []
        # Whether all is judged that was drawn; not before it is read.
        self._over = False
        self._answers = 0

    def compose_body(self) -> ComposeResult:
        """How far it is on top; the message; the bands to choose from."""
        yield Static("", id="sample-progress", markup=False)
        with StatePanel():
            yield BlindMessage()
            yield BandChoices()

    def on_mount(self) -> None:
        """Name the parts and their keys."""
        hint_keys(self.pane, "[pane.down=j] [pane.up=k] read on and back")
        self.bands.border_title = "How frustrated is the customer in this message?"
        hint_keys(self.bands, "[quality-sample.skip=s] skip · [app.undo=u] undo · esc leave")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Judge while there may be something to judge: a key too many then leads nowhere else."""
        if action in ("judge", "skip"):
            return not self._over
        return super().check_action(action, parameters)

    # Reading.

    def refresh_view(self) -> None:
        """Read the sample in turn with the answers: what was answered before it is in it."""
        week, answers = self._week, self._answers

        def read(workspace: Workspace) -> Message:
            return _read_sample(workspace, week, answers)

        self.store("the sample was not read", read)

    @on(SampleRead)
    def _draw(self, message: SampleRead) -> None:
        if message.answers != self._answers:
            return  # answers were given since; it is read again after them
        self._week, self._zone = message.status.week, ZoneInfo(message.zone)
        self._over = not message.items
        self._turns = in_turn(message.items, self._turns)
        self.bands.show(message.rubric)
        self.progress.update(progress_words(message.status))
        if self._over:
            self.state.show_empty(*over_words(message.status))
        else:
            self._show_turn()
        self.refresh_bindings()

    def _show_turn(self) -> None:
        self.pane.show(self._turns[0], self._zone)
        self.state.show_content()
        if self.focused is None:
            self.call_after_refresh(self.pane.focus)

    @on(WeekRefused)
    def _tell_refused(self, message: WeekRefused) -> None:
        self._tell_none()
        self.state.show_empty(message.reason, "esc goes back; w, then [ shows the weeks before")

    @on(SampleUnreadable)
    def _tell_unreadable(self, message: SampleUnreadable) -> None:
        self._tell_none()
        self.state.show_error(message.reason)

    def _tell_none(self) -> None:
        self._turns, self._over = [], True
        self.progress.update("")
        self.refresh_bindings()

    # Answering.

    def action_judge(self, band: str) -> None:
        """Give the message that is shown a band."""

        def judged(workspace: Workspace, item: QaItem) -> ActResult:
            from radar_tui.services.quality_sample import judge

            return judge(workspace, item.id, Band(band))

        self._answer("not judged", judged)

    def action_skip(self) -> None:
        """Put the message that is shown aside."""

        def skipped(workspace: Workspace, item: QaItem) -> ActResult:
            from radar_tui.services.quality_sample import skip

            return skip(workspace, item.id)

        self._answer("not skipped", skipped)

    @on(BandChoices.BandChosen)
    def _judge_clicked(self, message: BandChoices.BandChosen) -> None:
        self.action_judge(message.band)

    def _answer(self, words: str, answer: Callable[[Workspace, QaItem], ActResult]) -> None:
        """Store an answer to the message that is shown, and show the next without waiting."""
        if not self._turns:
            return
        item = self._turns.pop(0)
        self._answers += 1
        self.store(words, lambda workspace: self.Answered(answer(workspace, item)))
        # Read again even where it is not stored: the message is to be judged still.
        self.refresh_view()
        if self._turns:
            self._show_turn()

    @on(Answered)
    def _tell_answered(self, message: Answered) -> None:
        result = message.result
        self.tell_done(f"{result.label} · u undoes it" if result.changed else result.label)

    def action_back(self) -> None:
        """Go back to where the sample was opened."""
        self.finish()


def _read_sample(workspace: Workspace, week: str | None, answers: int) -> Message:
    from radar_tui.db.errors import WorkspaceError
    from radar_tui.services.playbook import shipped_playbook
    from radar_tui.services.quality_sample import draw_sample, sample_week, waiting
    from radar_tui.services.settings import workspace_zone

    try:
        label = sample_week(workspace, week)
    except WorkspaceError as error:
        return QualitySampleScreen.WeekRefused(str(error))
    try:
        return QualitySampleScreen.SampleRead(
            draw_sample(workspace, label),
            waiting(workspace, label),
            shipped_playbook().frustration.rubric,
            workspace_zone(workspace),
            answers,
        )
    except WorkspaceError as error:
        return QualitySampleScreen.SampleUnreadable(str(error))


def in_turn(items: Sequence[QaItem], before: Sequence[QaItem]) -> list[QaItem]:
    """Order what is to be judged: what was taken back, the message that is shown, the others."""
    if not before:
        return list(items)
    known, shown = {item.id for item in before}, before[0].id
    return sorted(items, key=lambda item: (item.id in known, item.id != shown))


def progress_words(status: SampleStatus) -> str:
    """Say how far a sample has come."""
    of_week = f"week {status.week}"
    total, done = status.drawn - status.gone, status.judged + status.skipped
    if total < 1:
        return of_week
    full = BAR_WIDTH * done // total
    skipped = f", {status.skipped} of them skipped" if status.skipped else ""
    return f"{'█' * full}{'░' * (BAR_WIDTH - full)}  {done} of {total} done{skipped} · {of_week}"


def over_words(status: SampleStatus) -> tuple[str, str]:
    """Say why nothing is to be judged, and what comes next."""
    from radar_tui.scoring.calibration import LABELS_NEEDED

    if status.late:
        return (
            f"The sample of week {status.week} is not drawn yet: {', '.join(status.late)}.",
            "import the rest of the week with i",
        )
    if status.unscored:
        noun = "message has" if status.unscored == 1 else "messages have"
        return (
            f"{status.unscored} {noun} no score yet; the sample of week {status.week} is drawn "
            "when all are scored.",
            "leave Radar open, or run radar score",
        )
    if not status.drawn:
        return (
            f"Week {status.week} has no customer message that can be scored, so none to judge.",
            "import an export of your help desk with i",
        )
    if not status.judged + status.skipped:
        return (
            f"What was drawn of week {status.week} is gone: deleted, reworded or noise since.",
            "esc goes back; w, then [ shows the weeks before",
        )
    skipped = f", {status.skipped} skipped" if status.skipped else ""
    noun = "message" if status.judged == 1 else "messages"
    return (
        f"The sample of week {status.week} is done: {status.judged} {noun} judged{skipped}.",
        CALIBRATE.format(LABELS_NEEDED),
    )
