"""Splits what the author wrote from quoted replies and the signature of a plain-text message.

Precision first: a line is taken away only where its form leaves no doubt. A list, a log, a pasted
header or "Thanks, but it is still broken" stays the customer's own text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_SIGNATURE = 10
"""Lines that may follow a signature's delimiter; a longer rest is text under a dividing line."""
LONGEST_SIGN_OFF = 6
"""Lines of name and contact details that may follow "Best regards,"."""
_SIGNATURE_START_LENGTH = 100
_ATTRIBUTION_LINES = 3
_ATTRIBUTION_LENGTH = 300

_ATTRIBUTION = re.compile(
    r"(?:> ?)*+(?:On|Am|Le|El|Op|Il|Em|W dniu|Den)\b.{4,}"
    r"(?:\bwrote|\bschrieb\b.{0,80}|\ba écrit|\bescribió|\bschreef\b.{0,80}|\bha scritto"
    r"|\bescreveu|\bnapisał\(?a?\)?|\bskrev\b.{0,80}) ?:"
)
_ATTRIBUTION_START = re.compile(r"(?:> ?)*+(?:On|Am|Le|El|Op|Il|Em|W dniu|Den) ")
_DATE_OR_ADDRESS = re.compile(r"@|\d{1,4}[./-]\d|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b")
_NOTABLE_START = re.compile(
    r"[>_#*-]|(?:On|Am|Le|El|Op|Il|Em|W dniu|Den|From|Von|De|Van|Da|Begin)\b", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"[-_ ]{3,} ?(?:Original Message|Original Appointment|Forwarded message|Reply message"
    r"|Ursprüngliche Nachricht|Message d'origine|Mensaje original) ?[-_ ]{3,}"
    r"|Begin forwarded message:"
    r"|##-.{0,120}(?:above this line|line above).{0,40}-##",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{20,}|-{20,}")
_FROM = re.compile(r"\*?(?:From|Von|De|Van|Da):\*? ?\S", re.IGNORECASE)
_OTHER_HEADERS = (
    re.compile(r"\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Verzonden|Data):\*?", re.IGNORECASE),
    re.compile(r"\*?(?:To|An|À|Para|Aan|A):\*?", re.IGNORECASE),
    re.compile(r"\*?(?:Subject|Betreff|Objet|Asunto|Onderwerp|Oggetto):\*?", re.IGNORECASE),
)
_PROMPT = ">>>"
_DELIMITER = re.compile(r"--|—|__")
_SENT_FROM = re.compile(
    r"(?:Sent from (?:my|Outlook for|Yahoo Mail|Mail for|the)\b.{0,60}|Get Outlook for .{1,60}"
    r"|Von meinem .{1,40} gesendet|Envoyé de mon .{1,40}|Enviado desde mi .{1,40})"
)
_SIGN_OFF = re.compile(
    r"(?:(?:with |kind|best|warm|many|my)* ?(?:regards|wishes|thanks)|best|cheers|sincerely"
    r"|yours (?:sincerely|faithfully|truly)|thank you|thanks(?: (?:again|in advance))?"
    r"|all the best|mit freundlichen grüßen|viele grüße|cordialement|saludos),",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ'\u2019.-]+(?: [A-ZÀ-Þ][\w'\u2019.-]*){0,3}")
_CONTACT = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|.*\+?\(?\d[\d ()./-]{6,}\d.*"
    r"|[A-ZÀ-Þ][\w'\u2019.&-]*(?:[ ,|/]+(?:[A-ZÀ-Þ&|][\w'\u2019.&-]*|of|and|for)){0,7}"
)


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """A message's own text, what it quotes, and its signature."""

    text: str
    quoted: str = ""
    signature: str = ""


def split_reply(text: str) -> ReplyParts:
    """Split off quoted replies and the signature.

    The parts are lines of the text in their order. Where nothing of the author's own would be left,
    the whole text is.
    """
    lines = text.split("\n")
    own, quoted = _split_quoted([line.strip() for line in lines])
    end = _signature_start([lines[index].strip() for index in own])
    parts = (own[:end], quoted, own[end:])
    texts = ["\n".join(lines[index] for index in part).strip() for part in parts]
    if not texts[0]:
        return ReplyParts(text.strip())
    return ReplyParts(*texts)


def _split_quoted(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the indices of the author's lines and of the quoted ones."""
    own: list[int] = []
    quoted: list[int] = []
    index = 0
    while index < len(lines):
        if _NOTABLE_START.match(lines[index]) is None:
            own.append(index)
            index += 1
            continue
        if length := _attribution_length(lines, index):
            start = _next_line(lines, index + length)
            if start == len(lines) or not lines[start].startswith(">"):
                quoted.extend(range(index, len(lines)))
                break
            quoted.extend(range(index, start))
            index = start
            end = _marked_end(lines, index)
        elif _starts_old_message(lines, index):
            quoted.extend(range(index, len(lines)))
            break
        else:
            end = _marked_end(lines, index)
            if end - index < 2:
                own.append(index)
                index += 1
                continue
        quoted.extend(range(index, end))
        index = end
    return own, quoted


def _attribution_length(lines: Sequence[str], index: int) -> int:
    """Count the lines of "On <date>, <someone> wrote:" that begin here; 0 where none does."""
    if _ATTRIBUTION_START.match(lines[index]) is None:
        return 0
    for count in range(1, _ATTRIBUTION_LINES + 1):
        joined = " ".join(lines[index : index + count])[: _ATTRIBUTION_LENGTH + 1]
        if len(joined) > _ATTRIBUTION_LENGTH or not lines[min(index + count, len(lines)) - 1]:
            return 0
        if joined.endswith(":") and _ATTRIBUTION.fullmatch(joined):
            return count if _DATE_OR_ADDRESS.search(joined) else 0
    return 0


def _starts_old_message(lines: Sequence[str], index: int) -> bool:
    """Tell whether a separator, or a block of mail headers, begins here."""
    line = lines[index]
    if len(line) <= _ATTRIBUTION_LENGTH and _SEPARATOR.fullmatch(line):
        return True
    if _RULE.fullmatch(line):
        start = _next_line(lines, index + 1)
        return start < len(lines) and _is_header_block(lines, start)
    return _is_header_block(lines, index)


def _is_header_block(lines: Sequence[str], index: int) -> bool:
    """Tell whether "From:" and at least two of date, recipient and subject follow one another."""
    if _FROM.match(lines[index]) is None:
        return False
    block = lines[index + 1 : index + 6]
    if "" in block:
        block = block[: block.index("")]
    return sum(any(header.match(line) for line in block) for header in _OTHER_HEADERS) >= 2


def _marked_end(lines: Sequence[str], index: int) -> int:
    """Return where the run of lines marked with ">" ends; a Python prompt is no such mark."""
    end = index
    while end < len(lines) and lines[end].startswith(">") and not lines[end].startswith(_PROMPT):
        end += 1
    return end


def _next_line(lines: Sequence[str], index: int) -> int:
    """Return the index of the next line with text, or the number of lines."""
    while index < len(lines) and not lines[index]:
        index += 1
    return index


def _signature_start(lines: Sequence[str]) -> int:
    """Return where the signature begins, or the number of lines where there is none.

    A signature may stand above another, as a person's does above a device's.
    """
    filled = [index for index, line in enumerate(lines) if line]
    end = len(lines)
    while (start := _last_signature(lines, filled)) is not None:
        end = filled[start]
        del filled[start:]
    return end


def _last_signature(lines: Sequence[str], filled: Sequence[int]) -> int | None:
    """Return which of the filled lines begins the last signature; never the first of them."""
    for start in range(max(1, len(filled) - LONGEST_SIGNATURE - 1), len(filled)):
        line = lines[filled[start]]
        if len(line) <= _SIGNATURE_START_LENGTH:
            rest = [lines[later] for later in filled[start + 1 :]]
            if _is_signature(line, rest):
                return start
    return None


def _is_signature(line: str, rest: Sequence[str]) -> bool:
    """Tell whether a line and the filled lines after it, to the end, are a signature."""
    if _SENT_FROM.fullmatch(line):
        return not rest
    if _DELIMITER.fullmatch(line):
        return bool(rest) and all(len(part) <= 100 and "?" not in part for part in rest)
    if _SIGN_OFF.fullmatch(line):
        return 0 < len(rest) <= LONGEST_SIGN_OFF and _names_the_author(rest)
    return False


def _names_the_author(rest: Sequence[str]) -> bool:
    """Tell whether lines are a name and, below it, titles, numbers and addresses."""
    is_name = len(rest[0]) <= 60 and _NAME.fullmatch(rest[0]) is not None
    return is_name and all(
        len(line) <= 100 and (_CONTACT.fullmatch(line) or _SENT_FROM.fullmatch(line))
        for line in rest[1:]
    )
