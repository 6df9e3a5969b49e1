"""The everyday tickets around the stories: who writes, in which mood, and how far each has come."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from radar_tui.services.demo.cast import Cast
from radar_tui.services.demo.corpus import Arc, Corpus, Opening, StepKind
from radar_tui.services.demo.plan import Plan, TimedStep
from radar_tui.services.demo.rhythm import DAY, HOUR, stream
from radar_tui.services.demo.threads import time_open, time_resolved
from radar_tui.services.demo.weeks import TOKEN_ROOT, Slot, plan_slots
from radar_tui.services.demo.world import Account

_MOODS = ("calm", "mild", "high", "critical")
_MOOD_SHARES = (0.56, 0.30, 0.115, 0.025)
_TOKEN_MOOD_SHARES = (0.36, 0.46, 0.16, 0.02)

OPEN_COUNT = 84
"""Background tickets still open at as-of; the stories add theirs."""
_OPEN_MOODS = {"critical": 4, "high": 18, "mild": 28}
_ALWAYS_OPEN = 4 * HOUR
_OLDEST_OPEN = 70 * DAY

_STORY_ACCOUNT = "Northwind Robotics"
_STORY_LENGTH = 80 * DAY
# Every cause stays under the template's "more than 5 a week", but for those the stories are about.
_MOST_OF_ONE_ROOT = 4
_MOST_BESIDE_A_STORY = {"connector-timeout": 2}
_LARGEST_CALM_TIER = {"critical": 3, "high": 4}
_REPEAT_AFTER = 75 * DAY


def plan_background(as_of: datetime, seed: int, corpus: Corpus, cast: Cast) -> list[Plan]:
    """Plan every ticket that belongs to no story, oldest first."""
    slots = plan_slots(as_of, seed)
    opened = _choose_open(slots, as_of, stream(seed, "open"))
    moods = _choose_moods(slots, opened, stream(seed, "moods"))
    desk = _Desk(as_of, seed, corpus, cast)
    return [desk.plan(slot, moods[slot.key], is_open=slot.key in opened) for slot in slots]


def _choose_open(slots: Sequence[Slot], as_of: datetime, rng: random.Random) -> set[str]:
    """Draw the tickets still open, recent ones first: weighted sampling without replacement."""
    keys: dict[str, float] = {}
    for slot in slots:
        age = as_of - slot.at
        weight = math.exp(-(age / DAY) / 4) + (0.012 if age < _OLDEST_OPEN else 0.0)
        draw = rng.random() ** (1 / max(weight, 1e-9))
        keys[slot.key] = 2.0 if age < _ALWAYS_OPEN else draw
    return set(sorted(keys, key=lambda key: (-keys[key], key))[:OPEN_COUNT])


def _choose_moods(slots: Sequence[Slot], opened: set[str], rng: random.Random) -> dict[str, str]:
    moods = {
        slot.key: rng.choices(_MOODS, _TOKEN_MOOD_SHARES if slot.token else _MOOD_SHARES)[0]
        for slot in slots
    }
    # What is open now is what the lead sees: its moods are dealt out by number, not by chance.
    keys = sorted(opened)
    rng.shuffle(keys)
    dealt = [mood for mood, number in _OPEN_MOODS.items() for _ in range(number)]
    moods |= dict.fromkeys(keys, "calm") | dict(zip(keys, dealt, strict=False))
    return moods


class _Desk:
    """Gives each slot a conversation and a customer, without repeating itself too soon."""

    def __init__(self, as_of: datetime, seed: int, corpus: Corpus, cast: Cast) -> None:
        self._as_of = as_of
        self._seed = seed
        self._corpus = corpus
        self._cast = cast
        self._zones = {account.name: ZoneInfo(account.zone) for account in cast.accounts}
        self._rng = stream(seed, "desk")
        self._decks: dict[tuple[str, str, bool], list[Arc]] = {}
        self._roots: Counter[tuple[int, str]] = Counter()
        self._told: dict[tuple[str, str], datetime] = {}

    def plan(self, slot: Slot, mood: str, *, is_open: bool) -> Plan:
        """Plan the ticket of one slot."""
        arc = self._arc(slot, mood)
        account = self._account(arc, slot, is_open=is_open)
        speakers = [person for person in account.requesters if person.language == arc.lang]
        rng = stream(self._seed, "plan", slot.key)
        requester = rng.choice(speakers)
        subject, opening = self._opening(arc, slot, rng)
        timing = time_open if is_open else time_resolved
        steps = timing(arc, slot.at, self._as_of, account.zone, self._corpus.shared, rng)
        if opening is not None:
            steps[0] = TimedStep(StepKind.CUSTOMER, opening, steps[0].at)
        reason = arc.reason if _has_answer(steps) and not (is_open and len(steps) < 3) else None
        return Plan(
            key=slot.key, subject=subject, account=account, requester=requester.author,
            title=requester.title, channel=arc.channel, mood=arc.mood, steps=tuple(steps),
            resolved=not is_open, area=slot.area, root=self._root(arc, steps), reason=reason,
            tagged=slot.tagged,
        )  # fmt: skip

    @staticmethod
    def _root(arc: Arc, steps: Sequence[TimedStep]) -> str | None:
        # Expired tokens are known by their banner; every other cause is known once someone looked.
        known = arc.root == TOKEN_ROOT or _has_answer(steps)
        return arc.root if known else None

    def _arc(self, slot: Slot, mood: str) -> Arc:
        """Draw a conversation; where its cause is told often enough, nobody names the cause."""
        arc = self._draw(slot, mood)
        for _ in range(12):
            if slot.token or self._has_room(slot.week, arc.root):
                break
            arc = self._draw(slot, mood)
        if not slot.token and not self._has_room(slot.week, arc.root):
            arc = structs.replace(arc, root=None)
        if arc.root and slot.tagged:
            self._roots[slot.week, arc.root] += 1
        return arc

    def _has_room(self, week: int, root: str | None) -> bool:
        if root is None:
            return True
        return self._roots[week, root] < _MOST_BESIDE_A_STORY.get(root, _MOST_OF_ONE_ROOT)

    def _draw(self, slot: Slot, mood: str) -> Arc:
        deck = self._decks.setdefault((slot.area, mood, slot.token), [])
        if not deck:
            fitting = [
                arc
                for arc in self._corpus.arcs
                if arc.area == slot.area and (arc.root == TOKEN_ROOT) == slot.token
            ]
            deck.extend(_shuffled(_of_mood(fitting, mood), self._rng))
        return deck.pop()

    def _account(self, arc: Arc, slot: Slot, *, is_open: bool) -> Account:
        able = [
            account
            for account in self._cast.accounts
            if self._may_tell(account, arc, slot, is_open)
        ]
        fresh = [account for account in able if self._is_fresh(account, arc, slot)]
        choice = fresh or able
        account = self._rng.choices(choice, [self._weight(account, slot.at) for account in choice])[
            0
        ]
        self._told[account.name, arc.id] = slot.at
        return account

    def _may_tell(self, account: Account, arc: Arc, slot: Slot, is_open: bool) -> bool:
        if not any(person.language == arc.lang for person in account.requesters):
            return False
        if account.name == _STORY_ACCOUNT and (
            self._as_of - slot.at < _STORY_LENGTH or arc.mood != "calm"
        ):
            return False
        # The one large account in trouble shall stand out, so the others are calmer just now.
        recent = is_open or self._as_of - slot.at < 14 * DAY
        return not recent or account.tier <= _LARGEST_CALM_TIER.get(arc.mood, 5)

    def _is_fresh(self, account: Account, arc: Arc, slot: Slot) -> bool:
        told = self._told.get((account.name, arc.id))
        return told is None or slot.at - told > _REPEAT_AFTER

    def _weight(self, account: Account, at: datetime) -> float:
        """Larger customers write more, and nobody writes much while it is night where they are."""
        awake = 6 <= at.astimezone(self._zones[account.name]).hour < 21
        return (0.6 + account.tier * 0.45) * (1.0 if awake else 0.06)

    def _opening(self, arc: Arc, slot: Slot, rng: random.Random) -> tuple[str, str | None]:
        subject = rng.choice(arc.subjects)
        others = [each for each in self._corpus.stories.token_openings if each.mood == arc.mood]
        if not slot.token or arc.lang != "en" or not others or rng.random() < 0.5:
            return subject, None
        opening: Opening = rng.choice(others)
        return opening.subject, opening.text


def _of_mood(arcs: Sequence[Arc], mood: str) -> list[Arc]:
    """The conversations of a mood; where an area has none, those of the nearest milder one."""
    for candidate in _MOODS[_MOODS.index(mood) :: -1]:
        found = [arc for arc in arcs if arc.mood == candidate]
        if found:
            return found
    return list(arcs)


def _shuffled(arcs: Sequence[Arc], rng: random.Random) -> list[Arc]:
    # An English conversation is told three times as often as one in another language.
    deck = [arc for arc in arcs for _ in range(3 if arc.lang == "en" else 1)]
    rng.shuffle(deck)
    return deck


def _has_answer(steps: Sequence[TimedStep]) -> bool:
    return any(not step.kind.by_customer for step in steps)
