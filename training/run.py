"""One training run: seeded, with a checkpoint from which it goes on when it was stopped."""

import json
import math
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from training.bases import base_folder
from training.batches import Encoded, collate
from training.examples import ATTRIBUTES, TARGETS
from training.lessons import Lessons, in_order, loss_of
from training.measures import spearman
from training.network import FrustrationNetwork
from training.plans import Plan
from training.scale import from_scale

RESULT = "trained.safetensors"
_REPORT_EVERY = 25


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a base folder."""
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def padding_id(folder: Path) -> int:
    """The id that fills a batch, from a base's configuration: a vocabulary may name two."""
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return int(settings["pad_token_id"])


def rate_factor(step: int, total: int, warmup: float) -> float:
    """Linear warm-up, then half a cosine down to zero."""
    rising = max(1, round(total * warmup))
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, total - rising)))


def new_network(plan: Plan, runs: Path) -> FrustrationNetwork:
    """The network a run starts with: the base, or another run's result with fewer layers."""
    if plan.from_run is None:
        return FrustrationNetwork(base_folder(plan.base, runs), plan.layers, plan.frozen_layers)
    network = FrustrationNetwork(base_folder(plan.base, runs))
    network.load_state_dict(load_file(runs / plan.from_run / RESULT))
    network.keep_layers(plan.layers)
    network.freeze_layers(plan.frozen_layers)
    return network


def trained_network(plan: Plan, runs: Path) -> FrustrationNetwork:
    """The result of a finished run."""
    network = FrustrationNetwork(base_folder(plan.base, runs), plan.layers)
    network.load_state_dict(load_file(runs / plan.name / RESULT))
    return network.eval()


class Run:
    """A network on its way through its lessons.

    `taught` are the teachers' states, a row for each text of the pool.
    """

    def __init__(
        self, plan: Plan, runs: Path, lessons: Lessons, taught: torch.Tensor | None
    ) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.lessons, self.taught = plan, lessons, taught
        self.folder = runs / plan.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.padding = padding_id(base_folder(plan.base, runs))
        self.batches = in_order(plan, lessons)
        self.network = new_network(plan, runs).train()
        width = 2 * self.network.encoder.config.hidden_size
        # Brings the states to the teachers' width while learning; not part of the result.
        self.bridge = None if taught is None else torch.nn.Linear(width, taught.shape[1])
        self.optimiser = torch.optim.AdamW(self._groups(), weight_decay=0.01, fused=True)
        self.step = 0
        self.checkpoint = self.folder / "checkpoint.pt"

    def _groups(self) -> list[dict[str, object]]:
        """Each layer with its own rate, the head and the bridge with theirs."""
        plan, layers = self.plan, list(self.network.encoder.encoder.layer)
        rates = [plan.encoder_rate * plan.depth_decay**above for above in range(len(layers))]
        groups: list[dict[str, object]] = [
            {"params": list(layer.parameters()), "lr": rate, "base": rate}
            for layer, rate in zip(reversed(layers), rates, strict=True)
            if next(layer.parameters()).requires_grad
        ]
        inside = {id(weight) for layer in layers for weight in layer.parameters()}
        rest = [
            weight
            for weight in self.network.encoder.parameters()
            if weight.requires_grad and id(weight) not in inside
        ]
        if rest:  # MPNet's position biases
            groups.append({"params": rest, "lr": rates[-1], "base": rates[-1]})
        new = [*self.network.head.parameters(), *(self.bridge.parameters() if self.bridge else ())]
        return [*groups, {"params": new, "lr": plan.head_rate, "base": plan.head_rate}]

    def _state(self) -> dict[str, dict[str, object]]:
        bridge = self.bridge.state_dict() if self.bridge else {}
        return {"network": self.network.state_dict(), "bridge": bridge}

    def resume(self) -> None:
        """Go back to the last checkpoint, where there is one."""
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            if self.bridge:
                self.bridge.load_state_dict(state["bridge"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step = state["step"]

    def save(self) -> None:
        """Write a checkpoint; a crash while writing leaves the older one."""
        state = {**self._state(), "optimiser": self.optimiser.state_dict(), "step": self.step}
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def train_step(self) -> float:
        """Take the next step and return its loss."""
        # Dropout follows the step, not the history, so that a resumed run repeats itself.
        torch.manual_seed(self.plan.seed + self.step)
        factor = rate_factor(self.step, len(self.batches), self.plan.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * factor
        batch = collate(self.batches[self.step], self.padding)
        with torch.autocast("cpu", torch.bfloat16):
            logits, states = self.network(batch.ids, batch.mask)
        bridged = self.bridge(states) if self.bridge else None
        loss = loss_of(logits.float(), batch, bridged, self.taught)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return float(loss.detach())

    def train(self) -> None:
        """Run to the end, saving and reporting on the way; the result is written last."""
        self.resume()
        started, since = time.perf_counter(), self.step
        losses: list[float] = []
        while self.step < len(self.batches):
            losses.append(self.train_step())
            if self.step % _REPORT_EVERY == 0:
                rate = (self.step - since) / (time.perf_counter() - started)
                left = (len(self.batches) - self.step) / rate / 60
                mean = sum(losses) / len(losses)
                done = f"{self.plan.name} {self.step}/{len(self.batches)}"
                print(f"{done} loss {mean:.4f} {left:.1f} min left", flush=True)
                losses.clear()
            if self.step % self.plan.checkpoint_every == 0:
                self.save()
        self.report()
        weights = {name: value.contiguous() for name, value in self.network.state_dict().items()}
        save_file(weights, self.folder / RESULT, {"targets": ",".join(TARGETS)})
        self.checkpoint.unlink(missing_ok=True)

    def report(self) -> None:
        """Print how the development messages are read."""
        development = self.lessons.development
        found = predictions(self.network, development, self.padding)
        truth = [from_scale(item.example.targets[0] or 0.0) for item in development]
        tone = [from_scale(row[0]) for row in found]
        error = sum(abs(a - b) for a, b in zip(tone, truth, strict=True)) / len(truth)
        print(f"development: {len(truth)} messages, Spearman {spearman(tone, truth):.3f}")
        print(f"mean absolute error {error:.1f} points")
        for position, name in enumerate(ATTRIBUTES, start=1):
            said = [row[position] > 0.5 for row in found]
            true = [item.example.targets[position] == 1 for item in development]
            hits = sum(a and b for a, b in zip(said, true, strict=True))
            print(f"{name}: {hits} found right, {sum(said)} found, {sum(true)} true", flush=True)


def predictions(
    network: FrustrationNetwork, items: list[Encoded], padding: int
) -> list[list[float]]:
    """Every target of every text between 0 and 1, tone first."""
    network.eval()
    found: list[list[float]] = []
    with torch.inference_mode():
        for item in items:
            batch = collate([item], padding)
            found += network(batch.ids, batch.mask)[0].sigmoid().tolist()
    return found
