"""The rows of the what-if panel: the settings of the matrix, and who would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS, PriorityAction, PrioritySettings
from radar_tui.domain.priority_fields import (
    FIELDS,
    FIELDS_BY_NAME,
    PriorityField,
    change_words,
    value_of,
    value_words,
)
from radar_tui.reporting.wording import how_many
from radar_tui.widgets.heat_map import ACTION_GLYPHS
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.analysis.priority_what_if import ActionChange, WhatIf

FIELD_COLUMNS = (
    TableColumn("field", "setting", flex=3),
    TableColumn("value", "is", width=11, right=True),
    TableColumn("default", "template", width=9, right=True),
    TableColumn("allowed", "may be", width=23, from_width=70),
)
CHANGE_COLUMNS = (
    TableColumn("account", "account", flex=1),
    TableColumn("total", "total", width=7, right=True),
    TableColumn("action", "what to do", width=23),
)
NO_CHANGE = "No account would change its action."
_STYLES = {
    PriorityAction.OUTREACH: "critical",
    PriorityAction.MONITOR: "mild",
    PriorityAction.STANDARD: "muted",
}


def field_rows(stored: PrioritySettings, draft: PrioritySettings) -> list[TableRow]:
    """One row for each setting; what is changed and not saved is marked."""
    return [_field_row(field, stored, draft) for field in FIELDS]


def _field_row(field: PriorityField, stored: PrioritySettings, draft: PrioritySettings) -> TableRow:
    value, default = value_words(draft, field), value_words(DEFAULT_PRIORITY_SETTINGS, field)
    is_changed = value_of(stored, field) != value_of(draft, field)
    return TableRow(
        key=field.name,
        cells=(
            Cell(field.label, "heading" if is_changed else "plain"),
            Cell(f"{'• ' * is_changed}{value}", "warning" if is_changed else "plain"),
            Cell("same" if value == default else default, "muted"),
            Cell(field.allowed, "muted"),
        ),
    )


def about_field(key: str | None, stored: PrioritySettings) -> str:
    """Tell what a setting means, what it may be, and what is stored."""
    field = FIELDS_BY_NAME.get(key or "")
    if field is None:
        return ""
    return f"{field.meaning}\n{field.allowed} · stored: {value_words(stored, field)}"


def note_words(stored: PrioritySettings, draft: PrioritySettings) -> str:
    """Say what is changed and not saved; blank where nothing is."""
    words = change_words(stored, draft)
    return f"Not saved: {words} · s saves · esc drops it" if words else ""


def change_row(change: ActionChange) -> TableRow:
    """One account whose action would change: total and action, before and after."""
    before, after = change.before, change.after
    arrow = "▴" if change.is_raised else "▾"
    actions = f"{before.action.value} → {after.action.value}"
    return TableRow(
        key=after.key,
        cells=(
            Cell(f"{arrow} {after.name}", "plain"),
            Cell(f"{before.total} → {after.total}", "plain"),
            Cell(f"{actions} {ACTION_GLYPHS.get(after.action, '')}", _STYLES[after.action]),
        ),
    )


def effect_title(effect: WhatIf) -> str:
    """Count who would change their action, which way, and who their total."""
    count = len(effect.changes)
    raised = sum(change.is_raised for change in effect.changes)
    ways = f" ({raised} more urgent, {count - raised} less)" if count else ""
    verb = "changes its action" if count == 1 else "change their action"
    return f"{how_many(count, 'account')} {verb}{ways}, {effect.moved} the total"


def effect_counts(effect: WhatIf) -> str:
    """Count the accounts by action, before and after."""
    return " · ".join(
        f"{action.value} {effect.before[action]} → {effect.after[action]}"
        for action in PriorityAction
    )
