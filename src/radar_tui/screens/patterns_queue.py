"""The tagging queue of the Patterns screen: what each ticket lacks, and what is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.reporting.wording import how_many
from radar_tui.screens.patterns_parts import NO_VOCABULARY, PartView, RowDetail
from radar_tui.services.tagging_queue import LIKELY
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.domain.records import TagKind
    from radar_tui.services.tag_suggestions import KindSuggestions
    from radar_tui.services.tagging_queue import QueuedTicket, QueuePanel

COLUMNS = (
    TableColumn("ticket", "ticket", width=9),
    TableColumn("account", "account", flex=2, from_width=90),
    TableColumn("subject", "subject", flex=4),
    TableColumn("lacks", "lacks", width=12),
    TableColumn("suggested", "suggested", flex=3),
)
KEYS = (
    "[patterns.take-suggestion=T] take suggestion · [ticket.tag=t] other term · space mark · "
    "enter open · [app.undo=u] undo"
)
LEARNING = "learning…"


def queue_view(panel: QueuePanel) -> PartView:
    """The tickets that lack a tag, those still open first."""
    shown = f", {len(panel.tickets)} shown" if panel.total > len(panel.tickets) else ""
    lack = "lacks" if panel.total == 1 else "lack"
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(one, panel) for one in panel.tickets),
        details={one.name: _detail(one, panel) for one in panel.tickets},
        title=f"{how_many(panel.total, 'ticket')} {lack} a tag{shown}",
        keys=KEYS,
        count=str(panel.total),
        nothing="Every open or newly closed ticket carries the tags it must."
        if panel.terms
        else "Your vocabulary is empty, so there is nothing to tag with.",
        next_step="" if panel.terms else NO_VOCABULARY,
    )


def _row(one: QueuedTicket, panel: QueuePanel) -> TableRow:
    style = "plain" if one.is_open else "muted"
    return TableRow(
        one.name,
        (
            Cell(f"#{one.name.rpartition('/')[2]}", style),
            Cell(one.account or "–", "muted"),
            Cell(one.subject, style),
            Cell(", ".join(_short(kind) for kind in one.missing), "warning"),
            Cell(_suggested(one, panel), "good" if one.likely else "muted"),
        ),
    )


def _short(kind: TagKind) -> str:
    """The kind in so few letters that three of them can be read in a column."""
    return {"feature-area": "area", "root-cause": "cause", "escalation-reason": "reason"}[kind]


def _suggested(one: QueuedTicket, panel: QueuePanel) -> str:
    best = [found.suggestions[0] for found in one.suggested if found.suggestions]
    if not best:
        return "–" if panel.is_learned else LEARNING
    return ", ".join(
        f"{'' if term.confidence >= LIKELY else 'maybe '}{term.term} {term.confidence:.0%}"
        for term in best
    )


def _detail(one: QueuedTicket, panel: QueuePanel) -> RowDetail:
    about = " · ".join(
        [
            f"#{one.name.rpartition('/')[2]}",
            one.account or "no account",
            "open" if one.is_open else "closed",
            f"with {one.assignee}" if one.assignee else "with nobody",
        ]
    )
    kinds = [line for found in one.suggested for line in _kind_words(found)]
    problem = [] if panel.problem is None else [f"No suggestions: {panel.problem}"]
    learning = [] if panel.is_learned else ["Learning from your team's tags…"]
    words = [about, *kinds, *problem, *learning, "", one.said or "The customer wrote nothing."]
    return RowDetail(
        words="\n".join(words),
        ticket=one.name,
        subjects=(one.name,),
        likely={one.id: one.likely} if one.likely else {},
    )


def _kind_words(found: KindSuggestions) -> list[str]:
    kind = found.kind.value.replace("-", " ").capitalize()
    if not found.suggestions:
        return [f"{kind}: no suggestion; {found.reason}"]
    first, *others = found.suggestions
    alike = ", ".join(f"#{name.rpartition('/')[2]}" for name in first.tickets)
    also = "".join(f" · or {one.term} {one.confidence:.0%}" for one in others)
    return [f"{kind}: {first.term} {first.confidence:.0%}, as {alike}{also}"]
