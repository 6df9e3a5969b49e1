"""Helpers of the import tests: write a file, read it, and find the recorded payloads."""

import json
from pathlib import Path
from typing import Any

import pytest

from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import read_export
from support.export_files import ReadAll, Write

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def fixtures() -> Path:
    return REPOSITORY / "tests" / "fixtures"


@pytest.fixture
def external_fixtures() -> Path:
    folder = REPOSITORY.parent / "shared" / "fixtures"
    if not folder.is_dir():
        pytest.skip("the payloads that may not be copied here (../shared/fixtures) are missing")
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write bytes or text as they are, a list of objects as JSON lines, anything else as JSON."""

    def write_file(name: str, content: object) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif isinstance(content, list):
            path.write_text("".join(json.dumps(entry) + "\n" for entry in content))
        else:
            path.write_text(json.dumps(content))
        return path

    return write_file


@pytest.fixture
def read_all() -> ReadAll:
    def read(path: Path, **options: Any) -> list[Item]:
        with read_export(path, **options) as export:
            return list(export.items())

    return read
