"""Load per agent: what each teammate has on their hands, as assignee and as owner."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.agent_load import OpenLoad, load_by_assignee, load_by_owner
from radar_tui.db.queries.scope import tickets_in
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AgentLoad:
    """One teammate; None stands for the tickets that are nobody's.

    `assigned`, `waiting` and `over_review` count the open tickets that the help desk assigns to
    them; `owned` those that they own in Radar, `owned_over_review` such over the review threshold.
    """

    name: str | None
    assigned: int
    waiting: int
    over_review: int
    owned: int
    owned_over_review: int


@dataclass(frozen=True, slots=True)
class LoadPanel:
    """The load of everybody who has any, the most over review first, and how many are open."""

    open: int
    agents: tuple[AgentLoad, ...]


def load_panel(workspace: Workspace) -> LoadPanel:
    """Count the open tickets of everybody that are in the scope.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        which = tickets_in(workspace.scope)
        assigned, owned = load_by_assignee(session, *which), load_by_owner(session, *which)
    return LoadPanel(sum(one.open for one in assigned), join_loads(assigned, owned))


def join_loads(assigned: Sequence[OpenLoad], owned: Sequence[OpenLoad]) -> tuple[AgentLoad, ...]:
    """Put what people have as assignees and as owners together, by name in whatever case.

    Tickets that nobody owns in Radar are no load of anybody: most never need an owner.
    """
    names = {_key(one.name): one.name for one in reversed((*assigned, *owned))}
    as_assignee = _summed(assigned)
    as_owner = _summed([one for one in owned if one.name is not None])
    nothing = OpenLoad(None, 0, 0, 0)
    loads = [
        AgentLoad(
            name=names[key],
            assigned=as_assignee.get(key, nothing).open,
            waiting=as_assignee.get(key, nothing).waiting,
            over_review=as_assignee.get(key, nothing).over_review,
            owned=as_owner.get(key, nothing).open,
            owned_over_review=as_owner.get(key, nothing).over_review,
        )
        for key in {*as_assignee, *as_owner}
    ]
    return tuple(sorted(loads, key=_heaviest_first))


def _key(name: str | None) -> str:
    return (name or "").casefold()


def _summed(loads: Sequence[OpenLoad]) -> dict[str, OpenLoad]:
    found: dict[str, OpenLoad] = {}
    for one in loads:
        so_far = found.get(_key(one.name), OpenLoad(one.name, 0, 0, 0))
        found[_key(one.name)] = OpenLoad(
            so_far.name,
            so_far.open + one.open,
            so_far.waiting + one.waiting,
            so_far.over_review + one.over_review,
        )
    return found


def _heaviest_first(one: AgentLoad) -> tuple[bool, int, int, int, str]:
    # What is nobody's comes first: it is the lead's to give away.
    return one.name is not None, -one.over_review, -one.waiting, -one.assigned, _key(one.name)
