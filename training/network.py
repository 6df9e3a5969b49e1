"""The network that is trained: an encoder, mean and maximum of its tokens, one linear head."""

from pathlib import Path

import torch
from transformers import AutoModel

from radar_tui.scoring.transformer_network import mean_and_maximum
from training.examples import TARGETS


class FrustrationNetwork(torch.nn.Module):
    """An encoder with one output per target; outputs are logits.

    `layers` are those of the base that are kept, counted from 0; None keeps all. The lowest
    `frozen_layers` of them do not learn.
    """

    def __init__(
        self, base: Path, layers: tuple[int, ...] | None = None, frozen_layers: int = 0
    ) -> None:
        super().__init__()
        # Dropout on attention costs a tenth of a step's time on a CPU and gains nothing here.
        self.encoder = AutoModel.from_pretrained(
            base, local_files_only=True, add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        self.keep_layers(layers)
        # Many weights are word vectors; a few thousand messages cannot improve them.
        self.encoder.embeddings.requires_grad_(False)
        self.freeze_layers(frozen_layers)
        self.dropout = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, len(TARGETS))

    def keep_layers(self, layers: tuple[int, ...] | None) -> None:
        """Drop every other layer of the encoder."""
        if layers is not None:
            stack = self.encoder.encoder
            stack.layer = torch.nn.ModuleList(stack.layer[number] for number in layers)
            self.encoder.config.num_hidden_layers = len(layers)

    def freeze_layers(self, count: int) -> None:
        """Let the lowest layers learn no more."""
        for layer in self.encoder.encoder.layer[:count]:
            layer.requires_grad_(False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (batch, targets) and states (batch, twice the width) of padded ids."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        states = mean_and_maximum(hidden, mask)
        logits: torch.Tensor = self.head(self.dropout(states))
        return logits, states
