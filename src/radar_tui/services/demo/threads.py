"""Gives the steps of a written conversation their times: answered and done, or still open."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from radar_tui.services.demo.corpus import Arc, Shared, Step, StepKind
from radar_tui.services.demo.plan import TimedStep
from radar_tui.services.demo.rhythm import (
    DAY,
    HOUR,
    MINUTE,
    fit_before,
    into_office_hours,
    into_staffed_hours,
    lognormal_hours,
)

# Median hours until each kind of step, by mail or web form; a chat is answered while it is open.
_MAIL_HOURS = {
    StepKind.CUSTOMER: 4.5,
    StepKind.AGENT: 2.6,
    StepKind.NOTE: 0.7,
    StepKind.FIX: 15.0,
    StepKind.THANKS: 5.0,
}
_CHAT_HOURS = {
    StepKind.CUSTOMER: 0.15,
    StepKind.AGENT: 0.25,
    StepKind.NOTE: 0.2,
    StepKind.FIX: 2.5,
    StepKind.THANKS: 0.2,
}
_SLOWER_WHEN_ANGRY = {"high": 2.6, "critical": 1.2}
_THANKS_SHARE = 0.62
_NOTE_SHARE = 0.07
_HOLIDAY_SHARE = 0.03
_SILENT_CLOSING_SHARE = 0.3
_LONG_WAIT = 1.6 * DAY
_NUDGE_SHARE = {"calm": 0.35, "mild": 0.6, "high": 0.8, "critical": 0.8}


def time_resolved(
    arc: Arc, start: datetime, as_of: datetime, zone: str, shared: Shared, rng: random.Random
) -> list[TimedStep]:
    """Time a conversation that has come to its end, all of it before as-of."""
    steps = list(arc.steps)
    if steps[-1].kind is StepKind.THANKS and rng.random() > _THANKS_SHARE:
        steps.pop()
    timed = _timed(arc, steps, start, zone, rng)
    timed = _with_note(timed, shared, rng)
    timed = _with_holiday_reply(arc, timed, shared, rng)
    if not timed[-1].kind.by_customer and rng.random() < _SILENT_CLOSING_SHARE:
        at = timed[-1].at + 3 * DAY + rng.randrange(300) * MINUTE
        text = rng.choice(shared.silent_closings)
        timed.append(TimedStep(StepKind.AGENT, text, at))
    times = fit_before([step.at for step in timed], as_of - 20 * MINUTE)
    return [_at(step, at) for step, at in zip(timed, times, strict=True)]


def time_open(
    arc: Arc, start: datetime, as_of: datetime, zone: str, shared: Shared, rng: random.Random
) -> list[TimedStep]:
    """Time a conversation that is not over: as far as it has come by as-of, or was left lying."""
    steps = _unresolved(arc.steps, rng)
    timed = _timed(arc, steps, start, zone, rng)
    latest = as_of - 5 * MINUTE
    timed = [step for step in timed if step.at <= latest] or timed[:1]
    timed = [_at(timed[0], min(timed[0].at, latest)), *timed[1:]]
    while len(timed) > 1 and timed[-1].kind is StepKind.NOTE and rng.random() < 0.7:
        timed.pop()
    if arc.lang == "en" and _may_ask_again(arc, timed[-1], latest, rng):
        timed += _nudge(arc.mood, zone, timed[-1], latest, shared, rng)
    return timed


def _may_ask_again(arc: Arc, last: TimedStep, latest: datetime, rng: random.Random) -> bool:
    """Whether a waiting customer asks again: not after an answer that left nothing open."""
    promised = arc.mood in ("calm", "mild") and any(step.kind is StepKind.FIX for step in arc.steps)
    waits = last.kind.by_customer or promised
    return waits and latest - last.at > _LONG_WAIT and rng.random() < _NUDGE_SHARE[arc.mood]


def _unresolved(steps: Sequence[Step], rng: random.Random) -> list[Step]:
    """The part before the fix; where the fix did not hold, sometimes up to the complaint."""
    kinds = [step.kind for step in steps]
    end = next((place for place, kind in enumerate(kinds) if _ends(kind)), len(steps))
    failed = end + 1 < len(steps) and kinds[end + 1] is StepKind.CUSTOMER
    kept = list(steps[: end + 2 if failed else end])
    if len(kept) > 1 and rng.random() < 0.3:
        kept = kept[: rng.randrange(1, len(kept))]
    return kept


def _ends(kind: StepKind) -> bool:
    return kind in (StepKind.FIX, StepKind.THANKS)


def _timed(
    arc: Arc, steps: Sequence[Step], start: datetime, zone: str, rng: random.Random
) -> list[TimedStep]:
    at = start
    timed: list[TimedStep] = []
    for step, text in zip(steps, _choose_texts(steps, rng), strict=True):
        at = _next_time(arc, step.kind, at, zone, rng) if timed else at
        timed.append(TimedStep(step.kind, text, at))
    return timed


def _choose_texts(steps: Sequence[Step], rng: random.Random) -> Iterator[str]:
    """Choose each step's text; neighbours that list equally many belong together one by one."""
    number, count = 0, 0
    for step in steps:
        texts = step.texts
        number = number if len(texts) == count else rng.randrange(len(texts))
        count = len(texts)
        yield texts[number]


def _next_time(arc: Arc, kind: StepKind, at: datetime, zone: str, rng: random.Random) -> datetime:
    hours = (_CHAT_HOURS if arc.channel == "chat" else _MAIL_HOURS)[kind]
    if not kind.by_customer:
        hours *= _SLOWER_WHEN_ANGRY.get(arc.mood, 1.0)
    later = at + max(lognormal_hours(rng, hours), 2 * MINUTE)
    later = later.replace(microsecond=0)
    if kind.by_customer:
        return later if arc.channel == "chat" else into_office_hours(later, zone, rng)
    return into_staffed_hours(later, rng)


def _with_note(timed: list[TimedStep], shared: Shared, rng: random.Random) -> list[TimedStep]:
    first = next((place for place, step in enumerate(timed) if step.kind is StepKind.AGENT), None)
    if first is None or rng.random() > _NOTE_SHARE:
        return timed
    at = timed[first - 1].at + (timed[first].at - timed[first - 1].at) * 0.8
    note = TimedStep(StepKind.NOTE, rng.choice(shared.first_touch_notes), at.replace(microsecond=0))
    return [*timed[:first], note, *timed[first:]]


def _with_holiday_reply(
    arc: Arc, timed: list[TimedStep], shared: Shared, rng: random.Random
) -> list[TimedStep]:
    answers = [place for place, step in enumerate(timed) if step.kind is StepKind.AGENT]
    if arc.channel != "email" or not answers or rng.random() > _HOLIDAY_SHARE:
        return timed
    place = answers[0]
    at = timed[place].at + timedelta(seconds=rng.randrange(20, 58))
    reply = TimedStep(StepKind.CUSTOMER, rng.choice(shared.holiday_replies), at, automatic=True)
    return [*timed[: place + 1], reply, *timed[place + 1 :]]


def _nudge(
    mood: str, zone: str, last: TimedStep, latest: datetime, shared: Shared, rng: random.Random
) -> list[TimedStep]:
    """A customer asks again; before that, sometimes, an answer that only holds them off."""
    at = latest - (latest - last.at) * rng.uniform(0.1, 0.5)
    at = min(into_office_hours(at, zone, rng), latest)
    texts = shared.nudges["high" if mood in ("high", "critical") else "mild"]
    nudge = TimedStep(StepKind.CUSTOMER, rng.choice(texts), at.replace(microsecond=0))
    if not last.kind.by_customer or mood in ("high", "critical") or rng.random() < 0.6:
        return [nudge]
    held = last.at + min(7 * HOUR, (at - last.at) / 2)
    holding = TimedStep(
        StepKind.AGENT, rng.choice(shared.holding_replies), held.replace(microsecond=0)
    )
    return [holding, nudge]


def _at(step: TimedStep, at: datetime) -> TimedStep:
    return TimedStep(step.kind, step.text, at, step.by, step.automatic, step.system)
