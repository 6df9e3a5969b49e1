"""Settings of this machine: options, then the environment, then the settings file, then defaults.

A settings file that cannot be read, or that names a workspace or a person in a way that cannot be
used, is an error: going on with defaults would open another workspace or act under another name.
What else is wrong in it is told, and the default counts.
"""

import os
import shlex
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path, user_state_path

# Support tickets are younger than the first, and rollouts end before the last.
FIRST_YEAR, LAST_YEAR = 1980, 2199

# What the settings file may say, and how a person would write it.
EXPECTED = {
    "theme": 'the name of a theme, such as "radar-light"',
    "bell": "true or false",
    "animation": "true or false",
    "keys": '"radar", "vim" or "plain"',
    "desktop": "true or false",
    "notify-command": 'a command in quotes, such as "/usr/local/bin/page-me --quiet"',
    "actor": "your name in quotes",
    "db": "a path or URL in quotes",
    "today": 'panels in quotes, such as "radar:12 alerts:9 -matrix:6"',
    "keymap": 'a table, such as [keymap] with the line "ticket.snooze" = "z"',
}


class ConfigError(Exception):
    """A setting cannot be used; the message is one line with what was expected."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the app looks and calls, and which keys it hears; it checks names of themes and keys.

    `keys` names a key preset, on which `keymap` counts: it gives a binding's id its keys, several
    with commas between them. `desktop` is whether the terminal is asked to show notices on the
    desktop, `notify_command` the words of a command that hears of alerts, none where there is no
    such command. `today` is how Today's panels are arranged, in the words of `domain.arrangement`;
    blank for the default.
    """

    theme: str = "radar-dark"
    keys: str = "radar"
    bell: bool = False
    desktop: bool = False
    animation: bool = False
    notify_command: tuple[str, ...] = ()
    today: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a settings file says; `problems` are lines on what of it does not count."""

    preferences: Preferences = Preferences()
    actor: str | None = None
    location: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Where the workspace is, what time it is, who is working, and the seed of random choices.

    `now` is None where the wall clock counts; `settings_path` where settings are not kept,
    `state_path` where the app is not to remember how it was left.
    """

    location: str
    data_folder: Path
    now: datetime | None
    actor: str
    seed: int = 0
    preferences: Preferences = Preferences()
    settings_path: Path | None = None
    state_path: Path | None = None
    problems: tuple[str, ...] = ()


def read_config(
    environment: Mapping[str, str],
    *,
    location: str | None = None,
    as_of: str | None = None,
    seed: int = 0,
) -> Config:
    """Build the settings from options, then `RADAR_DB`, `RADAR_NOW`, `RADAR_USER`, then the file.

    Raises:
        ConfigError: a time that is not ISO 8601, or a settings file that cannot be used.
    """
    folder = user_data_path("radar", appauthor=False)
    moment = as_of or environment.get("RADAR_NOW")
    path = settings_path(environment)
    file = read_settings(path)
    return Config(
        location=location
        or environment.get("RADAR_DB")
        or file.location
        or str(folder / "radar.db"),
        data_folder=folder,
        now=parse_moment(moment) if moment else None,
        actor=environment.get("RADAR_USER") or file.actor or _login_name(),
        seed=seed,
        preferences=file.preferences,
        settings_path=path,
        state_path=None if moment else user_state_path("radar", appauthor=False) / "state.json",
        problems=file.problems,
    )


def settings_path(environment: Mapping[str, str]) -> Path:
    """Name the settings file: `RADAR_CONFIG`, or the one in the user's folder for settings."""
    named = environment.get("RADAR_CONFIG")
    if named:
        return Path(named).expanduser()
    return user_config_path("radar", appauthor=False) / "config.toml"


def read_settings(path: Path) -> SettingsFile:
    """Read a settings file; one that does not exist says nothing.

    Raises:
        ConfigError: it cannot be read, is no TOML, or its `db` or `actor` is no text.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SettingsFile()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        place = "text in UTF-8" if isinstance(error, UnicodeDecodeError) else f"TOML: {error}"
        raise ConfigError(f"{path}: expected {place}") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; expected a settings file") from error
    problems = [f"{path}: no setting is called {key[:40]!r}; expected one of {', '.join(EXPECTED)}"
                for key in values if key not in EXPECTED]  # fmt: skip
    return SettingsFile(
        preferences=_preferences(path, values, problems),
        actor=_needed_text(path, values, "actor"),
        location=os.path.expanduser(_needed_text(path, values, "db") or "") or None,
        problems=tuple(problems),
    )


def write_settings(
    path: Path,
    settings: Mapping[str, str | bool | None],
    keymap: Mapping[str, str | None] | None = None,
) -> None:
    """Change settings and keys in the file, as a whole or not at all; None takes one out.

    Whatever else stands in the file stays, comments included. Behind a link its target changes.

    Raises:
        ConfigError: the file cannot be read or written, or is no TOML any more.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    target = path.resolve()
    try:
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        document = tomlkit.parse(before)
        _change(document, settings)
        if keymap:
            _change(document.setdefault("keymap", tomlkit.table()), keymap)
        after = tomlkit.dumps(document)
        tomllib.loads(after)
        replace_file(target, after)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; the settings are not saved") from error
    except (TOMLKitError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: expected TOML with a table keymap; nothing saved") from error


def replace_file(path: Path, text: str) -> None:
    """Write a file of the user's own, so that a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 time as UTC; one without a zone is taken as UTC.

    Raises:
        ConfigError: the text is not a time, or lies outside the years that calendars are sure of.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{text[:40]!r} is not a time; expected ISO 8601, such as 2026-11-23T09:00Z"
        ) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ConfigError(f"{text[:40]!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _preferences(path: Path, values: Mapping[str, Any], problems: list[str]) -> Preferences:
    """Take what is as expected; say of the rest what was found."""
    taken: dict[str, Any] = {}
    kinds = {
        "theme": str,
        "keys": str,
        "bell": bool,
        "desktop": bool,
        "animation": bool,
        "today": str,
        "keymap": dict,
    }
    for key, kind in kinds.items():
        if key not in values:
            continue
        if isinstance(values[key], kind) and (values[key] != "" or key == "today"):
            taken[key] = values[key]
        else:
            problems.append(_unexpected(path, key, values[key]))
    taken["keymap"] = _keymap(path, taken.get("keymap", {}), problems)
    if "notify-command" in values:
        taken["notify_command"] = _command(path, values["notify-command"], problems)
    return Preferences(**taken)


def _command(path: Path, text: Any, problems: list[str]) -> tuple[str, ...]:
    """Part a command into its words, as a shell would; `~` is the user's own folder."""
    try:
        words = shlex.split(text) if isinstance(text, str) else []
    except ValueError:
        words = []
    if not words or any("\0" in word for word in words):
        problems.append(_unexpected(path, "notify-command", text))
        return ()
    return tuple(os.path.expanduser(word) for word in words)


def _keymap(path: Path, table: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    keymap = {}
    for name, keys in table.items():
        if isinstance(keys, str):
            keymap[name] = keys
            continue
        # Without quotes TOML reads `ticket.snooze = "z"` as a table in a table.
        hint = " (the id needs quotes)" if isinstance(keys, dict) else ""
        problems.append(
            f"{path}: keymap: {name[:40]!r} is {_shown(keys)}; "
            f'expected a key, such as "ticket.snooze" = "z"{hint}'
        )
    return keymap


def _needed_text(path: Path, values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise ConfigError(_unexpected(path, key, value))
    return value.strip() if isinstance(value, str) else None


def _unexpected(path: Path, key: str, value: object) -> str:
    return f"{path}: {key} is {_shown(value)}; expected {EXPECTED[key]}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "a table" if isinstance(value, dict) else repr(value)[:40]


def _change(table: Any, values: Mapping[str, str | bool | None]) -> None:
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


def _login_name() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return f"user-{os.getuid()}"
