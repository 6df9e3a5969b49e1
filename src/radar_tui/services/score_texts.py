"""Scoring texts without a workspace: lines in, one result each out, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO

from radar_tui.domain.records import AuthorRole
from radar_tui.domain.scores import Contribution, MessageScore
from radar_tui.domain.ticket_scores import TicketScore
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.ingest.errors import BadFileError
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.ticket import TicketContext, TicketMessage, score_ticket
from radar_tui.scoring.why import explain_score, explain_unscored
from radar_tui.services.text_lines import TextLine, ThreadLine, read_batches
from radar_tui.text.clean import clean_message

BETWEEN_MESSAGES = "\n\n"


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
    source: IO[bytes],
    *,
    plain_lines: bool,
    name: str,
    as_of: datetime | None = None,
    scorer: Scorer | None = None,
) -> Iterator[TextResult]:
    """Score each line; `as_of` is up to when a thread's customer has waited, None if unknown.

    Raises:
        BadFileError: a line that is no JSON of the expected form, after the results before it.
    """
    for batch in read_batches(source, plain=plain_lines, name=name):
        scorer = scorer or Scorer.load()
        yield from _score_batch(batch, scorer, as_of)


def _score_batch(
    batch: list[TextLine], scorer: Scorer, as_of: datetime | None
) -> Iterator[TextResult]:
    cleaned = [[clean_message(text, is_html=False).text for text in _texts(line)] for line in batch]
    heard = [
        text
        for line, texts in zip(batch, cleaned, strict=True)
        for text, is_customer in zip(texts, _by_customer(line), strict=True)
        if is_customer
    ]
    scores = iter(scorer.score(heard, explain=Explain.ALWAYS))
    for line, texts in zip(batch, cleaned, strict=True):
        own = list(islice(scores, sum(_by_customer(line))))
        if line.messages is None:
            yield _text_result(line, texts[0], own[0], scorer)
        else:
            yield _thread_result(line, line.messages, texts, own, scorer, as_of)


def _texts(line: TextLine) -> list[str]:
    if line.messages is None:
        return [line.text or ""]
    return [message.text for message in line.messages]


def _by_customer(line: TextLine) -> list[bool]:
    """Which of a line's texts count; the words of agents and machines never do."""
    if line.messages is None:
        return [True]
    return [message.role is AuthorRole.CUSTOMER for message in line.messages]


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
        for position, score in zip(
            (row for row, is_customer in enumerate(_by_customer(line)) if is_customer),
            scores,
            strict=True,
        )
    ]
    context = TicketContext(
        waiting_hours=_waiting_hours(messages, as_of),
        reopened_count=0,
        earlier_same_cause=0,
        is_open=True,
        thanked=bool(customer) and customer[-1].score.is_thankful,
    )
    ticket = score_ticket(customer, context, scorer.rubric)
    spoken = [item for item in customer if item.score.score is not None] or customer
    language = spoken[-1].score.language if spoken else None
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
