"""Running rule tests: which rules they are about, and what came of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.rule_tests import failure_line, run_test
from radar_tui.domain.rules import Rule
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.rule_files import (
    RuleTestFile,
    read_rule_tests,
    read_rules,
    shipped_rule_tests,
)
from radar_tui.text.hostile import inert_line

SHIPPED = "the shipped rules"


@dataclass(frozen=True, slots=True)
class RuleTestResult:
    """What came of one test; `failures` has a line for each expectation that was not met."""

    file: str
    test: str
    passed: bool
    failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class RuleTestReport:
    """What came of all tests."""

    tests: int
    failed: int
    results: Sequence[RuleTestResult]


def run_rule_tests(
    paths: Sequence[Path], own_rules: Sequence[Rule] | None = None
) -> RuleTestReport:
    """Run the tests of files, or the shipped ones where none is given.

    They are about the rules of their `rule_files`, else about `own_rules`, else the shipped ones.

    Raises:
        WorkspaceError: a file that cannot be read, or a test of a rule that is not there.
    """
    read = [(inert_line(str(path)), read_rule_tests(path)) for path in paths]
    # All are read, and all rules found, before the first one runs.
    files = [
        (name, file, _rules_of(name, file, own_rules))
        for name, file in read or [(SHIPPED, shipped_rule_tests())]
    ]
    results = [
        RuleTestResult(name, inert_line(test.name), passed=not failures, failures=failures)
        for name, file, rules in files
        for test in file.tests
        for failures in ([inert_line(failure_line(one)) for one in run_test(test, rules)],)
    ]
    return RuleTestReport(len(results), sum(not one.passed for one in results), results)


def _rules_of(
    name: str, file: RuleTestFile, own_rules: Sequence[Rule] | None
) -> Mapping[str, Rule]:
    rules: Iterable[Rule]
    if file.rule_files:
        rules = [rule for path in file.rule_files for rule in read_rules(path)]
    else:
        rules = shipped_playbook().rules if own_rules is None else own_rules
    named = {rule.key: rule for rule in rules}
    asked = {one.rule for test in file.tests for one in test.expectations}
    missing = sorted(asked - set(named))
    if missing:
        raise WorkspaceError(
            f"{name} tests the rule {missing[0]!r}, which is not there; "
            f"there are {', '.join(sorted(named))}"
        )
    return named
