"""What a ticket says itself and what its history and thread tell are weighed against each other."""

from datetime import UTC, datetime

import pytest

from radar_tui.domain.conclusions import concluded_noise, concluded_satisfaction
from radar_tui.domain.records import Noise


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "stated_at", "ratings", "expected"),
    [
        (None, at(5), [], None),
        ("good", at(5), [], "good"),
        ("good", at(5), [(at(4), "bad")], "good"),
        ("good", at(5), [(at(5), "bad")], "good"),
        ("good", at(5), [(at(6), "bad")], "bad"),
        ("bad", at(5), [(at(7), "good"), (at(6), "bad")], "good"),
        (None, at(5), [(at(4), "bad")], "bad"),
        (None, at(5), [(at(3), "good"), (at(4), "bad")], "bad"),
        (None, None, [(at(4), "good"), (at(4), "bad")], "bad"),
    ],
)
def test_the_latest_rating_counts(
    stated: str | None,
    stated_at: datetime | None,
    ratings: list[tuple[datetime, str]],
    expected: str | None,
) -> None:
    assert concluded_satisfaction(stated, stated_at, ratings) == expected
    assert concluded_satisfaction(stated, stated_at, reversed(ratings)) == expected


@pytest.mark.parametrize(
    ("stated", "messages", "expected"),
    [
        (None, [], None),
        (None, [None], None),
        (None, [Noise.AUTO_REPLY, Noise.BOUNCE], Noise.AUTO_REPLY),
        (None, [Noise.AUTO_REPLY, None], None),
        (Noise.MERGED, [None], Noise.MERGED),
        (Noise.MERGED, [Noise.SPAM], Noise.MERGED),
    ],
)
def test_a_ticket_is_noise_where_its_help_desk_says_so_or_nothing_else_was_written(
    stated: Noise | None, messages: list[Noise | None], expected: Noise | None
) -> None:
    assert concluded_noise(stated, messages) is expected
