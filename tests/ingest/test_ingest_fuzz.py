"""Damaged payloads through every importer; and whether the fuzzer would notice a bad one."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fuzz_imports import fuzz, payload_of, seeds_of, told_failures
from radar_tui.domain.records import (
    AuthorRole,
    Reject,
    SourceMessage,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.json_input import LONGEST_REJECT
from radar_tui.ingest.reader import Item
from radar_tui.ingest.registry import READERS, Export, read_export
from support import fuzz_checks
from support.fuzz_checks import outcome_of, problem_of_item
from support.fuzz_seeds import all_seeds
from support.mutated_payloads import SECRET, changed

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]

SEED = 1
PAYLOADS = 600
EVENT = '{"kind": "error", "source": "probe", "at": "2026-03-01"}'
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_nothing_but_records_and_reasons_comes_of_damaged_payloads() -> None:
    figures = fuzz(SEED, range(PAYLOADS))
    assert not figures.failures, "\n".join(told_failures(figures.failures, SEED))
    assert figures.payloads == PAYLOADS
    assert figures.formats.keys() == {reader.name for reader in READERS}
    assert min(figures.records, figures.rejects, figures.refused) > PAYLOADS / 10


def test_a_payload_is_made_of_seed_and_number_alone() -> None:
    numbers = range(300)
    made = {number: payload_of(7, number).mutant for number in numbers}
    again = {number: payload_of(7, number).mutant for number in reversed(numbers)}
    assert again == made
    assert len({mutant.data for mutant in made.values()}) > 250


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_importer_has_a_good_payload_to_damage(reader: object) -> None:
    assert seeds_of(getattr(reader, "name", ""))


def test_a_failure_tells_how_to_see_it_again() -> None:
    assert told_failures([(4711, "crash: KeyError")], 3) == [
        "FAILED crash: KeyError\n  python tests/fuzz_imports.py --seed 3 --only 4711",
        "1 failures",
    ]


def a_ticket(**changes: object) -> SourceTicket:
    fields: dict[str, object] = {
        "external_id": "7", "subject": "", "status": TicketStatus.OPEN, "created_at": NOON,
        "updated_at": NOON,
    }  # fmt: skip
    return SourceTicket(**fields | changes)


def a_message(hour: int, **changes: object) -> SourceMessage:
    fields: dict[str, object] = {
        "external_id": str(hour), "author_role": AuthorRole.AGENT, "author": "",
        "created_at": NOON.replace(hour=hour), "body": "",
    }  # fmt: skip
    return SourceMessage(**fields | changes)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (a_ticket(), None),
        (a_ticket(external_id=" "), "an empty id"),
        (a_ticket(external_id=7), "Expected `str`"),
        (a_ticket(status=None), "Expected `str`"),
        (a_ticket(subject="\0"), "a text that no database holds"),
        (a_ticket(tags=("\ud800",)), "a text that no database holds"),
        (a_ticket(created_at=NOON.replace(tzinfo=None)), "not in UTC"),
        (a_ticket(messages=(a_message(3, external_id=""),)), "a message without id"),
        (SourceThread("7", (a_message(3), a_message(4))), None),
        (SourceThread("7", (a_message(4), a_message(3))), "out of order"),
        (Reject(1, "no id", "{}"), None),
        (Reject(2, "no id", "{}"), "stands nowhere"),
        (Reject(1, " ", "{}"), "no reason"),
        (Reject(1, f"unknown status {SECRET.lower()}", "{}"), "text of the payload"),
        (Reject(1, "two\nlines", "{}"), "no line"),
        (Reject(1, "no id", "x" * (LONGEST_REJECT + 1)), "kept whole"),
    ],
)
def test_what_is_wrong_is_noticed(record: SourceRecord | Reject, problem: str | None) -> None:
    found = problem_of_item(Item(1, record))
    assert found is None if problem is None else problem in str(found)


class TestBadReaders:
    @pytest.fixture
    def path(self, write: Write) -> Path:
        return write("good.csv", "id,subject,status,created_at\n1,x,open,2026-03-01\n")

    def outcome(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, items: Callable[..., object]
    ) -> str:
        monkeypatch.setattr(Export, "items", items)
        return outcome_of(path, "generic").problem or ""

    def test_a_crash(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def items(_: Export) -> Iterator[Item]:
            raise KeyError(SECRET)

        problem = self.outcome(path, monkeypatch, items)
        assert problem.startswith("crash: KeyError (")
        assert SECRET not in problem

    def test_a_file_refused_in_the_middle(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def items(_: Export) -> Iterator[Item]:
            yield Item(1, a_ticket())
            raise BadFileError("found malformed JSON")

        assert "after some of its records" in self.outcome(path, monkeypatch, items)

    def test_a_refusal_that_repeats_the_file(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def items(_: Export) -> Iterator[Item]:
            raise BadFileError(f"found {SECRET}")

        assert "text of the payload" in self.outcome(path, monkeypatch, items)

    def test_no_end(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fuzz_checks, "MOST_SECONDS", 0.05)
        assert self.outcome(path, monkeypatch, lambda _: iter(int, 1)) == "too slow"

    @pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="a matter of Linux")
    def test_much_memory(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def items(_: Export) -> Iterator[Item]:
            assert len(b"x" * (200 << 20))
            yield Item(1, a_ticket())

        assert self.outcome(path, monkeypatch, items).endswith(" MiB")


class TestFound:
    """What the fuzzer found, each once."""

    def test_an_exponent_beyond_all_numbers(self, write: Write) -> None:
        endless = EVENT.replace("}", ', "x": 1e' + "9" * 30 + "}")
        self.check_refused_at_once(write("events.json", f"[{EVENT}, {endless}]"), "malformed JSON")

    def test_long_names_within_each_other_take_no_memory(self, write: Write) -> None:
        deep = f'{{"{"x" * 400}":' * 1000 + "1" + "}" * 1000
        path = write("events.json", f"[{EVENT}, {deep}]")
        tracemalloc.start()
        self.check_refused_at_once(path, "nested deeper than 200 levels")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 32 << 20

    def test_a_broken_list_of_events_gives_none_of_them(self, write: Write) -> None:
        self.check_refused_at_once(
            write("events.json", f"[{EVENT}, {EVENT}, {{"), "ends in the middle"
        )

    def test_broken_utf_16_gives_no_record(self, write: Write) -> None:
        data = f"{EVENT}\n".encode("utf-16") + (f"{EVENT}\n" * 9000).encode("utf-16-le")
        self.check_refused_at_once(write("events.jsonl", data[:-1]), "breaks its encoding")

    def check_refused_at_once(self, path: Path, reason: str) -> None:
        with (
            read_export(path, format="events") as export,
            pytest.raises(BadFileError, match=reason),
        ):
            next(export.items())

    def test_a_name_with_a_nul(self, write: Write, read_all: ReadAll) -> None:
        event = {"kind": "error", "source": "probe", "at": "2026-03-01", "labels": {"\0zone": "eu"}}
        (item,) = read_all(write("events.jsonl", [event]))
        assert problem_of_item(item) is None
        assert getattr(item.record, "labels", None) == (("zone", "eu"),)

    @pytest.mark.parametrize(
        ("name", "way"),
        [
            ("intercom conversations", ("conversation_parts", "conversation_parts", 0, "id")),
            ("helpscout conversations", ("_embedded", "threads", 0, "id")),
            ("chatwoot webhooks", ("conversation", "id")),
            ("chatwoot webhooks", ("id",)),
            ("zendesk lines", ("id",)),
            ("zammad tickets", ("id",)),
            ("zammad articles", ("id",)),
        ],
    )
    def test_an_empty_id_is_none(self, write: Write, name: str, way: tuple[str | int, ...]) -> None:
        (seed,) = [seed for seed in all_seeds() if seed.name == name]
        first, *others = seed.value
        spoiled = changed(first, [(way, "")])
        outcome = outcome_of(write("lines.jsonl", [spoiled, *others]), seed.format)
        rejects = [item for item in outcome.items if isinstance(item.record, Reject)]
        assert outcome.problem is None
        assert [(item.position, item.record.reason) for item in rejects] == [(1, "no id")]

    @pytest.mark.parametrize("part", ["assets", "history"])
    def test_a_thread_of_no_ticket_is_rejected(self, write: Write, part: str) -> None:
        article = {"id": 71, "ticket_id": "", "created_at": "2026-03-01T10:00:00Z"}
        change = {"object": "Ticket", "o_id": "", "type": "created", "created_at": NOON.isoformat()}
        page = {
            "assets": {"assets": {"TicketArticle": {"71": article}}},
            "history": {"assets": {"Ticket": {}}, "history": [change]},
        }[part]
        outcome = outcome_of(write("page.json", page), "zammad")
        assert outcome.problem is None
        assert "no id" in [getattr(item.record, "reason", "") for item in outcome.items]

    @pytest.mark.parametrize(
        ("name", "way"),
        [
            ("zendesk lines", ("comments", 0, "id")),
            ("jira issues", ("fields", "comment", "comments", 0, "id")),
        ],
    )
    def test_a_comment_with_an_empty_id_is_told_by_its_place(
        self, write: Write, name: str, way: tuple[str | int, ...]
    ) -> None:
        (seed,) = [seed for seed in all_seeds() if seed.name == name]
        spoiled = changed(seed.value[0], [(way, "")])
        outcome = outcome_of(write("lines.jsonl", [spoiled]), seed.format)
        (ticket,) = [item.record for item in outcome.items]
        assert outcome.problem is None
        assert isinstance(ticket, SourceTicket)
        assert len({message.external_id for message in ticket.messages}) == len(ticket.messages) > 1
