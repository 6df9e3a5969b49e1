"""Values out of bounds, log anomalies, and monitoring alerts passed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from radar_tui.detection.event_rules import observe_events, observe_monitoring
from radar_tui.detection.facts import MonitoredEvent
from radar_tui.domain.records import EventKind
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rule(kind: RuleKind = RuleKind.OUT_OF_BOUNDS, **values: object) -> Rule:
    fields: dict[str, object] = {
        "key": "watched",
        "kind": kind,
        "title": "Watched",
        "threshold": 2,
        "window": 6 * HOUR,
        "action": "Look",
        "owner": "On-call lead",
    }
    return Rule(**(fields | values))  # type: ignore[arg-type]


def event(number: int, ago: timedelta, **values: object) -> MonitoredEvent:
    fields: dict[str, object] = {
        "id": f"monitor/{number}",
        "kind": EventKind.OUT_OF_BOUNDS,
        "source": "data-quality",
        "at": NOW - ago,
        "feature_area": "data-sync",
    }
    return MonitoredEvent(**(fields | values))  # type: ignore[arg-type]


def test_events_count_by_source_and_feature_area() -> None:
    events = [event(number, number * HOUR, value=2.5, unit="percent") for number in range(1, 4)]
    others = [event(7, HOUR, feature_area=None), event(8, HOUR, source="billing-batch")]
    seen = {one.labels: one for one in observe_events([*events, *others], rule(), NOW)}
    loud = seen[(("feature-area", "data-sync"), ("source", "data-quality"))]
    assert (loud.value, loud.holds, loud.began_at) == (3, True, NOW - 3 * HOUR)
    assert [one.value for one in seen.values()].count(1) == 2
    assert not seen[(("source", "data-quality"),)].holds


def test_the_window_is_half_open() -> None:
    (seen,) = observe_events([event(1, 6 * HOUR), event(2, timedelta())], rule(), NOW)
    assert seen.value == 1


def test_only_the_latest_events_are_shown() -> None:
    events = [event(n, timedelta(minutes=n), account=f"Account {n}") for n in range(1, 60)]
    (seen,) = observe_events(events, rule(), NOW)
    shown = seen.evidence["events"]
    assert isinstance(shown, list)
    assert len(shown) == 10
    assert shown[-1]["at"] == (NOW - timedelta(minutes=1)).isoformat()
    assert len(seen.evidence["accounts"]) == 10  # type: ignore[arg-type]


def monitoring(**values: object) -> Rule:
    return rule(RuleKind.MONITORING_ALERTS, **({"threshold": 0, "window": timedelta()} | values))


def going_on(number: int = 1, ago: timedelta = HOUR, **values: object) -> MonitoredEvent:
    fields: dict[str, object] = {
        "source": "payments-api",
        "feature_area": "payments",
        "kind": EventKind.LATENCY,
        "monitor": "HighLatency",
        "title": "Latency over 2 s",
    }
    return event(number, ago, **(fields | values))


def test_what_a_monitor_alerts_of_is_passed_on() -> None:
    (seen,) = observe_monitoring([going_on(account="Acme", value=2.3, unit="s")], monitoring(), NOW)
    assert seen.labels == (("monitor", "HighLatency"), ("source", "payments-api"))
    assert (seen.value, seen.holds, seen.began_at) == (1, True, NOW - HOUR)
    assert seen.evidence["title"] == "Latency over 2 s"
    assert seen.context == {
        "account": ("Acme",),
        "feature-area": ("payments",),
        "event": ("latency",),
    }


def test_the_next_time_is_the_same_alert_whatever_its_words() -> None:
    (first,) = observe_monitoring([going_on(1, 5 * HOUR)], monitoring(), NOW)
    (again,) = observe_monitoring([going_on(2, title="Latency 3.4 s")], monitoring(), NOW)
    assert first.labels == again.labels


def test_one_monitor_with_two_events_is_one_alert() -> None:
    (seen,) = observe_monitoring([going_on(2), going_on(1, 2 * HOUR)], monitoring(), NOW)
    assert (seen.value, seen.began_at) == (2, NOW - 2 * HOUR)


def test_what_has_ended_or_not_begun_is_not_going_on() -> None:
    ended = going_on(ended_at=NOW)
    assert not observe_monitoring([ended, going_on(2, -HOUR)], monitoring(), NOW)
    assert observe_monitoring([replace(ended, ended_at=NOW + HOUR)], monitoring(), NOW)


def test_what_was_not_heard_of_for_long_may_have_ended_without_a_word() -> None:
    old = going_on(1, timedelta(days=8))
    within_a_week = monitoring(window=timedelta(days=7))
    assert not observe_monitoring([old], within_a_week, NOW)
    assert observe_monitoring([replace(old, told_at=NOW - HOUR)], within_a_week, NOW)
    assert observe_monitoring([old], monitoring(), NOW)


def test_an_event_without_a_monitor_is_its_own() -> None:
    events = [going_on(1, monitor=None), going_on(2, monitor=None)]
    seen = observe_monitoring(events, monitoring(), NOW)
    assert [dict(one.labels)["monitor"] for one in seen] == ["monitor/1", "monitor/2"]
