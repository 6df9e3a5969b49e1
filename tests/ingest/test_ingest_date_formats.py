"""The format of times is found where only one can be meant, and never guessed where two could."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.ingest.date_formats import fitting_formats
from radar_tui.ingest.values import parse_time


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["01.07.2026 09:30"], ("%d.%m.%Y %H:%M",)),
        (["1.7.26"], ("%d.%m.%y",)),
        (["13/04/2026", "03/04/2026"], ("%d/%m/%Y",)),
        (["04/13/2026", "04/03/2026"], ("%m/%d/%Y",)),
        (["03/04/2026 9:30 AM"], ("%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p")),
        (["Jul 1, 2026, 9:30 PM"], ("%b %d, %Y, %I:%M %p",)),
        (["1 May 2026"], ("%d %b %Y",)),
        (["01/07/2026 09:30:00 +02:00", "31/07/2026 09:30:00 +02:00"], ("%d/%m/%Y %H:%M:%S %z",)),
        (["Wed, 01 Jul 2026 09:30:00 +0000"], ("%a, %d %b %Y %H:%M:%S %z",)),
        (["n/a", "01.07.2026", "02.07.2026"], ("%d.%m.%Y",)),
        (["n/a", "someday", "01.07.2026", "x"], ()),
        (["2026-07-01T09:30:00Z", "1767225600"], ()),
        (["Tom", ""], ()),
        ([], ()),
    ],
)
def test_what_reads_most_of_them(texts: list[str], formats: tuple[str, ...]) -> None:
    assert fitting_formats(texts) == formats


def test_two_formats_differ_in_what_they_read() -> None:
    text = "03/04/2026"
    first, second = fitting_formats([text])
    assert {parse_time(text, date_format=one) for one in (first, second)} == {
        datetime(2026, 4, 3, tzinfo=UTC),
        datetime(2026, 3, 4, tzinfo=UTC),
    }


@given(
    st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), min_size=1, max_size=20),
    st.times(),
    st.sampled_from(("%d.%m.%Y %H:%M", "%m/%d/%y %I:%M %p", "%d-%b-%Y, %H:%M:%S", "%B %d, %Y")),
)
def test_one_of_them_reads_what_was_written(
    days: list[date], clock: time, date_format: str
) -> None:
    texts = [datetime.combine(day, clock, UTC).strftime(date_format) for day in days]
    wanted = [parse_time(text, date_format=date_format) for text in texts]
    found = fitting_formats(texts)
    assert wanted in [[parse_time(text, date_format=one) for text in texts] for one in found]


@given(st.lists(st.text(max_size=30), max_size=10))
def test_any_texts_are_taken(texts: list[str]) -> None:
    for date_format in fitting_formats(texts):
        assert any(parse_time(text, date_format=date_format) for text in texts)
