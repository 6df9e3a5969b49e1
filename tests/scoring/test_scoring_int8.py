import pytest

torch = pytest.importorskip("torch")

from radar_tui.scoring import transformer_int8  # noqa: E402
from radar_tui.scoring.transformer_int8 import Int8Linear  # noqa: E402

ROWS, WIDTH, OUT = 7, 96, 40


def layer_and_reference() -> tuple[Int8Linear, "torch.nn.Linear"]:
    generator = torch.Generator().manual_seed(4)
    weight = torch.randint(-127, 128, (OUT, WIDTH), generator=generator, dtype=torch.int8)
    scale = torch.rand(OUT, generator=generator) / 500
    bias = torch.randn(OUT, generator=generator)
    reference = torch.nn.Linear(WIDTH, OUT)
    reference.load_state_dict({"weight": weight * scale[:, None], "bias": bias})
    return Int8Linear(weight, scale, bias), reference


def activations() -> "torch.Tensor":
    generator = torch.Generator().manual_seed(5)
    # Off centre and with rows of very different size, as behind a GELU.
    sizes = torch.tensor([0.01, 0.1, 1, 1, 5, 40, 300])[:, None]
    return (torch.randn(ROWS, WIDTH, generator=generator) + 0.7) * sizes


def test_the_product_is_within_the_rounding_of_the_activations() -> None:
    layer, reference = layer_and_reference()
    hidden = activations()
    with torch.inference_mode():
        apart = (layer(hidden) - reference(hidden)).abs()
    # Each activation is off by at most half a step, a 508th of its row's range.
    half_step = (hidden.amax(1) - hidden.amin(1)) / 508
    bound = half_step[:, None] * reference.weight.abs().sum(1) * 1.001 + 1e-4
    assert bool((apart <= bound).all())


def test_a_row_s_result_does_not_depend_on_the_batch() -> None:
    layer, _ = layer_and_reference()
    hidden = activations()
    with torch.inference_mode():
        together = layer(hidden.view(1, ROWS, WIDTH))[0]
        alone = torch.cat([layer(row[None]) for row in hidden])
    assert torch.equal(together, alone)


def test_a_row_of_equal_values_is_exact() -> None:
    layer, reference = layer_and_reference()
    hidden = torch.full((1, WIDTH), 0.25)
    with torch.inference_mode():
        assert torch.allclose(layer(hidden), reference(hidden), atol=1e-4)


def test_a_processor_without_int8_products_gets_the_same_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fast, _ = layer_and_reference()
    monkeypatch.setattr(transformer_int8, "has_int8_products", lambda: False)
    slow, _ = layer_and_reference()
    hidden = activations()
    with torch.inference_mode():
        assert torch.allclose(fast(hidden), slow(hidden), rtol=1e-5, atol=1e-5)
    assert slow.weight.dtype is torch.float32
