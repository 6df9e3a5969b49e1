"""The settings of this machine: what goes before what, and what a wrong file leads to."""

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.config import (
    ConfigError,
    Preferences,
    read_config,
    read_settings,
    settings_path,
    write_settings,
)

FILE = """# mine
theme = "radar-light" # easier on my eyes
bell = true
actor = "Ravi"
db = "/team/radar.db"

[keymap]
# as in my mail
"ticket.snooze" = "z"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return path


def test_options_go_before_the_environment_before_the_file(path: Path) -> None:
    file = {"RADAR_CONFIG": str(path)}
    assert read_config(file).location == "/team/radar.db"
    assert read_config(file).actor == "Ravi"
    environment = file | {"RADAR_DB": "/env.db", "RADAR_USER": "Dana"}
    assert read_config(environment).location == "/env.db"
    assert read_config(environment).actor == "Dana"
    assert read_config(environment, location="/option.db").location == "/option.db"


def test_without_a_file_the_defaults_count(tmp_path: Path) -> None:
    config = read_config({"RADAR_CONFIG": str(tmp_path / "none.toml")})
    assert config.preferences == Preferences()
    assert config.problems == ()
    assert config.location.endswith("radar.db")
    assert not (tmp_path / "none.toml").exists()


def test_the_file_lies_in_the_user_s_folder_for_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_path({}) == tmp_path / "radar" / "config.toml"


def test_a_home_folder_is_understood(path: Path) -> None:
    path.write_text('db = "~/radar.db"')
    assert read_settings(path).location == str(Path.home() / "radar.db")
    path.write_text('db = "postgresql://host/radar"')
    assert read_settings(path).location == "postgresql://host/radar"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("page-me", ("page-me",)),
        ("~/bin/page 'two words' --flag=$HOME;x", ("HOME/bin/page", "two words", "--flag=$HOME;x")),
    ],
)
def test_a_command_is_parted_into_words_and_no_shell_reads_them(
    path: Path, text: str, command: tuple[str, ...]
) -> None:
    path.write_text(f'notify-command = "{text}"')
    found = read_settings(path)
    assert found.problems == ()
    home = str(Path.home())
    assert found.preferences.notify_command == tuple(
        word.replace("HOME", home, 1) if word.startswith("HOME") else word for word in command
    )


@pytest.mark.parametrize("text", ['""', '"page \'me"', "7", '["page-me"]', '"a\\u0000b"'])
def test_a_command_that_cannot_be_used_is_told_and_none_counts(path: Path, text: str) -> None:
    path.write_text(f"notify-command = {text}")
    found = read_settings(path)
    assert found.preferences.notify_command == ()
    (problem,) = found.problems
    assert "notify-command is " in problem
    assert 'expected a command in quotes, such as "/usr/local/bin/page-me --quiet"' in problem


def test_desktop_notices_are_off_unless_switched_on(path: Path) -> None:
    assert not read_settings(path).preferences.desktop
    path.write_text("desktop = true")
    assert read_settings(path).preferences.desktop


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theme = ", "expected TOML"),
        ("db = 7", "db is 7; expected a path or URL in quotes"),
        ("actor = ['a']", "actor is ['a']; expected your name in quotes"),
        ('actor = "  "', "expected your name in quotes"),
    ],
)
def test_what_would_open_another_workspace_is_an_error(path: Path, text: str, words: str) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_config({"RADAR_CONFIG": str(path)})
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_an_error(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b'actor = "\xff"')
    with pytest.raises(ConfigError, match="UTF-8"):
        read_settings(path)
    with pytest.raises(ConfigError, match="directory"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('colour = "red"', "no setting is called 'colour'; expected one of theme, bell"),
        ("theme = 7", "theme is 7; expected the name of a theme"),
        ('bell = "yes"', "bell is 'yes'; expected true or false"),
        ("keymap = 1", "keymap is 1; expected a table"),
        ("keymap = {a = 1}", "keymap: 'a' is 1; expected a key"),
        ("[keymap]\nticket.snooze = 'z'", "the id needs quotes"),
    ],
)
def test_what_else_is_wrong_is_told_and_the_rest_counts(path: Path, text: str, words: str) -> None:
    path.write_text(f"animation = true\n{text}\n")
    file = read_settings(path)
    (problem,) = file.problems
    assert words in problem
    assert problem.startswith(str(path))
    assert file.preferences == Preferences(animation=True)


def test_writing_changes_what_it_is_told_and_keeps_comments(path: Path) -> None:
    write_settings(path, {"theme": "radar-dark", "bell": None}, {"app.undo": "U"})
    text = path.read_text()
    assert "# mine" in text
    assert "# easier on my eyes" in text
    assert "# as in my mail" in text
    file = read_settings(path)
    assert file.preferences.theme == "radar-dark"
    assert not file.preferences.bell
    assert file.preferences.keymap == {"ticket.snooze": "z", "app.undo": "U"}
    assert file.actor == "Ravi"
    write_settings(path, {}, {"ticket.snooze": None, "never.there": None})
    assert read_settings(path).preferences.keymap == {"app.undo": "U"}


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    write_settings(path, {"animation": True})
    assert tomllib.loads(path.read_text()) == {"animation": True}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_behind_a_link_its_target_changes(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    write_settings(link, {"actor": "Dana"})
    assert link.is_symlink()
    assert read_settings(path).actor == "Dana"


def test_a_file_broken_meanwhile_is_not_written_over(path: Path, tmp_path: Path) -> None:
    path.write_text("theme = ")
    with pytest.raises(ConfigError, match="nothing saved"):
        write_settings(path, {"bell": True})
    assert path.read_text() == "theme = "
    path.write_text("keymap = 1")
    with pytest.raises(ConfigError, match="nothing saved"):
        write_settings(path, {}, {"a.b": "c"})
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_a_write_that_fails_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        write_settings(path, {"bell": False})
    assert path.read_text() == FILE
    assert list(path.parent.iterdir()) == [path]


@given(
    theme=st.text(min_size=1),
    keymap=st.dictionaries(st.text(min_size=1), st.text(min_size=1), max_size=4),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, theme: str, keymap: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text(FILE)
    try:
        write_settings(path, {"theme": theme}, keymap)
    except ConfigError:
        # What TOML cannot hold, such as half a surrogate pair, leaves the file as it was.
        assert path.read_text() == FILE
        return
    read = read_settings(path).preferences
    assert read.theme == theme
    assert read.keymap == {"ticket.snooze": "z"} | keymap
