"""Write docs/schemas: what each command prints with `--json`, as JSON Schema (2020-12)."""

from pathlib import Path
from typing import Any

import msgspec

from radar_tui.cli.schemas import OUTPUTS

FOLDER = Path(__file__).parent / "schemas"


def schema_text(command: str) -> str:
    """Give one command's schema as it stands in its file."""
    schema: dict[str, Any] = msgspec.json.schema(OUTPUTS[command])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"radar {command} --json",
    }
    text = msgspec.json.format(msgspec.json.encode(head | schema), indent=2)
    return text.decode() + "\n"


def file_of(command: str) -> Path:
    """Name the file that holds a command's schema."""
    return FOLDER / f"{command.replace(' --', '-').replace(' ', '-')}.json"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in OUTPUTS:
        file_of(name).write_text(schema_text(name), encoding="utf-8")
