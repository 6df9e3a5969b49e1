"""The triage keys: what a lead does to tickets and alerts, the same wherever they are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.screens.triage_choices import SNOOZES, VERDICTS, has_browser, snooze_moment
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, TextDialog
from radar_tui.widgets.ticket_pane import TicketPane

if TYPE_CHECKING:
    from radar_tui.services.acting import ActResult
    from radar_tui.services.workspace import Workspace

    # Does something to tickets, or to alerts, given by their ids.
    Act = Callable[[Workspace, list[int]], ActResult]

# What alerts can take as well as tickets; the other keys are about tickets alone.
_ANSWERS = frozenset(
    f"triage_{name}" for name in ("acknowledge", "snooze", "owner", "next_action", "done")
)


@dataclass(frozen=True, slots=True)
class Targets:
    """What a key acts on, as it was chosen when the key was pressed.

    Tickets by name (`source/number`), or alerts by id.
    """

    tickets: tuple[str, ...] = ()
    alerts: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Name the one ticket, or count what was chosen."""
        if len(self.tickets) == 1:
            return f"#{inert_line(self.tickets[0].rpartition('/')[2])}"
        count, noun = (len(self.alerts), "alert") if self.alerts else (len(self.tickets), "ticket")
        return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _key(key: str, action: str, description: str, tooltip: str) -> Binding:
    name = action.removeprefix("triage_").replace("_", "-")
    return Binding(key, action, description, show=False, tooltip=tooltip, id=f"ticket.{name}")


class TriageScreen(WorkspaceScreen):
    """A screen whose tickets and alerts can be acted on; it says which they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("a", "triage_acknowledge", "Ack", "Take it and answer its alert"),
        _key("s", "triage_snooze", "Snooze", "Put it aside until later"),
        _key("n", "triage_next_action", "Next", "Say what we will do now"),
        _key("N", "triage_note", "Note", "Write a note on the ticket; it stays within the team"),
        _key("x", "triage_done", "Done", "Finish the work on it"),
        _key("d", "triage_disagree", "Disagree", "Judge the score: too high, too low, right"),
        _key("o", "triage_owner", "Owner", "Give it to somebody"),
        _key("t", "triage_tag", "Tag", "Tag the ticket with a term of the vocabulary"),
        _key("e", "triage_escalate", "Escalate", "Escalate the ticket for a reason"),
        _key(
            "b", "triage_open_url", "Help desk", "Open the ticket in the help desk, or copy where"
        ),
        _key("y", "triage_copy", "Copy", "Copy what is told of it as text"),
    ]

    class ReasonsRead(Message):
        """The escalation reasons to choose from, as (name, label), for some tickets."""

        def __init__(self, targets: Targets, reasons: list[tuple[str, str]]) -> None:
            super().__init__()
            self.targets = targets
            self.reasons = reasons

    class UrlsRead(Message):
        """Where tickets stand in the help desk."""

        def __init__(self, urls: list[str]) -> None:
            super().__init__()
            self.urls = urls

    # What a screen says of what is chosen.

    def triage_names(self) -> tuple[str, ...]:
        """Name the tickets that a key acts on, as `source/number`; none where none is chosen.

        Where alerts are chosen, the tickets that they are about.
        """
        return ()

    def alert_ids(self) -> tuple[int, ...]:
        """Give the ids of the alerts that a key acts on; none where no alert is chosen."""
        return ()

    def offers_triage(self) -> bool:
        """Tell whether the keys that are about tickets alone have one to act on."""
        return bool(self.triage_names())

    def planned_action(self) -> str:
        """What is planned for the one that is chosen so far, to be edited; blank for several."""
        return ""

    def copied_words(self) -> str:
        """What the copy key takes; blank where there is nothing."""
        return ""

    def go_on(self) -> None:
        """Go on to the next one: an action has begun on this one."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the triage keys to tickets, and those that answer to alerts as well."""
        if action == "triage_copy":
            return bool(self.copied_words())
        if action.startswith("triage_"):
            return self.offers_triage() or (action in _ANSWERS and bool(self.alert_ids()))
        return super().check_action(action, parameters)

    # Keys for tickets and alerts.

    def action_triage_acknowledge(self) -> None:
        """Take what is chosen."""
        from radar_tui.services.alert_responses import acknowledge_alerts
        from radar_tui.services.triage import acknowledge

        targets = self._answer_targets()
        self._act(targets, acknowledge_alerts if targets.alerts else acknowledge)

    def action_triage_done(self) -> None:
        """Finish the work on what is chosen."""
        from radar_tui.services.alert_responses import finish_alerts
        from radar_tui.services.triage import mark_done

        targets = self._answer_targets()
        finish = finish_alerts if targets.alerts else mark_done
        self._act(targets, lambda live, ids: finish(live, ids, None))

    def action_triage_snooze(self) -> None:
        """Ask until when to put what is chosen aside."""
        from radar_tui.services.alert_responses import snooze_alerts
        from radar_tui.services.settings import workspace_zone
        from radar_tui.services.triage import snooze

        targets = self._answer_targets()
        put_aside = snooze_alerts if targets.alerts else snooze

        def act(live: Workspace, ids: list[int], choice: str) -> ActResult:
            zone = ZoneInfo(workspace_zone(live))
            return put_aside(live, ids, snooze_moment(choice, live.as_of, zone))

        self._ask(targets, ChoiceDialog(_titled("Snooze", targets), SNOOZES), act)

    def action_triage_owner(self) -> None:
        """Ask whose what is chosen is."""
        from radar_tui.services.alert_responses import give_alerts
        from radar_tui.services.triage import set_owner

        targets = self._answer_targets()
        actor = self.live.now().actor if self.live is not None else ""
        hint = "blank: the role that its rule names" if targets.alerts else "blank: nobody"
        dialog = TextDialog(_titled("Owner", targets), value=actor, placeholder=hint)
        self._ask(targets, dialog, give_alerts if targets.alerts else set_owner)

    def action_triage_next_action(self) -> None:
        """Ask what is done next."""
        from radar_tui.services.alert_responses import plan_alerts
        from radar_tui.services.triage import set_next_action

        targets = self._answer_targets()
        title = _titled("What we'll do now", targets)
        dialog = TextDialog(title, value=self.planned_action())
        self._ask(targets, dialog, plan_alerts if targets.alerts else set_next_action)

    # Keys for tickets alone.

    def action_triage_disagree(self) -> None:
        """Ask what is wrong with the score."""
        from radar_tui.services.triage import Verdict, disagree

        targets = self._ticket_targets()
        self._ask(
            targets,
            ChoiceDialog(_titled("The score is", targets), VERDICTS),
            lambda live, ids, choice: disagree(live, ids, Verdict(choice)),
        )

    def action_triage_tag(self) -> None:
        """Ask for a term to tag the tickets with."""
        from radar_tui.services.triage import tag

        targets = self._ticket_targets()
        hint = "a term, its label or an alias"
        dialog = TextDialog(_titled("Tag", targets), placeholder=hint)
        self._ask(targets, dialog, tag, blank=False)

    def action_triage_note(self) -> None:
        """Ask for a note on the tickets."""
        from radar_tui.services.notes import write_note

        targets = self._ticket_targets()
        hint = "for your team only; the customer never sees it"
        dialog = TextDialog(_titled("Note", targets), placeholder=hint)
        self._ask(targets, dialog, write_note, blank=False)

    def action_triage_escalate(self) -> None:
        """Ask for the reason of an escalation, from the vocabulary where it has any."""
        self._read_reasons(self._ticket_targets())

    @work(thread=True, exclusive=True, group="escalation-reasons", exit_on_error=False)
    def _read_reasons(self, targets: Targets) -> None:
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
        self.post_message(self.ReasonsRead(targets, reasons))

    @on(ReasonsRead)
    def _ask_reason(self, message: ReasonsRead) -> None:
        from radar_tui.services.triage import escalate

        if not self.is_current:
            return
        targets, reasons = message.targets, message.reasons
        title = _titled("Escalate", targets)
        dialog = ChoiceDialog(title, reasons) if reasons else TextDialog(title)
        self._ask(targets, dialog, escalate)

    def action_triage_open_url(self) -> None:
        """Open the ticket in the help desk; several, or without a browser, copy their addresses."""
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
    def _open_or_copy(self, message: UrlsRead) -> None:
        if not message.urls:
            self.post_message(ActionFailed("the export gave no address in the help desk"))
            return
        count = len(message.urls)
        if count == 1 and has_browser(os.environ, sys.platform):
            self.app.open_url(message.urls[0])
            self.post_message(ActionDone(f"opened {message.urls[0]}"))
            return
        self.app.copy_to_clipboard("\n".join(message.urls))
        told = message.urls[0] if count == 1 else f"{count} addresses"
        self.post_message(ActionDone(f"copied {told}"))

    def action_triage_copy(self) -> None:
        """Copy what is told of the row, or of the ticket, as text."""
        words = self.copied_words()
        self.app.copy_to_clipboard(words)
        self.post_message(ActionDone(f"copied {words.splitlines()[0]}"))

    # The open ticket's own lists.

    @on(TicketPane.ChecklistItemToggled)
    def _tick(self, message: TicketPane.ChecklistItemToggled) -> None:
        from radar_tui.services.triage import check_off

        key, done = message.key, message.done
        targets = Targets(tickets=(message.ticket,))
        self._do(targets, lambda live, ids: check_off(live, ids, key, done=done))

    @on(TicketPane.OtherTicketChosen)
    def _open_other(self, message: TicketPane.OtherTicketChosen) -> None:
        from radar_tui.screens.ticket import open_ticket

        open_ticket(self.app, message.name)

    # Doing.

    def _ticket_targets(self) -> Targets:
        return Targets(tickets=self.triage_names())

    def _answer_targets(self) -> Targets:
        """Alerts where they are chosen: acting on them acts on the tickets that they are about."""
        ids = self.alert_ids()
        return Targets(alerts=ids) if ids else self._ticket_targets()

    def _ask(
        self,
        targets: Targets,
        dialog: ChoiceDialog | TextDialog,
        act: Callable[[Workspace, list[int], str], ActResult],
        *,
        blank: bool = True,
    ) -> None:
        """Act with the dialog's answer; on what was chosen before, whatever happens meanwhile."""

        def answered(answer: str | None) -> None:
            if answer is not None and (answer or blank):
                self._act(targets, lambda live, ids: act(live, ids, answer))

        if targets.tickets or targets.alerts:
            self.app.push_screen(dialog, answered)

    def _act(self, targets: Targets, act: Act) -> None:
        if targets.tickets or targets.alerts:
            self._do(targets, act)
            # At once, so that the next key is about the next one.
            self.go_on()

    def _do(self, targets: Targets, act: Act) -> None:
        def done(workspace: Workspace) -> Message:
            from radar_tui.services.ticket_view import find_ticket

            tickets = [find_ticket(workspace, name) for name in targets.tickets]
            result = act(workspace, tickets or list(targets.alerts))
            return ActionDone(f"{result.label} · u undoes it" if result.changed else result.label)

        self.store(f"not done for {targets.words}", done)


def _titled(words: str, targets: Targets) -> str:
    return f"{words} · {targets.words}"
