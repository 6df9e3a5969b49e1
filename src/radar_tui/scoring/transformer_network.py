"""Build an encoder with its head from a model folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from radar_tui.scoring.model_files import WEIGHTS, ModelError, ModelFiles
from radar_tui.scoring.transformer_int8 import Int8Linear

_SCALE = ".scale"


class Network(nn.Module):
    """An encoder, mean and maximum of its tokens, and a linear head with one output per target."""

    def __init__(self, encoder: nn.Module, head: nn.Module, padding: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head
        self.padding = padding

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Probabilities (batch, targets) for padded token ids and their 0/1 mask."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        found: Tensor = self.head(mean_and_maximum(hidden, mask)).sigmoid()
        return found

    def layer_means(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The mean over the tokens of the word vectors and of the last layer, side by side."""
        layers = self.encoder(
            input_ids=ids, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        width = layers[0].shape[-1]
        means = [mean_and_maximum(layer, mask)[:, :width] for layer in (layers[0], layers[-1])]
        return torch.cat(means, dim=1)


def load_network(files: ModelFiles) -> Network:
    """Read the weights of a checked folder; matrices with one scale a row stay in int8.

    Raises:
        ModelError: the weights are not those of the folder's configuration.
    """
    settings = {name: value for name, value in files.config.items() if name != "radar"}
    encoder = _empty_encoder(settings)
    head = nn.Linear(2 * settings["hidden_size"], len(files.config["radar"]["targets"]))
    network = Network(encoder, head, settings["pad_token_id"]).eval()
    stored = load_file(files.path(WEIGHTS))
    try:
        stored = _with_int8_layers(network, stored)
        network.load_state_dict(_expanded(stored))
    except (RuntimeError, KeyError) as error:
        raise ModelError(f"the weights in {files.folder} do not fit its configuration") from error
    return network


def _empty_encoder(settings: dict[str, Any]) -> nn.Module:
    encoder: nn.Module
    if settings.get("model_type") == "mpnet":
        from transformers import MPNetConfig, MPNetModel

        encoder = MPNetModel(MPNetConfig(**settings), add_pooling_layer=False)
    else:
        from transformers import BertConfig, BertModel

        encoder = BertModel(BertConfig(**settings), add_pooling_layer=False)
    return encoder


def _with_int8_layers(network: Network, stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Put an int8 layer where the file has one; gives the weights that are left to load."""
    left = dict(stored)
    layers = [name for name, layer in network.named_modules() if isinstance(layer, nn.Linear)]
    for name in layers:
        weight, scale = f"{name}.weight", f"{name}.weight{_SCALE}"
        if scale in stored and stored[scale].shape[1] == 1:
            parent, _, own = name.rpartition(".")
            layer = Int8Linear(
                left.pop(weight), left.pop(scale)[:, 0].float(), left.pop(f"{name}.bias")
            )
            setattr(network.get_submodule(parent), own, layer)
    return left


def _expanded(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Undo the int8 storage of what is not computed in int8: each stretch of a row has a scale."""
    weights: dict[str, Tensor] = {}
    for name, value in stored.items():
        if not name.endswith(_SCALE):
            scale = stored.get(name + _SCALE)
            weights[name] = value.float() if scale is None else _scaled(value, scale)
    return weights


def _scaled(steps: Tensor, scale: Tensor) -> Tensor:
    groups = steps.float().view(*scale.shape, -1) * scale.float()[:, :, None]
    return groups.view_as(steps)


def mean_and_maximum(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean and maximum over the tokens that are no padding, side by side."""
    kept = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * kept).sum(1) / kept.sum(1)
    highest = hidden.masked_fill(kept == 0, float("-inf")).amax(1)
    return torch.cat((mean, highest), dim=1)
