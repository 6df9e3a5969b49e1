"""A ticket's conversation as text: who wrote what and when, with the evidence marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from radar_tui.reporting.wording import band_badge, moment_words, short_span
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.contribution_bars import superscript

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from radar_tui.services.ticket_view import MessageView, NoteView

EVIDENCE_STYLE = "underline $accent"
NOTE_STYLE = "bold $warning"
# More of an earlier mail than this repeats what stands further up in the thread.
QUOTED_LINES = 6

_HEADING_STYLES = {"customer": "bold $primary", "agent": "bold $secondary"}


class ReadingPane(VerticalScroll):
    """Something to read that scrolls with the keys of the tables."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="pane.down", tooltip="Read on"),
        Binding("k", "scroll_up", "Up", show=False, id="pane.up", tooltip="Read back"),
        Binding("g", "scroll_home", "Top", show=False, id="pane.top", tooltip="Go to the start"),
        Binding("G", "scroll_end", "Bottom", show=False, id="pane.bottom", tooltip="Go to the end"),
        Binding("ctrl+d", "scroll_half(1)", "Half down", show=False, id="pane.half-page-down",
                tooltip="Read on by half a page"),
        Binding("ctrl+u", "scroll_half(-1)", "Half up", show=False, id="pane.half-page-up",
                tooltip="Read back by half a page"),
    ]  # fmt: skip

    def action_scroll_half(self, pages: int) -> None:
        """Scroll by half of what is in sight."""
        self.scroll_relative(y=pages * max(self.size.height // 2, 1), animate=False)


def thread_content(messages: Sequence[MessageView], zone: ZoneInfo) -> Content:
    """The whole thread, oldest message first, with its times in a zone."""
    return Content("\n\n").join(_message(message, zone) for message in messages)


def notes_content(notes: Sequence[NoteView], as_of: datetime) -> Content:
    """The team's own notes in their order, each with its age at a moment."""
    return Content("\n\n").join(
        Content.assemble(
            (f"── note · {inert_line(note.by)} · {short_span(as_of - note.at)} ago", NOTE_STYLE),
            f"\n{inert_line(note.text)}",
        )
        for note in notes
    )


def _message(message: MessageView, zone: ZoneInfo) -> Content:
    parts = [_heading(message, zone), _body(message)]
    if message.quoted.strip():
        parts.append(_quoted(message.quoted))
    return Content("\n").join(parts)


def _heading(message: MessageView, zone: ZoneInfo) -> Content:
    style = _HEADING_STYLES.get(message.role, "bold $foreground-muted")
    words = f"── {message.role} · {inert_line(message.author) or 'unnamed'} · "
    internal = " · internal note" if not message.public else ""
    return Content.assemble(
        (f"{words}{moment_words(message.at, zone)}", style),
        (internal, "bold $warning"),
        (_judgement(message), "$foreground-muted"),
    )


def _judgement(message: MessageView) -> str:
    if message.noise:
        return f" · not counted: {message.noise}"
    if message.reason:
        return f" · not scored: {message.reason.replace('-', ' ')}"
    return f" · {band_badge(message.band, message.score)}" if message.score is not None else ""


def _body(message: MessageView) -> Content:
    return Content.assemble(*_pieces(message))


def _pieces(message: MessageView) -> Iterator[tuple[str, str]]:
    """The text cut at its evidence. Each piece is made harmless alone: offsets count raw text.

    A number stands behind the last of its words: others may lie within them.
    """
    place = 0
    last = {one.number: one for one in message.evidence}
    for one in message.evidence:
        yield inert(message.text[place : one.start]), ""
        yield inert(message.text[one.start : one.end]), EVIDENCE_STYLE
        if last[one.number] is one:
            yield superscript(one.number), "bold $accent"
        place = one.end
    yield inert(message.text[place:]), ""


def _quoted(text: str) -> Content:
    lines = inert(text).strip().split("\n")
    shown = [f"│ {line}" for line in lines[:QUOTED_LINES]]
    if len(lines) > QUOTED_LINES:
        shown.append(f"│ … {len(lines) - QUOTED_LINES} more quoted lines")
    return Content.styled("\n".join(shown), "dim $foreground-muted")
