"""When a rule fires, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from radar_tui.domain.matchers import parse_matchers
from radar_tui.domain.rules import Rule
from radar_tui.reporting.rule_words import condition_words
from radar_tui.services.playbook import shipped_playbook

RULES = {rule.key: rule for rule in shipped_playbook().rules}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RULES["frustration-score"], "over 60 points on an open ticket"),
        (
            RULES["connection-failures"],
            "over 10 connection failures of one source in an hour",
        ),
        (
            replace(RULES["churn-language"], min_tier=3),
            "any messages with churn language on an open ticket, tier 3 and up",
        ),
        (
            replace(RULES["connection-failures"], min_count=12),
            "over 10 connection failures of one source in an hour, 12 failures or more",
        ),
        (
            replace(RULES["frustration-score"], threshold=0, clear=0, for_=timedelta(minutes=30)),
            "over 0 points on an open ticket, for 30m",
        ),
        (
            replace(RULES["source-silence"], only=parse_matchers("source=zendesk")),
            "a source is over 2 of its usual intervals behind, only source=zendesk",
        ),
    ],
)
def test_the_condition_is_said(rule: Rule, words: str) -> None:
    assert condition_words(rule) == words
