"""A mapping that is written as TOML is read back as it was, beside whatever else stands there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.records import TicketStatus
from radar_tui.ingest.mapping import TARGETS, ColumnMapping, read_mapping
from radar_tui.ingest.mapping_text import mapping_text
from support.hostile_texts import HOSTILE

BEFORE = """\
# ours
zone = "Europe/Berlin"   # the office

[tagging]
tags_from = ["Product area"]   # their values

[[tagging.rules]]
when = { tag = ["csv-export", "xls-export"] }   # one of several
feature-area = "exports"
"""
COLUMNS = ColumnMapping(columns={"id": "No", "status": "State", "created_at": "Opened"})


def read(text: str) -> ColumnMapping:
    return read_mapping(text.encode(), "mapping")


def test_a_new_file_says_what_it_is() -> None:
    text = mapping_text(replace(COLUMNS, zone="Europe/Berlin"))
    assert text.splitlines() == [
        "# Which column is which, as it was confirmed in Radar; docs/import.md has the rest.",
        'zone = "Europe/Berlin"',
        "",
        "[columns]",
        'id = "No"',
        'status = "State"',
        'created_at = "Opened"',
    ]


def test_rules_and_comments_stay() -> None:
    known = read(BEFORE)
    mapping = replace(COLUMNS, tagging=known.tagging, zone=known.zone, html=True)
    text = mapping_text(mapping, BEFORE)
    assert read(text) == mapping
    for line in BEFORE.splitlines():
        assert line in text


def test_what_is_said_no_more_goes() -> None:
    before = mapping_text(
        replace(COLUMNS, system="deskfox", html=True, constants={"priority": "low"}).with_word(
            "status", "Done", "solved"
        )
    ).replace('id = "No"', 'id = "No"  # theirs')
    mapping = COLUMNS.without("created_at").with_column("message_at", "Opened")
    text = mapping_text(mapping, before)
    assert read(text) == mapping
    assert 'id = "No"  # theirs' in text
    assert "Done" not in text


def test_a_text_that_is_no_toml() -> None:
    with pytest.raises(ValueError, match="no TOML"):
        mapping_text(COLUMNS, "[columns")


NAMES = st.one_of(
    st.sampled_from([text for text in HOSTILE if text.isascii() or text.isprintable()]),
    st.text(st.characters(codec="utf-8"), max_size=12),
)


@given(
    columns=st.dictionaries(st.sampled_from(TARGETS), NAMES, min_size=1),
    constants=st.dictionaries(st.sampled_from(("priority", "account")), NAMES),
    words=st.dictionaries(NAMES, st.sampled_from([str(status) for status in TicketStatus])),
    system=NAMES,
    before=st.sampled_from(("", BEFORE, "tagging.tags_from = ['a']\n", mapping_text(COLUMNS))),
)
def test_any_mapping_is_read_back(
    columns: dict[str, str],
    constants: dict[str, str],
    words: dict[str, str],
    system: str,
    before: str,
) -> None:
    mapping = ColumnMapping(
        columns, constants, {"status": words} if words else {}, system, tagging=read(before).tagging
    )
    assert read(mapping_text(mapping, before)) == mapping
