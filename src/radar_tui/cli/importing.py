"""`radar import`, `events`, `accounts`, `people`, `vocabulary` and `runs`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from radar_tui.cli.common import COUNT, json_option, judge, opened, workspace_options
from radar_tui.cli.main import FINDINGS
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.cli.progress import import_progress
from radar_tui.config import Config
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.mapping import MAPPING_FILE, load_mapping
from radar_tui.ingest.registry import Export, read_export
from radar_tui.services.import_files import summary_counts
from radar_tui.services.importing import (
    ImportSummary,
    import_exports,
    list_imports,
    undo_import,
)

Command = Callable[..., int]


def _import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("paths", nargs=-1, required=True, metavar="PATH…"),
        click.option("--format", "format_name", help="Instead of recognising the content."),
        click.option(
            "--map",
            "mapping",
            type=click.Path(path_type=Path),
            help=f"Columns and tagging rules (TOML); {MAPPING_FILE} beside the file if not given.",
        ),
        click.option("--source", help="Name of the feed; the system's name if not given."),
        json_option,
    ):
        command = option(command)
    return command


@click.command("import")
@_import_options
@workspace_options
def import_tickets(config: Config, /, **options: Any) -> int:
    """Import exports of a help desk; `-` reads standard input. Repeating changes nothing."""
    return _import(config, None, **options)


@click.command()
@_import_options
@workspace_options
def events(config: Config, /, **options: Any) -> int:
    """Import monitoring events (CSV, JSON lines or Parquet)."""
    return _import(config, "events", **options)


@click.command()
@_import_options
@workspace_options
def accounts(config: Config, /, **options: Any) -> int:
    """Import accounts with revenue, tier, segment and their AM, CSM and SE (CSV)."""
    return _import(config, "accounts", **options)


@click.command()
@_import_options
@workspace_options
def people(config: Config, /, **options: Any) -> int:
    """Import teammates with roles, tier and zone (CSV)."""
    return _import(config, "people", **options)


@click.command()
@_import_options
@workspace_options
def vocabulary(config: Config, /, **options: Any) -> int:
    """Import the tag vocabulary: feature areas, root causes, escalation reasons (CSV)."""
    return _import(config, "vocabulary", **options)


@click.command()
@click.option("--undo", type=COUNT, metavar="RUN", help="Take back a run; the newest first.")
@click.option("--limit", type=COUNT, default=20, show_default=True)
@json_option
@workspace_options
def runs(config: Config, undo: int | None, limit: int, as_json: bool) -> None:
    """List the import runs, or take one back as a whole."""
    with opened(config) as workspace:
        if undo is not None:
            summary = undo_import(workspace, undo)
            judge(workspace)
            if as_json:
                print_json(summary)
            else:
                click.echo(f"run {undo} is undone; it had {summary_counts(summary)}")
            return
        listed = list_imports(workspace, limit=limit)
    if as_json:
        print_json(listed)
        return
    print_table(
        "Import runs, newest first",
        [
            Column("run", right=True),
            Column("kind"),
            Column("source"),
            Column("file", ratio=5),
            Column("state"),
            Column("started"),
            Column("inserted", right=True),
            Column("updated", right=True),
            Column("unchanged", right=True),
            Column("rejected", right=True),
        ],
        [
            (
                run.run,
                run.kind,
                run.source,
                run.file_name,
                run.state,
                f"{run.started_at:%Y-%m-%d %H:%M}",
                run.inserted,
                run.updated,
                run.unchanged,
                run.rejected,
            )
            for run in listed
        ],
        empty="Nothing imported yet. Start with: radar import PATH",
    )


def _import(
    config: Config,
    kind: str | None,
    *,
    paths: tuple[str, ...],
    format_name: str | None,
    mapping: Path | None,
    source: str | None,
    as_json: bool,
) -> int:
    columns = load_mapping(mapping) if mapping else None
    # Every file is opened and recognised before the workspace is touched.
    paths = _without_mapping(paths)
    exports = [read_export(path, format=format_name, mapping=columns) for path in paths]
    for path, export in zip(paths, exports, strict=True):
        _check_kind(path, export, kind)
    with opened(config) as workspace, import_progress() as report:
        summaries = import_exports(workspace, exports, source=source, report=report)
        judge(workspace)
    for summary in summaries:
        if as_json:
            print_json(summary)
        else:
            _print_summary(summary)
    return FINDINGS if any(summary.rejected for summary in summaries) else 0


def _without_mapping(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the mapping that a shell's `exports/*` names among the exports."""
    return tuple(path for path in paths if Path(path).name != MAPPING_FILE) or paths


def _check_kind(path: str, export: Export, kind: str | None) -> None:
    if kind is not None and export.kind != kind:
        command = "import" if export.kind == "tickets" else export.kind
        raise BadFileError(
            f"{path}: found {export.kind} ({export.format}), expected {kind}; "
            f"use: radar {command} {path}"
        )


def _print_summary(summary: ImportSummary) -> None:
    click.echo(
        f"run {summary.run} · {summary.kind} from {summary.source}: {summary_counts(summary)}"
    )
    for note in summary.notes:
        click.echo(f"  {note}", err=True)
    for reject in summary.rejects[:5]:
        click.echo(f"  {reject.file}, record {reject.position}: {reject.reason}", err=True)
    if summary.rejected:
        click.echo(f"  all {summary.rejected} rejects: {summary.reject_report}", err=True)
