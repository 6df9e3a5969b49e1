"""A program in a terminal of its own: its keys pressed, every byte that it writes kept."""

import contextlib
import os
import pty
import re
import select
import subprocess
import termios
import unicodedata
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

# Far more than anything takes; only a program that hangs comes here.
PATIENCE_SECONDS = 60.0
_AGAIN_SECONDS = 5.0
_CHUNK = 65_536

_SEQUENCE = re.compile(
    r"(?P<csi>\x1b\[[0-?]*[ -/]*[@-~])"
    r"|(?P<osc>\x1b\](?P<words>[^\x07\x1b]*)(?:\x07|\x1b\\))"
    r"|(?P<other>\x1b[ -/]*[0-~]?)"
)
# What Textual writes to draw: where to go on, and which modes of the terminal it wants.
_DRAWING = re.compile(r"\x1b\[(?:\d+;\d+H|\?\d+(?:;\d+)*[hl]|\?\d+\$p|[<>=]\d*(?:;\d+)?u)")
_POINTER = re.compile(r"22;[a-z-]+")
# The window's title, of which Radar writes every letter itself, kept before and given back after.
_TITLE = re.compile(r"2;Radar(?: · \d+ need you)?")
_TITLE_KEPT = re.compile(r"\x1b\[2[23];2t")
_LOOKS = re.compile(r"\x1b\[([\d;]*)m")
# Reset, bold, dim, italic, underline, blink, reverse, conceal, strike; colours only as 24 bits.
_PLAIN_LOOKS = {"", *map(str, range(10))}


class Terminal:
    """One program in a pseudo terminal."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        size: tuple[int, int],
        environment: Mapping[str, str],
        folder: Path,
    ) -> None:
        """`size` is columns and rows."""
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self._process = subprocess.Popen(
            list(map(str, command)),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            start_new_session=True,
        )
        os.close(slave)
        self._raw = bytearray()

    @property
    def written(self) -> str:
        """Everything it has written; half a character, or one that is none, as a surrogate."""
        return self._raw.decode("utf-8", "surrogateescape")

    def press(self, keys: str) -> int:
        """Type; gives where in `written` the answer begins."""
        mark = len(self.written)
        os.write(self._master, keys.encode())
        return mark

    def until(self, words: str, since: int = 0) -> None:
        """Read on until some words stand on the screen that were not written before `since`."""
        deadline = monotonic() + PATIENCE_SECONDS
        while words not in plain(self.written[since:]):
            if monotonic() > deadline or not self._read(0.5):
                raise AssertionError(f"{words!r} never came: {plain(self.written[since:])[-3000:]}")

    def press_until(self, keys: str, words: str) -> None:
        """Type again every few seconds until some words come: what they wait for takes its time."""
        start = len(self.written)
        deadline = monotonic() + 3 * PATIENCE_SECONDS
        while words not in plain(self.written[start:]):
            assert monotonic() < deadline, f"{words!r} never came"
            self.press(keys)
            again = monotonic() + _AGAIN_SECONDS
            while monotonic() < again and words not in plain(self.written[start:]):
                assert self._read(0.5), f"{words!r} never came"

    def until_quiet(self, seconds: float = 0.4) -> None:
        """Read on until nothing has been written for a while."""
        while select.select([self._master], [], [], seconds)[0] and self._read(0):
            pass

    def close(self) -> int:
        """Read what is left and give the exit status."""
        deadline = monotonic() + PATIENCE_SECONDS
        while self._read(0.5) and monotonic() < deadline:
            pass
        status = self._process.wait(timeout=PATIENCE_SECONDS)
        os.close(self._master)
        return status

    def kill(self) -> None:
        """End it whatever it is doing."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            os.close(self._master)

    def _read(self, seconds: float) -> bool:
        """Read what is there within some seconds; False once the program has ended."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        chunk = b""
        # Linux says so in this way when the other side is gone.
        with contextlib.suppress(OSError):
            chunk = os.read(self._master, _CHUNK)
        self._raw += chunk
        return bool(chunk)


def plain(stream: str) -> str:
    """Give the words of a stream without its control sequences."""
    return _SEQUENCE.sub("", stream)


def strays(stream: str) -> list[str]:
    """List what in a stream is neither words nor a sequence that drawing needs, each once."""
    found = [match[0] for match in _SEQUENCE.finditer(stream) if not _is_drawing(match)]
    found += [letter for letter in plain(stream) if _acts(letter)]
    return sorted(map(repr, set(found)))


def _is_drawing(match: re.Match[str]) -> bool:
    if match["csi"]:
        looks = _LOOKS.fullmatch(match["csi"])
        if looks:
            return _are_plain(looks[1])
        return bool(_DRAWING.fullmatch(match["csi"]) or _TITLE_KEPT.fullmatch(match["csi"]))
    own = (_POINTER, _TITLE)
    return bool(match["osc"]) and (
        any(one.fullmatch(match["words"]) for one in own) or _is_harmless_copy(match["words"])
    )


def _are_plain(looks: str) -> bool:
    colours = re.sub(r"[34]8;2;\d+;\d+;\d+", "0", looks)
    return set(colours.split(";")) <= _PLAIN_LOOKS


def _is_harmless_copy(words: str) -> bool:
    """Tell whether a string for the terminal sets the clipboard to plain words."""
    target, _, copied = words.removeprefix("52;").partition(";")
    if not words.startswith("52;") or target != "c":
        return False
    return not any(_acts(letter) for letter in b64decode(copied).decode())


def _acts(letter: str) -> bool:
    """Tell whether a character does something else than to be seen."""
    return letter not in "\r\n" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
