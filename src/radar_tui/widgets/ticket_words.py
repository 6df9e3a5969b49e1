"""The ticket pane's own lines: who and how bad, what was done, what else is open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from radar_tui.reporting.wording import (
    band_badge,
    due_words,
    moment_words,
    trajectory_glyph,
    working_wait,
)
from radar_tui.text.hostile import inert_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from radar_tui.services.ticket_view import TicketAlertView, TicketView

_BAND_STYLES = {
    "critical": "bold $band-critical",
    "high": "bold $band-high",
    "mild": "bold $band-mild",
    "neutral": "bold $band-neutral",
}
_UNSCORED_STYLE = "bold $foreground-muted"
# Lines for the score and why it is so; cells that a subject and an account's name always get.
_SCORE_LINES, _LEAST_SUBJECT, _LEAST_ACCOUNT = 2, 20, 12
_TRAJECTORIES = {"up": "rising", "flat": "steady", "down": "falling"}


def ticket_key(view: TicketView) -> str:
    """Name the ticket across sources."""
    return f"{view.ticket.source}/{view.ticket.external_id}"


def head_content(view: TicketView, width: int) -> Content:
    """How bad and why, on at most two lines of a width; then on one line whose and what it is.

    What is too long ends in an ellipsis; a long name leaves room for the number and the subject.
    """
    scored = _score_words(view).wrap(width)
    if len(scored) > _SCORE_LINES:
        rest = Content(" ").join(line.rstrip() for line in scored[_SCORE_LINES - 1 :])
        scored = [*scored[: _SCORE_LINES - 1], rest.truncate(width, ellipsis=True)]
    return Content("\n").join([*scored, _ticket_words(view, width)])


def _score_words(view: TicketView) -> Content:
    score = view.score
    waits = working_wait(view.waiting_hours, view.waiting_days)
    if score is None:
        return Content.assemble((band_badge(None, None), _UNSCORED_STYLE), f" · {waits}")
    goes = f"{trajectory_glyph(score.trajectory)} {_TRAJECTORIES[score.trajectory]}"
    why = f" · {inert_line(score.why)}" if score.score is not None else ""
    return Content.assemble(
        (band_badge(score.band, score.score), _BAND_STYLES.get(score.band or "", _UNSCORED_STYLE)),
        f" {goes} · {waits}{why}",
    )


def _ticket_words(view: TicketView, width: int) -> Content:
    ticket = view.ticket
    account = Content.styled(inert_line(ticket.account or "no account"), "bold")
    tier = f" · tier {ticket.tier}" if ticket.tier is not None else ""
    number = Content(f"{tier} · #{inert_line(ticket.external_id)} ")
    subject = Content(inert_line(ticket.subject))
    status = Content(f" · {ticket.status}")
    others = number.cell_length + status.cell_length
    least = min(subject.cell_length, _LEAST_SUBJECT)
    account = account.truncate(max(width - others - least, _LEAST_ACCOUNT), ellipsis=True)
    subject = subject.truncate(max(width - others - account.cell_length, least), ellipsis=True)
    return Content.assemble(account, number, subject, status).truncate(width, ellipsis=True)


def work_content(view: TicketView) -> Content:
    """Who does what about the ticket, and what was done so far: a line each, with its name."""
    lines = [
        Content.assemble((f"{name:<9} ", "$foreground-muted"), inert_line(words))
        for name, words in _facts(view)
    ]
    return Content("\n").join(lines)


def other_lines(view: TicketView) -> list[tuple[str, str]]:
    """The account's other open tickets, keyed by their names."""
    return [
        (
            f"{one.source}/{one.external_id}",
            f"{band_badge(one.band, one.score)} · #{one.external_id} {one.subject}",
        )
        for one in view.other_tickets
    ]


def _facts(view: TicketView) -> Iterator[tuple[str, str]]:
    done, opinion = view.intervention, view.opinion
    zone = ZoneInfo(view.zone)

    def told(at: datetime) -> str:
        return moment_words(at, zone)

    yield "owner", done.owner or _owner_of_alert(view.alert)
    yield "next", done.next_action or "nothing planned yet"
    if view.alert is not None:
        yield "alert", _alert_words(view.alert, view.as_of)
    if done.acknowledged_at is not None:
        yield "taken", told(done.acknowledged_at)
    if done.snoozed_until is not None:
        yield "snoozed", f"until {told(done.snoozed_until)}"
    if done.escalated_at is not None:
        reason = done.escalation_reason or "no reason given"
        yield "escalated", f"{told(done.escalated_at)} · {reason}"
    if done.finished_at is not None:
        outcome = f" · {done.outcome}" if done.outcome else ""
        yield "done", f"{told(done.finished_at)}{outcome}"
    if opinion is not None:
        verdict = opinion.verdict.replace("-", " ")
        yield "judged", f"{opinion.score} is {verdict}, says {opinion.by}"
    if view.tags:
        yield "tags", ", ".join(term.name for term in view.tags)


def _owner_of_alert(alert: TicketAlertView | None) -> str:
    """Whose a ticket is that was given to nobody: the person's who has its alert, or a role's."""
    if alert is None or alert.owner is None:
        return "nobody yet"
    return f"nobody yet · {alert.role} by the rule" if alert.owner == alert.role else alert.owner


def _alert_words(alert: TicketAlertView, as_of: datetime) -> str:
    if alert.done_at is not None:
        return f"{alert.title} · answered"
    owner = f" · owner {alert.owner}" if alert.owner else ""
    due = f" · due {due_words(alert.due_at, as_of)}" if alert.due_at else ""
    return f"{alert.action or alert.title}{owner}{due}"
