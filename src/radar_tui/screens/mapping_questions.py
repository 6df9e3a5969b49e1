"""What the mapping screen asks of a field, and what an answer makes of the mapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from radar_tui.screens.mapping_rows import (
    ABOUT,
    DATE_FORMAT,
    HTML,
    SEPARATORS,
    SYSTEM,
    ZONE,
    column_choices,
    format_choices,
    word_of,
)
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import ChoiceDialog, Dialog, TextDialog

if TYPE_CHECKING:
    from radar_tui.ingest.mapping import ColumnMapping
    from radar_tui.ingest.mapping_trial import MappingTrial, WordTrial
    from radar_tui.services.column_mapping import OpenedTable
    from radar_tui.services.mapping_files import MappingFile

# The row of the date format, when the format is to be typed.
TYPED_FORMAT = "typed_format"
OTHER_FORMAT = "other"
KEEP, ONCE = "keep", "once"
_NO_COLUMN, _CONSTANT, _NO_FORMAT, _KNOWN_WORD = "none", "=", "iso", "known"
_FORMAT_EXAMPLE = "%d.%m.%Y %H:%M"


class Question(NamedTuple):
    """A dialog, why an answer would not do, and the mapping with an answer in it."""

    dialog: Dialog[str | None]
    take: Callable[[ColumnMapping, str], ColumnMapping]
    refusal: Callable[[str], str] = lambda _answer: ""


def question(key: str, table: OpenedTable, trial: MappingTrial, problem: str) -> Question | None:
    """Give what is asked on a row of the fields; `problem` says why an answer would not do."""
    word = word_of(key, trial)
    if word is not None:
        return _ask_word(word, trial)
    if key in ABOUT:
        return _ask_column(key, table, trial)
    if key == DATE_FORMAT:
        return _ask_format(trial)
    if key == TYPED_FORMAT:
        written = trial.mapping.date_format or ""
        dialog = TextDialog("Date format", value=written, placeholder=_FORMAT_EXAMPLE)
        return Question(dialog, _with_format)
    if key == SEPARATORS:
        dialog = TextDialog("Between two tags", value=trial.mapping.tag_separators)
        return Question(dialog, lambda mapping, answer: replace(mapping, tag_separators=answer))
    if key == ZONE:
        return _ask_zone(table, trial, problem)
    if key == SYSTEM:
        return _ask_system(trial, problem)
    return None


def keep_question(file: MappingFile) -> ChoiceDialog:
    """Ask whether a mapping is kept in the folder's mapping file, and say what that changes."""
    name = inert_line(file.path.name)
    if file.has_columns:
        keep = f"yes: replace the columns in {name}"
    elif file.content is not None:
        keep = f"yes: add the columns to {name}"
    else:
        keep = f"yes: keep it in {name}"
    choices = ((KEEP, keep), (ONCE, "no: import only"))
    return ChoiceDialog("Import, and read the next export the same way?", choices)


def switched(key: str, mapping: ColumnMapping) -> ColumnMapping | None:
    """Give the mapping with the other of two settings, where a row has but two."""
    return replace(mapping, html=not mapping.html) if key == HTML else None


def _ask_column(target: str, table: OpenedTable, trial: MappingTrial) -> Question:
    from radar_tui.ingest.mapping_trial import WORD_TARGETS

    names = table.first.names
    always = [(f"{_CONSTANT}{word}", f"always {word}") for word in WORD_TARGETS.get(target, ())]
    choices = [(_NO_COLUMN, "no column"), *column_choices(table.first, trial), *always]
    column, constant = trial.mapping.columns.get(target), trial.mapping.constants.get(target)
    present = _NO_COLUMN if constant is None else f"{_CONSTANT}{constant}"
    if column in names:
        present = str(names.index(column))

    def take(mapping: ColumnMapping, answer: str) -> ColumnMapping:
        if answer == _NO_COLUMN:
            return mapping.without(target)
        if answer.startswith(_CONSTANT):
            return mapping.with_constant(target, answer.removeprefix(_CONSTANT))
        return mapping.with_column(target, names[int(answer)])

    return Question(ChoiceDialog(f"Read {target} from", choices, present=present), take)


def _ask_word(word: WordTrial, trial: MappingTrial) -> Question:
    from radar_tui.ingest.mapping_trial import WORD_TARGETS

    is_chosen = word.word in trial.mapping.values.get(word.target, {})
    back = [(_KNOWN_WORD, "as Radar knows it by itself")] if is_chosen else []
    choices = [*((meaning, meaning) for meaning in WORD_TARGETS[word.target]), *back]

    def take(mapping: ColumnMapping, answer: str) -> ColumnMapping:
        meaning = None if answer == _KNOWN_WORD else answer
        return mapping.with_word(word.target, word.word, meaning)

    title = f"“{inert_line(word.word)}” is the {word.target}"
    return Question(ChoiceDialog(title, choices, present=word.meaning), take)


def _ask_format(trial: MappingTrial) -> Question:
    choices = [
        *format_choices(trial),
        (_NO_FORMAT, "ISO 8601 or Unix time"),
        (OTHER_FORMAT, "another format, to be typed"),
    ]

    present = trial.mapping.date_format
    return Question(ChoiceDialog("Times are written as", choices, present=present), _with_format)


def _with_format(mapping: ColumnMapping, answer: str) -> ColumnMapping:
    return replace(mapping, date_format=None if answer in ("", _NO_FORMAT) else answer)


def _ask_zone(table: OpenedTable, trial: MappingTrial, problem: str) -> Question:
    dialog = TextDialog(
        "Times without an offset are those of",
        value=trial.mapping.zone,
        placeholder="Europe/Berlin",
        problem=problem,
        suggestions=table.zones,
    )
    names = {zone.casefold(): zone for zone in table.zones}

    def take(mapping: ColumnMapping, answer: str) -> ColumnMapping:
        return replace(mapping, zone=names[answer.casefold()])

    def refusal(answer: str) -> str:
        known = answer.casefold() in names
        return "" if known else "no such time zone; expected a name such as Europe/Berlin"

    return Question(dialog, take, refusal)


def _ask_system(trial: MappingTrial, problem: str) -> Question:
    dialog = TextDialog("The help desk's name", value=trial.mapping.system, problem=problem)

    def take(mapping: ColumnMapping, answer: str) -> ColumnMapping:
        return replace(mapping, system=answer)

    def refusal(answer: str) -> str:
        fits = 0 < len(answer) <= 60 and inert_line(answer) == answer
        return "" if fits else "expected a short name, such as deskfox"

    return Question(dialog, take, refusal)
