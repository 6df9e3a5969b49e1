"""Score messages: the model's tone and the rubric's signals, added up and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from radar_tui.domain.scores import ContributionName, MessageScore, UnscoredReason
from radar_tui.scoring.compose import calibrated, capped, signal_contributions, split_tone
from radar_tui.scoring.excerpts import Excerpt, excerpt_of
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.rubric import Rubric, shipped_rubric
from radar_tui.scoring.signals import Signal, SignalFinder
from radar_tui.text.languages import UNDETERMINED, Language, recognise_language
from radar_tui.text.sentences import Sentence

if TYPE_CHECKING:
    from radar_tui.scoring.readers import Reader, Readers
    from radar_tui.scoring.transformer import Cancelled, Reading

_SENTENCES_READ = 60  # an explanation reads this many sentences one by one


class Explain(StrEnum):
    """Which messages get their tone split over sentences."""

    ALWAYS = "always"
    OVER_REVIEW_THRESHOLD = "over-review-threshold"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text on its way to a score; `signals` are at their places in the whole text."""

    text: str
    excerpt: Excerpt
    language: Language
    reading: Reading
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class _HeardSentence:
    """A sentence and what the model hears in it alone; None where it is the whole text."""

    sentence: Sentence
    reading: Reading | None

    @property
    def tone(self) -> float:
        return self.reading.tone if self.reading else 0.0

    def heard(self, name: ContributionName) -> float:
        return self.reading.heard.get(name, 0.0) if self.reading else 0.0


class Scorer:
    """A model and a rubric, ready to score. Not to be shared between threads."""

    def __init__(self, readers: Readers, model_id: str, rubric: Rubric) -> None:
        self._readers = readers
        self._model_id = model_id
        self._rubric = rubric
        self._signals = SignalFinder(rubric)

    @classmethod
    def load(
        cls,
        directory: Path | None = None,
        rubric: Rubric | None = None,
        threads: int | None = None,
    ) -> Scorer:
        """Load a model folder (the shipped one by default) from local files only.

        Raises:
            ModelError: a file is missing or does not match its checksum.
        """
        files = open_model(directory or shipped_model())
        from radar_tui.scoring.readers import open_readers

        return cls(open_readers(files, threads), files.scores_as, rubric or shipped_rubric())

    @property
    def model_id(self) -> str:
        """Id of the model's content and, behind the dash, the version of the code that scores."""
        return self._model_id

    @property
    def rubric_id(self) -> str:
        """Id of the rubric's content."""
        return self._rubric.id

    @property
    def rubric(self) -> Rubric:
        """The rubric in use."""
        return self._rubric

    def score(
        self,
        texts: Sequence[str],
        *,
        explain: Explain = Explain.OVER_REVIEW_THRESHOLD,
        cancelled: Cancelled | None = None,
    ) -> list[MessageScore]:
        """Score cleaned texts; results are in the order of the texts, whatever the batching.

        Explaining changes the spans of the tone, never a score.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        drafts = self._drafts(texts, cancelled)
        scores = {row: self._scored(draft, ()) for row, draft in drafts.items()}
        chosen = [row for row, score in scores.items() if _wants(explain, score)]
        heard = self._sentences([drafts[row].excerpt for row in chosen], cancelled)
        for row, sentences in zip(chosen, heard, strict=True):
            scores[row] = self._scored(drafts[row], sentences)
        return [scores.get(row) or self._unscored(text) for row, text in enumerate(texts)]

    def _drafts(self, texts: Sequence[str], cancelled: Cancelled | None) -> dict[int, _Draft]:
        """Read every text that can be scored."""
        languages = {row: recognise_language(text) for row, text in enumerate(texts) if _says(text)}
        rows = [row for row, language in languages.items() if language.is_english]
        excerpts = [excerpt_of(texts[row]) for row in rows]
        readings = _read(self._readers.whole, [excerpt.text for excerpt in excerpts], cancelled)
        return {
            row: _Draft(
                texts[row],
                excerpt,
                languages[row],
                reading,
                tuple(map(excerpt.placed, self._signals.find(excerpt.text, reading.heard))),
            )
            for row, excerpt, reading in zip(rows, excerpts, readings, strict=True)
        }

    def _sentences(
        self, excerpts: Sequence[Excerpt], cancelled: Cancelled | None
    ) -> list[tuple[_HeardSentence, ...]]:
        """Read texts sentence by sentence; one that is a single sentence was read already."""
        split = [_most_telling(excerpt.sentences()) for excerpt in excerpts]
        flat = [
            sentence.text for sentences in split if len(sentences) > 1 for sentence in sentences
        ]
        readings = iter(_read(self._readers.sentences, flat, cancelled))
        return [
            tuple(
                _HeardSentence(sentence, next(readings) if len(sentences) > 1 else None)
                for sentence in sentences
            )
            for sentences in split
        ]

    def _scored(self, draft: _Draft, sentences: Sequence[_HeardSentence]) -> MessageScore:
        """Add up a draft; with sentences, say which of them carry what."""
        remainder = sum(signal.remainder - signal.in_tone for signal in draft.signals)
        points = self._rubric.tone.points(draft.reading.tone, remainder)
        heard = [(item.sentence, item.tone) for item in sentences]
        tone = split_tone(points, heard, calm=self._rubric.tone.calm)
        signals = [_located(signal, sentences) for signal in draft.signals]
        parts = (*tone, *signal_contributions(draft.text, signals))
        if self._rubric.calibration is not None:
            parts = calibrated(parts, self._rubric.calibration.knots)
        score, parts = capped(parts)
        churn = any(
            signal.name is ContributionName.CHURN and signal.counts for signal in draft.signals
        )
        return MessageScore(
            score=score,
            band=self._rubric.bands.band(score),
            review=self._rubric.bands.needs_review(score, churn=churn),
            churn=churn,
            language=draft.language.code,
            model=self._model_id,
            rubric=self._rubric.id,
            contributions=parts,
        )

    def _unscored(self, text: str) -> MessageScore:
        """Say why a text has no score."""
        language = recognise_language(text)
        return MessageScore(
            score=None,
            band=None,
            review=False,
            churn=False,
            language=language.code,
            model=self._model_id,
            rubric=self._rubric.id,
            reason=_unscored_reason(text, language),
        )


def _read(reader: Reader, texts: Sequence[str], cancelled: Cancelled | None) -> list[Reading]:
    return reader.read(texts, cancelled) if cancelled else reader.read(texts)


def _most_telling(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The first and the last of many: a letter says what it wants at its end."""
    half = _SENTENCES_READ // 2
    if len(sentences) <= _SENTENCES_READ:
        return sentences
    return [*sentences[:half], *sentences[-half:]]


def _unscored_reason(text: str, language: Language) -> UnscoredReason:
    if not _says(text):
        return UnscoredReason.EMPTY
    if language.code == UNDETERMINED:
        return UnscoredReason.NO_WORDS
    return UnscoredReason.NOT_ENGLISH


def _says(text: str) -> bool:
    """Whether a text has anything to read: a character that is neither space nor control."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _wants(explain: Explain, score: MessageScore) -> bool:
    if explain is Explain.OVER_REVIEW_THRESHOLD:
        return score.review
    return explain is Explain.ALWAYS


def _located(signal: Signal, sentences: Sequence[_HeardSentence]) -> Signal:
    """A signal that only the model heard, placed in the sentence where it hears it best."""
    if signal.start is not None or not sentences:
        return signal
    place = max(sentences, key=lambda item: item.heard(signal.name)).sentence
    return replace(signal, start=place.start, end=place.end)
