"""`radar rules`: list, export, import and test, as people and scripts meet them."""

import json
from pathlib import Path

import jsonschema
import pytest
from make_schemas import file_of

from support.command import Command

TEST = """
tests:
  - name: eleven failures
    input_series:
      - {series: 'connection-failures{source="gateway"}', values: 0x1 11}
    alert_rule_test:
      - rule: connection-failures
        eval_time: 3h
        exp_alerts: [{exp_labels: {source: SOURCE}}]
"""


def keeps_to_schema(command: str, value: object) -> None:
    jsonschema.validate(value, json.loads(file_of(command).read_text()))


def test_rules_are_listed(radar: Command) -> None:
    out = radar("rules", "list").out
    listed = radar("rules", "list", "--json").json
    keeps_to_schema("rules list", listed)
    assert all(rule["key"] in out for rule in listed)
    said = {rule["key"]: rule["condition"] for rule in listed}
    assert said["connection-failures"] == "over 10 connection failures of one source in an hour"
    assert [rule["key"] for rule in listed] == sorted(rule["key"] for rule in listed)


def test_rules_are_exported_edited_and_imported(radar: Command, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    exported = radar("rules", "export", "-o", path)
    assert f"rules written to {path}" in exported.err
    path.write_text(path.read_text().replace("threshold: 10.0", "threshold: 15.0"))
    trial = radar("rules", "import", path, "--dry-run").out
    assert "connection-failures: would be changed; its open alerts begin anew\n" in trial
    assert "repeat-issues: unchanged\n" in trial
    done = radar("rules", "import", path, "--json").json
    keeps_to_schema("rules import", done)
    again = radar("rules", "import", path).out
    assert {line.partition(": ")[2] for line in again.splitlines()} == {"unchanged"}
    assert "threshold: 15.0" in radar("rules", "export").out
    radar("undo")
    assert "threshold: 10.0" in radar("rules", "export").out


def test_a_file_of_rules_that_is_wrong_is_one_line(radar: Command, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("rules: [{key: a}]")
    failed = radar("rules", "import", path, status=2)
    assert failed.err.count("\n") == 1
    assert "rules[1]: rule lacks action, kind" in failed.err


def test_the_shipped_tests_pass(radar: Command) -> None:
    out = radar("rules", "test").out
    assert "FAILED" not in out
    assert out.endswith("tests passed\n")
    report = radar("rules", "test", "--json").json
    keeps_to_schema("rules test", report)
    assert report["failed"] == 0


@pytest.mark.parametrize(("source", "status"), [("gateway", 0), ("mail", 1)])
def test_a_test_file_passes_or_fails(
    radar: Command, tmp_path: Path, source: str, status: int
) -> None:
    path = tmp_path / "tests.yaml"
    path.write_text(TEST.replace("SOURCE", source))
    out = radar("rules", "test", path, status=status).out
    assert out.startswith("FAILED eleven failures\n" if status else "ok     eleven failures\n")
    assert out.endswith(f"{1 - status} of 1 tests passed\n")


def test_the_workspace_s_own_rules_are_tested(radar: Command, tmp_path: Path) -> None:
    tests, rules = tmp_path / "tests.yaml", tmp_path / "rules.yaml"
    tests.write_text(TEST.replace("SOURCE", "gateway"))
    radar("rules", "export", "-o", rules)
    rules.write_text(rules.read_text().replace("threshold: 10.0", "threshold: 15.0"))
    radar("rules", "import", rules)
    radar("rules", "test", tests)
    radar("rules", "test", tests, "--workspace", status=1)
