"""Pictures of naming columns: guessed, asked for, and kept."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.config import Config
from support.hostile_texts import HOSTILE
from support.pictures import LOOK_NAMES, LOOKS, Photographer, Size
from support.pilots import shows

SUBJECTS = ("Zahlung geht nicht", "Export bleibt leer", "Anmeldung scheitert")
STATUSES = ("In Arbeit", "Offen", "closed", "Erledigt")
HEAD = "Vorgang;Titel;Kunde;Zustand;Eröffnet am;Geändert am;Melder;Marken;Beschreibung\n"


def row(number: int) -> str:
    """One row of a table in another language, the seventh with a time that is none."""
    cells = (
        f"A-{number}",
        SUBJECTS[number % 3],
        f"Firma {number % 4} GmbH",
        STATUSES[number % 4],
        "am Montag" if number == 7 else f"{number:02}.07.2026 09:{number:02}",
        f"{number:02}.08.2026 09:30",
        f"kunde{number}@firma{number % 4}.example",
        "zahlung,sso",
        f"Das ist das dritte Mal in dieser Woche, Nr. {number}",
    )
    return f"{';'.join(cells)}\n"


@pytest.fixture
def table(still: Config, tmp_path: Path) -> Path:
    """A table that no reader knows, in the folder where the import begins."""
    del still
    path = tmp_path / "exports" / "vorgaenge.csv"
    path.write_text(HEAD + "".join(map(row, range(1, 25))))
    return path


async def point(pilot: Pilot[None]) -> None:
    """Go to the table in the import."""
    await shows(pilot, "Welcome to Radar")
    await pilot.press("i")
    await shows(pilot, "☐ vorgaenge.csv")
    await pilot.press("j")
    await shows(pilot, "enter shows what is read from its columns")


async def open_mapping(pilot: Pilot[None]) -> None:
    await point(pilot)
    await pilot.press("enter")
    await shows(pilot, "What Radar reads from it")


@pytest.mark.parametrize(("size", "theme"), LOOKS, ids=LOOK_NAMES)
def test_guessed(
    photograph: Photographer, still: Config, table: Path, size: Size, theme: str
) -> None:
    del table
    assert photograph(still, open_mapping, size=size, theme=theme)


def test_pointed_at(photograph: Photographer, still: Config, table: Path) -> None:
    del table
    assert photograph(still, point)


def test_column(photograph: Photographer, still: Config, table: Path) -> None:
    del table

    async def steps(pilot: Pilot[None]) -> None:
        await open_mapping(pilot)
        await pilot.press("j", "enter")
        await shows(pilot, "Read status from")

    assert photograph(still, steps)


@pytest.mark.parametrize(("size", "theme"), [LOOKS[0], LOOKS[1]], ids=LOOK_NAMES[:2])
def test_word(photograph: Photographer, still: Config, table: Path, size: Size, theme: str) -> None:
    del table

    async def steps(pilot: Pilot[None]) -> None:
        await open_mapping(pilot)
        await pilot.press("j", "j", "enter")
        await shows(pilot, "is the status")

    assert photograph(still, steps, size=size, theme=theme)


def test_keep(photograph: Photographer, still: Config, table: Path) -> None:
    del table

    async def steps(pilot: Pilot[None]) -> None:
        await open_mapping(pilot)
        await pilot.press("i")
        await shows(pilot, "read the next export the same way?")

    assert photograph(still, steps)


@pytest.mark.parametrize(("size", "theme"), [LOOKS[0], LOOKS[1]], ids=LOOK_NAMES[:2])
def test_day_or_month(
    photograph: Photographer, still: Config, table: Path, size: Size, theme: str
) -> None:
    table.write_text("id,status,created,subject\n1,open,03/04/2026,Pay\n2,open,05/06/2026,Sso\n")

    async def steps(pilot: Pilot[None]) -> None:
        await open_mapping(pilot)
        await pilot.press("j", "j", "j", "j", "enter")
        await shows(pilot, "Times are written as")

    assert photograph(still, steps, size=size, theme=theme)


def test_hostile_cells(photograph: Photographer, still: Config, table: Path) -> None:
    cells = [text.encode("utf-8", "replace").decode().replace('"', "") for text in HOSTILE]
    rows = "".join(f'{number},"{cell}",2026-03-01,"{cell}"\n' for number, cell in enumerate(cells))
    table.write_text(f'id,status,created,"{cells[4]} {cells[7]}"\n{rows}', newline="")
    assert photograph(still, open_mapping)


def test_no_rows(photograph: Photographer, still: Config, table: Path) -> None:
    table.write_text("id;status;created\n")
    assert photograph(still, open_mapping)
