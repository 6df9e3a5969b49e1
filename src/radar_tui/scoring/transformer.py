"""One reader: an encoder with its tokenizer. Texts in, its estimates out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.model_files import TOKENIZER, ModelFiles
from radar_tui.scoring.windows import cut_windows, join_windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

BATCH_SIZE = 32
BATCH_TOKENS = 2048  # padding included; keeps the working set in the cache
_TONE = "tone"
_DECIMALS = 2  # results are rounded so that the order of additions in a batch leaves no trace

Cancelled = Callable[[], bool]


class ScoringCancelledError(RuntimeError):
    """The caller's cancel callback asked to stop."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model hears in a text: tone 0-200, and probabilities of the signals it knows."""

    tone: float
    heard: Mapping[ContributionName, float]


def _never() -> bool:
    return False


class Encoder:
    """A loaded model. Not to be shared between threads while it reads."""

    def __init__(self, files: ModelFiles, threads: int | None = None) -> None:
        _keep_offline()
        import torch
        from tokenizers import Tokenizer

        if threads is not None:
            torch.set_num_threads(threads)
        from radar_tui.scoring.transformer_network import load_network

        settings = files.config["radar"]
        self._targets: list[str] = settings["targets"]
        self._window: int = settings["window"]
        self._overlap: int = settings["overlap"]
        self._windows_at_most: int = settings["windows_at_most"]
        self._peak_share: float = settings["window_peak_share"]
        self._tone_points: list[float] = settings.get("tone_points", [0, 200])
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(files.path(TOKENIZER)))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # A customer who types "[SEP]" or "</s>" has typed letters, no end of the text.
        self._tokenizer.encode_special_tokens = True
        self._opening, self._closing = self._tokenizer.encode("").ids
        self._network = load_network(files)

    def read(self, texts: Sequence[str], cancelled: Cancelled = _never) -> list[Reading]:
        """Read texts in length-sorted batches; the order of the results is that of the texts.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        windows = self._windows(texts)
        values = self._in_batches([ids for _, ids in windows], self._network, cancelled)
        by_text: list[list[list[float]]] = [[] for _ in texts]
        for (owner, _), found in zip(windows, values, strict=True):
            by_text[owner].append(found)
        return [self._reading(found) for found in by_text]

    def layer_means(self, texts: Sequence[str], cancelled: Cancelled = _never) -> list[list[float]]:
        """Give the means of each text's word vectors and of its last layer, side by side.

        Of a long text the first window is read.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        first: dict[int, list[int]] = {}
        for owner, ids in self._windows(texts):
            first.setdefault(owner, ids)
        windows = [first[owner] for owner in range(len(texts))]
        return self._in_batches(windows, self._network.layer_means, cancelled)

    def _in_batches(
        self,
        windows: Sequence[list[int]],
        network: Callable[[Tensor, Tensor], Tensor],
        cancelled: Cancelled,
    ) -> list[list[float]]:
        """What a network gives for each window, whatever the order in which they are read."""
        order = sorted(range(len(windows)), key=lambda row: len(windows[row]))
        values: list[list[float]] = [[] for _ in windows]
        for rows in _batches(order, [len(ids) for ids in windows]):
            if cancelled():
                raise ScoringCancelledError("scoring was cancelled")
            found = self._run([windows[row] for row in rows], network)
            for row, numbers in zip(rows, found, strict=True):
                values[row] = numbers
        return values

    def _windows(self, texts: Sequence[str]) -> list[tuple[int, list[int]]]:
        """Token ids of every window with the position of its text."""
        found: list[tuple[int, list[int]]] = []
        size = self._window - 2
        # Half a surrogate pair is no text that the tokenizer's UTF-8 could hold.
        sound = [text.encode("utf-8", "replace").decode() for text in texts]
        encodings = self._tokenizer.encode_batch(sound, add_special_tokens=False)
        for owner, encoding in enumerate(encodings):
            ids = encoding.ids
            for start, end in cut_windows(len(ids), size, self._overlap, self._windows_at_most):
                found.append((owner, [self._opening, *ids[start:end], self._closing]))
        return found

    def _run(
        self, rows: Sequence[list[int]], network: Callable[[Tensor, Tensor], Tensor]
    ) -> list[list[float]]:
        """What a network gives for rows of token ids, padded to the longest of them."""
        import torch

        width = max(map(len, rows))
        padding = self._network.padding
        ids = torch.tensor([row + [padding] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            found: list[list[float]] = network(ids, mask).tolist()
        return found

    def _reading(self, windows: Sequence[Sequence[float]]) -> Reading:
        joined = {
            target: join_windows([window[column] for window in windows], self._peak_share)
            for column, target in enumerate(self._targets)
        }
        tone = round(points_of(joined.pop(_TONE), self._tone_points), _DECIMALS)
        heard = {ContributionName(name): round(value, 4) for name, value in joined.items()}
        return Reading(tone, heard)


def _keep_offline() -> None:
    """Switch off every way in which the libraries might reach out or print."""
    # Waiting threads sleep instead of spinning: the cores are shared with the screen.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.update(
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_HUB_DISABLE_PROGRESS_BARS="1",
        DISABLE_TELEMETRY="1",
        TRANSFORMERS_VERBOSITY="error",
        TOKENIZERS_PARALLELISM="false",
    )


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    batches: list[list[int]] = []
    batch: list[int] = []
    for row in order:
        if batch and (len(batch) == BATCH_SIZE or lengths[row] * (len(batch) + 1) > BATCH_TOKENS):
            batches.append(batch)
            batch = []
        batch.append(row)
    return [*batches, batch] if batch else batches


def points_of(value: float, points: Sequence[float]) -> float:
    """A value between 0 and 1 on the 0-200 scale; `points` are evenly spread, lines between.

    A reader may learn on a scale on which each band is as wide as any other.
    """
    place = value * (len(points) - 1)
    row = min(int(place), len(points) - 2)
    low, high = list(pairwise(points))[row]
    return low + (high - low) * (place - row)
