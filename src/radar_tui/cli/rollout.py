"""`radar rollout`: the 30-day plan in text, with what is done, by whom, and what is late."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.services.rollout import (
    RolloutChange,
    RolloutItem,
    RolloutPlan,
    RolloutWeekState,
    change_rollout,
    rollout_plan,
)


@click.command()
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d"]), help="The first day: 2026-11-23, a Monday say."
)
@click.option("--done", metavar="KEY", multiple=True, help="Tick an item. May be repeated.")
@click.option("--not-done", metavar="KEY", multiple=True, help="Take your tick off an item.")
@click.option(
    "--note", nargs=2, metavar="KEY TEXT", multiple=True, help="Note on an item; '' removes it."
)
@json_option
@workspace_options
def rollout(
    config: Config,
    start: datetime | None,
    done: tuple[str, ...],
    not_done: tuple[str, ...],
    note: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Show the first four weeks, and tick items off. What facts can tell ticks itself."""
    change = RolloutChange(start.date() if start else None, done, not_done, note)
    with opened(config) as workspace:
        change_rollout(workspace, change)
        plan = rollout_plan(workspace)
    for item in _items(plan):
        if item.key in not_done and item.ticked_by_fact:
            click.echo(f"radar: {item.key} ticks itself: {item.fact}", err=True)
    print_json(plan) if as_json else print_rollout(plan)


def print_rollout(plan: RolloutPlan) -> None:
    """Print the plan, week by week."""
    late = f" · {plan.late} late" if plan.late else ""
    click.echo(f"30-day rollout · {plan.done} of {plan.items} done{late} · {_when(plan)}\n")
    for week in plan.weeks:
        print_table(
            f"Week {week.number}: {week.title}{_dates(week)}",
            [
                Column("state"),
                Column("item", wrap=True, ratio=10),
                Column("key"),
                Column("what the workspace says", wrap=True, ratio=9),
                Column("note", wrap=True, ratio=6),
            ],
            [
                (_mark(item), item.label, item.key, _said(item, plan), item.note or "–")
                for item in week.items
            ],
            empty="Nothing is planned.",
        )


def _when(plan: RolloutPlan) -> str:
    if plan.starts_on is None or plan.ends_on is None:
        return "not started; start it with: radar rollout --start YYYY-MM-DD"
    day = (plan.today - plan.starts_on).days + 1
    if day < 1:
        return f"starts on {_day(plan.starts_on)}"
    if plan.today > plan.ends_on:
        return f"ended on {_day(plan.ends_on)}"
    return f"day {day}, until {_day(plan.ends_on)}"


def _dates(week: RolloutWeekState) -> str:
    if week.starts_on is None or week.ends_on is None:
        return ""
    return f" ({_day(week.starts_on)} to {_day(week.ends_on)})"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _mark(item: RolloutItem) -> str:
    if item.done:
        return "✓ done"
    return "! late" if item.late else "○ to do"


def _said(item: RolloutItem, plan: RolloutPlan) -> str:
    ticked = None
    if item.done_at is not None:
        day = item.done_at.astimezone(ZoneInfo(plan.zone)).date()
        ticked = f"ticked by {item.done_by} on {_day(day)}"
    return "; ".join(words for words in (item.fact, ticked) if words) or "–"


def _items(plan: RolloutPlan) -> list[RolloutItem]:
    return [item for week in plan.weeks for item in week.items]
