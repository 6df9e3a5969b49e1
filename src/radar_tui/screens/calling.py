"""How the app calls for its user: toasts, the bell, the desktop, and the terminal's title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.notifications import SeverityLevel

from radar_tui.screens.configured_app import ConfiguredApp

if TYPE_CHECKING:
    from radar_tui.domain.notices import Digest

_TOASTS: dict[str, SeverityLevel] = {
    "critical": "error",
    "warning": "warning",
    "info": "information",
}
# Asks a terminal to keep its title, and to have it back (XTerm's window operations 22 and 23).
_KEEP_TITLE, _GIVE_TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"


class AlertsTold(Message):
    """There is news of alerts, each told once."""

    def __init__(self, digest: Digest) -> None:
        super().__init__()
        self.digest = digest


def title_sequence(need_you: int) -> str:
    """Name a terminal's window after what waits for its user."""
    words = f"Radar · {need_you} need you" if need_you else "Radar"
    return f"\x1b]2;{words}\x1b\\"


def desktop_sequence(words: str) -> str:
    """Ask a terminal to show a line on the desktop: OSC 9 for some, OSC 777 for others.

    `words` must be Radar's own: a customer's would be read by the terminal.
    """
    return f"\x1b]9;{words}\x1b\\\x1b]777;notify;Radar;{words}\x1b\\"


class CallingApp(ConfiguredApp):
    """An app that tells of alerts as its user wants to hear of them."""

    _title_shown = -1

    @on(AlertsTold)
    def _tell_of_alerts(self, message: AlertsTold) -> None:
        from radar_tui.reporting.alert_standing import digest_lines, digest_title

        digest = message.digest
        title = digest_title(digest)
        loudest = digest.loudest.value if digest.loudest is not None else "info"
        self.notify(
            "\n".join(digest_lines(digest)),
            title=title,
            severity=_TOASTS[loudest],
            markup=False,
        )
        if digest.calls:
            self.ring()
            if self.config.preferences.desktop:
                self._send(desktop_sequence(title))

    def tell_title(self, need_you: int) -> None:
        """Say in the terminal's title how much waits, where that has changed."""
        if need_you != self._title_shown:
            first = self._title_shown < 0
            self._title_shown = need_you
            self._send((_KEEP_TITLE if first else "") + title_sequence(need_you))

    def give_title_back(self) -> None:
        """Let the terminal have the title it had."""
        if self._title_shown >= 0:
            self._send(_GIVE_TITLE_BACK)

    def _send(self, sequence: str) -> None:
        # Textual has no public way to write one; its own bell goes this way too.
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)
