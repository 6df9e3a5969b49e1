"""The rows of the rule editor, and its words: to the field at the cursor, to what is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.domain.rule_fields import (
    RuleField,
    changed_fields,
    field_named,
    fields_of,
    value_words,
    written,
)
from radar_tui.reporting.wording import how_many
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.domain.rules import Rule
    from radar_tui.services.rules_panel import RuleView

FIELD_COLUMNS = (
    TableColumn("field", "field", width=11),
    TableColumn("value", "is", flex=5),
    TableColumn("allowed", "may be", flex=3, from_width=50),
    TableColumn("default", "template", flex=2, from_width=60),
    TableColumn("meaning", "meaning", flex=8, from_width=100),
)
NO_DEFAULT = "–"


def field_rows(draft: Rule, view: RuleView) -> list[TableRow]:
    """One row for each field of the rule's kind; what is changed and not stored is marked."""
    changed = {field.name for field in changed_fields(view.standing.rule, draft)}
    return [_row(field, draft, view, field.name in changed) for field in fields_of(draft.kind)]


def about_field(key: str, draft: Rule, view: RuleView) -> str:
    """Tell what a field means, what it is now, and what it was and would be by default."""
    field = field_named(draft.kind, key)
    if field is None:
        return ""
    value, before = value_words(draft, field), value_words(view.standing.rule, field)
    words = [f"now: {value}", *([f"stored: {before}"] if before != value else [])]
    if view.shipped is not None:
        words.append(f"template: {value_words(view.shipped, field)}")
    return f"{field.meaning}\n{' · '.join(words)}"


def hint_of(field: RuleField) -> str:
    """Say what may be typed for a field."""
    unit = f" {field.unit}" if field.unit else ""
    blank = f" · blank: {field.none_words}" if field.none_words else ""
    return f"{field.allowed}{unit}{blank}"


def note_words(draft: Rule, view: RuleView) -> str:
    """Say what is changed and not stored, and what storing it does; blank where nothing is."""
    stored = view.standing.rule
    changed = [
        f"{one.label} {_brief(stored, one)} → {_brief(draft, one)}"
        for one in changed_fields(stored, draft)
    ]
    if not changed:
        return ""
    resets = stored.decision_hash != draft.decision_hash or stored.enabled != draft.enabled
    count = view.standing.open
    open_alerts = f"; its {how_many(count, 'open alert')} " if count and resets else ""
    ends = "end" if not draft.enabled else "begin anew"
    if count == 1:
        ends = "ends" if not draft.enabled else "begins anew"
    return f"Not stored: {', '.join(changed)}{open_alerts}{ends if open_alerts else ''} · s saves"


def _brief(rule: Rule, field: RuleField) -> str:
    text = written(rule, field.name) or field.none_words or "none"
    return text if len(text) <= 24 else f"{text[:23]}…"


def _row(field: RuleField, draft: Rule, view: RuleView, is_changed: bool) -> TableRow:
    shipped = NO_DEFAULT if view.shipped is None else value_words(view.shipped, field)
    is_default = shipped == value_words(draft, field)
    if field.name == "enabled":
        words = "☑ on" if draft.enabled else "☐ off"
    else:
        words = value_words(draft, field)
    return TableRow(
        key=field.name,
        cells=(
            Cell(field.label, "heading" if is_changed else "plain"),
            Cell(f"{'• ' if is_changed else ''}{words}", "warning" if is_changed else "plain"),
            Cell(field.allowed, "muted"),
            Cell("same" if is_default else shipped, "muted" if is_default else "plain"),
            Cell(field.meaning, "muted"),
        ),
    )
