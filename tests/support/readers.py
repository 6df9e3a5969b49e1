"""A reader with the real interface that hears what stands plainly in a text."""

from collections.abc import Mapping, Sequence

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.readers import Readers
from radar_tui.scoring.transformer import Reading


class FakeEncoder:
    """Hears 15 points of tone per exclamation mark or capital, and churn in the word "bye"."""

    def read(self, texts: Sequence[str], *_: object) -> list[Reading]:
        return [Reading(self._tone(text), self._heard(text)) for text in texts]

    def _tone(self, text: str) -> float:
        return min(200.0, 15.3 * sum(letter == "!" or letter.isupper() for letter in text))

    def _heard(self, text: str) -> Mapping[ContributionName, float]:
        return {ContributionName.CHURN: 0.9 if "bye" in text else 0.1}


FAKE_READERS = Readers(FakeEncoder(), FakeEncoder())
