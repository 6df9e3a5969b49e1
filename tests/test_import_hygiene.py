"""What a module may bring along, tried in a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "radar_tui"
BELOW_WIDGETS = (
    "services",
    "reporting",
    "ingest",
    "scoring",
    "detection",
    "analysis",
    "db",
    "text",
    "domain",
)
NOT_IMPORTED = {
    # Does its work when it is imported.
    "radar_tui.db.migrations.env",
    # Imported by functions only, when a model is opened.
    "radar_tui.scoring.transformer_int8",
    "radar_tui.scoring.transformer_network",
}


def modules_of(room: str) -> list[str]:
    names = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for path in sorted((PACKAGE / room).rglob("*.py"))
    ]
    return [name.removesuffix(".__init__") for name in names if name not in NOT_IMPORTED]


def loaded_by(modules: list[str]) -> set[str]:
    """The top-level packages in memory after importing some modules."""
    code = (
        "import importlib, json, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("room", BELOW_WIDGETS)
def test_nothing_below_widgets_brings_textual_the_model_or_polars(room: str) -> None:
    modules = modules_of(room)
    assert modules
    assert not loaded_by(modules) & {"textual", "torch", "transformers", "polars"}


def test_the_command_line_starts_without_the_database() -> None:
    loaded = loaded_by(["radar_tui.cli.main"])
    assert not loaded & {"sqlalchemy", "sqlmodel", "polars", "textual", "torch", "rich"}


def test_no_module_works_at_import_time(tmp_path: Path) -> None:
    """Importing everything creates no file and no folder."""
    modules = [name for room in BELOW_WIDGETS for name in modules_of(room)]
    code = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)"
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": ""}
    subprocess.run([sys.executable, "-B", "-c", code], check=True, cwd=tmp_path, env=environment)
    assert list(tmp_path.rglob("*")) == []
