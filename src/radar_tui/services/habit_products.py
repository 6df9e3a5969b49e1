"""What a habit of the week led to: what it may be linked to, and the tickets drawn for review."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.habits import finished_work, fixes_made, macros_edited
from radar_tui.db.queries.review import closed_between
from radar_tui.domain.habits import Product, ProductKind, read_product, week_after
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.reporting.weekly import find_week
from radar_tui.services.reviewing import drawn_tickets
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

OFFERED = 9


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a habit may have led to, as it is stored and in a line of words."""

    stored: str
    words: str


def products_for(workspace: Workspace, week: str) -> list[Offer]:
    """List what was made in a week: macros, fixes, and tickets on which work was finished."""
    zone = workspace_zone(workspace)
    span = find_week(week, zone, workspace.as_of)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        macros = macros_edited(session, span.start, span.end, OFFERED)
        fixes = fixes_made(session, span.start, span.end, OFFERED)
        finished = finished_work(session, span.start, span.end, OFFERED)
    offers = [_offer(ProductKind.MACRO, one.reference, f"macro · {one.title}") for one in macros]
    offers += [_offer(ProductKind.FIX, one.reference, f"fix · {one.title}") for one in fixes]
    for one in finished:
        about = [f"#{one.external_id}", one.account or "no account", one.outcome or "finished"]
        name = ticket_name(one.source, one.external_id)
        offers.append(_offer(ProductKind.TICKET, name, " · ".join(about)))
    return offers


def tickets_to_review(workspace: Workspace, week: str) -> Sequence[Offer]:
    """Give the three tickets that the week before drew by lot: those of its weekly review.

    The scope is left aside: the loop is the whole team's.
    """
    zone = workspace_zone(workspace)
    before = find_week(week_after(week, -1), zone, workspace.as_of)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        closed = closed_between(session, before.start, before.counted_until)
    return [
        _offer(
            ProductKind.TICKET,
            ticket_name(one.source, one.ticket),
            f"#{one.ticket} · {one.account or 'no account'} · {one.subject}"
            f" · solved {one.solved_at.astimezone(ZoneInfo(zone)):%d %b}",
        )
        for one in drawn_tickets(closed, f"{before.label}/{workspace.seed}")
    ]


def product_words(stored: str) -> str:
    """Say in a few words what a habit led to."""
    product = read_product(stored)
    if product.kind is ProductKind.TICKET:
        return f"#{inert_line(product.reference.rpartition('/')[2])}"
    words = inert_line(product.reference)
    return words if product.kind is ProductKind.LINK else f"{product.kind} {words}"


def _offer(kind: ProductKind, reference: str, words: str) -> Offer:
    return Offer(str(Product(kind, reference)), inert_line(words))
