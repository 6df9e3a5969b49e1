"""Turn finished runs into the files that ship: `python -m training.export`.

The encoder's matrices are stored, and multiplied, as int8 with one scale a row; the word vectors
as int8 with a scale for every 64 of them, since they are only looked up; all else stays fp32.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from radar_tui.scoring.model_files import (
    CONFIG,
    SECOND_READER,
    TOKENIZER,
    WEIGHTS,
    shipped_model,
    write_checksums,
)
from training.bases import base_folder
from training.examples import ATTRIBUTES
from training.plans import FIRST, SECOND, Plan
from training.run import RESULT
from training.scale import POINTS

GROUP = 64  # word vector entries that share a scale; divides every width
SHIPPED_TARGETS = ("tone", *ATTRIBUTES)
# The first reader's tone from which the second is asked, and from which it alone counts.
HANDOVER = (25, 35)
_ENCODER_SETTINGS = (
    "model_type",
    "hidden_size",
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "layer_norm_eps",
    "max_position_embeddings",
    "type_vocab_size",
    "relative_attention_num_buckets",
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
        if value.ndim == 2 and not name.startswith("head.") and value.shape[1] % GROUP == 0:
            group = GROUP if "embeddings" in name else value.shape[1]
            stored[name], stored[f"{name}.scale"] = quantised(value, group)
        else:
            stored[name] = value
    return stored


def quantised(matrix: torch.Tensor, group: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A matrix as int8, and the fp16 scale of each stretch of `group` weights of a row."""
    groups = matrix.view(matrix.shape[0], -1, group)
    # Rounded to fp16 first: the int8 values then make up for what the scale lost.
    scale = (groups.abs().amax(2) / 127).clamp(min=1e-6).half()
    steps = (groups / scale.float()[:, :, None]).round().clamp(-127, 127)
    return steps.to(torch.int8).view_as(matrix), scale


def configuration(plan: Plan, base: Path) -> dict[str, object]:
    """The encoder's shape and how its outputs are read."""
    published = json.loads((base / "config.json").read_text(encoding="utf-8"))
    shape = {name: published[name] for name in _ENCODER_SETTINGS if name in published}
    shape["num_hidden_layers"] = len(plan.layers or range(published["num_hidden_layers"]))
    settings: dict[str, object] = {
        "targets": SHIPPED_TARGETS,
        "tone_points": POINTS,
        "window": plan.max_tokens,
        "overlap": plan.max_tokens // 4,
        "windows_at_most": 16,
        "window_peak_share": 0.5,
    }
    if plan is SECOND:
        settings["handover"] = HANDOVER
    return {**shape, "radar": settings}


def export(plan: Plan, runs: Path, folder: Path, *, int8: bool = True) -> str:
    """Write a complete reader's folder from a run's result and return the reader's id."""
    folder.mkdir(parents=True, exist_ok=True)
    base = base_folder(plan.base, runs)
    weights = shipped_weights(load_file(runs / plan.name / RESULT), int8=int8)
    save_file(weights, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # the library makes it readable to its owner only
    shutil.copyfile(base / "tokenizer.json", folder / TOKENIZER)
    settings = json.dumps(configuration(plan, base), indent=2)
    (folder / CONFIG).write_text(settings + "\n", encoding="utf-8")
    return write_checksums(folder)


def export_readers(
    runs: Path, folder: Path, *, int8: bool = True, first_alone: bool = False
) -> list[str]:
    """Write a whole model, the second reader inside the first one's folder; gives the readers' ids.

    A second reader that lies there goes where the first is to be alone: the loader would ask it.
    """
    ids = [export(FIRST, runs, folder, int8=int8)]
    second = folder / SECOND_READER
    if not first_alone:
        ids.append(export(SECOND, runs, second, int8=int8))
    elif second.exists():
        shutil.rmtree(second)
    return ids


def main() -> None:
    """Export the readers into the package, or elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, default=Path("training/runs"))
    parser.add_argument("--to", type=Path, default=shipped_model())
    parser.add_argument("--first-alone", action="store_true", help="leave the second reader out")
    parser.add_argument("--full-precision", action="store_true", help="fp32, for comparison only")
    arguments = parser.parse_args()
    ids = export_readers(
        arguments.runs,
        arguments.to,
        int8=not arguments.full_precision,
        first_alone=arguments.first_alone,
    )
    print("\n".join(ids))


if __name__ == "__main__":
    main()
