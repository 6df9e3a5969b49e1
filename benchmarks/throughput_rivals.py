"""What a user would pick instead of `Scorer`, with an encoder of the same shape.

Only the shape matters for speed, so the rivals' weights are not the trained ones.
"""

import json
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from radar_tui.scoring.model_files import CONFIG, TOKENIZER

BATCH_SIZE = 32
_TARGETS = 6
_ONNX_PACKAGES = ("onnx", "onnxruntime", "onnxscript")

Rival = Callable[[Sequence[str]], object]


def one_by_one(folder: Path) -> Rival:
    """A transformers pipeline that is called with one text after the other."""
    library = _transformers()
    tokenizer = library.PreTrainedTokenizerFast(
        tokenizer_file=str(folder / TOKENIZER), model_max_length=512
    )
    classify = library.pipeline("text-classification", model=_network(folder), tokenizer=tokenizer)

    def run(texts: Sequence[str]) -> object:
        return [classify(text, top_k=None, function_to_apply="sigmoid") for text in texts]

    return run


def twice(first: Rival, second: Rival, again: Set[str]) -> Rival:
    """Two encoders, the second for the texts that are to be read again."""

    def run(texts: Sequence[str]) -> object:
        return [first(texts), second([text for text in texts if text in again])]

    return run


def onnx_is_installed() -> bool:
    """Whether everything that ONNX Runtime needs here is installed."""
    return all(find_spec(name) is not None for name in _ONNX_PACKAGES)


def onnx_int8(folder: Path, threads: int, scratch: Path) -> Rival:
    """ONNX Runtime with weights in int8, quantised dynamically, in batches sorted by length.

    Writes the exported network below `scratch`.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    file = _exported(_network(folder), scratch)
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def run(texts: Sequence[str]) -> object:
        rows = sorted((item.ids for item in tokenizer.encode_batch(list(texts))), key=len)
        starts = range(0, len(rows), BATCH_SIZE)
        return [session.run(None, _padded(rows[at : at + BATCH_SIZE])) for at in starts]

    return run


def _transformers() -> Any:
    """The library; its types are too incomplete to be checked against."""
    return import_module("transformers")


def _network(folder: Path) -> nn.Module:
    settings: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    settings.pop("radar")
    library = _transformers()
    torch.manual_seed(0)
    family = "MPNet" if settings.pop("model_type", "bert") == "mpnet" else "Bert"
    shape = getattr(library, f"{family}Config")(**settings, num_labels=_TARGETS)
    network: nn.Module = getattr(library, f"{family}ForSequenceClassification")(shape)
    return network.eval()


class _Plain(nn.Module):
    """The network with two inputs and one output, as an export wants it."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self._network = network

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The targets of every row."""
        found = self._network(input_ids=input_ids, attention_mask=attention_mask)
        logits: torch.Tensor = found.logits
        return logits.sigmoid()


def _exported(network: nn.Module, scratch: Path) -> str:
    """Export and quantise; the path of the int8 network."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    scratch.mkdir(exist_ok=True)
    full, small = scratch / "full.onnx", scratch / "int8.onnx"
    example = torch.ones(2, 16, dtype=torch.long)
    size = {0: torch.export.Dim("rows", min=1), 1: torch.export.Dim("width", min=2, max=512)}
    with _hushed():
        torch.onnx.export(
            _Plain(network),
            (example, example),
            full,
            input_names=["input_ids", "attention_mask"],
            dynamic_shapes={"input_ids": size, "attention_mask": size},
            dynamo=True,
            verbose=False,
        )
        quantize_dynamic(full, small, weight_type=QuantType.QInt8)
    return str(small)


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what the exporters say of themselves and of packages that nothing here needs."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def _padded(rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    width = max(map(len, rows))
    return {
        "input_ids": np.array([[*row, *[0] * (width - len(row))] for row in rows], np.int64),
        "attention_mask": np.array(
            [[1] * len(row) + [0] * (width - len(row)) for row in rows], np.int64
        ),
    }
