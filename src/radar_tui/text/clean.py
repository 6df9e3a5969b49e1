"""Cleans the body of a message: plain, harmless text, quoted parts and signature split off."""

import re
import unicodedata
from dataclasses import dataclass

from radar_tui.text.hostile import inert
from radar_tui.text.html import html_to_text
from radar_tui.text.quoted import split_reply

_ROUNDS = 5
_UNICODE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]|&nbsp;")
_INNER_SPACE = re.compile(r"(?<=\S)(?:[ \t]{2,}|\t)")
_TRAILING_SPACE = re.compile(r"(?<![ \t])[ \t]++\n")
_EMPTY_LINES = re.compile(r"\n{3,}")
HIGHEST_PILE = 30
"""Marks on one letter; no writing needs more, and Unicode's stream-safe format has the same limit
(UAX #15). Putting an unlimited pile in order takes quadratic time."""
_PERHAPS_PILE = re.compile(rf"[^\w\s!-~]{{{HIGHEST_PILE + 1},}}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A message as it is shown and scored. `quoted` and `signature` are kept but not scored."""

    text: str
    quoted: str = ""
    signature: str = ""


def clean_message(body: str, is_html: bool) -> CleanText:
    """Clean one body: HTML to text, hostile characters out, replies and signature split off.

    Cleaning a cleaned text again gives the same text. Time grows with the length only.
    """
    quoted: list[str] = []
    signature: list[str] = []
    text = body
    if is_html:
        html = html_to_text(body)
        text = html.text
        quoted.append(tidy(html.quoted))
        signature.append(tidy(html.signature))
    text = tidy(text)
    for _ in range(_ROUNDS):
        parts = split_reply(text)
        quoted.insert(0, parts.quoted)
        signature.insert(0, parts.signature)
        if parts.text == text:
            break
        text = tidy(parts.text)
    return CleanText(text, _joined(quoted), _joined(signature))


def tidy(text: str) -> str:
    """Return harmless text with ordinary spaces, no trailing ones, and single empty lines.

    Indentation stays, for logs and code; characters are composed (NFC); of a pile of marks on one
    letter the lowest 30 stay.
    """
    text = inert(text)
    if text.isascii():
        text = text.replace("&nbsp;", " ")
    else:
        text = _UNICODE_SPACE.sub(" ", text)
        # Composing can split one mark into two, so the piles are looked at again.
        text = _without_piles(unicodedata.normalize("NFC", _without_piles(text)))
    if "  " in text or "\t" in text:
        text = _INNER_SPACE.sub(" ", text)
    if " \n" in text or "\t\n" in text:
        text = _TRAILING_SPACE.sub("\n", text)
    if "\n\n\n" in text:
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def _without_piles(text: str) -> str:
    return _PERHAPS_PILE.sub(_cut_piles, text)


def _cut_piles(found: re.Match[str]) -> str:
    kept = []
    height = 0
    for letter in found[0]:
        height = height + 1 if unicodedata.category(letter)[0] == "M" else 0
        if height <= HIGHEST_PILE:
            kept.append(letter)
    return "".join(kept)


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)
