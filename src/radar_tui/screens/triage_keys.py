"""The triage keys: what a lead does to tickets, the same wherever tickets are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog

if TYPE_CHECKING:
    from radar_tui.services.workspace import Workspace

    # Does something to tickets, given by their ids, and says what was done.
    Act = Callable[[Workspace, list[int]], str]

SNOOZES = (
    ("two-hours", "2 hours"),
    ("tomorrow", "tomorrow 09:00"),
    ("in-three-days", "in 3 days 09:00"),
    ("next-monday", "next Monday 09:00"),
)
VERDICTS = (
    ("too-high", "too high"),
    ("too-low", "too low"),
    ("right", "right"),
)
_MORNING = time(9)


def snooze_moment(choice: str, as_of: datetime, zone: ZoneInfo) -> datetime:
    """When a snoozed ticket wakes: a key of `SNOOZES` seen from a moment, mornings in the zone."""
    if choice == "two-hours":
        return as_of + timedelta(hours=2)
    today = as_of.astimezone(zone).date()
    days = {"tomorrow": 1, "in-three-days": 3, "next-monday": 7 - today.weekday()}[choice]
    morning = datetime.combine(today + timedelta(days=days), _MORNING, zone)
    return morning.astimezone(UTC)


def _key(key: str, action: str, description: str, tooltip: str, *, show: bool = False) -> Binding:
    name = action.removeprefix("triage_").replace("_", "-")
    return Binding(key, action, description, show=show, tooltip=tooltip, id=f"ticket.{name}")


class TriageScreen(WorkspaceScreen):
    """A screen whose tickets can be acted on; it says which they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("a", "triage_acknowledge", "Ack", "Take the ticket and answer its alert", show=True),
        _key("s", "triage_snooze", "Snooze", "Put the ticket aside until later", show=True),
        _key("n", "triage_next_action", "Next", "Say what we will do now", show=True),
        _key("x", "triage_done", "Done", "Finish the work on the ticket", show=True),
        _key("d", "triage_disagree", "Disagree", "Judge the score: too high, too low, right"),
        _key("o", "triage_owner", "Owner", "Give the ticket to somebody"),
        _key("t", "triage_tag", "Tag", "Tag the ticket with a term of the vocabulary"),
        _key("e", "triage_escalate", "Escalate", "Escalate the ticket for a reason"),
        _key("b", "triage_copy_url", "Help desk", "Copy the ticket's address in the help desk"),
    ]

    class ReasonsRead(Message):
        """The escalation reasons to choose from, as (name, label), for some tickets."""

        def __init__(self, names: tuple[str, ...], reasons: list[tuple[str, str]]) -> None:
            super().__init__()
            self.names = names
            self.reasons = reasons

    class UrlsRead(Message):
        """Where tickets stand in the help desk."""

        def __init__(self, urls: list[str]) -> None:
            super().__init__()
            self.urls = urls

    # What a screen says of its tickets.

    def triage_names(self) -> tuple[str, ...]:
        """Name the tickets that a key acts on, as `source/number`; none where none is chosen."""
        return ()

    def offers_triage(self) -> bool:
        """Tell whether the triage keys are about what the user is looking at."""
        return False

    def planned_action(self) -> str:
        """What is planned for the ticket so far, to be edited; blank for several."""
        return ""

    def go_on(self) -> None:
        """Go on to the next ticket: an action has begun on this one."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the triage keys to tickets."""
        if action.startswith("triage_"):
            return self.offers_triage()
        return super().check_action(action, parameters)

    # Keys.

    def action_triage_acknowledge(self) -> None:
        """Take the tickets."""
        from radar_tui.services.triage import acknowledge

        self._act(self.triage_names(), acknowledge)

    def action_triage_done(self) -> None:
        """Finish the work on the tickets."""
        from radar_tui.services.triage import mark_done

        self._act(self.triage_names(), lambda live, ids: mark_done(live, ids, None))

    def action_triage_snooze(self) -> None:
        """Ask until when to put the tickets aside."""
        from radar_tui.services.settings import workspace_zone
        from radar_tui.services.triage import snooze

        def act(live: Workspace, ids: list[int], choice: str) -> str:
            zone = ZoneInfo(workspace_zone(live))
            return snooze(live, ids, snooze_moment(choice, live.as_of, zone))

        self._ask(ChoiceDialog(self._title("Snooze"), SNOOZES), act)

    def action_triage_disagree(self) -> None:
        """Ask what is wrong with the score."""
        from radar_tui.services.triage import Verdict, disagree

        self._ask(
            ChoiceDialog(self._title("The score is"), VERDICTS),
            lambda live, ids, choice: disagree(live, ids, Verdict(choice)),
        )

    def action_triage_owner(self) -> None:
        """Ask whose the tickets are."""
        from radar_tui.services.triage import set_owner

        actor = self.live.now().actor if self.live is not None else ""
        dialog = TextDialog(self._title("Owner"), value=actor, placeholder="blank: nobody")
        self._ask(dialog, set_owner)

    def action_triage_tag(self) -> None:
        """Ask for a term to tag the tickets with."""
        from radar_tui.services.triage import tag

        dialog = TextDialog(self._title("Tag"), placeholder="a term, its label or an alias")
        self._ask(dialog, tag, blank=False)

    def action_triage_next_action(self) -> None:
        """Ask what is done next."""
        from radar_tui.services.triage import set_next_action

        dialog = TextDialog(self._title("What we'll do now"), value=self.planned_action())
        self._ask(dialog, set_next_action)

    def action_triage_escalate(self) -> None:
        """Ask for the reason of an escalation, from the vocabulary where it has any."""
        self._read_reasons(self.triage_names())

    @work(thread=True, exclusive=True, group="escalation-reasons", exit_on_error=False)
    def _read_reasons(self, names: tuple[str, ...]) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.domain.records import TagKind
        from radar_tui.services.vocabulary import terms_of_kind

        if self.live is None:
            return
        try:
            terms = terms_of_kind(self.live.now(), TagKind.ESCALATION_REASON)
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        reasons = [(term.name, inert_line(term.label)) for term in terms]
        self.post_message(self.ReasonsRead(names, reasons))

    @on(ReasonsRead)
    def _ask_reason(self, message: ReasonsRead) -> None:
        from radar_tui.services.triage import escalate

        if not self.is_current:
            return
        title = _titled("Escalate", message.names)
        dialog = ChoiceDialog(title, message.reasons) if message.reasons else TextDialog(title)
        self._ask(dialog, escalate, names=message.names)

    def action_triage_copy_url(self) -> None:
        """Copy where the tickets stand in the help desk."""
        self._read_urls(self.triage_names())

    @work(thread=True, exclusive=True, group="help-desk-urls", exit_on_error=False)
    def _read_urls(self, names: tuple[str, ...]) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.ticket_view import find_ticket, ticket_view

        if self.live is None:
            return
        workspace = self.live.now()
        try:
            views = [ticket_view(workspace, find_ticket(workspace, name)) for name in names]
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        urls = [inert_line(view.ticket.url or "") for view in views]
        web = [url for url in urls if url.startswith(("https://", "http://"))]
        self.post_message(self.UrlsRead(web))

    @on(UrlsRead)
    def _copy(self, message: UrlsRead) -> None:
        if not message.urls:
            self.post_message(ActionFailed("the export gave no address in the help desk"))
            return
        self.app.copy_to_clipboard("\n".join(message.urls))
        count = len(message.urls)
        told = message.urls[0] if count == 1 else f"{count} addresses"
        self.post_message(ActionDone(f"copied {told}"))

    # Doing.

    def _ask(
        self,
        dialog: ChoiceDialog | TextDialog,
        act: Callable[[Workspace, list[int], str], str],
        *,
        blank: bool = True,
        names: tuple[str, ...] | None = None,
    ) -> None:
        """Act with the dialog's answer; on the tickets chosen now, whatever happens meanwhile."""
        chosen = self.triage_names() if names is None else names

        def answered(answer: str | None) -> None:
            if answer is not None and (answer or blank):
                self._act(chosen, lambda live, ids: act(live, ids, answer))

        if chosen:
            self.app.push_screen(dialog, answered)

    def _act(self, names: tuple[str, ...], act: Act) -> None:
        if names:
            self._do(names, act)
            # At once, so that the next key is about the next ticket.
            self.go_on()

    @work(thread=True, group="triage", exit_on_error=False)
    def _do(self, names: tuple[str, ...], act: Act) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.ticket_view import find_ticket

        if self.live is None:
            return
        workspace = self.live.now()
        try:
            label = act(workspace, [find_ticket(workspace, name) for name in names])
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        # Where all was so already, nothing was stored that could be undone.
        unchanged = label.startswith("nothing to change")
        self.post_message(ActionDone(label if unchanged else f"{label} · u undoes it"))

    def _title(self, words: str) -> str:
        return _titled(words, self.triage_names())


def _titled(words: str, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"{words} · #{inert_line(names[0].rpartition('/')[2])}"
    return f"{words} · {len(names)} tickets"
