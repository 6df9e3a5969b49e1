"""Tables as CSV, for spreadsheets as well as for programs: no cell acts as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from radar_tui.text.hostile import inert_line

# What makes a formula of a cell, and the same signs in full width, which count in East Asian
# locales (owasp.org/www-community/attacks/CSV_Injection). Tabs and line ends are gone by then.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Shown by no spreadsheet; it makes what follows a text.
_TEXT_MARK = "'"
# Between the words of one cell, as in the tables that Radar reads.
_WORDS_APART = ";"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table with its header; in UTF-8 once encoded, a line feed after each line."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return written.getvalue()


def cell(text: str) -> str:
    """Give a text on one line, marked as text where a spreadsheet would compute it."""
    shown = inert_line(text)
    return f"{_TEXT_MARK}{shown}" if shown.lstrip().startswith(_FORMULA_SIGNS) else shown


def words_cell(words: Iterable[str]) -> str:
    """Give several words as one cell; each is safe too where a program splits cells at its own."""
    return _WORDS_APART.join(cell(word) for word in words)
