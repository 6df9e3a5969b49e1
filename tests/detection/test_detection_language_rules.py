"""Churn language and escalation triggers on open tickets."""

from datetime import UTC, datetime, timedelta

import pytest

from radar_tui.detection.facts import TicketLanguage
from radar_tui.detection.language_rules import QUOTE_CHARACTERS, observe_language
from radar_tui.domain.alerts import Observation
from radar_tui.domain.rules import Rule, RuleKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=3)


def rule(**values: object) -> Rule:
    fields: dict[str, object] = {
        "key": "churn-language",
        "kind": RuleKind.CHURN_LANGUAGE,
        "title": "Churn language",
        "threshold": 0,
        "action": "Call them",
        "owner": "Team lead",
    }
    return Rule(**(fields | values))  # type: ignore[arg-type]


def observed(ticket: TicketLanguage, judged_by: Rule | None = None) -> Observation:
    (observation,) = observe_language([ticket], judged_by or rule())
    return observation


def test_one_message_is_enough_by_default() -> None:
    ticket = TicketLanguage(
        "zendesk/4562", 1, SINCE, "we will cancel", "Northwind", ("sso", "payments")
    )
    seen = observed(ticket)
    assert seen.labels == (("ticket", "zendesk/4562"),)
    assert (seen.value, seen.holds, seen.still_holds) == (1, True, True)
    assert seen.began_at == SINCE
    assert seen.evidence == {
        "count": 1,
        "threshold": 0,
        "clear": 0,
        "quote": "we will cancel",
        "since": SINCE.isoformat(),
        "account": "Northwind",
    }


def test_account_and_feature_areas_are_context_and_no_identity() -> None:
    seen = observed(TicketLanguage("zendesk/1", 1, SINCE, None, "Northwind", ("sso", "payments")))
    assert seen.context == {"account": ("Northwind",), "feature-area": ("sso", "payments")}
    assert observed(TicketLanguage("zendesk/1", 1, SINCE)).context == {}


@pytest.mark.parametrize(
    ("count", "holds", "still_holds"), [(1, False, False), (2, False, True), (3, True, True)]
)
def test_threshold_and_clear_level_count_messages(
    count: int, holds: bool, still_holds: bool
) -> None:
    seen = observed(TicketLanguage("zendesk/1", count, SINCE), rule(threshold=2, clear=1))
    assert (seen.holds, seen.still_holds) == (holds, still_holds)


def test_a_long_quote_is_cut() -> None:
    seen = observed(TicketLanguage("zendesk/1", 1, SINCE, "word " * 100))
    quote = seen.evidence["quote"]
    assert isinstance(quote, str)
    assert len(quote) <= QUOTE_CHARACTERS
    assert quote.endswith("word…")
