"""All keys of the app as one list, and what a user's own key map may make of them.

The list is read from the classes, so help, settings and the documentation tell the same.
"""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding, InvalidBinding
from textual.dom import DOMNode
from textual.keys import Keys, key_to_character
from textual.screen import ModalScreen, Screen

from radar_tui.widgets.key_hints import shown_key

# Areas by the first part of a binding's id, in the order in which they are told; others follow.
AREAS = {
    "screen": "Going to a screen",
    "app": "Everywhere",
    "table": "In every table",
    "list": "In every list",
    "ticket": "Tickets",
}

# These keep Textual's own meaning on every screen, so that there is always a way on and out.
RESERVED_KEYS = {
    "tab": "it goes on to the next panel",
    "shift+tab": "it goes back to the panel before",
    "ctrl+c": "it copies the selected text",
    "ctrl+p": "it opens the palette",
    "ctrl+q": "it leaves the app",
}
# What a terminal sends for them is what it sends for another key.
AMBIGUOUS_KEYS = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+j": "enter",
    "ctrl+m": "enter",
}
UNKNOWN = "no key does that; the ids stand in docs/keys.md and on the settings screen"
_MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_NAMED_KEYS = frozenset(key.value for key in Keys)


class ScopeKind(Enum):
    """What kind of thing hears a key."""

    APP = "app"
    SCREEN = "screen"
    MODAL = "modal"
    WIDGET = "widget"


class Scope(NamedTuple):
    """Where a key is heard: a kind of thing, and the name of its class."""

    kind: ScopeKind
    place: str

    def meets(self, other: "Scope") -> bool:
        """Tell whether a key could mean both at once: dialogs hear only their own keys."""
        if self.kind is other.kind:
            return self.place == other.place
        return ScopeKind.MODAL not in (self.kind, other.kind)


@dataclass(frozen=True, slots=True)
class KnownBinding:
    """One thing that a key does, by its id; `keys` are its defaults, with commas between them."""

    id: str
    keys: str
    description: str
    tooltip: str
    scopes: frozenset[Scope]

    @property
    def area(self) -> str:
        """The title under which it is told."""
        return area_title(self.id)


def area_title(name: str) -> str:
    """Give the title under which a binding with this id is told."""
    area = name.partition(".")[0]
    return AREAS.get(area, area.replace("-", " ").capitalize())


def all_bindings(app_class: type[App[Any]]) -> dict[str, KnownBinding]:
    """List the bindings of an app and of all screens and widgets by id, in the areas' order.

    Imports every screen: for settings and documentation, not for the start.
    """
    return known_bindings([app_class, *_classes("screens"), *_classes("widgets")])


def known_bindings(classes: Iterable[type[DOMNode]]) -> dict[str, KnownBinding]:
    """List the bindings that classes declare or inherit from each other, by id."""
    found: dict[str, KnownBinding] = {}
    for owner in classes:
        for binding in declared_bindings(owner):
            scopes = frozenset({Scope(_kind(owner), owner.__name__)})
            name = binding.id or ""
            if name in found:
                scopes |= found[name].scopes
            found[name] = KnownBinding(
                name, binding.key, binding.description, binding.tooltip, scopes
            )
    found.pop("", None)
    return dict(sorted(found.items(), key=_told_order))


def declared_bindings(owner: type[DOMNode]) -> Iterator[Binding]:
    """Give the bindings of a class and of its ancestors, Textual's own left out."""
    for ancestor in owner.__mro__:
        if not ancestor.__module__.startswith("textual."):
            declared = ancestor.__dict__.get("BINDINGS", ())
            yield from (one for one in declared if isinstance(one, Binding))


def shown_keys(keys: str) -> str:
    """Write keys as they stand on a keyboard, with spaces between them."""
    return " ".join(shown_key(key) for key in split_keys(keys))


def split_keys(keys: str) -> tuple[str, ...]:
    """Split keys at their commas into Textual's names of them.

    Raises:
        InvalidBinding: there is nothing between two commas.
    """
    return tuple(binding.key for binding in Binding.make_bindings([Binding(keys, "")]))


def check_keymap(keymap: Mapping[str, str], known: Mapping[str, KnownBinding]) -> list[str]:
    """Say in a line each what cannot be done of a key map: unknown ids, no keys, clashes."""
    return [
        f"key map: {name[:40]} = {keymap[name][:40]!r}: {reason}"
        for name, reason in keymap_problems(keymap, known).items()
    ]


def keymap_problems(keymap: Mapping[str, str], known: Mapping[str, KnownBinding]) -> dict[str, str]:
    """Give by id the reason why a part of a key map cannot be used."""
    reasons = {
        name: _unusable(keys, known[name].keys) if name in known else UNKNOWN
        for name, keys in keymap.items()
    }
    sound = {name: keys for name, keys in keymap.items() if not reasons[name]}
    reasons |= {name: _clash(name, sound, known) for name in sound}
    return {name: reason for name, reason in reasons.items() if reason}


def usable_keymap(keymap: Mapping[str, str], known: Mapping[str, KnownBinding]) -> dict[str, str]:
    """Give what of a key map can be used: what clashes with nothing that is left."""
    usable = dict(keymap)
    while problems := keymap_problems(usable, known):
        for name in problems:
            del usable[name]
    return usable


def _unusable(keys: str, defaults: str) -> str:
    """Say why keys cannot be used beside a binding's own; nothing where they can."""
    try:
        names = set(split_keys(keys)) - set(split_keys(defaults))
    except InvalidBinding:
        return "expected a key, or several with commas between them"
    for key in sorted(names):
        if key in RESERVED_KEYS:
            return f"{key} stays as it is: {RESERVED_KEYS[key]}"
        if key in AMBIGUOUS_KEYS:
            return f"terminals cannot tell {key} from {AMBIGUOUS_KEYS[key]}"
        if not _is_key(key):
            return f"{key!r} is no key; expected such as z, Z, f5, ctrl+x, question_mark"
    return ""


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return False
    if len(base) == 1 and base.isalpha() and modifiers == ["shift"]:
        return False  # sent as the capital letter
    return key in _NAMED_KEYS or base in _NAMED_KEYS or key_to_character(base) is not None


def _clash(name: str, keymap: Mapping[str, str], known: Mapping[str, KnownBinding]) -> str:
    """Say which key of a rebound id already means something else where it is heard.

    What shares a key by default may go on sharing it: it is never on offer at the same time.
    """
    mine = known[name]
    new = set(split_keys(keymap[name])) - set(split_keys(mine.keys))
    for other in known.values():
        if other.id == name or not _meet(mine, other):
            continue
        taken = new & set(split_keys(keymap.get(other.id, other.keys)))
        if taken:
            key = shown_keys(min(taken))
            return f"{key} already means {other.description} ({other.id}) on the same screen"
    return ""


def _meet(one: KnownBinding, other: KnownBinding) -> bool:
    return any(mine.meets(theirs) for mine in one.scopes for theirs in other.scopes)


def _kind(owner: type[DOMNode]) -> ScopeKind:
    if issubclass(owner, App):
        return ScopeKind.APP
    if issubclass(owner, ModalScreen):
        return ScopeKind.MODAL
    return ScopeKind.SCREEN if issubclass(owner, Screen) else ScopeKind.WIDGET


def _classes(room: str) -> list[type[DOMNode]]:
    """Import all modules of a room and give the screens or widgets that they define."""
    package = import_module(f"radar_tui.{room}")
    modules = [
        import_module(found.name)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, DOMNode)
        and value.__module__ == module.__name__
    ]


def _told_order(item: tuple[str, KnownBinding]) -> tuple[int, str]:
    """Areas in their order, others by name; within an area as declared, for sorting is stable."""
    name = item[0].partition(".")[0]
    order = list(AREAS)
    return (order.index(name), "") if name in AREAS else (len(order), name)
