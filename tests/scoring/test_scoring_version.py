"""Stored scores are kept by their model's id, so that id tells what the code makes of a reading."""

from radar_tui.scoring import Scorer
from radar_tui.scoring.model_files import SCORER_VERSION, open_model, shipped_model

# Score and churn with the readings of `support.readers` and the rubric of this folder.
GOLDEN_VERSION = 1
GOLDEN = {
    "How do I export my invoices?": (31, False),
    "Bonjour, la synchronisation échoue chaque nuit depuis lundi.": (None, False),
    "Es geht nicht. Please help": (31, False),
    "???": (None, False),
    "This keeps happening. We are cancelling the whole contract!!": (111, True),
    "We are not going to cancel our contract, please answer.": (15, False),
    "WHY DOES NOBODY ANSWER ME, this is ridiculous?!": (200, False),
    "Thanks a lot, it works now!!": (31, False),
    "Thanks for nothing, I want your manager ASAP.": (117, False),
    "So bye then, see ticket #4711": (55, True),
    "Our lawyer is leaving for lunch": (65, True),
    "pad " * 8_000 + "I want your manager": (35, False),
}


def test_the_same_readings_give_the_scores_of_this_version(fake_scorer: Scorer) -> None:
    scores = fake_scorer.score(list(GOLDEN))
    found = {text: (one.score, one.churn) for text, one in zip(GOLDEN, scores, strict=True)}
    assert found == GOLDEN, "raise SCORER_VERSION, then note the new scores and GOLDEN_VERSION here"
    assert SCORER_VERSION == GOLDEN_VERSION


def test_scores_name_the_version_behind_their_model(scorer: Scorer) -> None:
    files = open_model(shipped_model())
    assert scorer.model_id == files.scores_as == f"{files.id}-{SCORER_VERSION}"
