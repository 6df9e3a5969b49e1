"""Scoring texts without a workspace: lines in, one result each out, in order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec

from radar_tui.domain.records import AuthorRole
from radar_tui.domain.scores import Contribution, MessageScore
from radar_tui.domain.ticket_scores import TicketScore
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.ingest.errors import BadFileError
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.ticket import TicketContext, TicketMessage, score_ticket
from radar_tui.scoring.why import explain_score, explain_unscored
from radar_tui.text.clean import clean_message

# Lines are scored together so that the model reads full batches, and still answers a slow pipe.
LINES_AT_ONCE = 64
BETWEEN_MESSAGES = "\n\n"
# How msgspec ends its messages: the place in a line, in names of fields and positions only.
_PATH = re.compile(r" - at `(\$(?:\.[a-z]+|\[\d+\])*)`$")


class TextLine(msgspec.Struct, forbid_unknown_fields=False):
    """One input line: a text, or a thread of messages in time order."""

    id: str | int | None = None
    text: str | None = None
    messages: list["ThreadLine"] | None = None


class ThreadLine(msgspec.Struct):
    """One message of an input thread; a time without a zone is taken as UTC."""

    role: AuthorRole
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextResult:
    """One output line. Offsets of the contributions are code points into `text`."""

    id: str | int | None
    text: str
    score: int | None
    band: str | None
    review: bool
    language: str | None
    scored: bool
    reason: str | None
    model: str
    rubric: str
    contributions: tuple[Contribution, ...]
    why: str


def open_texts(path: Path) -> IO[bytes]:
    """Open a file of lines.

    Raises:
        BadFileError: it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise BadFileError(f"{path}: {error.strerror}; give a file of lines, or -") from error


def score_texts(
    source: Iterable[bytes],
    *,
    plain_lines: bool,
    name: str,
    as_of: datetime | None = None,
    scorer: Scorer | None = None,
) -> Iterator[TextResult]:
    """Score each line; `as_of` is up to when a thread's customer has waited, None if unknown.

    Raises:
        BadFileError: a line that is no JSON of the expected form.
    """
    lines = _read_lines(source, plain_lines, name)
    reader: Scorer | None = scorer
    while batch := list(islice(lines, LINES_AT_ONCE)):
        reader = reader or Scorer.load()
        yield from _score_batch(batch, reader, as_of)


def _read_lines(source: Iterable[bytes], plain: bool, name: str) -> Iterator[TextLine]:
    decoder = msgspec.json.Decoder(TextLine)
    for number, line in enumerate(source, start=1):
        if not plain and not line.strip():
            continue
        try:
            if plain:
                yield TextLine(id=number, text=line.decode().rstrip("\r\n"))
                continue
            parsed = decoder.decode(line)
        except UnicodeDecodeError:
            raise BadFileError(f"{name}, line {number}: not UTF-8; convert the file") from None
        except msgspec.MsgspecError as error:
            # Nothing of the line goes on, in the message or as its cause: it is a customer's.
            raise BadFileError(
                f'{name}, line {number}: {_where(error)}; expected {{"id", "text"}} or '
                '{"id", "messages": [{"role", "text", "at"}]}, or plain text with --lines'
            ) from None
        if (parsed.text is None) == (parsed.messages is None):
            raise BadFileError(f"{name}, line {number}: expected either text or messages")
        yield parsed


def _where(error: msgspec.MsgspecError) -> str:
    """Say where a line is wrong, without the value that msgspec may put into its message."""
    if not isinstance(error, msgspec.ValidationError):
        return "not JSON"
    found = _PATH.search(str(error))
    return f"unexpected value at {found[1] if found else '$'}"


def _score_batch(
    batch: list[TextLine], scorer: Scorer, as_of: datetime | None
) -> Iterator[TextResult]:
    cleaned = [[clean_message(text, is_html=False).text for text in _texts(line)] for line in batch]
    flat = [text for texts in cleaned for text in texts]
    scores = iter(scorer.score(flat, explain=Explain.ALWAYS))
    for line, texts in zip(batch, cleaned, strict=True):
        own = list(islice(scores, len(texts)))
        if line.messages is None:
            yield _text_result(line, texts[0], own[0], scorer)
        else:
            yield _thread_result(line, line.messages, texts, own, scorer, as_of)


def _texts(line: TextLine) -> list[str]:
    if line.messages is None:
        return [line.text or ""]
    return [message.text for message in line.messages]


def _text_result(line: TextLine, text: str, score: MessageScore, scorer: Scorer) -> TextResult:
    return TextResult(
        id=line.id,
        text=text,
        score=score.score,
        band=score.band,
        review=score.review,
        language=score.language,
        scored=score.score is not None,
        reason=score.reason,
        model=scorer.model_id,
        rubric=scorer.rubric_id,
        contributions=score.contributions,
        why=explain_unscored(score.reason) if score.reason else explain_score(score.contributions),
    )


def _thread_result(
    line: TextLine,
    messages: list[ThreadLine],
    texts: list[str],
    scores: list[MessageScore],
    scorer: Scorer,
    as_of: datetime | None,
) -> TextResult:
    """A thread is scored as a ticket; its text is all messages, one after the other."""
    customer = [
        TicketMessage(position, score)
        for position, (message, score) in enumerate(zip(messages, scores, strict=True))
        if message.role is AuthorRole.CUSTOMER
    ]
    context = TicketContext(
        waiting_hours=_waiting_hours(messages, as_of),
        reopened_count=0,
        earlier_same_cause=0,
        is_open=True,
        thanked=bool(customer) and customer[-1].score.is_thankful,
    )
    ticket = score_ticket(customer, context, scorer.rubric)
    language = customer[-1].score.language if customer else None
    return TextResult(
        id=line.id,
        text=BETWEEN_MESSAGES.join(texts),
        score=ticket.score,
        band=ticket.band,
        review=ticket.review,
        language=language,
        scored=ticket.score is not None,
        reason=ticket.reason,
        model=scorer.model_id,
        rubric=scorer.rubric_id,
        contributions=_shifted(ticket, texts),
        why=ticket.why,
    )


def _waiting_hours(messages: list[ThreadLine], as_of: datetime | None) -> float | None:
    since: datetime | None = None
    for message in messages:
        if message.role is AuthorRole.AGENT:
            since = None
        elif message.role is AuthorRole.CUSTOMER and since is None:
            since = message.at
    if since is None or as_of is None:
        return None
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return working_hours_between(since, as_of, WorkingCalendar())


def _shifted(ticket: TicketScore, texts: list[str]) -> tuple[Contribution, ...]:
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + len(BETWEEN_MESSAGES))
    return tuple(
        replace(part, start=part.start + starts[part.message], end=part.end + starts[part.message])
        if part.start is not None and part.end is not None and part.message is not None
        else part
        for part in ticket.contributions
    )
