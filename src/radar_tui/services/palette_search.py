"""What the palette finds in the workspace: tickets, accounts and rules by number or by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.accounts import accounts_holding
from radar_tui.db.queries.alerts import stored_rules
from radar_tui.db.queries.palette import NumberedTicket, tickets_numbered, tickets_worded
from radar_tui.services.panels import radar_entries
from radar_tui.services.settings import working_calendar
from radar_tui.services.ticket_lists import ListedTicket, listed_ticket
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

MOST_HITS = 8
# One letter is in nearly everything.
FEWEST_LETTERS = 2
# Nobody types more; each word is looked for in every open ticket.
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """A ticket; `status` is None for an open one, `exact` tells that its number was given whole."""

    ticket: ListedTicket
    status: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule by its key, with its title in one line."""

    key: str
    title: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class PaletteFinds:
    """At most `MOST_HITS` of each, the likeliest first; accounts by their names."""

    tickets: Sequence[FoundTicket] = ()
    accounts: Sequence[str] = ()
    rules: Sequence[FoundRule] = ()


def palette_search(workspace: Workspace, text: str) -> PaletteFinds:
    """Find what somebody means by a number, its beginning, or words in any order and case.

    A number finds closed tickets too; words find open ones, by subject and account.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    words = inert_line(text).split()[:MOST_WORDS]
    if not words:
        return PaletteFinds()
    calendar = working_calendar(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        numbered = tickets_numbered(session, words[0], MOST_HITS) if len(words) == 1 else []
        is_worded = len("".join(words)) >= FEWEST_LETTERS
        has_room = is_worded and len(numbered) < MOST_HITS
        worded = tickets_worded(session, words, MOST_HITS) if has_room else ()
        ids = dict.fromkeys([*(ticket.ticket_id for ticket in numbered), *worded])
        entries = radar_entries(session, list(ids)[:MOST_HITS], calendar, workspace.as_of)
        by_name = {ticket.name: ticket for ticket in numbered}
        return PaletteFinds(
            tickets=[_found(listed_ticket(entry), by_name) for entry in entries],
            accounts=accounts_holding(session, words, MOST_HITS) if is_worded else (),
            rules=_rules(session, words) if is_worded else (),
        )


def _found(ticket: ListedTicket, numbered: Mapping[str, NumberedTicket]) -> FoundTicket:
    by_number = numbered.get(ticket.name)
    if by_number is None:
        return FoundTicket(ticket)
    closed = None if by_number.status.is_open else by_number.status
    return FoundTicket(ticket, closed, by_number.exact)


def _rules(session: Session, words: Sequence[str]) -> list[FoundRule]:
    wanted = [word.casefold() for word in words]
    return [
        FoundRule(rule.key, inert_line(rule.title), rule.enabled)
        for rule in stored_rules(session)
        if all(word in f"{rule.title}\n{rule.key}".casefold() for word in wanted)
    ][:MOST_HITS]
