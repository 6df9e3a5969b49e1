"""How far the tagging rules of template section 3 are kept, over closed tickets."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.records import TagKind
from radar_tui.domain.tagging import TaggingTime, required_tags, tagging_time


@dataclass(frozen=True, slots=True)
class TaggedTicket:
    """A closed ticket as hygiene looks at it.

    `tags` gives, for each kind that it carries, when its first tag of the kind was set, None where
    nobody recorded it. `repeat` is None where the customer's words are not scored yet.
    """

    closed_at: datetime
    escalated: bool
    repeat: bool | None
    tags: Mapping[TagKind, datetime | None]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `value` is a fraction of 1, None where there was nothing to count."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class TagHygiene:
    """How the tickets that were closed in a period are tagged.

    A share is None where the vocabulary has no terms of its kind. `escalation_reason` is of the
    escalations that were recorded apart from the tag; `escalated_by_tag` counts those that only the
    reason itself tells of, which cannot lack it. `root_cause` is of the tickets whose customer says
    that it keeps coming back; of `unscored` tickets nobody knows yet. `in_time` is of the tickets
    that carry all they must and of which it is known when they got it; of `time_unknown` it is not,
    and they count neither way.
    """

    closed: int
    feature_area: Share | None
    escalation_reason: Share | None
    escalated_by_tag: int
    root_cause: Share | None
    unscored: int
    in_time: Share
    time_unknown: int


def tag_hygiene(tickets: Iterable[TaggedTicket], judged: Collection[TagKind]) -> TagHygiene:
    """Count how closed tickets are tagged; `judged` are the kinds that there are terms of."""
    listed = list(tickets)
    required: Counter[TagKind] = Counter()
    carried: Counter[TagKind] = Counter()
    times: Counter[TaggingTime] = Counter()
    for ticket in listed:
        kinds = _required(ticket, judged)
        required.update(kinds)
        carried.update(kind for kind in kinds if kind in ticket.tags)
        if kinds and all(kind in ticket.tags for kind in kinds):
            times[tagging_time([ticket.tags[kind] for kind in kinds], ticket.closed_at)] += 1

    def share(kind: TagKind) -> Share | None:
        return Share(carried[kind], required[kind]) if kind in judged else None

    in_time, late = times[TaggingTime.DURING_RESOLUTION], times[TaggingTime.AFTER_RESOLUTION]
    return TagHygiene(
        closed=len(listed),
        feature_area=share(TagKind.FEATURE_AREA),
        escalation_reason=share(TagKind.ESCALATION_REASON),
        escalated_by_tag=sum(
            TagKind.ESCALATION_REASON in ticket.tags and not ticket.escalated for ticket in listed
        ),
        root_cause=share(TagKind.ROOT_CAUSE),
        unscored=sum(ticket.repeat is None for ticket in listed),
        in_time=Share(in_time, in_time + late),
        time_unknown=times[TaggingTime.UNKNOWN],
    )


def _required(ticket: TaggedTicket, judged: Collection[TagKind]) -> tuple[TagKind, ...]:
    return required_tags(escalated=ticket.escalated, repeat=bool(ticket.repeat), judged=judged)
