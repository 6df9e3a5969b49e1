import pytest

from training.own_messages import ATTRIBUTES, Split, own_messages, own_posts
from training.texts import normalised


def test_every_text_is_there_once_and_in_one_split_only() -> None:
    texts = [normalised(one.text) for split in Split for one in own_messages(split)]
    assert len(texts) == 660
    texts += [normalised(one.text) for one in own_posts(rounds=2)]
    assert len(texts) == 1919
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
