"""The sweep: the worst of the radar's tickets, by feature area and by how close to critical."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.radar import radar_rows
from radar_tui.db.queries.ticket_view import Term, terms_by_ticket
from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.records import TagKind
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.services.radar_list import RadarList
from radar_tui.services.vocabulary import terms_of_kind
from radar_tui.services.workspace import Workspace

# What a picture can hold at most, and what is read for it.
MOST_TICKETS = 150


@dataclass(frozen=True, slots=True)
class SweepTicket:
    """One ticket in the picture, named as `source/number`; `area` is None where none is tagged.

    A ticket with several feature areas stands in the first of them by name.
    """

    name: str
    account: str | None
    score: int
    band: str
    area: str | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """The worst tickets of a list, worst first, and all feature areas of the vocabulary by label.

    `listed` counts the whole list. `unscored` are those of it without a score, counted only where
    all others are among `tickets`. The rings stand at the `limits` of the bands.
    """

    tickets: Sequence[SweepTicket]
    areas: Sequence[str]
    listed: int
    unscored: int
    limits: BandLimits = TEMPLATE_LIMITS


def sweep(workspace: Workspace, worst_first: RadarList) -> Sweep:
    """Give the picture of a list that is sorted by score; it costs the same however long that is.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    ids = worst_first.ids(MOST_TICKETS)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rows = radar_rows(session, ids)
        terms = terms_by_ticket(session, ids)
        limits = band_limits(session)
    tickets = [
        SweepTicket(
            name=ticket_name(row.source, row.external_id),
            account=row.account,
            score=row.score,
            band=row.band,
            area=_area(terms[row.ticket_id]),
        )
        for row in rows
        if row.score is not None and row.band is not None
    ]
    listed = worst_first.count()
    return Sweep(
        tickets=tickets,
        areas=[term.label for term in terms_of_kind(workspace, TagKind.FEATURE_AREA)],
        listed=listed,
        unscored=listed - len(tickets) if len(tickets) < len(ids) else 0,
        limits=limits,
    )


def _area(terms: Sequence[Term]) -> str | None:
    """The first of the feature areas; terms come by kind and name."""
    return next((one.label for one in terms if one.kind == TagKind.FEATURE_AREA), None)
