"""Files are opened by their content; what cannot be read is one clear line."""

import gzip
import io
import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard

from radar_tui.domain.records import SourceTicket
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item
from radar_tui.ingest.registry import READERS, read_export

Write = Callable[[str, object], Path]
ReadAll = Callable[..., list[Item]]

TABLE = "id,subject,status,created_at,description\n1,Café,open,2026-03-01T10:00:00Z,déjà vu\n"
SECRET = "zanzibar"


def subject_in(items: list[Item]) -> str:
    (item,) = items
    assert isinstance(item.record, SourceTicket)
    return item.record.subject


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
    def test_are_read_alike(
        self, write: Write, read_all: ReadAll, encoding: str, pack: Callable[[bytes], bytes]
    ) -> None:
        path = write("any-name.png", pack(TABLE.encode(encoding)))
        assert subject_in(read_all(path)) == "Café"

    def test_frames_one_after_another(self, write: Write, read_all: ReadAll) -> None:
        data = TABLE.encode()
        for pack in (gzip.compress, zstandard.compress):
            path = write("table", pack(data[:50]) + pack(data[50:]))
            assert subject_in(read_all(path)) == "Café"

    def test_a_byte_that_is_not_utf8_late_in_a_table_rejects_its_row(
        self, write: Write, read_all: ReadAll
    ) -> None:
        rows = b"".join(b"%d,s,open,2026-03-01,x\n" % number for number in range(4_000))
        bad = "9,caf\xe9,open,2026-03-01,x\n".encode("latin-1")
        items = read_all(write("t.csv", b"id,subject,status,created_at,body\n" + rows + bad))
        assert [type(item.record).__name__ for item in items[-2:]] == ["SourceTicket", "Reject"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "found an empty file"),
            (b" \n\n", "found an empty file"),
            (b"\x89PNG\r\n\x1a\n" + bytes(100), "found a PNG image, expected text"),
            (b"PK\x03\x04" + bytes(50), "Excel workbook"),
            (bytes(range(256)) * 20, "found binary data"),
            (("id,subject\n" * 9).encode("utf-16-le"), "UTF-16 text without a byte order mark"),
            (f"id,subject\n1,{SECRET} caf\xe9\n".encode("latin-1"), r"not UTF-8 \(byte 26\)"),
            (f"{SECRET} and nothing else".encode(), "found plain text, expected Zendesk"),
            (b'{"a', "found no column"),
            (gzip.compress(TABLE.encode(), mtime=0)[:-9], "damaged or cut off"),
            (zstandard.compress(TABLE.encode() * 9)[:-9], "damaged or cut off"),
            (b"\xff\xfe" + "id,\ud800".encode("utf-16-le", "surrogatepass") + b"\0", "encoding"),
        ],
    )  # fmt: skip
    def test_one_line_without_the_content(
        self, write: Write, read_all: ReadAll, content: bytes, message: str
    ) -> None:
        with pytest.raises(BadFileError, match=message) as caught:
            read_all(write("export.json", content))
        assert "\n" not in str(caught.value)
        assert SECRET not in str(caught.value)

    def test_a_cut_archive_gives_no_record(self, write: Write) -> None:
        table = TABLE + "".join(
            f"{n},s,open,2026-03-01,{os.urandom(99).hex()}\n" for n in range(9_999)
        )
        for pack in (gzip.compress, zstandard.compress):
            path = write("cut", pack(table.encode())[:-20])
            with read_export(path) as export, pytest.raises(BadFileError, match="cut off"):
                next(export.items())

    def test_missing_file_directory_and_odd_names(self, tmp_path: Path) -> None:
        for path, message in (
            (tmp_path / "none.csv", "no such file"),
            (tmp_path, "found a directory, expected a file"),
            (tmp_path / "a\x1b[31m\nb", "no such file"),
            ("nul\0byte", "cannot be used"),
        ):
            with pytest.raises(BadFileError, match=message) as caught:
                read_export(path)
            assert "\n" not in str(caught.value)
            assert "\x1b" not in str(caught.value)

    def test_unknown_format(self, write: Write) -> None:
        with pytest.raises(BadFileError, match=r"unknown format, expected one of .*zendesk, "):
            read_export(write("t.csv", TABLE), format="lotus-notes")

    def test_a_format_that_does_not_fit(self, write: Write, read_all: ReadAll) -> None:
        path = write("t.csv", TABLE)
        for name in ("zendesk", "accounts", "people", "vocabulary", "events"):
            with pytest.raises(BadFileError, match="expected"):
                read_all(path, format=name)


class TestPipes:
    def test_standard_input_is_copied_where_only_its_owner_reads(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TABLE.encode())))
        with Source("-") as source:
            assert source.name == "standard input"
            assert source._spool is not None
            assert stat.S_IMODE(os.fstat(source._spool.fileno()).st_mode) == 0o600
            for _ in range(2):
                with source.open() as stream:
                    assert stream.read() == TABLE.encode()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a matter of Unix")
    def test_a_named_pipe(self, tmp_path: Path, read_all: ReadAll) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        page = {"tickets": [], "count": 0, "pad": "x" * 200_000}
        writer = threading.Thread(target=pipe.write_text, args=[json.dumps(page)])
        writer.start()
        assert read_all(pipe, format="zendesk") == []
        writer.join()


class TestExport:
    def test_says_what_it_is(self, fixtures: Path) -> None:
        with read_export(fixtures / "zendesk" / "tickets_list.json") as export:
            assert (export.format, export.system) == ("zendesk", "zendesk")
            assert export.kind is ExportKind.TICKETS
            assert export.file_name.endswith("tickets_list.json")

    def test_progress_rises_to_its_total(self, fixtures: Path) -> None:
        for name in ("tickets_list.json", "ticket_audits.json", "etl_ticket_data.csv"):
            with read_export(fixtures / "zendesk" / name) as export:
                done = [export.progress().done]
                for _ in export.items():
                    done.append(export.progress().done)
                progress = export.progress()
            assert done[0] == 0
            assert done == sorted(done)
            assert progress.done == progress.total > 0

    def test_readers_have_names_of_their_own(self) -> None:
        assert len({reader.name for reader in READERS}) == len(READERS)


@pytest.mark.parametrize("shape", ["document", "lines"])
def test_a_number_of_thousands_of_digits_stops_nothing(
    write: Write, read_all: ReadAll, shape: str
) -> None:
    good = '{"id": 1, "status": "open", "created_at": "2026-01-01T00:00:00Z", "x": 1}'
    endless = good.replace('"x": 1', f'"x": {"9" * 5000}')
    content = f"[{good}, {endless}, {good}]" if shape == "document" else f"{good}\n{endless}\n"
    items = read_all(write("numbers.json", content))
    assert [item.position for item in items] == list(range(1, len(items) + 1))
    assert len(items) == (3 if shape == "document" else 2)
