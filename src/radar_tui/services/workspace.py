"""An open workspace: its database, the moment it is looked at, who is looking, and at what."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from radar_tui.config import Config
from radar_tui.db.engine import Database, open_database, plain_errors, shown_location
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.schema import ensure_schema
from radar_tui.domain.scope import EVERYTHING, Scope
from radar_tui.services.playbook import seed_rules


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a use case works on. `as_of` stands still for as long as the workspace is open.

    `notify_command` is the user's own command that hears of alerts, empty where there is none.
    `scope` is what panels show and count; imports, scores and rules go over everything.
    """

    database: Database
    location: str
    data_folder: Path
    as_of: datetime
    seed: int
    actor: str
    schema: str
    upgraded_from: str | None = None
    backup: Path | None = None
    notify_command: tuple[str, ...] = ()
    scope: Scope = EVERYTHING

    def close(self) -> None:
        """Close all connections."""
        self.database.dispose()


def open_workspace(config: Config) -> Workspace:
    """Open the workspace, creating or upgrading it where needed.

    Raises:
        WorkspaceError: it cannot be opened, or is newer than this Radar.
    """
    shown = shown_location(config.location)
    with plain_errors(shown):
        database = open_database(config.location)
        try:
            upgrade = ensure_schema(database)
            as_of = config.now or datetime.now(UTC)
            seed_rules(database, known_at=as_of, after_upgrade=upgrade.found != upgrade.now)
        except WorkspaceError as error:
            database.dispose()
            raise type(error)(f"{shown}: {error}") from error
        except Exception:
            database.dispose()
            raise
    return Workspace(
        database=database,
        location=config.location,
        data_folder=database.path.parent if database.path else config.data_folder,
        as_of=as_of,
        seed=config.seed,
        actor=config.actor,
        schema=upgrade.now,
        upgraded_from=upgrade.found if upgrade.found != upgrade.now else None,
        backup=upgrade.backup,
        notify_command=config.preferences.notify_command,
    )
