"""Published encoders in small: a tokenizer, a configuration and random weights."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from training.bases import Base

WORDS = ("it", "fails", "again", "please", "help", "thanks", "furious", "cancel", "now", "calm")
# As published: MPNet's vocabulary has a second token that looks like padding, at 4.
_SPECIAL = {
    Base.MINILM: ("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    Base.MPNET: ("<s>", "<pad>", "</s>", "[UNK]", "[PAD]"),
}
_FRAME = {Base.MINILM: ("[CLS]", "[SEP]"), Base.MPNET: ("<s>", "</s>")}
_SHAPE = {
    "hidden_size": 64,
    "num_attention_heads": 2,
    "intermediate_size": 128,
    "max_position_embeddings": 210,
    # Four times the usual: weights as small as those would leave all texts alike.
    "initializer_range": 0.08,
}


def write_tiny_base(folder: Path, base: Base, layers: int) -> Path:
    """Write a folder like the published one of `base`, with a few ten thousand random weights."""
    special = _SPECIAL[base]
    vocabulary = {word: row for row, word in enumerate((*special, *WORDS))}
    shape = {**_SHAPE, "num_hidden_layers": layers, "vocab_size": len(vocabulary)}
    torch.manual_seed(7)
    if base is Base.MPNET:
        encoder = MPNetModel(MPNetConfig(**shape), add_pooling_layer=False)
    else:
        encoder = BertModel(BertConfig(**shape), add_pooling_layer=False)
    encoder.save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel(vocabulary, "[UNK]"))
    tokenizer.add_special_tokens(list(special))
    tokenizer.pre_tokenizer = Whitespace()
    opening, closing = _FRAME[base]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{opening} $A {closing}",
        special_tokens=[(name, vocabulary[name]) for name in (opening, closing)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
