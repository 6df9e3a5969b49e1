"""What people said of scores: bands of the blind sample, and opinions on tickets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from radar_tui.db.tables import (
    MessageRow,
    MessageScoreRow,
    QualitySampleRow,
    ScoreOpinionRow,
    TicketScoreRow,
)
from radar_tui.domain.records import AuthorRole


@dataclass(frozen=True, slots=True)
class JudgedScore:
    """A score with its stored contributions, and the band that a person gave.

    `score` is None where the text or ticket has no score of the model and rubrics that were asked
    for; where the text `waits`, the scorer will come to it. `own_band` is the score's own; `band`
    is None where the person found that right. `weight` is how many messages it stands for.
    """

    score: int | None
    own_band: str | None
    contributions: Sequence[dict[str, Any]]
    band: str | None
    text_hash: str | None
    weight: float
    waits: bool


def judged_messages(
    session: Session, *, model: str, rubrics: Collection[str], rubric: str
) -> list[JudgedScore]:
    """List the messages of blind samples that have a band, with the score of the text judged.

    Of scores under several rubrics it is the one under `rubric`, where there is one.
    """
    score, item, message = MessageScoreRow, QualitySampleRow, MessageRow
    is_there = exists().where(
        col(message.id) == col(item.message_id), col(message.text_hash) == col(item.text_hash)
    )
    return _judged(
        session,
        item,
        score,
        key=col(item.id),
        band=col(item.band),
        text_hash=col(item.text_hash),
        weight=_stands_for(),
        waits=and_(col(score.text_hash).is_(None), is_there),
        same=and_(col(score.text_hash) == col(item.text_hash), *_made_by(score, model, rubrics)),
        says_a_band=col(item.band).is_not(None),
        order=(col(score.rubric) == rubric, col(score.rubric)),
    )


def judged_tickets(session: Session, *, model: str, rubrics: Collection[str]) -> list[JudgedScore]:
    """List the opinions that say what band is right, each with the revision that it is about."""
    score, opinion = TicketScoreRow, ScoreOpinionRow
    return _judged(
        session,
        opinion,
        score,
        key=col(opinion.ticket_id),
        band=col(opinion.band),
        text_hash=_last_words(),
        weight=literal(1.0),
        waits=false(),
        same=and_(
            col(score.ticket_id) == col(opinion.ticket_id),
            col(score.model) == col(opinion.model),
            col(score.rubric) == col(opinion.rubric),
            col(score.score) == col(opinion.score),
            col(score.known_at) <= col(opinion.at),
            *_made_by(score, model, rubrics),
        ),
        says_a_band=or_(col(opinion.band).is_not(None), col(opinion.verdict) == "right"),
        order=(col(score.revision),),
    )


def _judged(
    session: Session,
    judged: type[QualitySampleRow | ScoreOpinionRow],
    score: type[MessageScoreRow | TicketScoreRow],
    *,
    key: Any,
    band: Any,
    text_hash: Any,
    weight: ColumnElement[Any],
    waits: ColumnElement[bool],
    same: ColumnElement[bool],
    says_a_band: ColumnElement[bool],
    order: Sequence[Any],
) -> list[JudgedScore]:
    """What is judged with its score, the last in order where there are several."""
    query = (
        select(
            key,
            col(score.score),
            col(score.band),
            col(score.contributions),
            band,
            text_hash,
            weight,
            waits,
        )
        .select_from(judged)
        .outerjoin(score, same)
        .where(says_a_band)
        .order_by(key, *order)
    )
    rows = session.connection().execute(query)
    return list(
        {row[0]: JudgedScore(row[1], row[2], row[3] or (), *row[4:]) for row in rows}.values()
    )


def _made_by(
    score: type[MessageScoreRow | TicketScoreRow], model: str, rubrics: Collection[str]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(score.model) == model, col(score.rubric).in_(rubrics)


def _stands_for() -> ColumnElement[Any]:
    """One over the chance that a message was drawn, and its share of those nobody judged.

    Those are the messages that were drawn for the same week from the same side.
    """
    item, other = QualitySampleRow, aliased(QualitySampleRow)
    drawn_for_each = (
        select(func.count() * 1.0 / func.count(col(other.band)))
        .where(col(other.week) == col(item.week), col(other.stratum) == col(item.stratum))
        .scalar_subquery()
    )
    return drawn_for_each / col(item.probability)


def _last_words() -> ColumnElement[str | None]:
    """The text of the last message of a ticket that a lead saw when judging its score."""
    message, opinion, score = MessageRow, ScoreOpinionRow, aliased(MessageScoreRow)
    is_scored = exists().where(
        col(score.text_hash) == col(message.text_hash),
        col(score.model) == col(opinion.model),
        col(score.rubric) == col(opinion.rubric),
        col(score.score).is_not(None),
    )
    return (
        select(col(message.text_hash))
        .where(
            col(message.ticket_id) == col(opinion.ticket_id),
            col(message.author_role) == AuthorRole.CUSTOMER,
            col(message.public),
            col(message.noise).is_(None),
            col(message.known_at) <= col(opinion.at),
            is_scored,
        )
        .order_by(col(message.occurred_at).desc(), col(message.id).desc())
        .limit(1)
        .correlate(opinion)
        .scalar_subquery()
    )
