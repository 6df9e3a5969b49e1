"""A tiny scorer with the real interface: the score stands in the text, as in `[70] broken`."""

import re
from collections.abc import Sequence

from radar_tui.domain.scores import Contribution, ContributionName, MessageScore, UnscoredReason
from radar_tui.scoring import Explain
from radar_tui.scoring.rubric import shipped_rubric


class FakeScorer:
    """Counts the texts it reads, so that tests can tell what was read twice."""

    SIGNALS = (
        (ContributionName.ESCALATION, "your manager", 1),
        (ContributionName.REPEAT, "keeps happening", 1),
        (ContributionName.RESOLUTION, "it works now", -1),
    )

    def __init__(self, model_id: str = "fake") -> None:
        self.model_id = model_id
        self.rubric = shipped_rubric()
        self.rubric_id = self.rubric.id
        self.read: list[str] = []

    def score(
        self, texts: Sequence[str], *, explain: Explain = Explain.NEVER, cancelled: object = None
    ) -> list[MessageScore]:
        del explain, cancelled
        self.read += texts
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> MessageScore:
        found = re.search(r"\[(\d+)\]", text)
        if found is None:
            return MessageScore(
                None, None, False, False, "de", self.model_id, self.rubric_id, (),
                UnscoredReason.NOT_ENGLISH,
            )  # fmt: skip
        points, churn = int(found[1]), "cancel" in text
        signals = [
            Contribution(name, f"phrase: {phrase}", worth, start, start + len(phrase), phrase)
            for name, phrase, worth in self.SIGNALS
            if (start := text.find(phrase)) >= 0
        ]
        left = points - sum(signal.points for signal in signals)
        tone = Contribution(ContributionName.TONE, "model", left, 0, len(text), text)
        limits = self.rubric.bands
        return MessageScore(
            score=points,
            band=limits.band(points),
            review=limits.needs_review(points, churn=churn),
            churn=churn,
            language="en",
            model=self.model_id,
            rubric=self.rubric_id,
            contributions=(tone, *signals),
        )


class WordScorer(FakeScorer):
    """Hears frustration in a few words, so that real texts get plausible, unchanging scores."""

    HEARD = (
        (r"cancel\w*|leav\w+|renewal|another vendor|churn", 45),
        (r"unacceptable|furious|ridiculous|lawyer|legal|director|manager", 38),
        (r"third time|again|still|every time|keeps? \w+ing", 22),
        (r"broken|fail\w*|lost|down|blocked|nobody|stuck", 11),
    )

    def _score(self, text: str) -> MessageScore:
        parts = [
            Contribution(
                ContributionName.TONE, "model", points, found.start(), found.end(), found[0]
            )
            for pattern, points in self.HEARD
            if (found := re.search(pattern, text, re.IGNORECASE))
        ]
        points = sum(part.points for part in parts)
        churn = bool(re.search(r"cancel\w*|another vendor", text, re.IGNORECASE))
        limits = self.rubric.bands
        return MessageScore(
            score=points,
            band=limits.band(points),
            review=limits.needs_review(points, churn=churn),
            churn=churn,
            language="en",
            model=self.model_id,
            rubric=self.rubric_id,
            contributions=tuple(parts),
        )
