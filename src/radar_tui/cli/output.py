"""Printing results: JSON to a schema, a table in which no text can act, or a text to a file."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radar_tui.services.exporting import is_other_than_file, write_whole
from radar_tui.text.hostile import inert_line

STANDARD_OUTPUT = "-"
# Without a terminal there is no width to fit; this one suits a log and an e-mail.
PLAIN_WIDTH = 110

output_option = click.option(
    "-o", "--output", metavar="PATH", default=STANDARD_OUTPUT, help="A file; - prints it."
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table; `wrap` lets long text take several lines.

    `ratio` is its share of the room that is left, `least` its least width in characters.
    """

    title: str
    right: bool = False
    wrap: bool = False
    ratio: int | None = None
    least: int | None = None


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    click.echo(msgspec.json.encode(value).decode())


def write_result(output: str, text: str) -> None:
    """Print a text, or write it to the file that `-o` names.

    Raises:
        ClickException: the file cannot be written.
    """
    if output == STANDARD_OUTPUT:
        click.echo(text, nl=False)
        return
    try:
        _write(Path(output).expanduser(), text)
    except OSError as error:
        raise click.ClickException(
            f"cannot write {output}: {error.strerror}; choose another -o"
        ) from error


def print_table(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[object]], *, empty: str
) -> None:
    """Print a titled table, or one line that says why there is none."""
    console = _console()
    console.print(Text(title, style="bold"))
    if not rows:
        console.print(Text(f"  {empty}"))
        console.print()
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for column in columns:
        table.add_column(
            Text(column.title),
            justify="right" if column.right else "left",
            no_wrap=not column.wrap,
            overflow="fold" if column.wrap else "ellipsis",
            ratio=column.ratio,
            min_width=column.least,
        )
    for row in rows:
        table.add_row(*(Text(inert_line(str(cell))) for cell in row))
    console.print(table)
    console.print()


def _write(path: Path, text: str) -> None:
    # A device or a pipe, as /dev/stdout, takes what is written; only a file can be replaced. What
    # the name of a pipe leads to is no path, so that it is resolved for files alone.
    if is_other_than_file(path):
        path.write_text(text, encoding="utf-8")
    else:
        write_whole(path.resolve(), text)


def _console() -> Console:
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else PLAIN_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)
