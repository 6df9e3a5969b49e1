"""Putting a file aside that cannot be imported, with its reason beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from radar_tui.text.hostile import inert_line

FAILED = "failed"
REASON = ".reason.txt"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


def move_to_failed(folder: Path, name: str, words: str) -> str | None:
    """Move a file of a folder to `failed/` in it; gives where it lies there, None if it was gone.

    `words` go into a file of the same name with `.reason.txt`. Nothing that lies there is written
    over: the second file of a name becomes `NAME-2`. No link is followed, `failed` itself included.

    Raises:
        OSError: it cannot be moved, and stays where it was.
    """
    with _opened(folder) as here:
        with suppress(FileExistsError):
            os.mkdir(FAILED, dir_fd=here)
        with _opened(FAILED, os.O_NOFOLLOW, here) as there:
            free = _reserve(name, words, there)
            try:
                os.replace(name, free, src_dir_fd=here, dst_dir_fd=there)
            except OSError as error:
                # A network drive may report that a move failed which it has made.
                if _is_empty(free, there):
                    _take_away(free, there)
                    _take_away(f"{free}{REASON}", there)
                    if isinstance(error, FileNotFoundError):
                        return None
                    raise
    return f"{FAILED}/{free}"


def _reserve(name: str, words: str, there: int) -> str:
    """Take a free name by an empty file under it, and write the reason beside it."""
    for free in _names(name):
        with suppress(FileExistsError):
            _create(free, b"", there)
            try:
                _create(f"{free}{REASON}", _reason(name, words), there)
            except OSError:
                _take_away(free, there)
                raise
            return free
    raise AssertionError("numbers never end")


def _names(name: str) -> Iterator[str]:
    yield name
    stem, suffix = os.path.splitext(name)
    for number in count(2):
        yield f"{stem}-{number}{suffix}"


def _reason(name: str, words: str) -> bytes:
    text = (
        f"{inert_line(name)}: {words}\n\n"
        "Nothing of this file was imported. It lies here as it was found.\n"
        "To have it tried again, move it back into the folder above.\n"
    )
    return text.encode()


def _create(name: str, content: bytes, there: int) -> None:
    # Who exports into the folder may be another user: what they may read is for the mask to say.
    with open(os.open(name, _NEW, 0o666, dir_fd=there), "wb", buffering=0) as file:
        try:
            file.write(content)
        except OSError:
            _take_away(name, there)
            raise


def _is_empty(name: str, there: int) -> bool:
    return os.stat(name, dir_fd=there, follow_symlinks=False).st_size == 0


def _take_away(name: str, there: int) -> None:
    # Why the move failed is what its caller is told, not what is left of it.
    with suppress(OSError):
        os.unlink(name, dir_fd=there)


@contextmanager
def _opened(folder: Path | str, flags: int = 0, inside: int | None = None) -> Iterator[int]:
    """Open a folder, so that whatever is done in it is done there, whoever renames what."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | flags, dir_fd=inside)
    try:
        yield handle
    finally:
        os.close(handle)
