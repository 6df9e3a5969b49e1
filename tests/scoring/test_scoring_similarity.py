"""What texts are about, as vectors."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from radar_tui.scoring.model_files import (
    CHECKSUMS,
    MODEL_FILES,
    SIMILARITY_MAP,
    ModelError,
    open_model,
    shipped_model,
    similarity_version,
)
from radar_tui.scoring.similarity import (
    Embedder,
    mapped,
    vectors_of,
    write_map,
)

CALM = "Our OAuth token expired again and the connector stopped syncing."
ANGRY = "UNBELIEVABLE. The token has expired AGAIN, our connector is dead, this is a disgrace!"
OTHER = "This is OUTRAGEOUS!! Nobody cares that the VAT number on my invoice is missing!"
GERMAN = "Die Rechnung stimmt leider nicht, bitte prüfen Sie das noch einmal."


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load(threads=1)


def likeness(embedder: Embedder, one: str, other: str) -> float:
    stored = [vector for vector in embedder.embed([one, other]) if vector is not None]
    first, second = vectors_of(stored)
    return float(first @ second)


def test_texts_about_the_same_are_alike_whatever_their_tone(embedder: Embedder) -> None:
    assert likeness(embedder, CALM, ANGRY) > likeness(embedder, ANGRY, OTHER)


def test_a_vector_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    (alone,) = embedder.embed([CALM])
    together = embedder.embed([OTHER * 20, CALM, ANGRY])[1]
    assert alone is not None
    assert together is not None
    first, second = vectors_of([alone, together])
    assert float(first @ second) > 0.999


def test_what_is_not_english_or_says_nothing_has_no_vector(embedder: Embedder) -> None:
    found = embedder.embed([GERMAN, CALM, "", "…"])
    assert [vector is None for vector in found] == [True, False, True, True]
    assert embedder.embed([]) == []


def test_a_long_text_is_read_from_its_beginning(embedder: Embedder) -> None:
    long = f"{CALM} " * 200
    assert likeness(embedder, f"{long}{OTHER}", f"{long}{ANGRY}") > 0.999


def test_vectors_are_of_length_one_and_small(embedder: Embedder) -> None:
    (stored,) = embedder.embed([CALM])
    assert stored is not None
    assert len(stored) == 2 * embedder.matrix.shape[1]
    assert float(np.linalg.norm(vectors_of([stored])[0])) == pytest.approx(1, abs=0.01)
    assert vectors_of([]).shape[0] == 0


def test_a_map_adds_its_last_row_and_gives_unit_rows() -> None:
    matrix = np.array([[3, 0], [0, 3], [1, 1]], dtype=np.float32)
    found = mapped([[1, 0], [0, 1]], matrix)
    assert found == pytest.approx(np.array([[4, 1], [1, 4]]) / 17**0.5)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The shipped first reader's folder, to be damaged."""
    for name in (*MODEL_FILES, CHECKSUMS, SIMILARITY_MAP):
        shutil.copyfile(shipped_model() / name, tmp_path / name)
    return tmp_path


def test_another_map_is_another_version_but_no_other_model(copied: Path) -> None:
    files = open_model(copied)
    before = similarity_version(files)
    write_map(np.zeros((769, 4), dtype=np.float32), files)
    assert similarity_version(files) != before
    assert open_model(copied).id == files.id


def test_a_missing_damaged_or_foreign_map_is_told(copied: Path) -> None:
    path = copied / SIMILARITY_MAP
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b'"reader":"', b'"reader":"0')[:-1])
    with pytest.raises(ModelError, match=r"is damaged|is of another model"):
        Embedder.load(copied)
    path.write_bytes(b"no map")
    with pytest.raises(ModelError, match="is damaged"):
        Embedder.load(copied)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        Embedder.load(copied)
