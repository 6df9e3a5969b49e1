"""The model's folder: which files it holds, their checksums and the model's id."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
CHECKSUMS = "checksums.sha256"
MODEL_FILES = (CONFIG, WEIGHTS, TOKENIZER)
SCORER_VERSION = 1
"""Raised whenever the code would give a text another score, so that stored scores are renewed."""
_ID_DIGITS = 12
SIMILARITY_MAP = "similarity.safetensors"  # beside the first reader; scores do not rest on it
SECOND_READER = "second"  # a folder inside the first reader's


class ModelError(RuntimeError):
    """A model that cannot be used: a file is missing, damaged, or of another kind."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A checked model folder. `id` follows from the content of its files.

    `second` is the larger reader that a model may have besides; `first_id` is the id of the first
    alone.
    """

    folder: Path
    id: str
    config: Mapping[str, Any]
    first_id: str
    second: "ModelFiles | None" = None

    @property
    def scores_as(self) -> str:
        """The model as scores name it: behind the dash, the version of the code that scores."""
        return f"{self.id}-{SCORER_VERSION}"

    def path(self, name: str) -> Path:
        """Where one of MODEL_FILES lies."""
        return self.folder / name


def shipped_model() -> Path:
    """The folder of the model inside the package."""
    return Path(str(files("radar_tui.assets"))) / "model"


def open_model(folder: Path) -> ModelFiles:
    """Check every file of a model folder against its checksum, the second reader's included.

    Raises:
        ModelError: a file is missing or is not the one the checksums were made for.
    """
    first = _open_reader(folder)
    if not (folder / SECOND_READER).is_dir():
        return first
    second = _open_reader(folder / SECOND_READER)
    both = hashlib.sha256(f"{first.id} {second.id}".encode()).hexdigest()[:_ID_DIGITS]
    return replace(first, id=both, second=second)


def similarity_version(files: ModelFiles) -> str:
    """Name the first reader and the map that vectors of texts come from, without loading either.

    Raises:
        ModelError: the map is missing.
    """
    both = f"{files.first_id} {_digest(files.folder, SIMILARITY_MAP)}"
    return hashlib.sha256(both.encode()).hexdigest()[:_ID_DIGITS]


def _open_reader(folder: Path) -> ModelFiles:
    expected = _read_checksums(folder)
    for name in MODEL_FILES:
        if name not in expected:
            raise ModelError(f"{CHECKSUMS} in {folder} does not list {name}; reinstall Radar")
        if _digest(folder, name) != expected[name]:
            raise ModelError(f"{name} in {folder} does not match its checksum; reinstall Radar")
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    own_id = model_id(expected)
    return ModelFiles(folder, own_id, config, own_id)


def write_checksums(folder: Path) -> str:
    """Write the checksum file of a new model folder and return the model's id."""
    found = {name: _digest(folder, name) for name in MODEL_FILES}
    lines = (f"{digest}  {name}\n" for name, digest in found.items())
    (folder / CHECKSUMS).write_text("".join(lines), encoding="ascii")
    return model_id(found)


def model_id(checksums: Mapping[str, str]) -> str:
    """Twelve hex digits that change whenever a file of the model does."""
    listing = "\n".join(f"{checksums[name]}  {name}" for name in MODEL_FILES)
    return hashlib.sha256(listing.encode()).hexdigest()[:_ID_DIGITS]


def _read_checksums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"no readable {CHECKSUMS} in {folder}; reinstall Radar") from error
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def _digest(folder: Path, name: str) -> str:
    try:
        with (folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{name} in {folder} cannot be read; reinstall Radar") from error
