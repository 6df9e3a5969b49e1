"""From facts to observations: every kind has its way, and `only` narrows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.detection.facts import (
    AreaTicket,
    MonitoredEvent,
    RuleFacts,
    SourceReach,
    TicketLanguage,
    UntaggedTicket,
)
from radar_tui.detection.observing import observe
from radar_tui.detection.spike_rule import RecentTicket, WeeklyCounts, WorkspaceHours
from radar_tui.detection.threshold_rules import FailureTimes, RootCauseCount, TicketScoreNow
from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.records import EventKind, TagKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.services.playbook import shipped_playbook

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Facts:
    """A bad hour: everything that can be watched is as bad as can be."""

    now: datetime = NOW
    waiting: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def hours(self) -> WorkspaceHours:
        self.asked.append("hours")
        return WorkspaceHours()

    def weekly_counts(self) -> Sequence[WeeklyCounts]:
        self.asked.append("weekly_counts")
        recent = tuple(RecentTicket(NOW - HOUR * n / 10, f"Account {n}") for n in range(40))
        first = (NOW - timedelta(weeks=28)).date()
        return [WeeklyCounts("payments", first, (4,) * 28, recent)]

    def connection_failures(self, window: timedelta) -> Sequence[FailureTimes]:
        self.asked.append(f"connection_failures {window}")
        times = tuple(NOW - timedelta(minutes=n) for n in range(20))
        return [FailureTimes(times, "sap-connector", "data-sync")]

    def scored_tickets(self, over: float) -> Sequence[TicketScoreNow]:
        self.asked.append(f"scored_tickets {over:g}")
        return [
            TicketScoreNow("zendesk/1", 150, True, "Northwind", feature_areas=("payments",)),
            TicketScoreNow("zendesk/2", 90, True, "Globex", feature_areas=("exports", "sso")),
        ]

    def waiting_for_score(self, rule_key: str) -> Sequence[str]:
        self.asked.append(f"waiting_for_score {rule_key}")
        return self.waiting

    def churn_language(self) -> Sequence[TicketLanguage]:
        self.asked.append("churn_language")
        return [TicketLanguage("zendesk/1", 1, NOW - HOUR, "cancel", "Northwind", ("payments",))]

    def escalation_triggers(self) -> Sequence[TicketLanguage]:
        self.asked.append("escalation_triggers")
        return [TicketLanguage("zendesk/1", 2, NOW - HOUR, "a manager", "Northwind")]

    def root_causes(self, window: timedelta) -> Sequence[RootCauseCount]:
        self.asked.append(f"root_causes {window}")
        return [RootCauseCount("token-expiry", tuple(NOW - HOUR * n for n in range(9)))]

    def area_tickets(self, window: timedelta, min_tier: int) -> Sequence[AreaTicket]:
        self.asked.append(f"area_tickets {window} {min_tier}")
        return [
            AreaTicket("payments", f"zendesk/{n}", NOW - HOUR * n, f"Account {n}", 5)
            for n in range(1, 6)
        ]

    def events(self, kind: EventKind, window: timedelta) -> Sequence[MonitoredEvent]:
        self.asked.append(f"events {kind} {window}")
        return [MonitoredEvent(f"m/{n}", kind, "log-watch", NOW - HOUR * n) for n in range(5)]

    def going_on(self) -> Sequence[MonitoredEvent]:
        self.asked.append("going_on")
        return [MonitoredEvent("m/1", EventKind.UPTIME, "api", NOW - HOUR, monitor="Down")]

    def sources(self) -> Sequence[SourceReach]:
        self.asked.append("sources")
        return [SourceReach("zendesk", NOW - timedelta(days=4), timedelta(days=1))]

    def untagged_closed(self, window: timedelta) -> Sequence[UntaggedTicket]:
        self.asked.append(f"untagged_closed {window}")
        return [UntaggedTicket(f"zendesk/{n}", TagKind.FEATURE_AREA, NOW - HOUR) for n in range(9)]


def shipped(kind: RuleKind) -> Rule:
    (rule,) = (one for one in shipped_playbook().rules if one.kind is kind)
    return rule


def test_the_stub_is_what_rules_ask() -> None:
    facts: RuleFacts = Facts()
    assert facts.now == NOW


@pytest.mark.parametrize("kind", RuleKind)
def test_every_kind_hears_of_a_bad_hour(kind: RuleKind) -> None:
    seen = observe(replace(shipped(kind), enabled=True), Facts())
    assert seen
    assert seen[0].holds
    assert seen[0].began_at is None or seen[0].began_at <= NOW


@pytest.mark.parametrize("kind", RuleKind)
def test_every_kind_asks_for_no_more_than_it_needs(kind: RuleKind) -> None:
    facts = Facts()
    observe(replace(shipped(kind), enabled=True), facts)
    assert facts.asked == {
        RuleKind.TICKET_SPIKE: ["weekly_counts", "hours"],
        RuleKind.CONNECTION_FAILURES: ["connection_failures 1:00:00"],
        RuleKind.FRUSTRATION_SCORE: ["scored_tickets 50", "waiting_for_score frustration-score"],
        RuleKind.CHURN_LANGUAGE: ["churn_language", "waiting_for_score churn-language"],
        RuleKind.ESCALATION_TRIGGERS: [
            "escalation_triggers", "waiting_for_score escalation-triggers",
        ],
        RuleKind.REPEAT_ISSUES: ["root_causes 7 days, 0:00:00"],
        RuleKind.HIGH_IMPACT_ACCOUNTS: ["area_tickets 14 days, 0:00:00 4"],
        RuleKind.OUT_OF_BOUNDS: ["events out-of-bounds 6:00:00"],
        RuleKind.LOG_ANOMALIES: ["events log-anomaly 6:00:00"],
        RuleKind.MONITORING_ALERTS: ["going_on"],
        RuleKind.SOURCE_SILENCE: ["sources"],
        RuleKind.UNTAGGED_CLOSED: ["untagged_closed 7 days, 0:00:00"],
    }[kind]  # fmt: skip


def test_a_disabled_rule_looks_at_nothing() -> None:
    facts = Facts()
    assert not observe(replace(shipped(RuleKind.TICKET_SPIKE), enabled=False), facts)
    assert not facts.asked


@pytest.mark.parametrize(
    ("only", "tickets"),
    [
        ("", ["zendesk/1", "zendesk/2"]),
        ("account=northwind", ["zendesk/1"]),
        ("feature-area=sso", ["zendesk/2"]),
        ("feature-area!=payments", ["zendesk/2"]),
        ("ticket=zendesk/1 account=Globex", []),
        ("rule=frustration-* severity=warning", ["zendesk/1", "zendesk/2"]),
        ("severity=critical", []),
    ],
)
def test_only_narrows_by_labels_context_rule_and_severity(only: str, tickets: list[str]) -> None:
    rule = replace(shipped(RuleKind.FRUSTRATION_SCORE), only=parse_matchers(only))
    assert [dict(one.labels)["ticket"] for one in observe(rule, Facts())] == tickets


@pytest.mark.parametrize("kind", [kind for kind in RuleKind if kind.is_about_tickets])
def test_what_waits_for_its_score_is_not_judged_and_not_narrowed_away(kind: RuleKind) -> None:
    rule = replace(shipped(kind), only=parse_matchers("account=Northwind"))
    *_, waiting = observe(rule, Facts(waiting=("zendesk/9",)))
    assert waiting.labels == (("ticket", "zendesk/9"),)
    assert (waiting.holds, waiting.reason) == (None, "not scored yet")
