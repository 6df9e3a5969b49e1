"""The stories of the demo workspace, asserted by name through the command line's JSON."""

from typing import Any

from support.command import Command


def firing(demo: Command, rule: str) -> list[dict[str, Any]]:
    alerts = demo("alerts", "--json").json["alerts"]
    return [alert for alert in alerts if alert["rule"] == rule and alert["state"] == "firing"]


def test_the_payments_incident_is_a_firing_alert(demo: Command) -> None:
    (incident,) = firing(demo, "ticket-spike")
    assert incident["labels"] == {"feature-area": "payments"}
    assert incident["action"] == "Create incident thread and notify Eng"
    assert incident["owner"] == "Support Ops"
    assert incident["due_at"] > incident["fired_at"]
    day = incident["evidence"]["last-24-hours"]
    assert day["count"] > day["upper"]
    assert day["accounts"] >= 6


def test_the_noisy_tag_is_silent(demo: Command) -> None:
    alerts = demo("alerts", "--json").json["alerts"]
    assert not [alert for alert in alerts if alert["labels"].get("feature-area") == "exports"]


def test_the_strategic_account_is_at_the_top_of_the_matrix(demo: Command) -> None:
    top, second, *_ = demo("matrix", "--json").json["accounts"]
    assert top["account"] == "Northwind Robotics"
    assert top["total"] >= 14
    assert top["total"] > second["total"]
    assert top["action"] == "outreach"
    inputs = ("arr_tier", "sentiment_risk", "pattern_severity")
    assert sum(top[name]["value"] for name in inputs) == top["total"]
    assert all(top[name]["made_by"] for name in inputs)


def test_expiring_tokens_are_a_repeat_issue(demo: Command) -> None:
    causes = {alert["labels"]["root-cause"]: alert for alert in firing(demo, "repeat-issues")}
    assert causes["token-expiry"]["value"] > 5
    assert causes["token-expiry"]["owner"] == "KB owner"


def test_the_integration_that_fails_at_night_is_told_to_the_on_call_lead(demo: Command) -> None:
    sources = {alert["labels"]["source"]: alert for alert in firing(demo, "connection-failures")}
    assert sources["sap-connector"]["value"] > 10
    assert sources["sap-connector"]["owner"] == "On-call lead"


def test_the_radar_lists_what_is_over_review_worst_first(demo: Command) -> None:
    panel = demo("radar", "--json").json
    scores = [entry["score"] for entry in panel["tickets"]]
    assert scores == sorted(scores, reverse=True)
    assert all(entry["score"] > 60 or entry["churn"] for entry in panel["tickets"])
    assert panel["unscored"] < panel["open_tickets"] / 10
    assert 5 <= panel["over_review"] <= panel["open_tickets"] / 2


def test_the_losing_patience_is_on_the_radar_with_a_reason_and_an_owner(demo: Command) -> None:
    tickets = demo("radar", "--json").json["tickets"]
    patient = next(entry for entry in tickets if entry["account"] == "Northwind Robotics")
    assert patient["churn"]
    assert patient["waiting_hours"] >= 9
    assert "“" in patient["why"]
    assert patient["next_action"]
    assert patient["owner"]


def test_the_auto_reply_loop_counts_nowhere(demo: Command) -> None:
    tickets = demo("radar", "--all", "--limit", "1000", "--json").json["tickets"]
    assert not [entry for entry in tickets if "out of office" in entry["subject"].casefold()]


def test_the_demo_prints_three_panels(demo: Command) -> None:
    for command, words in (
        ("alerts", "Alerts · "),
        ("radar", "Frustration radar · "),
        ("matrix", "Priority matrix · "),
    ):
        assert words in demo(command).out
