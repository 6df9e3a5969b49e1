"""The network that is trained: MiniLM-L6, mean and maximum pooling, one linear head."""

from pathlib import Path

import torch
from transformers import BertModel

from training.examples import TARGETS


class FrustrationNetwork(torch.nn.Module):
    """A BERT encoder with one output per target; outputs are logits."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base, local_files_only=True, add_pooling_layer=False
        )
        # 11 of 22 million weights are word vectors; a few thousand messages cannot improve them.
        self.encoder.embeddings.requires_grad_(False)
        self.dropout = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.encoder.config.hidden_size, len(TARGETS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, targets) for padded token ids and their 0/1 mask."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        logits: torch.Tensor = self.head(self.dropout(pool(hidden, mask)))
        return logits


def pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean and maximum over the tokens that are no padding, side by side."""
    kept = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * kept).sum(1) / kept.sum(1)
    highest = hidden.masked_fill(kept == 0, float("-inf")).amax(1)
    return torch.cat((mean, highest), dim=1)
