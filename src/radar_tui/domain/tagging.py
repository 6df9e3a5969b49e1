"""Which tags a ticket must carry at its close, and whether they were set in time (template 3)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from radar_tui.domain.records import TagKind

EVERY_KIND = frozenset(TagKind)


class TaggingTime(StrEnum):
    """When a ticket got the tags that it must carry, as far as anybody recorded it."""

    DURING_RESOLUTION = "during-resolution"
    AFTER_RESOLUTION = "after-resolution"
    UNKNOWN = "unknown"


def required_tags(
    *, escalated: bool, repeat: bool, judged: Collection[TagKind] = EVERY_KIND
) -> tuple[TagKind, ...]:
    """The kinds of tag that a closed ticket must carry, in the order of `TagKind`.

    Every ticket a feature area, an escalated one an escalation reason, and one whose customer says
    that it keeps coming back a root cause. A kind that is not `judged`, because the team's
    vocabulary has no terms of it, is asked of nobody.
    """
    is_required = {
        TagKind.FEATURE_AREA: True,
        TagKind.ROOT_CAUSE: repeat,
        TagKind.ESCALATION_REASON: escalated,
    }
    return tuple(kind for kind in TagKind if is_required[kind] and kind in judged)


def missing_tags(
    carried: Collection[TagKind],
    *,
    escalated: bool,
    repeat: bool,
    judged: Collection[TagKind] = EVERY_KIND,
) -> tuple[TagKind, ...]:
    """Those of the required kinds of tag that a closed ticket does not carry."""
    required = required_tags(escalated=escalated, repeat=repeat, judged=judged)
    return tuple(kind for kind in required if kind not in carried)


def tagging_time(set_at: Iterable[datetime | None], closed_at: datetime) -> TaggingTime:
    """Tell when tags were set, by the moment of each, None where nobody recorded it.

    One that came after the close is enough to be late. Without a late one, one unknown moment
    leaves it unknown: it is never taken for good or for bad.
    """
    moments = list(set_at)
    if any(at is not None and at > closed_at for at in moments):
        return TaggingTime.AFTER_RESOLUTION
    if not moments or None in moments:
        return TaggingTime.UNKNOWN
    return TaggingTime.DURING_RESOLUTION
