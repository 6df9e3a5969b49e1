"""The mapping file of a folder: read, and written when a lead keeps a mapping in it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import MAPPING_FILE, ColumnMapping, read_mapping
from radar_tui.ingest.mapping_text import mapping_text
from radar_tui.services.exporting import write_whole
from radar_tui.text.hostile import inert_line

# Who exports into the folder may be another user: what they may read is for the mask to say.
_MODE = 0o666


@dataclass(frozen=True, slots=True)
class MappingFile:
    """The mapping file of a folder as it was read; without content where there was none."""

    path: Path
    content: bytes | None = None
    mapping: ColumnMapping | None = None

    @property
    def has_columns(self) -> bool:
        """Whether it says which column is which, besides what holds for every export."""
        return self.mapping is not None and self.mapping.describes_columns


def mapping_file_of(path: Path) -> MappingFile:
    """Read the mapping file that lies in the folder of a file, or would lie there.

    Raises:
        BadFileError: it cannot be read, or is no mapping.
    """
    beside = path.parent / MAPPING_FILE
    name = inert_line(str(beside))
    try:
        content = beside.read_bytes() if beside.is_file() else None
    except OSError as error:
        raise BadFileError(f"{name}: cannot be read ({_reason(error)}); check it") from error
    return MappingFile(beside, content, None if content is None else read_mapping(content, name))


def keep_mapping(file: MappingFile, mapping: ColumnMapping) -> str:
    """Write a mapping's columns into a folder's mapping file; gives what to tell of it.

    Its tagging rules and comments stay. Nothing is written where the file is not as it was read.
    Behind a link its target changes.
    """
    name = inert_line(str(file.path))
    before = file.content or b""
    try:
        text = mapping_text(mapping, before.decode())
        if read_mapping(text.encode(), name) != mapping:
            return f"the mapping is not kept: {name} cannot hold it; write it by hand"
        if file.content is None:
            _create(file.path, text.encode())
        elif file.path.read_bytes() == file.content:
            write_whole(file.path.resolve(), text)
        else:
            raise FileExistsError
    except FileExistsError:
        return f"the mapping is not kept: {name} has changed since it was read; it stays as it is"
    except OSError as error:
        return f"the mapping is not kept: {name} cannot be written ({_reason(error)})"
    except (BadFileError, ValueError):
        return f"the mapping is not kept: {name} cannot hold it; write it by hand"
    return f"the mapping is kept in {name}"


def _create(path: Path, content: bytes) -> None:
    """Write a file where there is none; what came there meanwhile stays.

    Raises:
        OSError: it cannot be written, and nothing of it is left.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with open(handle, "wb") as file:
            file.write(content)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def _reason(error: OSError) -> str:
    return (error.strerror or "no reason given").lower()
