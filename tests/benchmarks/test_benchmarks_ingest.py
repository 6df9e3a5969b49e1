import json
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.ingest import Memory, as_lines, memory_lines, result_of
from benchmarks.ingest_children import clean, import_by_hand, import_with_radar, write

# More than the demo has, so that some are written a second time.
TICKETS = 2_300


def test_an_export_has_as_many_tickets_as_asked_each_with_ids_of_its_own(tmp_path: Path) -> None:
    export = tmp_path / "export.ndjson"
    written = write(str(TICKETS), str(export))
    tickets = [json.loads(line) for line in export.read_text(encoding="utf-8").splitlines()]
    assert written == {"tickets": TICKETS, "bytes": export.stat().st_size}
    comments = [comment["id"] for ticket in tickets for comment in ticket["comments"]]
    assert len({ticket["id"] for ticket in tickets}) == TICKETS
    assert len(set(comments)) == len(comments)


def test_an_export_is_as_large_as_asked(tmp_path: Path) -> None:
    written = write("0.5MB", str(tmp_path / "export.ndjson"))
    assert 0.5e6 <= written["bytes"] < 0.6e6


def test_both_store_the_same_tickets_and_messages(tmp_path: Path) -> None:
    export, ours, peers = (str(tmp_path / name) for name in ("export.ndjson", "r.db", "p.db"))
    write("60", export)
    assert import_with_radar(export, ours)["tickets"] == 60
    assert import_by_hand(export, peers)["tickets"] == 60
    assert _texts(ours, "external_id", "ticket_id") == _texts(peers, "id", "ticket")
    assert clean(export, "-")["messages"] == len(_texts(peers, "id", "ticket"))


def _texts(database: str, own_id: str, ticket: str) -> list[tuple[str, str, str, str]]:
    query = (
        f"SELECT CAST({own_id} AS TEXT), text, quoted, signature "  # noqa: S608 - names from here
        f"FROM message WHERE {ticket} IN (SELECT id FROM ticket)"
    )
    with closing(sqlite3.connect(database)) as connection:
        return sorted(connection.execute(query))


def test_ratios_are_taken_round_by_round_and_set_against_the_aims() -> None:
    # The second round was disturbed for both: the ratio stays.
    ours = [
        {"seconds": 3.0, "cpu": 2.0, "peak": 90.0},
        {"seconds": 30.0, "cpu": 2.4, "peak": 200.0},
    ]
    peers = [
        {"seconds": 2.0, "cpu": 1.0, "peak": 60.0},
        {"seconds": 20.0, "cpu": 1.0, "peak": 60.0},
    ]
    written = {"tickets": 33.0, "bytes": 2e6}
    found = result_of(written, ours, peers, {"messages": 8, "seconds": 2.0, "bytes": 4e6})
    assert (found.ratio, found.radar_mb, found.cleaned, found.cleaned_mb) == (1.5, 145.0, 4, 2)
    assert (found.radar_cpu, found.peer_cpu, found.cpu_ratio) == (2.2, 1.0, 2.2)
    text = "\n".join(as_lines(found))
    assert "1.50× (within the aim of 1.5×)" in text
    assert "145" in text
    assert "OVER" not in text
    assert "OVER the aim of 150 MB" in "\n".join(memory_lines(Memory(1, 1000.0, 1.0, 151.0)))
