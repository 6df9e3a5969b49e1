import pytest

from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring import Rubric, Scorer, parse_rubric
from support.readers import FAKE_READERS

RUBRIC = """
[signals.churn]
points = 30
heard_above = 0.7
phrases = ["cancel* ... contract", "leaving for"]
[signals.escalation]
points = 20
phrases = ["your manager", "lawyer*"]
[signals.repeat]
points = 10
phrases = ["keeps happening", "still not"]
patterns = ["ticket-number"]
[signals.urgency]
points = 5
phrases = ["asap"]
[signals.intensity]
points = 10
phrases = ["ridiculous"]
patterns = ["capitals", "punctuation"]
[signals.gratitude]
points = -5
phrases = ["thanks", "thank you"]
except_phrases = ["thanks for nothing"]
[signals.resolution]
points = -10
phrases = ["works now"]
"""


@pytest.fixture(scope="session")
def small_rubric() -> Rubric:
    return parse_rubric(RUBRIC)


@pytest.fixture(scope="session")
def fake_scorer(small_rubric: Rubric) -> Scorer:
    return Scorer(FAKE_READERS, "fake", small_rubric)


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return Scorer.load(threads=2)


def check_message(text: str, result: MessageScore) -> None:
    """What must hold for every score of every text."""
    if result.score is None:
        assert result.contributions == ()
        return
    assert sum(part.points for part in result.contributions) == result.score
    assert 0 <= result.score <= 200
    for part in result.contributions:
        if part.start is None:
            assert part.quote is None
        else:
            assert part.quote == text[part.start : part.end] != ""
    signals = [p.name for p in result.contributions if p.name is not ContributionName.TONE]
    assert len(signals) == len(set(signals))


@pytest.fixture(scope="session")
def check():
    return check_message
