"""Highlights as sentences: each has its number, and one is not several."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from radar_tui.reporting.highlight_words import (
    calmed_words,
    import_words,
    late_source_words,
    late_tickets_words,
    over_review_words,
    since_words,
    teammate_words,
    ticket_words,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_tickets_are_named_by_how_bad_they_are() -> None:
    assert ticket_words("ACME", "4562", 138, "critical") == "◆ 138 ACME #4562"
    assert ticket_words(None, "7", None, None) == "– #7"


def test_tickets_over_review_tell_how_many_are_critical() -> None:
    assert over_review_words(1, 1, ["◆ 138 ACME #1"]) == "1 ticket went over review: ◆ 138 ACME #1"
    words = over_review_words(5, 2, ["a", "b", "c"])
    assert words == "5 tickets went over review, 2 critical: a, b, c +2"
    assert calmed_words(2, ["a", "b"]) == "✓ 2 tickets calmed down: a, b"


def test_of_many_actions_the_newest_is_told() -> None:
    assert teammate_words("Ravi", ["took #4"]) == "Ravi: took #4"
    assert teammate_words("Ravi", ["took #4", "x", "y"]) == "Ravi: took #4 · 2 more"


def test_imports_and_late_data() -> None:
    words = import_words("zendesk", "tickets", runs=2, inserted=1200, updated=3, rejected=1)
    assert words == "zendesk: 2 imports · tickets: 1,200 new, 3 changed, 1 rejected"
    changed = import_words("crm", "accounts", runs=1, inserted=0, updated=3, rejected=0)
    assert changed == "crm: 1 import · accounts: 3 changed"
    assert late_source_words("zendesk", NOW, BERLIN) == "zendesk is late: its data end Mon 10:00"
    assert late_source_words("zendesk", None, BERLIN) == "zendesk is late: no data yet"
    told = late_tickets_words("api", "2026-W46", 14, is_spike=True)
    assert told == "api 2026-W46 is a spike after all: 14 tickets, late ones counted"


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "10:00"), (9, "01:00"), (15, "Sun 19:00"), (144, "Tue 10:00"), (24 * 8, "15 Nov 10:00")],
)
def test_since_when_is_as_short_as_it_is_clear(hours: int, words: str) -> None:
    assert since_words(NOW - timedelta(hours=hours), NOW, BERLIN) == words
