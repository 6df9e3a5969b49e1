"""The rows of the Rules screen, and the words to the rule at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.rule_fields import written
from radar_tui.reporting.rule_words import condition_words
from radar_tui.reporting.wording import how_many
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.services.rules_panel import RuleStanding

RULE_COLUMNS = (
    TableColumn("on", "on", width=5),
    TableColumn("rule", "rule", flex=4),
    TableColumn("kind", "kind", width=20, from_width=170),
    TableColumn("condition", "fires when", flex=10),
    TableColumn("action", "what to do", flex=9, from_width=150),
    TableColumn("owner", "owner", width=12, from_width=84),
    TableColumn("due", "due", width=5, right=True, from_width=70),
    TableColumn("fired", "fired 8w", width=8, right=True),
)


def rule_rows(rules: Sequence[RuleStanding]) -> list[TableRow]:
    """One row for each rule: on or off, when it fires, what to do, whose, by when, how often."""
    return [_row(one) for one in rules]


def rules_title(rules: Sequence[RuleStanding]) -> str:
    """Say how many of the rules are on."""
    on = sum(one.rule.enabled for one in rules)
    return f"Rules · {on} of {len(rules)} on"


def about_rule(one: RuleStanding) -> str:
    """Tell of a rule in full what its row has no room for."""
    rule = one.rule
    due = f"due within {written(rule, 'due-within')}" if rule.due_within else "no due time"
    channel = f" · channel {rule.channel}" if rule.channel else ""
    open_now = f", {one.open} open now" if one.open else ""
    key = f" · {rule.key}" if rule.key != rule.kind.value else ""
    return (
        f"{rule.title} · {rule.kind.value}{key} · {rule.severity.value} · "
        f"{'on' if rule.enabled else 'off'}\n"
        f"{how_many(one.fired, 'alert')} in the last 8 weeks{open_now}\n"
        f"fires when {condition_words(rule)}\n"
        f"→ {rule.action} · {rule.owner} · {due}{channel}"
    )


def _row(one: RuleStanding) -> TableRow:
    rule = one.rule
    style = "plain" if rule.enabled else "muted"
    return TableRow(
        key=rule.key,
        cells=(
            Cell("☑ on" if rule.enabled else "☐ off", "good" if rule.enabled else "muted"),
            Cell(rule.title, style),
            Cell(rule.kind.value, "muted"),
            Cell(condition_words(rule), style),
            Cell(rule.action, style),
            Cell(rule.owner, "muted"),
            Cell(written(rule, "due-within") or "–", "muted"),
            Cell(str(one.fired) if one.fired else "–", style),
        ),
    )
