import json
import shutil
from pathlib import Path

import pytest

from radar_tui.scoring.model_files import (
    CHECKSUMS,
    CONFIG,
    MODEL_FILES,
    SECOND_READER,
    TOKENIZER,
    WEIGHTS,
    ModelError,
    open_model,
    shipped_model,
    write_checksums,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / CONFIG).write_text(json.dumps({"radar": {}}))
    (tmp_path / WEIGHTS).write_bytes(b"weights")
    (tmp_path / TOKENIZER).write_text("{}")
    write_checksums(tmp_path)
    return tmp_path


def test_a_sound_folder_opens_with_an_id_of_its_content(folder: Path) -> None:
    first = open_model(folder).id
    (folder / WEIGHTS).write_bytes(b"other weights")
    assert write_checksums(folder) == open_model(folder).id != first


@pytest.mark.parametrize("name", MODEL_FILES)
def test_a_damaged_file_is_named(folder: Path, name: str) -> None:
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=f"{name} .* does not match its checksum"):
        open_model(folder)


@pytest.mark.parametrize("name", [*MODEL_FILES, CHECKSUMS])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        open_model(folder)


def test_a_checksum_that_is_not_listed_is_missed(folder: Path) -> None:
    (folder / CHECKSUMS).write_text("")
    with pytest.raises(ModelError, match="does not list"):
        open_model(folder)


def test_a_second_reader_is_checked_too_and_is_part_of_the_id(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = open_model(folder)
    second = shutil.copytree(folder, tmp_path_factory.mktemp("second") / "copy")
    second.rename(folder / SECOND_READER)
    both = open_model(folder)
    assert alone.second is None
    assert both.second is not None
    assert both.id not in (alone.id, both.second.id)
    (folder / SECOND_READER / WEIGHTS).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=WEIGHTS):
        open_model(folder)


def test_the_shipped_model_keeps_its_size_promise() -> None:
    model = open_model(shipped_model())
    assert model.path(WEIGHTS).stat().st_size <= 25_000_000
    if model.second is not None:
        assert model.second.path(WEIGHTS).stat().st_size <= 80_000_000
