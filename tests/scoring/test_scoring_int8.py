from collections.abc import Iterator

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


@pytest.fixture
def asked_anew() -> Iterator[None]:
    transformer_int8.has_int8_products.cache_clear()
    yield
    transformer_int8.has_int8_products.cache_clear()


@pytest.mark.usefixtures("asked_anew")
@pytest.mark.parametrize(("fast", "right"), [(True, True), (True, False), (False, True)])
def test_int8_products_are_used_only_where_they_are_fast_and_right(
    monkeypatch: pytest.MonkeyPatch, fast: bool, right: bool
) -> None:
    monkeypatch.setattr(transformer_int8.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(torch._C, "_has_mkldnn", True)
    monkeypatch.setattr(transformer_int8, "_has_vnni", lambda: fast)
    monkeypatch.setattr(transformer_int8, "_is_exact", lambda: right)
    layer, _ = layer_and_reference()
    assert layer.weight.dtype is (torch.int8 if fast and right else torch.float32)


@pytest.mark.usefixtures("asked_anew")
def test_a_torch_that_cannot_tell_about_vnni_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transformer_int8.platform, "machine", lambda: "x86_64")
    monkeypatch.delattr(torch.cpu, "_is_vnni_supported", raising=False)
    assert not transformer_int8.has_int8_products()


def test_the_pinned_torch_tells_about_vnni() -> None:
    assert isinstance(torch.cpu._is_vnni_supported(), bool)


def test_sums_that_do_not_fit_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = torch._int_mm
    assert transformer_int8._is_exact()
    # 16 bits hold two products of 127 by 127, and no third.
    monkeypatch.setattr(torch, "_int_mm", lambda one, other: right(one, other).clamp(max=32_767))
    assert not transformer_int8._is_exact()


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
