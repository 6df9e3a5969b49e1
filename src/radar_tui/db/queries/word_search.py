"""Looking for a word in what names a thing, in whatever case."""

from functools import reduce

from sqlalchemy import ColumnElement, func
from sqlalchemy.sql.elements import SQLCoreOperations

from radar_tui.text.hostile import inert_line

_LIKE_ESCAPE = "/"
_BETWEEN_FIELDS = "\n"


def holding(word: str, *fields: SQLCoreOperations[str]) -> ColumnElement[bool]:
    """The condition for one of some fields, none of them NULL, to hold a word.

    The session must know all letters, see `know_all_letters`.
    """
    text = func.lower(reduce(lambda first, second: first + _BETWEEN_FIELDS + second, fields))
    escaped = inert_line(word)
    for character in (_LIKE_ESCAPE, "%", "_"):
        escaped = escaped.replace(character, _LIKE_ESCAPE + character)
    return text.like(func.lower(f"%{escaped}%"), escape=_LIKE_ESCAPE)
