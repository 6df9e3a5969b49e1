"""What people said of scores: bands of the blind sample, and opinions on tickets."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from radar_tui.db.tables import (
    MessageScoreRow,
    QualitySampleRow,
    ScoreOpinionRow,
    TicketScoreRow,
    TicketStandingRow,
)


@dataclass(frozen=True, slots=True)
class JudgedScore:
    """A score with its stored contributions, and the band that a person gave.

    `band` is None where the person found the score's own band, `own_band`, right. `score` is None
    where the text or ticket has no score of the model and rubrics that were asked for.
    """

    score: int | None
    own_band: str | None
    contributions: Sequence[dict[str, Any]]
    band: str | None
    probability: float


def prevailing_model(session: Session) -> str | None:
    """Give the model that most tickets stand on, None where none is scored."""
    count = func.count()
    model = col(TicketStandingRow.model)
    query = select(model).group_by(model).order_by(count.desc(), model).limit(1)
    return session.connection().execute(query).scalar()


def judged_messages(
    session: Session, *, model: str | None, rubrics: Collection[str]
) -> list[JudgedScore]:
    """List the messages of blind samples that have a band, with the score of the text judged."""
    score, item = MessageScoreRow, QualitySampleRow
    query = (
        select(
            col(item.id),
            col(score.score),
            col(score.band),
            col(score.contributions),
            col(item.band),
            col(item.probability),
        )
        .select_from(item)
        .outerjoin(
            score,
            and_(
                col(score.text_hash) == col(item.text_hash),
                col(score.model) == model,
                col(score.rubric).in_(rubrics),
            ),
        )
        .where(col(item.band).is_not(None))
        .order_by(col(item.id), col(score.rubric))
    )
    rows = session.connection().execute(query)
    return _once_each((row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)


def judged_tickets(
    session: Session, *, model: str | None, rubrics: Collection[str]
) -> list[JudgedScore]:
    """List the opinions that say what band is right, each with the revision that it is about."""
    score, opinion = TicketScoreRow, ScoreOpinionRow
    query = (
        select(
            col(opinion.ticket_id),
            col(score.score),
            col(score.band),
            col(score.contributions),
            col(opinion.band),
        )
        .select_from(opinion)
        .outerjoin(
            score,
            and_(
                col(score.ticket_id) == col(opinion.ticket_id),
                col(score.model) == col(opinion.model),
                col(score.rubric) == col(opinion.rubric),
                col(score.score) == col(opinion.score),
                col(score.known_at) <= col(opinion.at),
                col(score.model) == model,
                col(score.rubric).in_(rubrics),
            ),
        )
        .where(or_(col(opinion.band).is_not(None), col(opinion.verdict) == "right"))
        .order_by(col(opinion.ticket_id), col(score.revision))
    )
    rows = session.connection().execute(query)
    return _once_each((row[0], row[1], row[2], row[3], row[4], 1.0) for row in rows)


def _once_each(rows: Iterable[tuple[Any, ...]]) -> list[JudgedScore]:
    """Of several scores of the same, as under several rubrics, the last; keys come first."""
    return list(
        {
            key: JudgedScore(score, own_band, contributions or (), band, probability)
            for key, score, own_band, contributions, band, probability in rows
        }.values()
    )
