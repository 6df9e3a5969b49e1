"""Paths as terminals and people write them."""

import os
import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from radar_tui.services.typed_paths import complete_path, is_folder, typed_paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("", []),
        ("   ", []),
        ("/a/b.json", ["/a/b.json"]),
        ("  /a/b.json\n", ["/a/b.json"]),
        ("'/a/my file.json'", ["/a/my file.json"]),
        ('"/a/my file.json"', ["/a/my file.json"]),
        ("/a/my\\ file.json", ["/a/my file.json"]),
        ("/a/b.json /c.csv", ["/a/b.json", "/c.csv"]),
        ("file:///a/my%20file.json", ["/a/my file.json"]),
        ("'/a/it", ["/a/it"]),
        ("~nobody-of-this-name/x", ["~nobody-of-this-name/x"]),
    ],
)
def test_quoted_escaped_and_several(text: str, paths: list[str]) -> None:
    assert typed_paths(text) == tuple(Path(path) for path in paths)


def test_home_is_found(home: Path) -> None:
    assert typed_paths("~/x.csv") == (home / "x.csv",)


def test_what_exists_is_taken_as_it_stands(home: Path) -> None:
    path = home / "it's 1 file.json"
    path.write_text("{}")
    assert typed_paths(str(path)) == (path,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
@example(text="~\0")
def test_no_text_breaks_it(text: str) -> None:
    typed_paths(text)
    complete_path(text)


@given(names=st.lists(st.text("ab c'\"\\é", min_size=1), min_size=1, max_size=3))
def test_what_a_shell_would_quote_is_read_back(names: list[str]) -> None:
    paths = [Path("/no-such-folder") / name for name in names]
    assert typed_paths(shlex.join(map(str, paths))) == tuple(paths)


def test_the_first_fitting_name_completes(home: Path) -> None:
    (home / "exports").mkdir()
    (home / "example.json").write_text("{}")
    (home / ".hidden").write_text("")
    assert complete_path("~") == "~/"
    assert complete_path("~/ex") == "~/example.json"
    assert complete_path("~/exp") == "~/exports/"
    assert complete_path(f"{home}/e") == f"{home}/example.json"
    assert complete_path("~/.h") == "~/.hidden"
    assert complete_path("~/exports/") is None
    assert complete_path("~/nothing") is None
    assert complete_path("~/nowhere/x") is None
    assert complete_path("plain") is None


def test_names_that_act_are_not_offered(home: Path) -> None:
    (home / "a\x1b[31m.json").write_text("{}")
    assert complete_path("~/a") is None


def test_folders_are_told_from_all_else(tmp_path: Path) -> None:
    assert is_folder(tmp_path)
    for path in (tmp_path / "x", tmp_path / "a\x00b", Path("/" + "x" * 5000)):
        assert not is_folder(path)
    os.symlink(tmp_path, tmp_path / "link")
    assert is_folder(tmp_path / "link")
