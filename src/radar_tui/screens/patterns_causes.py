"""The root causes of the Patterns screen: how often, whose, and what is done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.working_time import Duration
from radar_tui.reporting.wording import due_words, how_many
from radar_tui.screens.patterns_parts import NO_VOCABULARY, PartView, RowDetail
from radar_tui.services.root_causes import WEEKS
from radar_tui.widgets.range_chart import RangeWeek
from radar_tui.widgets.sparkline import sparkline
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from datetime import datetime

    from radar_tui.services.root_causes import RootCause, RootCausesPanel

COLUMNS = (
    TableColumn("rank", "top", width=3),
    TableColumn("cause", "root cause", flex=3),
    TableColumn("weeks", "by week", width=WEEKS + 1),
    TableColumn("running", "this week", width=9, right=True),
    TableColumn("before", "last", width=4, right=True),
    TableColumn("tickets", "tickets", width=7, right=True),
    TableColumn("accounts", "accounts", width=8, right=True),
    TableColumn("share", "share", width=5, right=True),
    TableColumn("standing", "alert", flex=2, from_width=100),
)
KEYS = "enter its tickets · →← parts"
NAMED = 8
# What was ever asked, whether or not it is settled by now.
_STATUSES = tuple(status.value for status in TicketStatus if status is not TicketStatus.DELETED)


def causes_view(panel: RootCausesPanel, now: datetime) -> PartView:
    """The repeat root causes, the top recurring issues first."""
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(one) for one in panel.causes),
        details={one.root_cause: _detail(one, panel, now) for one in panel.causes},
        title=f"{how_many(len(panel.causes), 'repeat root cause')} in {len(panel.weeks)} weeks",
        keys=KEYS,
        nothing="No root cause came up more than once in the last weeks."
        if panel.terms
        else "Your vocabulary has no root causes yet.",
        next_step="the tagging queue lists the repeats that lack one"
        if panel.terms
        else NO_VOCABULARY,
    )


def _row(one: RootCause) -> TableRow:
    style = "heading" if one.rank else "plain"
    alert = one.alert
    return TableRow(
        one.root_cause,
        (
            Cell(f"#{one.rank}" if one.rank else "", "heading"),
            Cell(one.label, style),
            Cell(sparkline(one.counts, WEEKS + 1), "muted"),
            Cell(str(one.counts[-1])),
            Cell(str(one.counts[-2])),
            Cell(str(one.tickets)),
            Cell(str(len(one.accounts))),
            Cell(f"{one.share:.0%}", "muted"),
            Cell(f"▲ {alert.standing_words}" if alert else "–", "warning" if alert else "muted"),
        ),
    )


def _detail(one: RootCause, panel: RootCausesPanel, now: datetime) -> RowDetail:
    let_pass = None if panel.rule is None else int(panel.rule.threshold)
    chart = tuple(
        RangeWeek(
            week[-3:],
            count,
            upper=let_pass,
            spike=let_pass is not None and count > let_pass,
            running=week == panel.weeks[-1],
        )
        for week, count in zip(panel.weeks, one.counts, strict=True)
    )
    return RowDetail(
        words="\n".join(_words(one, panel, now)),
        chart=chart,
        query=Query(
            (
                Term("tag", Operator.IS, (one.root_cause,)),
                Term("age", Operator.AT_MOST, (Duration(len(panel.weeks), "w"),)),
                Term("status", Operator.IS, _STATUSES),
            )
        ),
    )


def _words(one: RootCause, panel: RootCausesPanel, now: datetime) -> list[str]:
    lines = []
    issue = panel.issue(one)
    if issue is not None:
        lines.append(
            f"No. {one.rank} of the top recurring issues of {panel.weeks[-2]}: "
            f"{how_many(issue.tickets, 'ticket')} ({issue.previous} the week before)"
        )
    lines.append(
        f"{how_many(one.tickets, 'ticket')} of {_accounts(one)}; "
        f"{one.share:.0%} of all with a root cause"
    )
    return [*lines, *_answer(one, panel, now)]


def _accounts(one: RootCause) -> str:
    if not one.accounts:
        return "unknown accounts"
    more = len(one.accounts) - NAMED
    others = f" and {more} more" if more > 0 else ""
    named = ", ".join(one.accounts[:NAMED])
    return f"{how_many(len(one.accounts), 'account')} ({named}{others})"


def _answer(one: RootCause, panel: RootCausesPanel, now: datetime) -> list[str]:
    """What it calls for: KB, macro and bug intake, by the alert or by its rule."""
    alert, rule = one.alert, panel.rule
    if alert is not None:
        due = f" · due {due_words(alert.due_at, now)}" if alert.due_at else ""
        return [
            f"▲ {alert.measure} · {alert.standing_words}",
            f"→ {alert.action}",
            f"  owner {alert.owner}{due}",
        ]
    if rule is None:
        return ["The rule for repeat issues is off: nothing calls when it goes on repeating."]
    return [
        f"No alert: up to {rule.threshold:g} in {rule.window.days} days are let pass (░).",
        f"After that: {rule.action} · {rule.owner}",
    ]
