"""Naming columns by keyboard: from a table that no reader knows to stored tickets, or back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from radar_tui.db.tables import ImportRunRow, MessageRow, TicketRow
from radar_tui.ingest.mapping import MAPPING_FILE, load_mapping
from radar_tui.ingest.registry import read_export
from radar_tui.screens.base import ActionFailed
from radar_tui.screens.importing import ImportScreen
from radar_tui.screens.mapping import MappingScreen
from radar_tui.services.importing import import_exports
from radar_tui.widgets.file_picker import ExportTree
from support.bursts import burst
from support.hostile_texts import HOSTILE
from support.pilots import screen_text, shows, until
from support.screen_hosts import HostApp
from support.workspaces import rows

WIDE, NARROW = (120, 40), (80, 24)
STRANGE = (
    "Vorgang;Kunde;Zustand;Eröffnet;Mail;Text\n"
    "A-1;ACME;In Arbeit;01.07.2026 09:30;ada@acme.example;Die Zahlung geht nicht mehr\n"
    "A-2;ACME;Erledigt;13.07.2026 09:30;bo@acme.example;Die Datei bleibt immer leer\n"
    "A-3;Globex;closed;14.07.2026 09:30;cy@globex.example;Ich komme nicht hinein\n"
)
USUAL = (
    "id,status,created_at,subject\n1,open,2026-03-01T08:00Z,Pay\n2,solved,2026-03-02T08:00Z,Sso\n"
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def host(config: Config, exports: Path) -> HostApp:
    return HostApp(config, ImportScreen(exports))


async def open_mapping(pilot: Pilot[None], host: HostApp, name: str, words: str) -> None:
    """Go to the only file of the folder, and open the mapping that enter leads to."""
    await shows(pilot, f"☐ {name}")
    await pilot.press("j")
    await shows(pilot, "enter shows what is read from its columns")
    await pilot.press("enter")
    await shows(pilot, words)
    await until(pilot, lambda: host.focused is mapping(host).fields)


def mapping(host: HostApp) -> MappingScreen:
    screen = host.screen
    assert isinstance(screen, MappingScreen)
    return screen


async def choose(pilot: Pilot[None], host: HostApp, key: str, title: str, *keys: str) -> None:
    """Go to a row of the fields, open it, and press keys in the dialog."""
    fields = mapping(host).fields
    while fields.cursor_key != key:
        before = fields.cursor_key
        await pilot.press("j")
        assert fields.cursor_key != before, f"no row {key}"
    await pilot.press("enter")
    await shows(pilot, title)
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(host.screen, MappingScreen))


async def name_statuses(pilot: Pilot[None], host: HostApp) -> None:
    """Say what the table's own words for a status mean, one after the other."""
    await choose(pilot, host, "word/status/Erledigt", "“Erledigt” is the status", *"jjjj", "enter")
    await shows(pilot, "2 of 3 rows can be imported")
    assert mapping(host).fields.cursor_key == "word/status/In Arbeit", "the cursor goes on"
    await choose(pilot, host, "word/status/In Arbeit", "“In Arbeit” is the status", "j", "enter")
    await shows(pilot, "✓ 3 of 3 rows can be imported")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_table_with_strange_columns_becomes_tickets(
    host: HostApp, exports: Path, size: tuple[int, int]
) -> None:
    (exports / "t.csv").write_text(STRANGE)
    async with host.run_test(size=size) as pilot:
        await open_mapping(pilot, host, "t.csv", "1 of 3 rows can be imported")
        assert "2 unknown status" in screen_text(host)
        await name_statuses(pilot, host)
        zone = ("home", *["delete"] * 3, *"europe/berl", "right", "enter")
        await choose(pilot, host, "zone", "Times without an offset", *zone)
        await shows(pilot, "Europe/Berlin")
        await choose(pilot, host, "account", "Read account from", "j", "j", "enter")
        await shows(pilot, "ACME · Globex")
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")
        assert rows(host.live.now(), ImportRunRow) == [], "nothing is imported before"
        await pilot.press("enter")
        await shows(pilot, "tickets: 3 read, 3 inserted")
        await shows(pilot, "the mapping is kept in")
        stored = {row.external_id: row for row in rows(host.live.now(), TicketRow)}
        assert [stored[name].status for name in ("A-1", "A-2", "A-3")] == [
            "open",
            "solved",
            "closed",
        ]
        assert stored["A-1"].created_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
        assert len(rows(host.live.now(), MessageRow)) == 3
        await pilot.press("enter")
        await until(pilot, lambda: len(host.screen_stack) == 1)
        following = exports / "august.csv"
        following.write_text(STRANGE.replace("A-", "B-"))
        (summary,) = import_exports(host.live.now(), [read_export(following)])
        assert (summary.inserted, summary.rejected) == (3, 0), "as the command line reads it"


async def test_escape_goes_back_and_nothing_is_stored(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(STRANGE)
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "1 of 3 rows can be imported")
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, MappingScreen))
        await burst(pilot, "escape", "escape")
        await until(pilot, lambda: not isinstance(host.screen, MappingScreen))
        assert rows(host.live.now(), ImportRunRow) == []
        assert [path.name for path in exports.iterdir()] == ["t.csv"]


async def test_a_mapping_that_is_not_kept_leaves_no_file(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(USUAL)
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "✓ 2 of 2 rows can be imported")
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")
        await pilot.press("j", "enter")
        await shows(pilot, "tickets: 2 read, 2 inserted")
        assert [path.name for path in exports.iterdir()] == ["t.csv"]


async def test_what_is_kept_already_is_imported_at_once_and_m_opens_it(
    host: HostApp, exports: Path
) -> None:
    kept = '# ours\n[columns]\nid = "id"\nstatus = "status"\ncreated_at = "created_at"\n'
    (exports / "t.csv").write_text(USUAL)
    (exports / MAPPING_FILE).write_text(kept)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ t.csv")
        await pilot.press("j")
        await shows(pilot, "enter imports it")
        await pilot.press("m")
        await shows(pilot, "✓ 2 of 2 rows can be imported")
        await until(pilot, lambda: host.focused is mapping(host).fields)
        await choose(pilot, host, "subject", "Read subject from", *"jjjj", "enter")
        await shows(pilot, "Pay · Sso")
        await pilot.press("i")
        await shows(pilot, "replace the columns in radar-mapping.toml")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, MappingScreen))
        await pilot.press("backspace")
        await until(pilot, lambda: "Pay · Sso" not in screen_text(host))
        await pilot.press("i")
        await shows(pilot, "tickets: 2 read, 2 inserted")
        assert (exports / MAPPING_FILE).read_text() == kept


async def test_columns_are_added_to_the_rules_of_the_folder(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(USUAL)
    (exports / MAPPING_FILE).write_text('[tagging]\ntags_from = ["team"]  # theirs\n')
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "✓ 2 of 2 rows can be imported")
        await pilot.press("i")
        await shows(pilot, "add the columns to radar-mapping.toml")
        await pilot.press("enter")
        await shows(pilot, "the mapping is kept in")
        assert "# theirs" in (exports / MAPPING_FILE).read_text()
        assert load_mapping(exports / MAPPING_FILE).columns["subject"] == "subject"


async def test_day_or_month_is_asked_and_never_guessed(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text("id,status,created\n1,open,03/04/2026\n2,open,05/06/2026\n")
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "0 of 2 rows can be imported")
        assert "say whether the day or the month comes first" in screen_text(host)
        await pilot.press("i")
        await until(pilot, lambda: bool(host.told_of(ActionFailed)))
        assert isinstance(host.screen, MappingScreen)
        await choose(pilot, host, "date_format", "Times are written as", "j", "enter")
        await shows(pilot, "✓ 2 of 2 rows can be imported")
        assert "03/04/2026 is 4 March 2026" in screen_text(host)
        await choose(pilot, host, "date_format", "Times are written as", "k", "enter")
        await shows(pilot, "03/04/2026 is 3 April 2026")


async def test_a_format_is_typed(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text("id,status,created\n1,open,2026|03|04\n")
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "0 of 1 rows can be imported")
        await pilot.press("j", "j", "j", "j", "enter")
        await shows(pilot, "another format, to be typed")
        await pilot.press("j", "enter")
        await shows(pilot, "Date format")
        await pilot.press(*"%Y|%m|%d", "enter")
        await shows(pilot, "✓ 1 of 1 rows can be imported")
        assert "2026-03-04 00:00" in screen_text(host)


async def test_a_status_that_no_column_tells(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text("id,created,subject\n1,2026-03-01,Help\n")
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "0 of 1 rows can be imported")
        assert "needed: a column for status" in screen_text(host)
        await choose(pilot, host, "status", "Read status from", *"jjjjj", "enter")
        await shows(pilot, "always open")
        await shows(pilot, "✓ 1 of 1 rows can be imported")


async def test_answers_that_would_not_do_are_asked_again(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(USUAL.replace("T08:00Z", ""))
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "✓ 2 of 2 rows can be imported")
        await pilot.press("j", "j", "j", "j", "j", "enter")
        await shows(pilot, "Times without an offset")
        await pilot.press(*"x", "enter")
        await shows(pilot, "no such time zone")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, MappingScreen))
        await pilot.press("G", "enter")
        await shows(pilot, "The help desk's name")
        await pilot.press(*["backspace"] * 9, "enter")
        await shows(pilot, "expected a short name")
        await pilot.press(*"deskfox", "enter")
        await until(pilot, lambda: isinstance(host.screen, MappingScreen))
        await shows(pilot, "deskfox")


async def test_messages_are_html_and_tags_have_a_sign_between_them(
    host: HostApp, exports: Path
) -> None:
    (exports / "t.csv").write_text("id,status,created,tags,body\n1,open,2026-03-01,a|b,<p>x</p>\n")
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "✓ 1 of 1 rows can be imported")
        fields = mapping(host).fields
        assert fields.go_to("html")
        await pilot.press("enter")
        await shows(pilot, "HTML")
        await choose(
            pilot,
            host,
            "tag_separators",
            "Between two tags",
            "backspace",
            "backspace",
            "|",
            "enter",
        )
        await shows(pilot, "a, b")
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")
        await pilot.press("enter")
        await shows(pilot, "1 inserted")
        kept = load_mapping(exports / MAPPING_FILE)
        assert (kept.html, kept.tag_separators) == (True, "|")


async def test_the_rows_of_the_file_are_walked_through(host: HostApp, exports: Path) -> None:
    columns = [f"c{number}" for number in range(20)]
    table = "\n".join([",".join(["id", "status", "created", *columns]),
                       ",".join(["1", "stuck", "2026-03-01", *columns]),
                       ",".join(["2", "open", "2026-03-01", *columns])])  # fmt: skip
    (exports / "t.csv").write_text(table)
    async with host.run_test(size=NARROW) as pilot:
        await open_mapping(pilot, host, "t.csv", "1 of 2 rows can be imported")
        assert "columns 1 to 3 of 23" in screen_text(host)
        await pilot.press("l", "l")
        await shows(pilot, "columns 3 to 5 of 23")
        await pilot.press(*["h"] * 9)
        await shows(pilot, "columns 1 to 3 of 23")
        await pilot.press("shift+tab")
        await shows(pilot, "Row 2 would be rejected: unknown status.")
        await pilot.press("j")
        await shows(pilot, "Row 3 of the file as it is written.")


async def test_several_tables_are_asked_for_one_after_the_other(
    host: HostApp, exports: Path
) -> None:
    (exports / "july.csv").write_text(STRANGE)
    (exports / "june.csv").write_text(STRANGE.replace("A-", "B-"))
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ june.csv")
        await pilot.press("j", "space", "j", "space")
        await shows(pilot, "To import · 2 files")
        await until(pilot, lambda: "reading…" not in screen_text(host))
        await pilot.press("enter")
        await shows(pilot, "1 of 3 rows can be imported")
        await until(pilot, lambda: host.focused is mapping(host).fields)
        await name_statuses(pilot, host)
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")
        await pilot.press("enter")
        await shows(pilot, "june.csv · 3 rows")
        assert "✓ 3 of 3 rows can be imported" in screen_text(host), "as it was said of the first"
        await pilot.press("i")
        await shows(pilot, "tickets: 6 read, 6 inserted")
        assert screen_text(host).count("the mapping is kept in") == 1


async def test_a_typed_path_leads_there_too(host: HostApp, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(STRANGE)
    async with host.run_test(size=NARROW) as pilot:
        await shows(pilot, "▾ exports")
        await pilot.press("slash", *str(file), "enter")
        await shows(pilot, "To import · 1 file")
        await until(pilot, lambda: isinstance(host.focused, ExportTree))
        await pilot.press("enter")
        await shows(pilot, "1 of 3 rows can be imported")
        await pilot.press("escape")
        await shows(pilot, "To import · 1 file")


async def test_a_table_that_radar_knows_is_read_otherwise(host: HostApp, exports: Path) -> None:
    (exports / "people.csv").write_text("email,name,roles\nada@acme.example,Ada,lead\n")
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ people.csv")
        await pilot.press("j")
        await shows(pilot, "table of people")
        await pilot.press("m")
        await shows(pilot, "0 of 1 rows can be imported")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, ImportScreen))
        await pilot.press("enter")
        await shows(pilot, "people: 1 read, 1 inserted")


async def test_hostile_cells_do_nothing(host: HostApp, exports: Path) -> None:
    texts = [text.encode("utf-8", "replace").decode().replace("\n", " ") for text in HOSTILE]
    quoted = [text.replace("\r", " ").replace('"', "") for text in texts]
    lines = [
        f'"{text}",{text[:1] or "x"}{number},"{text}","{text}"'
        for number, text in enumerate(quoted)
    ]
    head = f'"{quoted[4]}[red]state","no","{quoted[7]}","[@click=app.bell]text"\n'
    (exports / "t.csv").write_text(head + "\n".join(lines) + "\n")
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "rows can be imported")
        await choose(pilot, host, "status", "Read status from", "home", "j", "enter")
        await shows(pilot, "unknown, 1 row")
        await choose(pilot, host, "subject", "Read subject from", "home", *"jjjj", "enter")
        await shows(pilot, "[@click=app.bell]text")
        shown = screen_text(host)
        assert "[red]x[/red]" in shown
        assert not {"\x1b", "\x9b", "\u202e", "\u200b"} & set(shown)
        for _ in range(4):
            await pilot.press("j")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, ImportScreen))


async def test_a_file_that_goes_away_is_one_line(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(USUAL)
    async with host.run_test(size=WIDE) as pilot:
        await shows(pilot, "☐ t.csv")
        await pilot.press("j")
        await shows(pilot, "enter shows what is read from its columns")
        (exports / "t.csv").rename(exports / "u.csv")
        await pilot.press("enter")
        await shows(pilot, "cannot be read (no such file or directory)")
        await pilot.press("i")
        await until(pilot, lambda: bool(host.told_of(ActionFailed)))
        (exports / "u.csv").rename(exports / "t.csv")
        await pilot.press("r")
        await shows(pilot, "✓ 2 of 2 rows can be imported")


async def test_only_what_was_asked_last_counts(host: HostApp, exports: Path) -> None:
    (exports / "t.csv").write_text(USUAL)
    async with host.run_test(size=WIDE) as pilot:
        await open_mapping(pilot, host, "t.csv", "✓ 2 of 2 rows can be imported")
        assert mapping(host).fields.go_to("status")
        await burst(pilot, "delete", "i")
        await until(pilot, lambda: bool(host.told_of(ActionFailed)))
        await shows(pilot, "0 of 2 rows can be imported")
        assert isinstance(host.screen, MappingScreen)
        assert rows(host.live.now(), ImportRunRow) == []
