"""The weekly habit loop in words and rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from radar_tui.reporting.wording import how_many, moment_words
from radar_tui.screens.playbook_parts import HabitFacts, PartView
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.checklist import checklist_line
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.services.habits import HabitDone, HabitLoop, HabitStand

COLUMNS = (
    TableColumn("habit", "each week", flex=3),
    TableColumn("who", "who did it", flex=1),
    TableColumn("product", "led to", width=18, from_width=90),
    TableColumn("weeks", "8 weeks", width=8),
    TableColumn("streak", "in a row", width=8, right=True, from_width=70),
)
KEYS = (
    "[playbook.done=x] I did it · [playbook.who=o] who · [playbook.link=L] led to"
    " · [playbook.week-before=[] [playbook.week-after=]] weeks"
)
REVIEW = "review-three-tickets"
_SIX_DAYS = timedelta(days=6)


def habits_view(facts: HabitFacts) -> PartView:
    """One week: its habits, by whom each was done, what came of it, and for how long now."""
    loop = facts.loop
    which = "This week" if loop.week == loop.running else "Week"
    return PartView(
        summary=_summary(loop),
        title=f"{which} {loop.week} · {loop.monday:%d %b} – {loop.monday + _SIX_DAYS:%d %b}",
        keys=KEYS,
        columns=COLUMNS,
        rows=tuple(_row(habit) for habit in loop.habits),
        details={habit.key: _details(habit, facts) for habit in loop.habits},
    )


def _summary(loop: HabitLoop) -> str:
    bar = "█" * loop.done + "░" * (len(loop.habits) - loop.done)
    weeks = f"{how_many(loop.streak, 'whole week')} in a row" if loop.streak else "no streak yet"
    longest = f", longest {loop.longest}" if loop.longest > loop.streak else ""
    return f"{bar}  {loop.done} of {len(loop.habits)} done · {weeks}{longest}"


def _row(habit: HabitStand) -> TableRow:
    from radar_tui.services.habit_products import product_words

    done = bool(habit.done)
    products = [product_words(one.product) for one in habit.done if one.product]
    weeks = "".join("■" if one else "·" for one in habit.weeks)
    return TableRow(
        habit.key,
        (
            Cell(checklist_line(habit.label, done=done), "muted" if done else "plain"),
            Cell(inert_line(", ".join(one.person for one in habit.done)) or "–"),
            Cell(", ".join(products) or "–", "plain" if products else "muted"),
            Cell(weeks, "good" if habit.streak else "muted"),
            Cell(str(habit.streak) if habit.streak else "–", "plain" if habit.streak else "muted"),
        ),
    )


def _details(habit: HabitStand, facts: HabitFacts) -> str:
    zone = ZoneInfo(facts.loop.zone)
    lines = [habit.label]
    lines += [_done_words(one, zone) for one in habit.done] or ["nobody did it in this week yet"]
    if habit.key == REVIEW:
        lines.append("")
        lines += (
            ["drawn by lot from the week before, enter opens one:"]
            + [f"  {one.words}" for one in facts.drawn]
            if facts.drawn
            else ["no ticket was solved in the week before"]
        )
    return "\n".join(inert_line(line) for line in lines)


def _done_words(one: HabitDone, zone: ZoneInfo) -> str:
    from radar_tui.services.habit_products import product_words

    parts = [f"{one.person}, {moment_words(one.at, zone)}"]
    if one.product:
        parts.append(f"led to {product_words(one.product)}")
    if one.note:
        parts.append(one.note)
    return " · ".join(parts)
