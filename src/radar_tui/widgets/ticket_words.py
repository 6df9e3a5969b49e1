"""The ticket pane's own lines: who and how bad, what was done, what else is open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from radar_tui.reporting.wording import band_badge, due_words, trajectory_glyph
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.moments import moment_words

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
_TRAJECTORIES = {"up": "rising", "flat": "steady", "down": "falling"}


def ticket_key(view: TicketView) -> str:
    """Name the ticket across sources."""
    return f"{view.ticket.source}/{view.ticket.external_id}"


def head_content(view: TicketView) -> Content:
    """Account, tier, number, subject and status; then the score, where it goes, who waits."""
    ticket, score = view.ticket, view.score
    account = inert_line(ticket.account or "no account")
    tier = f" · tier {ticket.tier}" if ticket.tier is not None else ""
    badge = band_badge(score.band, score.score) if score else "– unscored"
    goes = (
        f" {trajectory_glyph(score.trajectory)} {_TRAJECTORIES[score.trajectory]}" if score else ""
    )
    waits = "nobody waits" if view.waiting_hours is None else f"waiting {view.waiting_hours:g} h"
    why = f" · {inert_line(score.why)}" if score and score.score is not None else ""
    return Content.assemble(
        (account, "bold"),
        f"{tier} · #{inert_line(ticket.external_id)} {inert_line(ticket.subject)}",
        f" · {ticket.status}\n",
        (badge, _BAND_STYLES.get((score.band or "") if score else "", "bold $foreground-muted")),
        f"{goes} · {waits}{why}",
    )


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

    yield "owner", done.owner or "nobody yet"
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


def _alert_words(alert: TicketAlertView, as_of: datetime) -> str:
    if alert.done_at is not None:
        return f"{alert.title} · answered"
    owner = f" · owner {alert.owner}" if alert.owner else ""
    due = f" · due {due_words(alert.due_at, as_of)}" if alert.due_at else ""
    return f"{alert.action or alert.title}{owner}{due}"
