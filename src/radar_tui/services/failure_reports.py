"""Reports of what should never happen: types and places in the code, never a text or a value."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from traceback import walk_tb
from types import CodeType

PACKAGE_FOLDER = Path(__file__).parents[1]
# As many files as are worth a look; older ones go.
REPORTS_KEPT = 10
_NAMED_VERSIONS = ("radar_tui", "textual", "sqlalchemy", "sqlmodel")


@dataclass(frozen=True, slots=True)
class FailureReport:
    """An unexpected exception without its message, which may quote a customer.

    `place` is the innermost line of Radar's own, as `screens/today.py:120`; `types` are those of
    the exception and of what led to it; `frames` the lines it went through, outermost first.
    """

    doing: str
    place: str
    types: tuple[str, ...]
    frames: tuple[str, ...]
    at: datetime

    @property
    def type(self) -> str:
        """The exception's own type."""
        return self.types[0]

    def text(self) -> str:
        """Write it out for a file or a mail; nothing in it comes from the workspace."""
        versions = (f"{name} {_version(name)}" for name in _NAMED_VERSIONS)
        system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
        led = f", after {', '.join(self.types[1:])}" if len(self.types) > 1 else ""
        return "\n".join(
            (
                f"Radar: unexpected {self.type} in {self.place}{led}",
                f"at {self.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, while: {self.doing}",
                f"{', '.join(versions)}; {system}",
                "",
                *(f"  {frame}" for frame in self.frames),
                "",
            )
        )


def describe_failure(error: BaseException, doing: str, at: datetime) -> FailureReport:
    """Describe an exception; `doing` says in words what failed, and must quote nobody."""
    chain = list(_chain(error))
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    own = [_place(code, line) for code, line in frames if _is_own(code)]
    return FailureReport(
        doing=doing,
        place=own[-1] if own else (_place(*frames[-1]) if frames else "an unknown place"),
        types=tuple(type(one).__qualname__ for one in chain),
        frames=tuple(f"{_place(code, line)} {code.co_name}" for code, line in frames),
        at=at,
    )


def write_failure(folder: Path, report: FailureReport) -> Path | None:
    """Keep a report in a file that only its owner reads; None where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _free_path(folder, f"{report.at.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}")
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(report.text())
        written = sorted(folder.glob("*.txt"), key=lambda one: one.stat().st_mtime_ns)
        for old in written[:-REPORTS_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def _is_own(code: CodeType) -> bool:
    return Path(code.co_filename).is_relative_to(PACKAGE_FOLDER)


def _place(code: CodeType, line: int) -> str:
    """A line of code without this machine's folders."""
    path = Path(code.co_filename)
    if _is_own(code):
        return f"{path.relative_to(PACKAGE_FOLDER).as_posix()}:{line}"
    parts = path.parts
    start = parts.index("site-packages") + 1 if "site-packages" in parts else -1
    return f"{'/'.join(parts[start:])}:{line}"


def _free_path(folder: Path, stem: str) -> Path:
    """A name that is not taken: several failures may share a second."""
    path, count = folder / f"{stem}.txt", 1
    while path.exists():
        count += 1
        path = folder / f"{stem}-{count}.txt"
    return path


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
