"""The keys that silence alerts, and that end a silence, on screens with alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from radar_tui.screens.base import ActionDone, ActionFailed
from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from radar_tui.services.acting import ActResult
    from radar_tui.services.alerts_panel import AlertEntry
    from radar_tui.services.workspace import Workspace

    # Silences something for a span, for a reason.
    _Silence = Callable[[Workspace, timedelta, str], ActResult]

SPANS = (
    ("2h", "2 hours"),
    ("8h", "8 hours"),
    ("1d", "a day"),
    ("7d", "a week"),
)
_HOURS = {"2h": 2, "8h": 8, "1d": 24, "7d": 168}


class AlertSilencing(TriageScreen):
    """A screen whose chosen alerts can be silenced; it says which they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "S",
            "silence",
            "Silence",
            id="alerts.silence",
            show=False,
            tooltip="Keep what you know of quiet for a while; it goes on being watched",
        ),
        Binding(
            "E",
            "end_silence",
            "End silence",
            id="alerts.end-silence",
            show=False,
            tooltip="End the silence over the alert now",
        ),
    ]

    class SilencePreviewed(Message):
        """What a silence would be about, and how many alerts it would cover; or what is wrong."""

        def __init__(self, matchers: str, covered: int, problem: str = "") -> None:
            super().__init__()
            self.matchers = matchers
            self.covered = covered
            self.problem = problem

    def chosen_entries(self) -> tuple[AlertEntry, ...]:
        """The alerts that a key acts on."""
        return ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to alerts that they can do something about."""
        if action == "silence":
            return any(one.silence is None for one in self.chosen_entries())
        if action == "end_silence":
            return any(one.silence is not None for one in self.chosen_entries())
        return super().check_action(action, parameters)

    def action_silence(self) -> None:
        """Ask what to silence, for how long and why; several alerts are silenced as they are."""
        entries = self.chosen_entries()
        if len(entries) == 1:
            self._ask_matchers(_matchers_of(entries[0]))
        elif entries:
            ids = [one.id for one in entries]
            self._ask_span(
                f"{len(ids)} alerts",
                lambda workspace, span, reason: _silence_alerts(workspace, ids, span, reason),
            )

    def _ask_matchers(self, matchers: str, problem: str = "") -> None:
        def answered(text: str | None) -> None:
            if text:
                self._preview(text)

        title = "Silence what matches all of this; * stands for any letters"
        self.app.push_screen(TextDialog(title, value=matchers, problem=problem), answered)

    @work(thread=True, exclusive=True, group="silence-preview", exit_on_error=False)
    def _preview(self, matchers: str) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.silencing import preview_silence

        if self.live is None:
            return
        try:
            covered = preview_silence(self.live.now(), matchers).covered
        except WorkspaceError as error:
            self.post_message(self.SilencePreviewed(matchers, 0, str(error)))
        else:
            self.post_message(self.SilencePreviewed(matchers, covered))

    @on(SilencePreviewed)
    def _go_on_silencing(self, message: SilencePreviewed) -> None:
        if not self.is_current:
            return
        if message.problem:
            self._ask_matchers(message.matchers, message.problem)
            return
        matchers, count = message.matchers, message.covered
        self._ask_span(
            f"{count} open alert{'' if count == 1 else 's'}",
            lambda workspace, span, reason: _silence_matching(workspace, matchers, span, reason),
        )

    def _ask_span(self, what: str, silence: _Silence) -> None:
        def reasoned(choice: str, reason: str | None) -> None:
            if reason is None:
                return
            if not reason:
                self.post_message(ActionFailed("nothing is silenced: others will ask why, say it"))
                return

            def done(workspace: Workspace) -> Message:
                span = timedelta(hours=_HOURS[choice])
                return ActionDone(f"{silence(workspace, span, reason).label} · u undoes it")

            self.store("nothing is silenced", done)

        def chosen(choice: str | None) -> None:
            if choice is not None:
                dialog = TextDialog(f"Why · {what}", placeholder="planned maintenance, say")
                self.app.push_screen(dialog, lambda reason: reasoned(choice, reason))

        self.app.push_screen(ChoiceDialog(f"Silence {what} for", SPANS), chosen)

    def action_end_silence(self) -> None:
        """End the silence over the alert at the cursor."""
        silences = [one.silence for one in self.chosen_entries() if one.silence is not None]

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.silencing import expire_silence

            return ActionDone(f"{expire_silence(workspace, silences[0]).label} · u undoes it")

        if silences:
            self.store("the silence goes on", done)


def _matchers_of(entry: AlertEntry) -> str:
    from radar_tui.domain.alert_labels import RULE
    from radar_tui.domain.matchers import Matcher

    named = {RULE: entry.rule, **entry.labels}
    return " ".join(str(Matcher(name, value)) for name, value in named.items())


def _silence_alerts(
    workspace: Workspace, ids: list[int], span: timedelta, reason: str
) -> ActResult:
    from radar_tui.services.silencing import silence_alerts

    return silence_alerts(workspace, ids, until=workspace.as_of + span, reason=reason)


def _silence_matching(
    workspace: Workspace, matchers: str, span: timedelta, reason: str
) -> ActResult:
    from radar_tui.services.silencing import add_silence

    return add_silence(workspace, matchers, until=workspace.as_of + span, reason=reason)
