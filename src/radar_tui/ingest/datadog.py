"""Reads what Datadog's webhooks integration sends with the payload that docs/import.md gives.

Each property there has the name of Datadog's variable in lower case. One event is one time that a
monitor got worse: to a warning, to an alert, or to no data. A notice that it still is so is no
other event, and nothing comes of it: Datadog does not say in it when the alert began. One that it
has recovered is a recovery of all that has the same cycle key, which goes from alert to recovery.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from radar_tui.domain.records import EventKind, SourceEvent, SourceRecovery
from radar_tui.ingest.alert_words import (
    SOURCE_LABELS,
    Told,
    first_label,
    kind_of,
    labels_of,
    make_event,
    moment,
)
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader, Layout
from radar_tui.ingest.loose import line_of
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.values import normal_word

_NO_DATA = "no data"
_WARNING = "warn"
_ALERT = "alert"
_AGAIN = ("re ", "renotify")
_OVER = ("recover", "resolve")
_FINE = frozenset(("success", "info"))
_UNFILLED = frozenset(("", "null", "none", "n/a"))
_STATE_BEFORE_TITLE = re.compile(
    r"\s*\[(?:Re-?)?(?:Triggered|Warn|No data|Recovered|Renotify)\b[^\]]*\]\s*", re.IGNORECASE
)


class Notice(msgspec.Struct):
    """A message in the form of the documented payload. Datadog's own names, in lower case."""

    alert_transition: object = None
    alert_cycle_key: object = None
    alert_id: object = None
    alert_metric: object = None
    alert_type: object = None
    date: object = None
    event_title: object = None
    event_type: object = None
    id: object = None
    link: object = None
    priority: object = None
    tags: object = None


def _events(notice: Notice) -> Iterator[SourceEvent | SourceRecovery]:
    level = _level(notice)
    cycle = _filled(notice.alert_cycle_key)
    if level is None and not (_is_recovery(notice) and cycle):
        return
    occurrence = cycle or _filled(notice.id)
    if occurrence is None:
        raise ValueError("neither alert_cycle_key nor id")
    at = moment(_filled(notice.date))
    if at is None:
        raise ValueError("no date, expected the variable $DATE: milliseconds since 1970")
    if level is None:
        yield SourceRecovery(occurrence, at)
    else:
        yield _worsening(notice, level, occurrence, at)


def _worsening(notice: Notice, level: str, occurrence: str, at: datetime) -> SourceEvent:
    name = _name(notice)
    metric = _filled(notice.alert_metric)
    labels = _tags(notice.tags)
    said = {
        "alertname": name,
        "level": level,
        "metric": metric,
        "monitor": _filled(notice.alert_id),
        "priority": _filled(notice.priority),
    }
    labels |= {label: text for label, text in said.items() if text}
    by_words = (name, metric, _filled(notice.event_type))
    kind = EventKind.UPTIME if level == _NO_DATA else EventKind.OUT_OF_BOUNDS
    return make_event(
        f"{occurrence}/{level}",
        at,
        labels,
        kind=kind_of(labels, by_words if level != _NO_DATA else (), kind),
        source=first_label(labels, SOURCE_LABELS) or name or "datadog",
        subject=_filled(notice.alert_cycle_key),
        told=Told(name, notice.link, says_whether_over=False),
    )


def _level(notice: Notice) -> str | None:
    """Return how bad a monitor has become; None where a notice tells of nothing new."""
    transition = normal_word(_filled(notice.alert_transition) or "")
    if transition.startswith(_AGAIN) or _is_recovery(notice):
        return None
    if not transition and normal_word(_filled(notice.alert_type) or "") in _FINE:
        return None
    return next((level for level in (_NO_DATA, _WARNING) if level in transition), _ALERT)


def _is_recovery(notice: Notice) -> bool:
    transition = normal_word(_filled(notice.alert_transition) or "")
    return any(word in transition for word in _OVER)


def _name(notice: Notice) -> str | None:
    """Return a monitor's name: the title without the state and scope that stand before it."""
    title = _filled(notice.event_title)
    return (_STATE_BEFORE_TITLE.sub("", title, count=1) or title) if title else None


def _tags(value: object) -> dict[str, str]:
    """Return tags such as `service:checkout,host:a` by name; those that are a mere word at `tags`.

    What has several values has them in order, so that one set of tags is always the same.
    """
    listed = value if isinstance(value, list) else (_filled(value) or "").split(",")
    values: dict[str, set[str]] = {}
    for tag in filter(None, map(line_of, listed)):
        name, colon, text = tag.partition(":")
        values.setdefault(name if colon else "tags", set()).add(text if colon else name)
    return labels_of({name: ",".join(sorted(texts)) for name, texts in values.items()})


def _filled(value: object) -> str | None:
    """Return a variable's text; None where Datadog had nothing to put there."""
    if isinstance(value, bool | dict | list) or value is None:
        return None
    text = line_of(str(value)) or ""
    return None if text.lower() in _UNFILLED or text.startswith("$") else text


DATADOG = JsonReader(
    name="datadog",
    kind=ExportKind.EVENTS,
    title="Datadog's alerts in Radar's payload",
    system_name="datadog",
    layouts=(
        Layout(ANYWHERE, frozenset(("alert_id", "alert_transition", "date")), Notice, _events),
    ),
)
"""Reader of messages of the webhooks integration, in the payload of docs/import.md."""
