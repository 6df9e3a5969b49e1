"""Paths as people type, paste and drag them into a line: quoted, escaped, `~`, `file://`."""

import os
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from radar_tui.text.hostile import inert_line

# Terminals differ in how they quote a file that is dragged into them.
_QUOTES = "'\""


def typed_paths(text: str) -> tuple[Path, ...]:
    """Read one path, or several as a shell would; none where there are only blanks.

    What exists as it stands is one path, blanks and quotes in its name included.
    """
    words = text.strip()
    if not words:
        return ()
    whole = _path(words)
    if _exists(whole):
        return (whole,)
    try:
        return tuple(_path(word) for word in shlex.split(words))
    except ValueError:
        # An apostrophe in a name looks like a quotation that does not end.
        return (_path(words.strip(_QUOTES)),)


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder, whatever the path is made of."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def complete_path(text: str) -> str | None:
    """Complete the last name of a typed path by the first that fits; a folder gets its slash.

    Names that would act on a terminal are not offered.
    """
    folder, _, beginning = text.rpartition("/")
    if "/" not in text:
        return "~/" if text == "~" else None
    try:
        with os.scandir(Path(f"{folder}/").expanduser()) as entries:
            names = sorted(
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in entries
                if _fits(entry.name, beginning)
            )
    except (OSError, RuntimeError, ValueError):
        return None
    return f"{folder}/{names[0]}" if names else None


def _fits(name: str, beginning: str) -> bool:
    hidden = name.startswith(".") and not beginning.startswith(".")
    return name.startswith(beginning) and not hidden and inert_line(name) == name


def _path(word: str) -> Path:
    if word.startswith("file://"):
        word = unquote(urlsplit(word).path)
    try:
        return Path(word).expanduser()
    except (RuntimeError, ValueError):  # `~` of somebody who is not there, or is no name at all
        return Path(word)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
