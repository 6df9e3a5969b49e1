import hashlib

import pytest

from training.own_messages import (
    ATTRIBUTES,
    Half,
    Split,
    own_messages,
    own_posts,
    signal_messages,
)
from training.texts import normalised


def test_every_text_is_there_once_and_in_one_split_only() -> None:
    texts = [normalised(one.text) for split in Split for one in own_messages(split)]
    assert len(texts) == 660
    texts += [normalised(one.text) for one in own_posts(rounds=2)]
    assert len(texts) == 1919
    texts += [normalised(one.text) for half in Half for one in signal_messages(half)]
    assert len(texts) == 2166
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("split", Split)
def test_every_band_and_attribute_is_well_represented(split: Split) -> None:
    messages = own_messages(split)
    assert all(0 <= one.score <= 200 for one in messages)
    for low, high in ((0, 30), (30, 60), (60, 120), (120, 200)):
        assert sum(low <= one.score <= high for one in messages) >= len(messages) // 8
    for name in ATTRIBUTES:
        assert sum(name in one.attributes for one in messages) >= 10


def test_posts_are_short_and_every_band_has_its_share() -> None:
    posts = own_posts(rounds=2)
    assert max(len(one.text.split()) for one in posts) <= 80
    for low, high in ((0, 30), (30, 60), (60, 120), (120, 200)):
        assert sum(low <= one.score <= high for one in posts) >= len(posts) // 8


def test_phrases_are_checked_on_messages_that_they_were_not_written_on() -> None:
    for half in Half:
        messages = signal_messages(half)
        rests = {hashlib.sha256(one.id.encode()).digest()[0] % 2 for one in messages}
        assert rests == {half is Half.CHECK}
        for name in ("churn", "repeat", "urgency"):
            holding = sum(name in one.attributes for one in messages)
            assert 15 <= holding <= len(messages) - 60  # and hard negatives beside them
