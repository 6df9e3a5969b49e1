import copy
import re
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest
import yaml

from radar_tui.domain.bands import TEMPLATE_LIMITS, Band
from radar_tui.domain.freshness import STALE_AFTER_INTERVALS
from radar_tui.domain.playbook import Playbook, read_playbook
from radar_tui.domain.playbook_sections import Item
from radar_tui.domain.priority import PriorityAction, PriorityInput, PrioritySettings
from radar_tui.domain.rules import RuleKind


@pytest.fixture
def shipped() -> dict[str, Any]:
    text = resources.files("radar_tui.assets").joinpath("playbook.yaml").read_text("utf-8")
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture
def playbook(shipped: dict[str, Any]) -> Playbook:
    return read_playbook(shipped)


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items]


def test_guidance(playbook: Playbook) -> None:
    assert playbook.purpose == (
        "Reactive support solves problems after they happen. Proactive support prevents them."
    )
    assert playbook.how_to_use == (
        "Fill this out for one product area or one segment first.",
        "Keep the first version simple. Add sophistication later.",
        "Proactive support = detection + action + communication (not just “fewer tickets”).",
    )


def test_section_1_definition_and_success(playbook: Playbook) -> None:
    definition = playbook.definition
    assert definition.intro == (
        "Create a clear, shared definition so your team isn’t guessing what “proactive” means."
    )
    assert labels(definition.choices) == [
        "Identifying issues before customers report them",
        "Preventing repeat issues by giving prevention steps in every resolution",
        "Monitoring “silent failures” (connections breaking, data out-of-bounds, etc.)",
        "Reducing escalations by intervening before frustration spikes",
        "Enabling teams across time zones to spot patterns early (“follow-the-sun”)",
    ]
    assert definition.example == (
        "Proactive support means identifying patterns early and taking action before customers "
        "experience impact."
    )
    assert labels(definition.success) == [
        "Fewer repeat tickets in top issue categories",
        "Faster detection → faster mitigation (issue addressed before peak hours)",
        "Lower escalation rate/fewer “ask for manager” moments",
        "Higher customer confidence (“you knew before we did”)",
        "Better internal alignment (no “loop of despair” between teams)",
    ]
    assert definition.primary_metric == "Time to Detect (TTD) for the top 5 issue categories"
    assert definition.secondary_metric == "Escalation rate (% of tickets escalated to engineering)"


def test_section_2_signals(playbook: Playbook) -> None:
    signals = playbook.signals
    assert (signals.fewest, signals.most) == (3, 6)
    assert [(signal.group.value, signal.label) for signal in signals.choices] == [
        ("operational", "Monitoring alerts (uptime, latency, error rates)"),
        ("operational", "Connection health/integration failures"),
        ("operational", "Log anomalies (Datadog, platform logs, etc.)"),
        ("operational", "Spikes in ticket volume by tag/feature"),
        ("operational", "Repeat ticket patterns (same root cause)"),
        ("customer", "Frustration score/negative sentiment"),
        ("customer", "Escalation triggers (keywords, tone, threats to churn)"),
        ("customer", "High-impact customers reporting similar issues"),
    ]
    assert [signal.first_label for signal in signals.first] == [
        "Ticket spikes by feature area",
        "Integration failures/hour",
        "Frustration score > 60",
    ]


def test_section_3_tag_and_track(playbook: Playbook) -> None:
    assert labels(playbook.tagging.rules) == [
        "Every ticket gets a feature area tag",
        "Every escalation gets an escalation reason tag",
        "Every repeat issue gets a root cause tag (when known)",
        "Tagging happens during resolution, not after",
    ]
    assert labels(playbook.tagging.cadence) == [
        "Weekly pattern review (30 minutes)",
        "Real-time alert when thresholds hit",
    ]


TEMPLATE_RULES = (
    RuleKind.TICKET_SPIKE,
    RuleKind.CONNECTION_FAILURES,
    RuleKind.FRUSTRATION_SCORE,
    RuleKind.REPEAT_ISSUES,
)


def test_section_4_thresholds_and_alerts(playbook: Playbook) -> None:
    rules = [rule for rule in playbook.rules if rule.kind in TEMPLATE_RULES]
    assert [(rule.title, rule.threshold, rule.action, rule.owner) for rule in rules] == [
        ("Ticket spike (tagged)", 30, "Create incident thread and notify Eng", "Support Ops"),
        ("Connection failures", 10, "Notify on-call and prep customer comms", "On-call lead"),
        ("Frustration score", 60, "Manager review and intervene within 2 hrs", "Team lead"),
        ("Repeat issue count", 5, "Create KB and macro and product bug intake", "KB owner"),
    ]


def test_every_kind_of_rule_is_shipped_once(playbook: Playbook) -> None:
    assert [rule.kind for rule in playbook.rules] == list(RuleKind)
    assert all(rule.key == rule.kind for rule in playbook.rules)


def test_rules_speak_of_channels_and_roles_that_the_playbook_has(playbook: Playbook) -> None:
    channels = {channel.key for channel in playbook.comms.channels}
    assert {rule.channel for rule in playbook.rules} - {None} <= channels
    owners = {"Support Ops", "On-call lead", "Team lead", "KB owner"}
    assert {rule.owner for rule in playbook.rules} == owners
    assert all(rule.due_within for rule in playbook.rules)


def test_silence_is_judged_as_freshness_is(playbook: Playbook) -> None:
    (rule,) = (one for one in playbook.rules if one.kind is RuleKind.SOURCE_SILENCE)
    assert rule.threshold == STALE_AFTER_INTERVALS


def test_section_4_windows_guards_and_due_times(playbook: Playbook) -> None:
    spike, connections, frustration, repeats = (
        rule for rule in playbook.rules if rule.kind in TEMPLATE_RULES
    )
    assert spike.window == repeats.window == timedelta(days=7)
    assert (spike.min_count, spike.min_accounts) == (3, 2)
    assert connections.window == timedelta(hours=1)
    assert (frustration.clear, frustration.due_within) == (50, timedelta(hours=2))
    known = {channel.key for channel in playbook.comms.channels}
    assert {rule.channel for rule in playbook.rules if rule.channel} <= known


def test_section_5_frustration_radar(playbook: Playbook) -> None:
    radar = playbook.frustration
    assert [(band.band, band.lowest, band.highest, band.label) for band in radar.rubric] == [
        (Band.NEUTRAL, 0, 30, "neutral/normal support tone"),
        (Band.MILD, 31, 60, "mild frustration (risk rising)"),
        (Band.HIGH, 61, 120, "high frustration (needs intervention)"),
        (Band.CRITICAL, 121, 200, "critical (escalation likely; churn language possible)"),
    ]
    assert radar.limits == TEMPLATE_LIMITS
    assert radar.review_words == "Score > 60 OR keywords indicating churn risk"
    assert radar.columns == (
        "Customer/account", "Ticket", "Score", "Why it scored high", "What we’ll do now", "Owner",
    )  # fmt: skip
    assert (radar.example.customer, radar.example.ticket) == ("company name", "#4562")
    assert (radar.example.score, radar.example.owner) == (65, "Support ops")
    assert radar.example.why == (
        "Customer mentioned “this keeps happening” and referenced previous tickets."
    )
    assert radar.example.next_action == (
        "Investigate recurring root cause, create KB article and macro to prevent repeat issue."
    )
    assert labels(radar.intervention) == [
        "Manager reviews context (not just the score)",
        "Acknowledge emotion and restate impact",
        "Offer next step and timeline (clear expectations)",
        "Update internal stakeholders (AM/CSM/SE)",
        "Add prevention steps and KB/macro follow-up",
    ]


def test_section_6_completeness_and_macros(playbook: Playbook) -> None:
    assert labels(playbook.macros.completeness) == [
        "Answered the immediate question/fixed the issue",
        "Included prevention steps (“next time, do X”)",
        "Explained why we need this info (screenshots/logs)",
        "Included next steps and what happens if it persists",
        "Used a human tone (not robotic)",
    ]
    assert [(block.title, block.text, block.example) for block in playbook.macros.blocks] == [
        (
            "Fix/answer",
            "Here’s what caused the issue and how to resolve it:",
            "The token expired; re-authenticate the integration and retry.",
        ),
        (
            "Prevention (the proactive part)",
            "To prevent this happening again, please:",
            "Rotate tokens every 90 days and store expiry dates in your runbook.",
        ),
        (
            "Why we’re asking for info",
            "To confirm root cause, I’m asking for [X] because [X].",
            "a screenshot of the error banner because it contains the error code and timestamp.",
        ),
        (
            "Next step and timing",
            "Next, we’ll [X]. You can expect an update by [X].",
            "validate logs and share a fix. You can expect an update by EOD Friday.",
        ),
    ]


def test_section_7_comms(playbook: Playbook) -> None:
    assert labels(playbook.comms.rules) == [
        "One shared internal channel for major issues (per account or incident)",
        "Stakeholders included early: Support, Eng, AM/CSM, SE, Finance/Legal if needed",
        "Updates posted on a schedule (not ad hoc)",
    ]
    assert [
        (each.name, each.used_for, " + ".join(each.must_include), each.cadence, each.every)
        for each in playbook.comms.channels
    ] == [
        ("#incident-payments-api", "Incident/widespread issue", "Support + Eng + CS/AM",
         "every 2 hrs", timedelta(hours=2)),
        ("#acct-ACME-risk", "Strategic account risk", "Support + CS/AM + SE",
         "daily", timedelta(days=1)),
        ("#bugs-top-patterns", "Product bug pattern review", "Support + Product + Eng",
         "weekly", timedelta(days=7)),
    ]  # fmt: skip


def test_section_8_shared_responsibility(playbook: Playbook) -> None:
    shared = playbook.shared_responsibility
    assert [(block.text, block.example) for block in shared.script] == [
        (
            "It looks like the platform behaved unexpectedly because of the data/config being sent "
            "into it.",
            None,
        ),
        (
            "Here’s what we can do on our side:",
            "Add validation and improve error messaging for this endpoint.",
        ),
        (
            "Here’s what you can adjust on your side to prevent this:",
            "Validate payloads against the schema before sending; cap batch size to 5,000 records.",
        ),
        (
            "If helpful, we can share a checklist/template to validate inputs before sending them.",
            None,
        ),
    ]
    assert labels(shared.checklist) == [
        "Validation rule/schema check",
        "Example “good input” and “bad input”",
        "Limits/guardrails (out-of-bounds prevention)",
        "Monitoring suggestion (optional)",
    ]


def test_section_9_enablement(playbook: Playbook) -> None:
    assert labels(playbook.enablement.principles) == [
        "Train beyond tier boundaries where needed (especially startups/small teams)",
        "Equip everyone with the tools (logs, SQL, monitoring dashboards)",
        "Teach confidence in escalation decisions (reduce hesitation)",
    ]
    assert labels(playbook.enablement.habits) == [
        "Team topic discussion: What does proactive mean this week?",
        "Share 1 example of proactive prevention from a resolved ticket",
        "Create or improve 1 macro/KB article from a recurring issue",
        "Review 3 random tickets for completeness and tone",
    ]


def test_section_10_matrix(playbook: Playbook) -> None:
    assert [(each.input, each.label, each.column) for each in playbook.matrix.inputs] == [
        (PriorityInput.ARR_TIER, "ARR/tier (revenue impact)", "ARR tier (1–5)"),
        (PriorityInput.SENTIMENT_RISK, "sentiment/frustration (reputational and churn risk)",
         "Sentiment risk (1–5)"),
        (PriorityInput.PATTERN_SEVERITY, "feature area pattern (systemic product issue)",
         "Feature pattern severity (1–5)"),
    ]  # fmt: skip
    assert [(each.action, each.label) for each in playbook.matrix.actions] == [
        (PriorityAction.OUTREACH, "Immediate proactive outreach and Eng escalation"),
        (PriorityAction.MONITOR, "Monitor and preventative comms and macro/KB update"),
        (PriorityAction.STANDARD, "Standard handling and track for trends"),
    ]


def test_section_10_words_and_ranges_are_those_of_the_matrix_itself(playbook: Playbook) -> None:
    settings = PrioritySettings()
    for each in playbook.matrix.actions:
        assert each.label == each.action.words
        for total in range(each.lowest, each.highest + 1):
            assert settings.action(total) is each.action


def test_section_11_metrics(playbook: Playbook) -> None:
    assert (playbook.metrics.fewest, playbook.metrics.most) == (4, 6)
    assert {each.label for each in playbook.metrics.table} >= {
        "Time to detect (TTD)",
        "Time to mitigate (TTM)",
        "Ticket spikes by feature area",
        "Repeat ticket rate for top 5 issues",
        "Escalation rate",
        "Frustration score trend",
    }
    rows = [
        (each.title, each.baseline, each.target, each.how, each.cadence)
        for each in playbook.metrics.table
        if each.baseline is not None
    ]
    assert rows == [
        ("Time to Detect (TTD)", "3 hrs", "<1 hr", "monitoring alert → first triage", "weekly"),
        ("Escalation rate", "18%", "12%", "escalated tickets/total", "monthly"),
        ("Repeat ticket rate (Top 5)", "22%", "15%", "repeat-tagged/total", "monthly"),
        ("Frustration score avg", "48", "35", "LLM rubric and manual QA", "weekly"),
        ("Ticket spike events", "6/mo", "3/mo", "threshold breaches", "monthly"),
        ("“Prevented escalations”", "0", "10/mo", "manager intervened pre-escalation", "monthly"),
    ]


def test_section_12_rollout(playbook: Playbook) -> None:
    weeks = playbook.rollout.weeks
    assert [(week.number, week.title, labels(week.items)) for week in weeks] == [
        (1, "Foundation", [
            "Define proactive and success metric",
            "Choose 3–6 signals",
            "Standardize tags (feature, root cause, escalation reason)",
        ]),
        (2, "Early alerts and comms", [
            "Set thresholds and alert workflow",
            "Create stakeholder channel process",
        ]),
        (3, "Frustration radar and macros", [
            "Launch frustration scoring and manager review threshold",
            "Implement completeness checklist and 3 core macros",
        ]),
        (4, "Review and refine", [
            "Identify top 3 recurring issues and create KB/macro fixes",
            "Adjust thresholds and ownership",
            "Share results with Product/Eng/CS",
        ]),
    ]  # fmt: skip


def test_the_introductions_are_the_templates(playbook: Playbook) -> None:
    assert [
        playbook.signals.intro,
        playbook.tagging.intro,
        playbook.frustration.intro,
        playbook.macros.intro,
        playbook.comms.intro,
        playbook.shared_responsibility.intro,
        playbook.enablement.intro,
        playbook.matrix.intro,
        playbook.metrics.intro,
        playbook.rollout.intro,
    ] == [
        "Define the “early warning system” inputs you’ll watch to spot patterns before customers "
        "do.",
        "A lightweight process to capture patterns as they happen (not month-end).",
        "A repeatable way to detect “this is about to blow up” and intervene early.",
        "A standard to ensure every resolution includes prevention, not just a fix.",
        "Prevents internal chaos (AM doesn’t know, sales escalates, engineering gets pinged "
        "twice).",
        "A respectful way to handle cases where customer inputs/config cause issues.",
        "Training and habits that help teams spot patterns, not just close tickets.",
        "A consistent way to choose where proactive resources go.",
        "Proves proactive is working without overcomplicating measurement.",
        "A simple “start small” implementation plan.",
    ]


def keys_in(value: object) -> list[object]:
    if isinstance(value, dict):
        own = [value["key"]] if "key" in value else []
        return own + [key for each in value.values() for key in keys_in(each)]
    return [key for each in value for key in keys_in(each)] if isinstance(value, list) else []


def test_all_keys_are_kebab_case(shipped: dict[str, Any]) -> None:
    keys = keys_in(shipped)
    assert len(keys) > 70
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(key)) for key in keys)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("definition", "choices", 0, "key"), "Not Kebab", r"choices\[1\].key: expected a kebab"),
        (("definition", "choices", 1, "key"), "before-customers-report", "occurs twice"),
        (("definition", "choices", 0, "colour"), "red", "unknown field 'colour'"),
        (("definition", "example"), None, "playbook.definition.example: missing"),
        (("signals", "choices", 0, "group"), "astral", r"choices\[1\]: 'astral'"),
        (("signals", "choices", 1, "rank"), 3, "ranks must count from 1"),
        (("signals", "fewest"), 7, "playbook.signals: fewest and most"),
        (("signals", "fewest"), "3", "expected a whole number"),
        (("rules", 0, "threshold"), "30%", "'threshold': expected a number"),
        (("rules", 1, "key"), "ticket-spike", "'ticket-spike' occurs twice"),
        (("frustration", "rubric", 0, "band"), "mild", "four bands, mildest first"),
        (("frustration", "rubric", 0, "highest"), 70, "must rise"),
        (("comms", "channels", 0, "every"), "often", "no duration"),
        (("rollout", "weeks", 1, "items", 0, "key"), "choose-signals", "occurs twice"),
        (("rollout", "weeks"), [], "list that is not empty"),
        (("macros",), [], "playbook.macros: expected a mapping"),
        (("extra",), {}, "playbook: unknown field 'extra'"),
    ],
)
def test_a_broken_playbook_is_refused_with_the_place(
    shipped: dict[str, Any], path: tuple[str | int, ...], value: object, message: str
) -> None:
    broken: Any = copy.deepcopy(shipped)
    parent = broken
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    with pytest.raises(ValueError, match=message):
        read_playbook(broken)


@pytest.mark.parametrize("loaded", [None, [], "text", {1: 2}])
def test_what_is_no_playbook_at_all_is_refused(loaded: object) -> None:
    with pytest.raises(ValueError, match="expected a mapping"):
        read_playbook(loaded)
