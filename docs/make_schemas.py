"""Write docs/schemas: what commands print and other programs are given, as JSON Schema 2020-12."""

from pathlib import Path
from typing import Any

import msgspec

from radar_tui.cli.schemas import HANDED_OVER, OUTPUTS

FOLDER = Path(__file__).parent / "schemas"


TITLES = {command: f"radar {command} --json" for command in OUTPUTS} | {
    setting: f"standard input of {setting}" for setting in HANDED_OVER
}


def schema_text(name: str) -> str:
    """Give the schema of a command's output, or of what a setting's program reads, as its file."""
    schema: dict[str, Any] = msgspec.json.schema((OUTPUTS | HANDED_OVER)[name])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": TITLES[name]}
    text = msgspec.json.format(msgspec.json.encode(head | schema), indent=2)
    return text.decode() + "\n"


def file_of(name: str) -> Path:
    """Name the file that holds a schema."""
    return FOLDER / f"{name.replace(' --', '-').replace(' ', '-')}.json"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in TITLES:
        file_of(name).write_text(schema_text(name), encoding="utf-8")
