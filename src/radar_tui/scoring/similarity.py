"""What texts are about, as short vectors: close together where two texts are about the same thing.

The first reader was taught tone, so its own last layer lies nearer to anger than the published
encoder's. A linear map over its word vectors and its last layer gives the published encoder's
embedding back (docs/decisions/0026).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from radar_tui.scoring.model_files import (
    SIMILARITY_MAP,
    ModelError,
    ModelFiles,
    open_model,
    shipped_model,
    similarity_version,
)
from radar_tui.text.languages import recognise_language

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from radar_tui.scoring.transformer import Cancelled, Encoder

MATRIX = "map"
READER = "reader"
_STORED = np.dtype("<f2")


class Embedder:
    """The first reader with its map. Not to be shared between threads.

    `version` changes whenever a text would get another vector; `matrix` is the map.
    """

    def __init__(self, encoder: Encoder, matrix: NDArray[np.float32], version: str) -> None:
        self._encoder = encoder
        self.matrix = matrix
        self.version = version

    @classmethod
    def load(cls, directory: Path | None = None, threads: int | None = None) -> Embedder:
        """Load a model folder, the shipped one by default, from local files only.

        Raises:
            ModelError: a file is missing, damaged, or does not fit the others.
        """
        files = open_model(directory or shipped_model())
        version = similarity_version(files)
        matrix = _read_map(files)
        from radar_tui.scoring.transformer import Encoder

        return cls(Encoder(files, threads), matrix, version)

    def embed(self, texts: Sequence[str], cancelled: Cancelled | None = None) -> list[bytes | None]:
        """Give the vector of each text in bytes; None where it is not English, or says nothing.

        Only the beginning of a long text is read, as far as one window reaches.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        rows = [row for row, text in enumerate(texts) if recognise_language(text).is_english]
        asked = {} if cancelled is None else {"cancelled": cancelled}
        means = self._encoder.layer_means([texts[row] for row in rows], **asked)
        found: list[bytes | None] = [None] * len(texts)
        for row, vector in zip(rows, mapped(means, self.matrix), strict=True):
            found[row] = vector.astype(_STORED).tobytes()
        return found


def mapped(
    means: Sequence[Sequence[float]] | NDArray[np.float32], matrix: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Map layer means to unit vectors, one a row; the matrix's last row is added to each."""
    width = matrix.shape[0] - 1
    vectors = np.asarray(means, dtype=np.float32).reshape(-1, width) @ matrix[:-1] + matrix[-1]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def vectors_of(stored: Sequence[bytes]) -> NDArray[np.float32]:
    """Read stored vectors back, one a row; the product of two rows is their likeness, 1 at most."""
    joined = np.frombuffer(b"".join(stored), dtype=_STORED)
    vectors = joined.astype(np.float32).reshape(len(stored), -1) if stored else np.empty((0, 0))
    found: NDArray[np.float32] = vectors.astype(np.float32)
    return found


def write_map(matrix: NDArray[np.float32], files: ModelFiles) -> None:
    """Write the map of a model folder, bound to the first reader that it was learned for."""
    from safetensors.numpy import save_file

    path = files.folder / SIMILARITY_MAP
    save_file({MATRIX: matrix.astype(np.float16)}, path, {READER: files.first_id})
    path.chmod(0o644)  # the library makes it readable to its owner only


def _read_map(files: ModelFiles) -> NDArray[np.float32]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(files.folder / SIMILARITY_MAP, framework="numpy") as stored:
            reader = (stored.metadata() or {}).get(READER)
            matrix: NDArray[np.float32] = stored.get_tensor(MATRIX).astype(np.float32)
    except (OSError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"{SIMILARITY_MAP} in {files.folder} is damaged; reinstall Radar"
        ) from error
    if reader != files.first_id:
        raise ModelError(f"{SIMILARITY_MAP} in {files.folder} is of another model; reinstall Radar")
    return matrix
