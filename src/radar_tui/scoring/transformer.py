"""The shipped encoder: texts in, the model's estimates out. The only user of torch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.model_files import TOKENIZER, WEIGHTS, ModelError, ModelFiles
from radar_tui.scoring.windows import cut_windows, join_windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor, nn

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
        settings = files.config["radar"]
        self._targets: list[str] = settings["targets"]
        self._window: int = settings["window"]
        self._overlap: int = settings["overlap"]
        self._windows_at_most: int = settings["windows_at_most"]
        self._peak_share: float = settings["window_peak_share"]
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(files.path(TOKENIZER)))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._opening, self._closing = self._tokenizer.encode("").ids
        self._bert, self._head = _load_network(files)

    def read(self, texts: Sequence[str], cancelled: Cancelled = _never) -> list[Reading]:
        """Read texts in length-sorted batches; the order of the results is that of the texts.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        windows = self._windows(texts)
        order = sorted(range(len(windows)), key=lambda row: len(windows[row][1]))
        values: list[list[float]] = [[] for _ in windows]
        for rows in _batches(order, [len(ids) for _, ids in windows]):
            if cancelled():
                raise ScoringCancelledError("scoring was cancelled")
            for row, found in zip(rows, self._run([windows[row][1] for row in rows]), strict=True):
                values[row] = found
        by_text: list[list[list[float]]] = [[] for _ in texts]
        for (owner, _), found in zip(windows, values, strict=True):
            by_text[owner].append(found)
        return [self._reading(found) for found in by_text]

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

    def _run(self, rows: Sequence[list[int]]) -> list[list[float]]:
        """Every target of every row between 0 and 1."""
        import torch

        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            hidden = self._bert(input_ids=ids, attention_mask=mask).last_hidden_state
            found: list[list[float]] = self._head(_pool(hidden, mask)).sigmoid().tolist()
        return found

    def _reading(self, windows: Sequence[Sequence[float]]) -> Reading:
        joined = {
            target: join_windows([window[column] for window in windows], self._peak_share)
            for column, target in enumerate(self._targets)
        }
        tone = round(200 * joined.pop(_TONE), _DECIMALS)
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


def _load_network(files: ModelFiles) -> tuple[nn.Module, nn.Module]:
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    settings: dict[str, Any] = {k: v for k, v in files.config.items() if k != "radar"}
    bert: nn.Module = BertModel(BertConfig(**settings), add_pooling_layer=False)
    head = torch.nn.Linear(2 * settings["hidden_size"], len(files.config["radar"]["targets"]))
    weights = _full_precision(load_file(files.path(WEIGHTS)))
    try:
        bert.load_state_dict(_below("encoder.", weights))
        head.load_state_dict(_below("head.", weights))
    except RuntimeError as error:
        raise ModelError(f"the weights in {files.folder} do not fit its configuration") from error
    return bert.eval(), head.eval()


def _full_precision(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Undo the int8 storage: every stretch of a row has its own scale."""
    weights: dict[str, Tensor] = {}
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        scale = stored.get(f"{name}.scale")
        weights[name] = value.float() if scale is None else _scaled(value, scale)
    return weights


def _scaled(steps: Tensor, scale: Tensor) -> Tensor:
    groups = steps.float().view(*scale.shape, -1) * scale.float()[:, :, None]
    return groups.view_as(steps)


def _below(prefix: str, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): v for name, v in weights.items() if name.startswith(prefix)}


def _pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean and maximum over the tokens that are no padding, side by side."""
    import torch

    kept = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * kept).sum(1) / kept.sum(1)
    highest = hidden.masked_fill(kept == 0, float("-inf")).amax(1)
    return torch.cat((mean, highest), dim=1)
