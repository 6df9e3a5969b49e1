"""How measured values are put into words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from radar_tui.domain.alerts import Evidence, make_labels
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.units import Unit
from radar_tui.reporting.wording import (
    alert_measure,
    alert_subject,
    measured_words,
    moment_words,
    short_measure,
    working_wait,
)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, Unit.HOURS, "–"),
        (0.0, Unit.HOURS, "0m"),
        (41 / 60, Unit.HOURS, "41m"),
        (0.999, Unit.HOURS, "1h"),
        (2.54, Unit.HOURS, "2.5h"),
        (47.9, Unit.HOURS, "47.9h"),
        (60.0, Unit.HOURS, "2.5d"),
        (0.142, Unit.SHARE, "14.2%"),
        (0.19, Unit.SHARE, "19%"),
        (42.6, Unit.POINTS, "43"),
        (1234.0, Unit.COUNT, "1,234"),
    ],
)
def test_a_metrics_value_is_written_short(value: float | None, unit: Unit, words: str) -> None:
    assert measured_words(value, unit) == words


@pytest.mark.parametrize(
    ("hours", "days", "words"),
    [
        (None, None, "nobody waits"),
        (1.0, 0.1, "waiting 1 working hour"),
        (17.5, 1.9, "waiting 17.5 working hours"),
        (18.0, 2.0, "waiting 18 working hours (2d)"),
    ],
)
def test_a_wait_is_told_in_hours_and_as_tables_do(
    hours: float | None, days: float | None, words: str
) -> None:
    assert working_wait(hours, days) == words


def test_a_moment_names_its_zone() -> None:
    at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert moment_words(at, ZoneInfo("Asia/Tokyo")) == "Tue 24 Nov 09:00 JST"


MEASURES: list[tuple[RuleKind, float, Evidence, str, str]] = [
    (
        RuleKind.TICKET_SPIKE,
        19,
        {"last-24-hours": {"count": 19, "upper": 5, "accounts": 7, "p": 2e-9, "status": "spike"}},
        "19 tickets in 24 h (expected up to 5) · 7 accounts · p 2e-09",
        "19 (≤ 5)",
    ),
    (
        RuleKind.CONNECTION_FAILURES,
        13,
        {"threshold": 10, "window": "1h"},
        "13 failures in the last hour (> 10)",
        "13 (> 10)",
    ),
    (
        RuleKind.FRUSTRATION_SCORE,
        138,
        {"threshold": 60, "account": "Acme"},
        "score 138 (> 60) · Acme",
        "138 (> 60)",
    ),
    (
        RuleKind.CHURN_LANGUAGE,
        1,
        {"threshold": 0, "quote": "cancel our contract", "account": "Acme"},
        "“cancel our contract” in 1 message · Acme",
        "1 message",
    ),
    (RuleKind.ESCALATION_TRIGGERS, 2, {"threshold": 0, "quote": None}, "2 messages", "2 messages"),
    (
        RuleKind.REPEAT_ISSUES,
        9,
        {"threshold": 5, "window": "1w", "accounts": 4},
        "9 tickets in 7 days (> 5) · 4 accounts",
        "9 (> 5)",
    ),
    (
        RuleKind.HIGH_IMPACT_ACCOUNTS,
        4,
        {"threshold": 2, "window": "1d", "min-tier": 4, "usual": 0.46},
        "4 accounts of tier 4 or more in 24 h (> 2, usually 0.5)",
        "4 (> 2)",
    ),
    (
        RuleKind.OUT_OF_BOUNDS,
        1,
        {"threshold": 0, "window": "6h"},
        "1 value out of bounds in 6h (> 0)",
        "1 (> 0)",
    ),
    (
        RuleKind.LOG_ANOMALIES,
        3,
        {"threshold": 2, "window": "6h"},
        "3 anomalies in 6h (> 2)",
        "3 (> 2)",
    ),
    (
        RuleKind.MONITORING_ALERTS,
        1,
        {"title": "Latency over 2 s", "value": 2.3, "unit": "s", "account": "Acme"},
        "Latency over 2 s · 2.3 s · Acme",
        "goes on",
    ),
    (RuleKind.MONITORING_ALERTS, 2, {"title": None, "value": None}, "2 at once", "goes on"),
    (
        RuleKind.SOURCE_SILENCE,
        3.25,
        {"threshold": 2, "usual-interval": "1d"},
        "no data for 3.2 times the usual 1d (> 2)",
        "3.2× (> 2×)",
    ),
    (
        RuleKind.UNTAGGED_CLOSED,
        8,
        {"threshold": 5, "window": "1w"},
        "8 closed tickets in 7 days (> 5)",
        "8 (> 5)",
    ),
]


@pytest.mark.parametrize(("kind", "value", "evidence", "long", "short"), MEASURES)
def test_what_was_measured_is_told_with_its_limit(
    kind: RuleKind, value: float, evidence: Evidence, long: str, short: str
) -> None:
    assert alert_measure(kind, value, evidence) == long
    assert short_measure(kind, value, evidence) == short


@pytest.mark.parametrize("kind", RuleKind)
def test_what_cannot_be_judged_says_so(kind: RuleKind) -> None:
    assert kind in {one[0] for one in MEASURES}
    assert alert_measure(kind, None, {}) == "cannot be judged"
    assert short_measure(kind, None, {}) == "?"


def test_a_source_without_any_data_says_so() -> None:
    assert alert_measure(RuleKind.SOURCE_SILENCE, None, {"data-as-of": None}) == "no data yet"


@pytest.mark.parametrize(
    ("labels", "subject"),
    [
        ({"ticket": "zendesk/4562"}, "#4562"),
        ({"feature-area": "payments"}, "payments"),
        ({"source": "sap-connector", "feature-area": "data-sync"}, "data-sync · sap-connector"),
        ({"missing-tag": "feature-area"}, "no feature area"),
        ({"monitor": "HighLatency", "source": "api"}, "HighLatency · api"),
    ],
)
def test_an_alert_is_named_by_its_labels(labels: dict[str, str], subject: str) -> None:
    assert alert_subject(make_labels(labels)) == subject
