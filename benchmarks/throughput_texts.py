"""The messages that `benchmarks.throughput` scores: the demo's, as they are and cut to length."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from radar_tui.domain.records import AuthorRole
from radar_tui.scoring.model_files import TOKENIZER
from radar_tui.services.demo.generator import generate
from radar_tui.text.clean import clean_message
from radar_tui.text.languages import recognise_language

MESSAGE_TOKENS = 50  # the two that open and close a text included
AS_OF = datetime(2026, 11, 23, 9, tzinfo=UTC)


def demo_messages(wanted: int, seed: int) -> list[str]:
    """A sample of the demo's customer messages, as they are."""
    texts = _customer_texts(seed)
    return random.Random(seed).sample(texts, min(wanted, len(texts)))


def messages_of_50_tokens(model: Path, wanted: int, seed: int) -> list[str]:
    """The openings of demo messages that a model folder's tokenizer cuts into 50 tokens.

    Raises:
        ValueError: the demo has too few messages of that length.
    """
    tokenizer = Tokenizer.from_file(str(model / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    openings = dict.fromkeys(_openings(tokenizer, _customer_texts(seed)))
    # The opening counts: that of a mail in English may be a greeting in another language.
    cut = [text for text in openings if recognise_language(text).is_english]
    if len(cut) < wanted:
        raise ValueError(f"the demo has {len(cut)} messages of 50 tokens, {wanted} were asked for")
    return random.Random(seed).sample(cut, wanted)


@cache
def _customer_texts(seed: int) -> tuple[str, ...]:
    """Every customer message of the demo once, cleaned as an import would."""
    bodies = {
        (message.body, message.is_html)
        for ticket in generate(AS_OF, seed).tickets
        for message in ticket.messages
        if message.author.role is AuthorRole.CUSTOMER and not message.automatic
    }
    return tuple(sorted({clean_message(*body).text for body in bodies}))


def _openings(tokenizer: Tokenizer, texts: Sequence[str]) -> Iterator[str]:
    words = MESSAGE_TOKENS - 2
    for text in texts:
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) >= words:
            opening = text[: offsets[words - 1][1]]
            if len(tokenizer.encode(opening).ids) == MESSAGE_TOKENS:
                yield opening
