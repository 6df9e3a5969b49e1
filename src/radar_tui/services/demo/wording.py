"""Turns a written text into one person's message: slots filled, quoted, or sent as HTML."""

import html
import random
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from radar_tui.services.demo.rhythm import DAY

_SLOT = re.compile(r"(?<!\{)\{([a-z]+)\}(?!\})")
_ENVIRONMENTS = ("eu-prod-1", "eu-prod-2", "us-east", "apac-1", "staging", "prod")
_BLANK_LINES = re.compile(r"\n\s*\n")


class UnknownSlotError(ValueError):
    """A text names a slot that nothing fills."""


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Put values in place of slots like {order}; double braces stay as they are.

    Raises:
        UnknownSlotError: a slot without a value.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in slots:
            raise UnknownSlotError(f"no value for the slot {name!r}")
        return slots[name]

    return _SLOT.sub(value, text)


def ticket_slots(opened: datetime, earlier_ticket: int, rng: random.Random) -> dict[str, str]:
    """Draw the values that stay the same throughout a ticket."""
    return {
        "order": f"ORD-{rng.randrange(20_000, 99_000)}",
        "invoice": f"INV-{opened.year}-{rng.randrange(1_000, 9_900)}",
        "n": str(rng.randrange(14, 96)),
        "env": rng.choice(_ENVIRONMENTS),
        "date": day_name(opened - DAY * rng.randrange(2, 13)),
        "later": day_name(opened + DAY * rng.randrange(6, 24)),
        "opened": day_name(opened),
        "time": (opened - timedelta(minutes=rng.randrange(20, 110))).strftime("%H:%M"),
        "ticket": str(earlier_ticket),
    }


def day_name(at: datetime) -> str:
    """A day as people write it in a mail: 9 Nov."""
    return f"{at.day} {_MONTHS[at.month - 1]}"


# Named here because strftime follows the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def attribution(at: datetime, sender: str, address: str) -> str:
    """The line a mail program puts above what it quotes."""
    day = f"{_WEEKDAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"On {day} at {at:%H:%M}, {sender} <{address}> wrote:"


def quote_below(text: str, line: str, quoted: str) -> str:
    """Add the answered mail below a reply, as mail programs do."""
    lines = "\n".join(f"> {part}" if part else ">" for part in quoted.split("\n"))
    return f"{text}\n\n{line}\n{lines}"


def as_html(text: str, line: str | None = None, quoted: str | None = None) -> str:
    """Write a plain text as a mail program's HTML, with the answered mail below where given."""
    body = f'<div dir="ltr">{_paragraphs(text)}</div>'
    if line is None or quoted is None:
        return body
    return (
        f'{body}<br><div class="gmail_quote"><div class="gmail_attr">{html.escape(line)}</div>'
        f'<blockquote class="gmail_quote">{_paragraphs(quoted)}</blockquote></div>'
    )


def _paragraphs(text: str) -> str:
    parts = _BLANK_LINES.split(text.strip())
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in parts)
