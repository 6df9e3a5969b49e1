"""A linear layer in int8: the weights as they are stored, the activations rounded row by row."""

from __future__ import annotations

import platform
from functools import cache

import torch
from torch import Tensor, nn

_STEPS = 127
_SMALLEST_STEP = 1e-8  # keeps a row of equal values from a division by zero
_PROBED = 64  # rows and columns of the product that is tried before products are relied on


class Int8Linear(nn.Module):
    """`x @ weight.T + bias` with products of 8-bit integers and 32-bit sums.

    Each row of activations (one token) has a zero point and a step of its own, so that a row's
    result never depends on what else is in the batch; each matrix row has one scale.
    """

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor) -> None:
        """Take `weight` (out, in) in int8, and `scale` and `bias` (out) in fp32."""
        super().__init__()
        turned = weight.t().contiguous()
        self.weight = turned if has_int8_products() else turned.float()
        self.scale = scale
        self.bias = bias
        # What a zero point of 1 adds to every output.
        self.sums = weight.float().sum(1) * scale

    def forward(self, hidden: Tensor) -> Tensor:
        """Outputs of shape (..., out) for activations of shape (..., in)."""
        rows = hidden.reshape(-1, hidden.shape[-1])
        # Two passes; torch's one pass for both, `aminmax`, takes ten times as long.
        lowest, highest = rows.amin(1, keepdim=True), rows.amax(1, keepdim=True)
        middle = (lowest + highest) / 2
        step = ((highest - lowest) / (2 * _STEPS)).clamp_min_(_SMALLEST_STEP)
        products = self._products((rows - middle).mul_(1 / step).round_())
        out = products.mul_(step).mul_(self.scale).addcmul_(middle, self.sums).add_(self.bias)
        return out.view(*hidden.shape[:-1], -1)

    def _products(self, steps: Tensor) -> Tensor:
        """Products of whole numbers from -127 to 127, in fp32 whichever way they are made."""
        if self.weight.dtype is torch.int8:
            return torch._int_mm(steps.to(torch.int8), self.weight).float()
        return steps @ self.weight


@cache
def has_int8_products() -> bool:
    """Whether this processor multiplies int8 fast and right in torch: x86 with VNNI, by oneDNN.

    Elsewhere torch has a loop of a hundredth of the speed; there the same whole numbers are
    multiplied as fp32, with the same results but for the order of additions.
    """
    is_x86 = platform.machine().lower() in ("x86_64", "amd64")
    return is_x86 and bool(torch._C._has_mkldnn) and _has_vnni() and _is_exact()


def _has_vnni() -> bool:
    """Whether torch finds AVX-512 VNNI, without which oneDNN is not asked; no in doubt."""
    found = getattr(torch.cpu, "_is_vnni_supported", lambda: False)
    return bool(found())


def _is_exact() -> bool:
    """Whether a product of the largest numbers comes out right.

    Instructions of processors before VNNI add in 16 bits, which these sums do not fit into.
    """
    rows = torch.full((_PROBED, _PROBED), _STEPS, dtype=torch.int8)
    rows[1::2] = -_STEPS - 1
    found = torch._int_mm(rows, rows.t().contiguous())
    return torch.equal(found.double(), rows.double() @ rows.t().double())
