"""Reports of failures hold no text, and few of them are kept."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from radar_tui.domain.filter_query import parse_query
from radar_tui.services.failure_reports import (
    REPORTS_KEPT,
    FailureReport,
    describe_failure,
    write_failure,
)

SECRET = "the customer's own words"


def failure(at: datetime) -> FailureReport:
    local = SECRET
    try:
        try:
            raise KeyError(local)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        return describe_failure(error, "today panels", at)


def test_a_report_tells_types_and_places_and_no_text(as_of: datetime) -> None:
    report = failure(as_of)
    text = report.text()
    assert report.types == ("ValueError", "KeyError")
    assert "while: today panels" in text
    assert "test_services_failure_reports.py:" in text
    assert "2026-11-23 09:00:00 UTC" in text
    assert SECRET not in text
    assert "words" not in text


def test_the_place_is_the_innermost_line_of_radar_s_own(as_of: datetime) -> None:
    try:
        parse_query(7)  # type: ignore[arg-type]
    except Exception as error:  # whatever it is
        report = describe_failure(error, "", as_of)
    assert report.place.startswith("domain/filter_query.py:")
    assert str(Path.home()) not in report.text()


def test_files_are_private_numbered_and_few(tmp_path: Path, as_of: datetime) -> None:
    folder = tmp_path / "failures"
    first = write_failure(folder, failure(as_of))
    second = write_failure(folder, failure(as_of))
    assert first == folder / "2026-11-23T09-00-00Z.txt"
    assert second == folder / "2026-11-23T09-00-00Z-2.txt"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for minute in range(1, REPORTS_KEPT + 1):
        newest = write_failure(folder, failure(as_of + timedelta(minutes=minute)))
        assert newest is not None
        assert newest.exists()
    assert len(list(folder.iterdir())) == REPORTS_KEPT
    assert not first.exists()


def test_where_nothing_can_be_written_nothing_is_raised(tmp_path: Path, as_of: datetime) -> None:
    (tmp_path / "file").write_text("")
    assert write_failure(tmp_path / "file" / "failures", failure(as_of)) is None
