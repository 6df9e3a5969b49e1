"""Zammad's states, those it is delivered with and those that were added or renamed -> status."""

from radar_tui.domain.records import TicketStatus
from radar_tui.ingest.values import normal_word, status_of
from radar_tui.ingest.zammad_people import Directory, name_of
from radar_tui.ingest.zammad_shapes import Change, State, Ticket

MERGED = "merged"
_STATES = {
    "pending reminder": TicketStatus.PENDING,
    "pending action": TicketStatus.PENDING,
    "pending close": TicketStatus.PENDING,
    MERGED: TicketStatus.CLOSED,
    "removed": TicketStatus.DELETED,
}
"""The states and kinds of state that only Zammad has; `status_of` knows the others."""
_STATE_IDS = {
    "1": "new",
    "2": "open",
    "3": "pending reminder",
    "4": "closed",
    "5": MERGED,
    "6": "pending close",  # In older versions it was "removed", which nobody could choose.
    "7": "pending close",
}
"""The states that Zammad is delivered with; they may be renamed, not taken out."""
_STATE_TYPE_IDS = {
    "1": "new",
    "2": "open",
    "3": "pending reminder",
    "4": "pending action",
    "5": "closed",
    "6": MERGED,
    "7": "removed",
}


def state_kind(state: State) -> str:
    """Return a state's name where Zammad is delivered with it, else what kind of state it is."""
    name = normal_word(state.name or "")
    return name if _known(name) else _STATE_TYPE_IDS.get(str(state.state_type_id), name)


def state_of(ticket: Ticket, directory: Directory) -> str:
    """Name the state in the words that Zammad is delivered with, if they tell of it.

    A state that was added or renamed tells what it is by its kind, where the assets give that, or
    by being one of those that Zammad is delivered with.

    Raises:
        ValueError: the ticket has no state.
    """
    name = normal_word(name_of(ticket.state) or "")
    if _known(name) is not None:
        return name
    key = str(ticket.state_id)
    if not name and ticket.state_id is None:
        raise ValueError("no state, expected state or state_id")
    return directory.state_types.get(key) or _STATE_IDS.get(key) or name


def status_in(state: str, ticket: Ticket) -> TicketStatus:
    """Return the status of a state, by its first word where that alone is known.

    In any other state a ticket is open: rather one too many before the lead's eyes than one lost.
    But it is pending while it has a pending time, which Zammad keeps no longer than that.
    """
    otherwise = TicketStatus.OPEN if ticket.pending_time is None else TicketStatus.PENDING
    return _known(state) or _known(state.partition(" ")[0]) or otherwise


def state_after(change: Change) -> TicketStatus | None:
    """Return the status that a change of state led to; None for a state of unknown meaning."""
    by_name = _known(normal_word(change.value_to or ""))
    return by_name or _known(_STATE_IDS.get(str(change.id_to), ""))


def _known(state: str) -> TicketStatus | None:
    """Return what a state is called everywhere; None for one that was added or renamed."""
    return _STATES.get(state) or status_of(state)
