"""Rules and their tests as YAML files: read with the place of each mistake, and written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.rule_tests import STATES, Expectation, ExpectedAlert, RuleTest
from radar_tui.detection.series import Series, parse_samples, parse_selector
from radar_tui.detection.written_history import USUAL_ACCOUNTS, WrittenSeries
from radar_tui.domain.alerts import make_labels
from radar_tui.domain.freshness import DEFAULT_USUAL_INTERVAL
from radar_tui.domain.plain import Fields, read_each, unique_keys
from radar_tui.domain.rules import Rule, RuleDict, parse_duration, rule_from_dict, rule_to_dict
from radar_tui.text.hostile import inert_line

# A Monday, so that weeks of a test begin with the ISO week.
USUAL_START = datetime(2026, 1, 5, tzinfo=UTC)
# How long before its first question a test begins to evaluate, where it does not say.
USUAL_LEAD = timedelta(days=2)
USUAL_EVALUATION_INTERVAL = timedelta(hours=1)
LARGEST_FILE = 4 * 1024 * 1024

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class RuleTestFile:
    """The tests of one file; `rule_files` are the rules they are about, the caller's where none."""

    rule_files: tuple[Path, ...]
    tests: tuple[RuleTest, ...]


def shipped_rule_tests() -> RuleTestFile:
    """Read the tests that the shipped rules come with."""
    source = files("radar_tui.assets").joinpath("rule-tests.yaml")
    return _test_file(yaml.safe_load(source.read_text(encoding="utf-8")), Path())


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read a file of rules, as `radar rules export` writes it.

    Raises:
        WorkspaceError: it cannot be read, with the place of the mistake.
    """
    return _read(path, _rules)


def read_rule_tests(path: Path) -> RuleTestFile:
    """Read a file of rule tests.

    Raises:
        WorkspaceError: it cannot be read, with the place of the mistake.
    """
    return _read(path, lambda loaded: _test_file(loaded, path.parent))


def rules_yaml(rules: Iterable[Rule]) -> str:
    """Write rules as YAML that `read_rules` reads; what a rule leaves as usual is left out."""
    return yaml.safe_dump(
        {"rules": [_brief(rule) for rule in rules]}, sort_keys=False, allow_unicode=True, width=100
    )


def _brief(rule: Rule) -> RuleDict:
    plain = Rule(rule.key, rule.kind, rule.title, rule.threshold, rule.action, rule.owner)
    usual, own = rule_to_dict(plain), rule_to_dict(rule)
    needed = {"key", "kind", "title", "threshold", "action", "owner"}
    return {
        name: value
        for name, value in own.items()
        if name in needed or (value != usual[name] and name != "version")
    }


def _read(path: Path, reader: Callable[[object], Read]) -> Read:
    name = inert_line(str(path))
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WorkspaceError(f"{name} is larger than 4 MiB; that is no file of rules")
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorkspaceError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WorkspaceError(f"{name} is not UTF-8 text; expected YAML") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise WorkspaceError(f"{name} is no YAML{_place(error)}") from error
    try:
        return reader(loaded)
    except ValueError as error:
        raise WorkspaceError(f"{name}: {inert_line(str(error))}") from error


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return "" if mark is None else f": line {mark.line + 1}, column {mark.column + 1}"


def _rules(loaded: object) -> tuple[Rule, ...]:
    root = Fields.of(loaded, "file")
    rules = unique_keys(
        tuple(
            _rule(fields, position)
            for position, fields in enumerate(root.mappings("rules"), start=1)
        )
    )
    root.done()
    return rules


def _rule(fields: Mapping[str, object], position: int) -> Rule:
    try:
        return rule_from_dict(fields)
    except ValueError as error:
        raise ValueError(f"rules[{position}]: {error}") from error


def _test_file(loaded: object, folder: Path) -> RuleTestFile:
    root = Fields.of(loaded, "file")
    named = root.texts("rule_files") if root.has("rule_files") else ()
    interval = _duration(root, "evaluation_interval", USUAL_EVALUATION_INTERVAL)
    tests = read_each(root, "tests", lambda fields: _test(fields, interval))
    root.done()
    return RuleTestFile(tuple(folder / name for name in named), tests)


def _test(fields: Fields, evaluation_interval: timedelta) -> RuleTest:
    name = fields.text("name")
    zone = _zone(fields.optional_text("zone") or "UTC")
    start = _start(fields, zone)
    interval = _duration(fields, "interval", timedelta(hours=1))
    series = read_each(fields, "input_series", lambda one: _series(one, start, interval))
    expectations = read_each(fields, "alert_rule_test", _expectation)
    first = min(one.eval_time for one in expectations)
    return RuleTest(
        name=name,
        start=start,
        zone=zone,
        begin=_duration(fields, "begin", max(timedelta(), first - USUAL_LEAD), least=timedelta()),
        evaluation_interval=_duration(fields, "evaluation_interval", evaluation_interval),
        series=series,
        expectations=expectations,
    )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"zone: {name[:40]!r} is no time zone, expected Europe/Berlin") from error
    return name


def _start(fields: Fields, zone: str) -> datetime:
    if not fields.has("start"):
        return USUAL_START.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    text = fields.text("start")
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"start: {text[:40]!r} is no moment, expected 2026-01-05T00:00Z"
        ) from error
    return (start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _series(fields: Fields, start: datetime, interval: timedelta) -> WrittenSeries:
    metric, labels = parse_selector(fields.text("series"))
    samples = parse_samples(fields.text("values"))
    own = _duration(fields, "interval", interval)
    return WrittenSeries(
        Series(metric, labels, start, own, samples),
        accounts=fields.whole("accounts") if fields.has("accounts") else USUAL_ACCOUNTS,
        usual_interval=_duration(fields, "usual_interval", DEFAULT_USUAL_INTERVAL),
    )


def _expectation(fields: Fields) -> Expectation:
    alerts = read_each(fields, "exp_alerts", _expected) if fields.has_entries("exp_alerts") else ()
    return Expectation(
        eval_time=_duration(fields, "eval_time", None, least=timedelta()),
        rule=fields.key("rule"),
        alerts=alerts,
    )


def _expected(fields: Fields) -> ExpectedAlert:
    labels = fields.section("exp_labels")
    state = fields.optional_text("exp_state") or "firing"
    if state not in STATES:
        raise ValueError(f"exp_state: expected {', '.join(STATES)}, found {state[:40]!r}")
    return ExpectedAlert(
        labels=make_labels({name: labels.text(name) for name in labels.names()}),
        state=state,
        value=fields.number("exp_value") if fields.has("exp_value") else None,
    )


def _duration(
    fields: Fields,
    name: str,
    usual: timedelta | None,
    *,
    least: timedelta = timedelta(seconds=1),
) -> timedelta:
    if usual is not None and not fields.has(name):
        return usual
    span = parse_duration(fields.text(name))
    if span < least:
        raise ValueError(f"{name}: must be {least.total_seconds():.0f} seconds or more")
    return span
