"""The published schemas are those of the code, and what is printed keeps to them."""

import json
from pathlib import Path

import jsonschema
import pytest
from make_schemas import TITLES, file_of, schema_text

from support.command import Command


@pytest.mark.parametrize("name", TITLES)
def test_the_published_schema_is_current(name: str) -> None:
    assert file_of(name).read_text() == schema_text(name), "run: make docs"


@pytest.mark.parametrize(
    "command", ["alerts", "changes", "matrix", "metrics", "radar", "review", "rollout", "runs"]
)
def test_what_is_printed_keeps_to_the_schema(demo: Command, command: str) -> None:
    schema = json.loads(file_of(command).read_text())
    jsonschema.validate(demo(command, "--json").json, schema)


def test_the_matrix_by_segments_keeps_to_the_schema(demo: Command) -> None:
    schema = json.loads(file_of("matrix --segments").read_text())
    printed = demo("matrix", "--segments", "--json").json
    jsonschema.validate(printed, schema)
    assert sum(entry["accounts"] for entry in printed["segments"]) == 40
    table = demo("matrix", "--segments", "--limit", "1").out
    assert f"{len(printed['segments']) - 1} more segments not shown" in table


@pytest.mark.parametrize("state", ["firing", "pending", "silenced", "history"])
def test_every_list_of_alerts_keeps_to_the_schema(demo: Command, state: str) -> None:
    schema = json.loads(file_of("alerts").read_text())
    jsonschema.validate(demo("alerts", "--state", state, "--json").json, schema)


def test_the_history_of_an_alert_keeps_to_the_schema(demo: Command) -> None:
    first = demo("alerts", "--json").json["alerts"][0]["id"]
    schema = json.loads(file_of("alerts --history").read_text())
    jsonschema.validate(demo("alerts", "--history", str(first), "--json").json, schema)


def test_scored_texts_keep_to_the_schema(demo: Command, tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": 1, "text": "Third time this week. Nobody answers, we will cancel!"}\n')
    schema = json.loads(file_of("score --text").read_text())
    result = demo("score", "--text", texts).json
    jsonschema.validate(result, schema)
    for part in result["contributions"]:
        if part["start"] is not None:
            assert part["quote"] == result["text"][part["start"] : part["end"]]
    assert sum(part["points"] for part in result["contributions"]) == result["score"]
