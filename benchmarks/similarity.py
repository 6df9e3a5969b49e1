"""Which vectors tell what a text is about, whatever its tone; prints accuracies.

    python -m benchmarks.similarity --data DIR
    python -m benchmarks.similarity --data DIR --cache FOLDER --json

Banking77's test questions are given the intent of the nearest of its training questions, by the
cosine of vectors: the shipped first reader's last layer and its word vectors, the shipped map of
the two (`scoring.similarity`), the encoder as it was published, before it was taught tone, and
TF-IDF over words and over letters. What ships must stay within 3 points of the published encoder.
No encoder was trained on an intent, and the map on no text of Banking77. `--cache` keeps what the
encoders read, since that takes minutes.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.similarity import Embedder, mapped
from radar_tui.scoring.transformer import Encoder
from training.similarity import published_embeddings

ALLOWED_LOSS = 0.03
PUBLISHED = "all-MiniLM-L6-v2 as published, last layer"
SHIPPED = "shipped map of both"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Questions:
    """Banking77: texts with their intents, and which of them are to be recognised."""

    texts: list[str]
    intents: NDArray[np.str_]
    is_test: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many test questions have the intent of their nearest training question."""

    vectors: str
    dimensions: int
    accuracy: float


def read_questions(data: Path) -> Questions:
    """Read Banking77."""
    frame = pl.read_parquet(data / "train" / "banking77.parquet")
    return Questions(
        frame["text"].to_list(),
        np.array(frame["intent"].to_list()),
        np.array([split == "test" for split in frame["split"]]),
    )


def nearest_accuracy(likeness: Floats, questions: Questions) -> float:
    """The share of rows, test questions, whose likeliest column, a training one, is right."""
    known, wanted = questions.intents[~questions.is_test], questions.intents[questions.is_test]
    return float((known[likeness.argmax(axis=1)] == wanted).mean())


def cosine_accuracy(vectors: Floats, questions: Questions) -> float:
    """The accuracy of vectors by their cosine."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return nearest_accuracy(unit[questions.is_test] @ unit[~questions.is_test].T, questions)


def tfidf_accuracy(questions: Questions, **settings: object) -> Accuracy:
    """The accuracy of TF-IDF, learned from the training questions."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = np.array(questions.texts)
    vectorizer = TfidfVectorizer(**settings)
    known = vectorizer.fit_transform(texts[~questions.is_test])
    likeness = (vectorizer.transform(texts[questions.is_test]) @ known.T).toarray()
    name = f"TF-IDF over {'letters' if settings else 'words'}"
    return Accuracy(name, known.shape[1], nearest_accuracy(likeness, questions))


def measure(questions: Questions, model: Path, cache: Path | None) -> list[Accuracy]:
    """Measure all vectors, best first."""
    files = open_model(model)
    embedder = Embedder.load(model)
    means = kept(
        cache,
        f"{files.first_id}-layers",
        lambda: np.asarray(Encoder(files).layer_means(questions.texts), dtype=np.float32),
    )
    half = means.shape[1] // 2
    candidates = {
        "first reader, last layer": means[:, half:],
        "first reader, word vectors": means[:, :half],
        SHIPPED: mapped(means, embedder.matrix),
        PUBLISHED: kept(cache, "published", lambda: published_embeddings(questions.texts)),
    }
    found = [
        Accuracy(name, vectors.shape[1], cosine_accuracy(vectors, questions))
        for name, vectors in candidates.items()
    ]
    found += [
        tfidf_accuracy(questions),
        tfidf_accuracy(questions, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    ]
    return sorted(found, key=lambda one: -one.accuracy)


def kept(cache: Path | None, name: str, make: Callable[[], Floats]) -> Floats:
    """Make something, or take what was kept in a folder."""
    path = cache / f"{name}.npy" if cache else None
    if path is not None and path.exists():
        found: Floats = np.load(path)
        return found
    made = make()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, made)
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/")
    parser.add_argument("--model", type=Path, default=shipped_model())
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(read_questions(chosen.data), chosen.model, chosen.cache)
    if chosen.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return
    reached = {one.vectors: one.accuracy for one in found}
    for one in found:
        print(f"{one.vectors:<44} {one.dimensions:>7}  {one.accuracy:.2%}")
    lost = reached[PUBLISHED] - reached[SHIPPED]
    verdict = "within" if lost <= ALLOWED_LOSS else "beyond"
    print(
        f"what ships loses {100 * lost:.2f} points, {verdict} the {100 * ALLOWED_LOSS:.0f} allowed"
    )


if __name__ == "__main__":
    main()
