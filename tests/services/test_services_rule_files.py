"""Rules and rule tests as files: what is written is read again, mistakes are told with a place."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.written_history import LABELS
from radar_tui.domain.matchers import Matcher
from radar_tui.domain.rules import RuleKind
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.rule_files import (
    read_rule_tests,
    read_rules,
    rules_yaml,
    shipped_rule_tests,
)
from radar_tui.services.rule_testing import run_rule_tests

TEST = """
tests:
  - name: one
    input_series:
      - {series: 'connection-failures{source="gateway"}', values: 0x1 11}
    alert_rule_test:
      - rule: connection-failures
        eval_time: 3h
        exp_alerts: [{exp_labels: {source: gateway}}]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text)
    return path


def test_the_shipped_rules_pass_their_tests() -> None:
    report = run_rule_tests([])
    assert [line for result in report.results for line in result.failures] == []


def test_every_rule_has_a_test_that_fires_and_one_that_does_not() -> None:
    told = [one for test in shipped_rule_tests().tests for one in test.expectations]
    fires = {one.rule for one in told if any(alert.state == "firing" for alert in one.alerts)}
    quiet = {one.rule for one in told if not one.alerts}
    assert fires == quiet == {rule.key for rule in shipped_playbook().rules}


def test_every_metric_is_used_by_a_shipped_test() -> None:
    used = {one.series.metric for test in shipped_rule_tests().tests for one in test.series}
    assert used == set(LABELS)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    shipped = shipped_playbook().rules
    narrowed = replace(
        shipped[0],
        only=(Matcher("account", "ACME, Inc."), Matcher("severity", "in*", negated=True)),
        enabled=False,
        due_within=None,
        for_=timedelta(minutes=90),
        min_tier=4,
    )
    rules = (narrowed, *shipped[1:])
    assert read_rules(written(tmp_path, rules_yaml(rules))) == rules


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_words_survive_a_file(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    rule = replace(shipped_playbook().rules[0], action="do " + words + " now")
    path = written(tmp_path_factory.mktemp("rules"), rules_yaml([rule]))
    assert read_rules(path) == (rule,)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rules: [", "is no YAML: line 1, column 9"),
        ("- 1", "file: expected a mapping of named fields"),
        ("rules: []", "file.rules: expected a list that is not empty"),
        ("rules: [{key: a}]", "rules[1]: rule lacks action, kind, owner, threshold, title"),
        ("rules: [{key: a, kind: b}]", "rules[1]: rule lacks"),
        ("rules: [{what: 1}]", "rules[1]: rule has unknown field 'what'"),
    ],
)
def test_a_mistake_in_rules_is_one_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_rules(written(tmp_path, text))
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("tests:", "test:", "file.tests: missing"),
        (
            "values: 0x1 11",
            "values: 0x1 many",
            "file.tests[1].input_series[1]: 'many' is no sample",
        ),
        ("connection-failures{", "failures{", "unknown metric 'failures', known are tickets"),
        ("source=", "origin=", "connection-failures has no label 'origin'"),
        ("eval_time: 3h", "eval_time: 3 hours", "'3 hours' is no duration"),
        ("eval_time: 3h", "eval_time: 3h\n        fields: 1", "unknown field 'fields'"),
        (
            "name: one",
            "name: one\n    begin: 0s\n    evaluation_interval: 1s\n    interval: 1w",
            "more than 100,000 evaluations",
        ),
        ("name: one", "name: one\n    zone: Mars", "'Mars' is no time zone"),
        ("name: one", "name: one\n    start: soon", "'soon' is no moment"),
        ("name: one", "name: one\n    begin: 4h", "begin must lie between"),
        ("name: one", "name: one\n    interval: 0s", "interval: must be 1 seconds or more"),
    ],
)
def test_a_mistake_in_a_test_is_one_line(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    text = TEST.replace(before, after)
    if "1w" in after:
        text = text.replace("eval_time: 3h", "eval_time: 3w")
    with pytest.raises(WorkspaceError) as caught:
        read_rule_tests(written(tmp_path, text))
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_rules(tmp_path / "nowhere.yaml")
    picture = tmp_path / "picture.yaml"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    with pytest.raises(WorkspaceError, match="is not UTF-8 text"):
        read_rules(picture)


def test_yaml_makes_no_objects(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="is no YAML"):
        read_rules(written(tmp_path, "rules: !!python/object/apply:os.getcwd []"))


def test_a_test_that_fails_says_what_it_found(tmp_path: Path) -> None:
    path = written(tmp_path, TEST.replace("source: gateway", "source: mail"))
    report = run_rule_tests([path])
    assert (report.tests, report.failed) == (1, 1)
    assert report.results[0].failures == [
        'one: connection-failures at 3h: expected firing {source="mail"}, '
        'found firing {source="gateway"} 11'
    ]


def test_a_test_of_a_rule_that_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path, TEST.replace("rule: connection-failures", "rule: gateways"))
    with pytest.raises(WorkspaceError, match="tests the rule 'gateways', which is not there"):
        run_rule_tests([path])


def test_a_test_names_the_rules_it_is_about(tmp_path: Path) -> None:
    deaf = next(one for one in shipped_playbook().rules if one.kind is RuleKind.CONNECTION_FAILURES)
    (tmp_path / "mine.yaml").write_text(rules_yaml([replace(deaf, threshold=100)]))
    path = written(tmp_path, "rule_files: [mine.yaml]\n" + TEST)
    assert run_rule_tests([path]).failed == 1
    assert run_rule_tests([path], shipped_playbook().rules).failed == 1
    path = written(tmp_path, TEST)
    assert run_rule_tests([path], [replace(deaf, threshold=100)]).failed == 1
    assert run_rule_tests([path]).failed == 0
