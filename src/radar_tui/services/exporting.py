"""Writing what is shared to files: as a whole or not at all, and for the user alone."""

import errno
import os
import stat
import tempfile
from pathlib import Path

from platformdirs import user_documents_path

from radar_tui.db.errors import WorkspaceError
from radar_tui.text.hostile import inert_line


def share_folder() -> Path:
    """Give where a user looks for what they want to share: their documents, else their home."""
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.home()


def review_path(week: str) -> Path:
    """Give where the review of an ISO week goes unless the user says otherwise."""
    return share_folder() / f"radar-review-{week}.md"


def typed_path(text: str) -> Path:
    """Read a path as a user types it, `~` included; gives the whole of it.

    Raises:
        WorkspaceError: no path, or one that no file system has.
    """
    try:
        if text.strip():
            return Path(text.strip()).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise WorkspaceError(
            f"{inert_line(text)} is no path that can be used; choose another"
        ) from error
    raise WorkspaceError("no path is given; choose where to write the file")


def holds_file(path: Path) -> bool:
    """Tell whether a regular file is there; what cannot be looked at is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_other_than_file(path: Path) -> bool:
    """Tell whether a device, a pipe or a folder is there; it is not opened, for a pipe may wait.

    Raises:
        OSError: it cannot be looked at.
    """
    return path.exists() and not path.is_file()


def write_whole(path: Path, text: str) -> None:
    """Put a file in place as a whole, or leave the old one as it was.

    A new file is the user's alone (mode 0600); one that was there keeps its mode.

    Raises:
        OSError: it cannot be written, or what is there is no regular file.
    """
    if is_other_than_file(path):
        raise OSError(errno.EINVAL, "it is no regular file")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_export(path: Path, text: str) -> None:
    """Write what a user exports.

    Raises:
        WorkspaceError: it cannot be written; one line with the reason.
    """
    try:
        write_whole(path, text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise WorkspaceError(
            f"cannot write {inert_line(str(path))}: {reason}; choose another path"
        ) from error
