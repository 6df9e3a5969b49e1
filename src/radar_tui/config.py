"""Settings of this machine: defaults, overridden by the environment, overridden by options."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from platformdirs import user_data_path

# Support tickets are younger than the first, and rollouts end before the last.
FIRST_YEAR, LAST_YEAR = 1980, 2199


class ConfigError(Exception):
    """A setting cannot be used; the message is one line with what was expected."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where the workspace is, what time it is, who is working, and the seed of random choices.

    `now` is None where the wall clock counts.
    """

    location: str
    data_folder: Path
    now: datetime | None
    actor: str
    seed: int = 0


def read_config(
    environment: Mapping[str, str],
    *,
    location: str | None = None,
    as_of: str | None = None,
    seed: int = 0,
) -> Config:
    """Build the settings from options, then `RADAR_DB`, `RADAR_NOW`, `RADAR_USER`, then defaults.

    Raises:
        ConfigError: a time that is not ISO 8601.
    """
    folder = user_data_path("radar", appauthor=False)
    moment = as_of or environment.get("RADAR_NOW")
    return Config(
        location=location or environment.get("RADAR_DB") or str(folder / "radar.db"),
        data_folder=folder,
        now=parse_moment(moment) if moment else None,
        actor=environment.get("RADAR_USER") or _login_name(),
        seed=seed,
    )


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


def _login_name() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return f"user-{os.getuid()}"
