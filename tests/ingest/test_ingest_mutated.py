"""What is wrong in one record of a good payload costs that record at most, in every importer."""

import json
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import Reject, SourceRecord, SourceThread
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import READERS
from support.export_files import Write, as_csv
from support.fuzz_checks import checked_items
from support.fuzz_seeds import Seed, all_seeds
from support.mutated_payloads import mutated_rows, mutations

FORMATS = tuple(reader.name for reader in READERS)
MERGING = "generic"
"""There, rows with one id are one ticket: a wrong one changes a good one."""

mutating = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)


def formats_of(seeds: Iterable[Seed]) -> list[str]:
    found = {seed.format for seed in seeds}
    return [name for name in FORMATS if name in found]


def of_format(seeds: Iterable[Seed], name: str) -> st.SearchStrategy[Seed]:
    return st.sampled_from([seed for seed in seeds if seed.format == name])


def records_in(items: Iterable[Item]) -> set[SourceRecord]:
    """Return the records that stand alone; messages of one thread may stand in several."""
    records = (item.record for item in items)
    return {record for record in records if not isinstance(record, Reject | SourceThread)}


DOCUMENTS = [seed for seed in all_seeds() if not seed.table and seed.value is not None]
LISTS = [seed for seed in DOCUMENTS if isinstance(seed.value, list)]
TABLES = [seed for seed in all_seeds() if seed.table]


@pytest.mark.parametrize("name", formats_of(DOCUMENTS))
@mutating
@given(data=st.data())
def test_a_document(write: Write, name: str, data: st.DataObject) -> None:
    seed = data.draw(of_format(DOCUMENTS, name))
    checked_items(write("mutated", json.dumps(data.draw(mutations(seed.value)))), name)


@pytest.mark.parametrize("name", formats_of(LISTS))
@mutating
@given(data=st.data())
def test_a_record_beside_a_good_one(write: Write, name: str, data: st.DataObject) -> None:
    good = data.draw(of_format(LISTS, name)).value[0]
    alone = records_in(checked_items(write("good", [good]), name))
    payloads = [good, data.draw(mutations(good))]
    for layout, content in (("lines", payloads), ("array", json.dumps(payloads))):
        items = checked_items(write(layout, content), name)
        assert items or not alone, "refused"
        assert name == MERGING or records_in(items) >= alone


@pytest.mark.parametrize("name", formats_of(TABLES))
@mutating
@given(data=st.data())
def test_a_row_beside_a_good_one(write: Write, name: str, data: st.DataObject) -> None:
    table = data.draw(of_format(TABLES, name)).table
    alone = records_in(checked_items(write("good", as_csv(table)), name))
    mutated = as_csv([table[0], data.draw(mutated_rows(table)), *table[1:]])
    items = checked_items(write("mutated", mutated), name)
    if is_plain_text(mutated):  # Anything else is refused with its file.
        assert name == MERGING or records_in(items) >= alone


def is_plain_text(data: bytes) -> bool:
    text = data.decode(errors="replace")
    return text.encode() == data and not any(
        unicodedata.category(c) == "Cc" for c in set(text) - {"\r", "\n"}
    )
