"""What Radar and VADER say of texts; Radar's answers can be kept in a file between runs."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality_rows import JUDGED_SIGNALS
from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.scores import ContributionName, MessageScore
from radar_tui.scoring import Explain, Scorer

VADER_FLAGS_AT = -0.05  # its authors' limit of negative: a compound at or below it
_CODE = ("scoring", "text", "domain")  # packages that a score depends on besides its model


@dataclass(frozen=True, slots=True)
class Prediction:
    """Radar's answer: None where the text stays unscored; `review` includes churn language."""

    score: int | None
    review: bool
    signals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Side:
    """One column of the report, a row a text.

    `points` order the texts; they are on the 0-200 scale, but only where `has_scale` do their sizes
    mean anything. `review` is None, and `signals` empty, where the side does not tell.
    """

    points: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    has_scale: bool
    review: NDArray[np.bool_] | None = None
    signals: Mapping[ContributionName, NDArray[np.bool_]] = field(default_factory=dict)


def radar_side(predictions: Sequence[Prediction]) -> Side:
    """Radar's column; a text without a score counts as 0, since nobody would be shown it."""
    points = np.array([float(item.score or 0) for item in predictions])
    return Side(
        points,
        points > TEMPLATE_LIMITS.review,
        has_scale=True,
        review=np.array([item.review for item in predictions], bool),
        signals={
            name: np.array([name in item.signals for item in predictions], bool)
            for name in JUDGED_SIGNALS
        },
    )


def has_vader() -> bool:
    """Whether vaderSentiment is installed."""
    return find_spec("vaderSentiment") is not None


def vader_side(texts: Sequence[str]) -> Side:
    """VADER's column."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    compounds = np.array([analyzer.polarity_scores(text)["compound"] for text in texts], float)
    return Side(vader_points(compounds), compounds <= VADER_FLAGS_AT, has_scale=False)


def vader_points(compounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compounds of 1 to -1 on the 0-200 scale, upside down. Good for ranks only."""
    return 100.0 - 100.0 * compounds


class Predictor:
    """Scores texts, and remembers them in `file` by model, rubric and the code that scores."""

    def __init__(self, scorer: Scorer, file: Path | None = None) -> None:
        self._scorer = scorer
        self._file = file
        self._stored: dict[str, dict[str, Any]] = {}
        if file is not None and file.exists():
            self._stored = json.loads(file.read_text(encoding="utf-8"))
        key = f"{scorer.model_id}:{scorer.rubric_id}:{_code_id()}"
        self._known = self._stored.setdefault(key, {})

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Radar's answer to each text; only those that are not known yet are read."""
        keys = [_text_id(text) for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        scores = self._scorer.score(list(missing.values()), explain=Explain.NEVER)
        self._known.update(
            {key: _stored(score) for key, score in zip(missing, scores, strict=True)}
        )
        if missing and self._file is not None:
            self._file.write_text(json.dumps(self._stored), encoding="utf-8")
        return [_prediction(self._known[key]) for key in keys]


def _stored(score: MessageScore) -> list[Any]:
    return [score.score, score.review, sorted({part.name.value for part in score.contributions})]


def _prediction(stored: Sequence[Any]) -> Prediction:
    score, review, names = stored
    return Prediction(score, review, frozenset(names))


def _text_id(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _code_id() -> str:
    """Changes with every edit of the code between a text and its score."""
    digest = hashlib.sha256()
    for package in _CODE:
        for file in sorted(Path(str(files(f"radar_tui.{package}"))).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
