"""The mapping screen in words: what each of Radar's fields is read as, and the file's first rows.

Everything that a file says is cut and made harmless before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from radar_tui.text.hostile import inert_line
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow
from radar_tui.widgets.virtual_table_layout import fit_text

if TYPE_CHECKING:
    from radar_tui.domain.records import Reject
    from radar_tui.ingest.generic_rows import Value
    from radar_tui.ingest.mapping_trial import FirstRows, MappingTrial, TargetTrial, WordTrial
    from radar_tui.ingest.table import Row

FIELD_COLUMNS = (
    TableColumn("field", "field", width=16),
    TableColumn("column", "column", flex=3),
    TableColumn("read", "read as", flex=4),
    TableColumn("check", "rows", flex=4),
)
# The fields in the order of the screen, what a ticket needs first, and what they are.
ABOUT = {
    "id": "The ticket's id in the help desk. Needed.",
    "status": "Where the ticket stands: new, open, pending, on-hold, solved, closed. Needed.",
    "created_at": "When the ticket was opened. Needed, unless message_at is there.",
    "subject": "The ticket's title.",
    "message": "The text: the customer's first message, or with message_at one entry a row.",
    "requester": "Who asked, by name.",
    "requester_email": "Who asked, by address. Without account its domain decides.",
    "account": "The customer organisation, by name or id.",
    "assignee": "Who has the ticket in the help desk.",
    "priority": "The help desk's own priority; tagging rules may look at it.",
    "tags": "The ticket's tags.",
    "updated_at": "When the ticket was last changed. Without it, the newest time of the row.",
    "solved_at": "When the ticket was solved.",
    "satisfaction": "What the customer answered when asked how it went.",
    "url": "The ticket's page in the help desk, for b.",
    "merged_into": "The id of the ticket that this one was merged into.",
    "message_at": "When the entry was written. With it each row is one entry of a thread.",
    "message_id": "The entry's id. With it each row is one entry of a thread.",
    "message_author": "Who wrote the entry; the requester is the customer, others are agents.",
    "message_role": "Who wrote the entry: customer, agent or system.",
    "message_public": "Whether the customer sees the entry: yes or no; yes if not given.",
}
DATE_FORMAT, ZONE, HTML, SYSTEM = "date_format", "zone", "html", "system"
SEPARATORS = "tag_separators"
_SETTINGS_ABOUT = {
    DATE_FORMAT: "How times are written that are neither ISO 8601 nor Unix time.",
    ZONE: "Where times without an offset were written. Times are shown in UTC here.",
    HTML: "Whether messages are HTML, whose marks are to be left out.",
    SEPARATORS: "The characters that stand between two tags of one ticket.",
    SYSTEM: "Ids are unique in here: all files of one help desk have the same name.",
}
WORD_ROW = "word/"
_LONGEST_CELL = 120
# Cells of the two parts of a choice, which together fit the dialog's card.
_CHOICE_NAME, _CHOICE_WORDS = 18, 34
_NO_COLUMN = "–"


def field_rows(trial: MappingTrial, guessed: frozenset[str]) -> list[TableRow]:
    """Give a row for each field, with what it needs below it: its words, its date format."""
    rows: list[TableRow] = []
    for target in ABOUT:
        told = trial.target(target)
        rows.append(_field_row(told, trial, is_guessed=target in guessed))
        if target == "created_at":
            rows += _time_rows(trial)
        elif target == "message" and told.column is not None:
            html = trial.mapping.html
            rows.append(_setting(HTML, "  format", "HTML" if html else "plain text"))
        elif target == "tags" and told.column is not None:
            rows.append(_setting(SEPARATORS, "  between them", trial.mapping.tag_separators))
        rows += [_word_row(word, trial) for word in trial.words if word.target == target]
    return [*rows, _setting(SYSTEM, "system", trial.mapping.system)]


def about_field(key: str, trial: MappingTrial, guessed: frozenset[str]) -> str:
    """Tell what a row of the fields is, and in a second line what stands in the way."""
    if key in ABOUT:
        guess = "Guessed by what the column holds. " if key in guessed else ""
        return f"{key}: {ABOUT[key]}\n{guess}{_example(trial.target(key), trial)}"
    if key == DATE_FORMAT and is_ambiguous(trial):
        return f"{_SETTINGS_ABOUT[key]}\nDay or month first? enter: choose"
    if key in _SETTINGS_ABOUT:
        return f"{_SETTINGS_ABOUT[key]}\nenter: {'switch' if key == HTML else 'change'}"
    word = word_of(key, trial)
    if word is None:
        return ""
    rows = f"“{_cell(word.word)}” stands in {word.rows:,} of the first {trial.looked_at:,} rows."
    return f"{rows}\nenter: choose which {word.target} it is"


def verdict(trial: MappingTrial) -> tuple[str, str]:
    """Say how many of the rows tried would be imported, and why others would not; with a style."""
    many = f"{trial.accepted} of {trial.tried} rows can be imported"
    if trial.missing:
        needed = f"needed: a column for {' and '.join(trial.missing)}"
        why = " (each row is an entry of a thread)" if trial.is_thread else ""
        return "critical", f"✗ {many} · {needed}{why}"
    if trial.timeless and is_ambiguous(trial):
        return "critical", f"✗ {many} · say whether the day or the month comes first"
    if trial.timeless:
        return "critical", f"✗ {many} · {trial.timeless} holds no times that can be read"
    if not trial.tried:
        return "good", "✓ there are no rows to import"
    reasons = Counter(short_reason(reason) for reason in trial.rejects.values())
    told = "".join(f" · {count} {reason}" for reason, count in reasons.most_common(3))
    if not trial.accepted:
        return "critical", f"✗ {many}{told}"
    thread = " · they add to the threads of tickets imported before" if trial.is_thread else ""
    if trial.rejects:
        return "warning", f"▲ {many}{told}"
    return "good", f"✓ {many}{thread}"


def rows_title(name: str, first: FirstRows) -> str:
    """Name the file, and say how much of it is shown."""
    shown = len(first.tried)
    if len(first.rows) > shown:
        return f"{inert_line(name)} · first {shown} rows"
    return f"{inert_line(name)} · {shown or 'no'} {'row' if shown == 1 else 'rows'}"


def raw_columns(names: Sequence[str], present: str | None) -> list[TableColumn]:
    """Give the columns of the first rows; the one that the field at the cursor reads is marked."""
    shown = [
        TableColumn(name, f"▸ {_cell(name)}" if name == present else _cell(name), flex=1)
        for name in names
    ]
    return [TableColumn("", "row", width=7, right=True), *shown]


def raw_rows(
    first: FirstRows, names: Sequence[str], present: str | None, trial: MappingTrial | None
) -> list[TableRow]:
    """Give the first rows as the file has them; those that would be rejects are marked."""
    rejects = trial.rejects if trial is not None else {}
    columns = [first.cells(name) for name in names]
    rows = []
    for place, row in enumerate(first.tried):
        is_rejected = row.position in rejects
        number = f"{'✗ ' if is_rejected else ''}{row.position}"
        cells = [
            Cell(_cell(column[place]), "heading" if name == present else "plain")
            for name, column in zip(names, columns, strict=True)
        ]
        rows.append(
            TableRow(str(place), (Cell(number, "critical" if is_rejected else "muted"), *cells))
        )
    return rows


def about_raw(row: Row | Reject, trial: MappingTrial | None) -> str:
    """Say of one of the first rows whether it would be imported."""
    reason = trial.rejects.get(row.position) if trial is not None else None
    if reason is None:
        return f"Row {row.position} of the file as it is written."
    return f"Row {row.position} would be rejected: {short_reason(reason)}."


def column_choices(first: FirstRows, trial: MappingTrial) -> list[tuple[str, str]]:
    """Offer the file's columns with what they hold, by their number."""
    fields = {column: target for target, column in trial.mapping.columns.items()}
    offered = []
    for number, name in enumerate(first.names):
        held = [text for text in dict.fromkeys(first.cells(name)) if text][:2]
        field = f"  ({fields[name]})" if name in fields else ""
        offered.append((str(number), _padded(name, f"{' · '.join(map(_cell, held))}{field}")))
    return offered


def format_choices(trial: MappingTrial) -> list[tuple[str, str]]:
    """Offer the formats that read the times, each by what it makes of one of them."""
    return [(one, _padded(one, _format_words(trial, one))) for one in trial.date_formats]


def is_ambiguous(trial: MappingTrial) -> bool:
    """Whether the times could be read in several ways, and nobody has said which is meant."""
    return len(trial.date_formats) > 1 and trial.mapping.date_format is None


def word_of(key: str, trial: MappingTrial) -> WordTrial | None:
    """Give the word that a row of the fields stands for; None where it stands for none."""
    return next((word for word in trial.words if _word_key(word) == key), None)


def short_reason(reason: str) -> str:
    """Cut what to do from why a row is refused: on the screen that is done by key."""
    return reason.partition(";")[0].partition(" such as ")[0]


def shown_column(trial: MappingTrial, key: str) -> str | None:
    """Give the column that a row of the fields is about."""
    word = word_of(key, trial)
    return trial.mapping.columns.get(word.target if word is not None else key)


def _field_row(told: TargetTrial, trial: MappingTrial, *, is_guessed: bool) -> TableRow:
    if told.target in trial.missing:
        return _row(told.target, _NO_COLUMN, "", Cell("✗ needed", "critical"))
    if told.column is None and told.constant is None:
        muted = (Cell(told.target, "muted"), Cell(_NO_COLUMN, "muted"), Cell(""), Cell(""))
        return TableRow(told.target, muted)
    column = f"always {told.constant}" if told.column is None else told.column
    read = " · ".join(value_words(sample.value) for sample in told.samples)
    name = f"{_cell(column)} ?" if is_guessed else _cell(column)
    return _row(told.target, name, read, _check(told, trial.tried))


def _check(told: TargetTrial, tried: int) -> Cell:
    """Say of how many rows a field can be read."""
    if not tried:
        return Cell("")
    if told.refused:
        return Cell(f"✗ {told.refused} of {tried} {_why(told)}", "critical")
    if told.passed_over:
        return Cell(f"▲ {told.passed_over} of {tried} not read", "warning")
    if not told.filled:
        return Cell("▲ all empty", "warning")
    return Cell(f"✓ {told.filled} of {tried}", "good")


def _why(told: TargetTrial) -> str:
    """The reason without the field's name, which stands in front of it."""
    return short_reason(told.reason or "").removeprefix(f"{told.target} is ")


def _time_rows(trial: MappingTrial) -> list[TableRow]:
    """The date format and the time zone, where the times that are mapped need them."""
    written, label = trial.mapping.date_format, "  date format"
    unread = any(told.refused for told in trial.targets if told.target.endswith("_at"))
    rows = []
    if is_ambiguous(trial):
        ask = Cell("✗ day or month first?", "critical")
        rows.append(_setting(DATE_FORMAT, label, _NO_COLUMN, check=ask))
    elif written is not None:
        rows.append(_setting(DATE_FORMAT, label, written, read=_format_words(trial, written)))
    elif unread:
        rows.append(_setting(DATE_FORMAT, label, "ISO 8601 or Unix time"))
    if trial.needs_zone:
        why = Cell("the times have no offset", "muted")
        rows.append(_setting(ZONE, "  time zone", trial.mapping.zone, check=why))
    return rows


def _word_row(word: WordTrial, trial: MappingTrial) -> TableRow:
    is_chosen = word.word in trial.mapping.values.get(word.target, {})
    rows = f"{word.rows:,} {'row' if word.rows == 1 else 'rows'}"
    check = Cell(f"✗ unknown, {rows}", "critical")
    if word.meaning is not None:
        check = Cell(f"✓ {rows}{' · as you say' if is_chosen else ''}", "good")
    return _setting(
        _word_key(word), "  word", f"“{_cell(word.word)}”", read=word.meaning or "", check=check
    )


def _word_key(word: WordTrial) -> str:
    return f"{WORD_ROW}{word.target}/{word.word}"


def _setting(
    key: str, label: str, value: str, *, read: str = "", check: Cell | None = None
) -> TableRow:
    cells = (Cell(label, "muted"), Cell(_cell(value)), Cell(read), check or Cell(""))
    return TableRow(key, cells)


def _row(target: str, column: str, read: str, check: Cell) -> TableRow:
    return TableRow(target, (Cell(target), Cell(column), Cell(read), check))


def _example(told: TargetTrial, trial: MappingTrial) -> str:
    """What stands in the way of a field, else what one of its cells is read as."""
    if told.column is None and told.constant is None:
        return "enter: choose its column"
    if told.refused:
        return f"{told.refused} of {trial.tried} rows: {_why(told)}"
    if not told.samples:
        return "Nothing that could be read stands in the rows that were looked at."
    sample = told.samples[0]
    zone = " UTC" if isinstance(sample.value, datetime) else ""
    return f"“{_cell(sample.raw)}” is read as {value_words(sample.value)}{zone}"


def value_words(value: Value) -> str:
    """Say what a cell is read as; times are in UTC."""
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(_cell, value))
    return _cell(value)


def _a_time(trial: MappingTrial, date_format: str) -> tuple[str, datetime] | None:
    """One of the times as it is written, and as a format reads it; the zone is left aside."""
    from radar_tui.ingest.values import parse_time

    for raw in trial.times:
        moment = parse_time(raw, date_format=date_format)
        if moment is not None:
            return raw, moment
    return None


def _format_words(trial: MappingTrial, date_format: str) -> str:
    """Say what a format makes of one of the times."""
    found = _a_time(trial, date_format)
    if found is None:
        return "reads none of the times"
    raw, moment = found
    clock = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{_cell(raw)} is {moment.day} {moment:%B %Y}{clock}"


def _cell(text: str) -> str:
    """Make a text of the file harmless, and short enough to be drawn at once."""
    return inert_line(text[:_LONGEST_CELL])


def _padded(name: str, words: str) -> str:
    return f"{fit_text(name[:_LONGEST_CELL], _CHOICE_NAME)}  {fit_text(words, _CHOICE_WORDS)}"
