"""Welcome by keyboard: demo, import, watch a folder; it makes way for the first import."""

import json
import shutil
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.screens.folder_dialog import FolderDialog
from radar_tui.screens.import_messages import DemoWanted, FolderChosen, ImportFinished
from radar_tui.screens.importing import ImportScreen
from radar_tui.screens.welcome import WelcomeScreen
from radar_tui.services.workspace import open_workspace
from support.pilots import screen_text, until
from support.screen_hosts import HostApp
from support.workspaces import bring, ticket

ZENDESK = Path(__file__).parents[1] / "fixtures" / "zendesk" / "tickets_list.json"
SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture
def host(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HostApp:
    (tmp_path / "exports").mkdir()
    monkeypatch.chdir(tmp_path)
    return HostApp(config, WelcomeScreen())


@pytest.mark.parametrize("size", SIZES)
async def test_it_says_what_radar_is_and_offers_three_ways(
    host: HostApp, size: tuple[int, int]
) -> None:
    async with host.run_test(size=size) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        shown = screen_text(host)
        for words in (
            "about to lose patience",
            "Nothing leaves this machine.",
            "gone when you quit",
            "Import exports",
            "Watch a folder",
            "as they land in it",
        ):
            assert words in shown


@pytest.mark.parametrize("keys", [["d"], ["enter"], ["j", "k", "enter"], ["G", "g", "enter"]])
async def test_the_demo_is_one_key_away(host: HostApp, keys: list[str]) -> None:
    async with host.run_test() as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await pilot.press(*keys)
        await until(pilot, lambda: len(host.told_of(DemoWanted)) == 1)


@pytest.mark.parametrize("keys", [["i"], ["j", "enter"]])
async def test_the_first_import_ends_on_what_lies_behind(
    host: HostApp, tmp_path: Path, keys: list[str]
) -> None:
    shutil.copy(ZENDESK, tmp_path / "exports")
    async with host.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(host.screen, ImportScreen))
        await until(pilot, lambda: "▸ exports" in screen_text(host))
        await pilot.press("j", "l")
        await until(pilot, lambda: "☐ tickets_list.json" in screen_text(host))
        await pilot.press("j")
        await until(pilot, lambda: "Zendesk JSON" in screen_text(host))
        await pilot.press("enter")
        await until(pilot, lambda: "100 inserted" in screen_text(host))
        await pilot.press("enter")
        await until(pilot, lambda: len(host.screen_stack) == 1)
        assert len(host.told_of(ImportFinished)) == 1


async def test_a_folder_is_chosen_in_the_tree(host: HostApp, tmp_path: Path) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await pilot.press("f")
        await until(pilot, lambda: "▸ exports" in screen_text(host))
        await pilot.press("j", "space")
        await until(pilot, lambda: len(host.told_of(FolderChosen)) == 1)
        (told,) = host.told_of(FolderChosen)
        assert isinstance(told, FolderChosen)
        assert told.path == tmp_path / "exports"
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_a_folder_is_typed_and_what_is_none_is_told(host: HostApp, tmp_path: Path) -> None:
    async with host.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(host.screen, FolderDialog))
        await pilot.press("slash", *"[b]nowhere", "enter")
        await until(pilot, lambda: "[b]nowhere: expected one folder" in screen_text(host))
        await pilot.press("home", "ctrl+k", *f'"{tmp_path}/exports"', "enter")
        await until(pilot, lambda: len(host.told_of(FolderChosen)) == 1)


async def test_escape_leads_out_step_by_step(host: HostApp) -> None:
    async with host.run_test() as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(host.screen, FolderDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host.screen, WelcomeScreen))
        assert host.told_of(FolderChosen) == []
        await pilot.press("escape")
        await until(pilot, lambda: len(host.screen_stack) == 1)


async def test_it_makes_way_when_somebody_else_imports(
    host: HostApp, config: Config, tmp_path: Path
) -> None:
    async with host.run_test() as pilot:
        await until(pilot, lambda: "Look at the demo" in screen_text(host))
        other = open_workspace(config)
        bring(other, tmp_path, ticket(1))
        other.close()
        assert json.loads((tmp_path / "tickets.ndjson").read_text())
        host.give_workspace()
        await until(pilot, lambda: len(host.screen_stack) == 1)
