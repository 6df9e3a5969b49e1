"""Learn the map from the first reader's layers to what a text is about.

    python -m training.similarity --data DIR

Texts are read by the shipped first reader and by the encoder that it was made from, as published. A
ridge regression gives the published embedding from the reader's word vectors and last layer, and
what varies least of it is left out. No label is used, and no text of Banking77, on which
`benchmarks.similarity` measures. To be run again whenever the first reader is made anew.
"""

import argparse
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radar_tui.scoring.model_files import ModelFiles, open_model, shipped_model
from radar_tui.scoring.similarity import write_map
from radar_tui.scoring.transformer import Encoder
from training.bases import Base, base_folder
from training.held_out import held_out_fingerprints
from training.public_texts import NARRATIVES, PublicText, public_texts

# How many texts are read of each public set; support talk above all.
TEXTS_READ = {
    NARRATIVES: 800,
    "github_heated_threads": 1200,
    "product_reviews_complaint_severity": 1200,
    "pull_request_emotion": 600,
    "goemotions": 1500,
    "stackoverflow_polarity": 1500,
    "multidogo_customer_turns": 2500,
    "tweet_valence_intensity": 700,
}
CHARACTERS_READ = 400
RIDGE = 10.0
WIDTH = 192
_SEED = 1
_BATCH = 64

Floats = NDArray[np.float32]


def choose_texts(texts: Iterable[PublicText], seed: int = _SEED) -> list[str]:
    """The texts to learn from, sampled by source."""
    chooser = random.Random(seed)
    by_source: dict[str, list[str]] = {}
    for item in texts:
        by_source.setdefault(item.source, []).append(item.text)
    return [
        text
        for source, wanted in TEXTS_READ.items()
        for text in chooser.sample(by_source[source], min(wanted, len(by_source[source])))
    ]


def published_embeddings(texts: Sequence[str]) -> Floats:
    """The embeddings of the encoder as published: the mean of its last layer, one a row."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    folder = base_folder(Base.MINILM, Path())
    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False)
    encoder.train(False)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(encoder.config.max_position_embeddings)
    tokenizer.enable_padding()
    found = np.empty((len(texts), encoder.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        encodings = tokenizer.encode_batch([texts[row] for row in rows])
        mask = torch.tensor([item.attention_mask for item in encodings])
        with torch.inference_mode():
            hidden = encoder(
                input_ids=torch.tensor([item.ids for item in encodings]), attention_mask=mask
            ).last_hidden_state
        kept = mask.unsqueeze(-1)
        found[rows] = ((hidden * kept).sum(1) / kept.sum(1)).numpy()
    return found


def fit_map(means: Floats, wanted: Floats, *, ridge: float = RIDGE, width: int = WIDTH) -> Floats:
    """The matrix that gives unit rows of `wanted` from `means`; its last row is added to each.

    Of the wanted directions those `width` are kept along which texts differ most.
    """
    told = np.hstack([means, np.ones((len(means), 1))]).astype(np.float64)
    target = wanted / np.linalg.norm(wanted, axis=1, keepdims=True).astype(np.float64)
    weights = np.linalg.solve(told.T @ told + ridge * np.eye(told.shape[1]), told.T @ target)
    _, _, directions = np.linalg.svd(target - target.mean(0), full_matrices=False)
    found: Floats = (weights @ directions[:width].T).astype(np.float32)
    return found


def learn(texts: Sequence[str], files: ModelFiles) -> Floats:
    """Read texts with both encoders and fit the map."""
    short = [text[:CHARACTERS_READ] for text in texts]
    means = np.asarray(Encoder(files).layer_means(short), dtype=np.float32)
    return fit_map(means, published_embeddings(short))


def main() -> None:
    """Learn the map and write it into the model's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=shipped_model())
    arguments = parser.parse_args()
    files = open_model(arguments.model)
    texts = choose_texts(public_texts(arguments.data, held_out_fingerprints(arguments.data)))
    write_map(learn(texts, files), files)


if __name__ == "__main__":
    main()
