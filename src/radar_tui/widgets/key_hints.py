"""Words that name keys, such as `a ack · s snooze`: they name the keys that hold now."""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.keys import format_key
from textual.widget import Widget

# An id and the key that it has by default, as in `[ticket.acknowledge=a] ack`.
_KEY = re.compile(r"\[([a-z-]+\.[a-z-]+)=([^\]]+|\])\]")

_keymaps: WeakKeyDictionary[App[Any], Mapping[str, str]] = WeakKeyDictionary()
_hints: WeakKeyDictionary[Widget, str] = WeakKeyDictionary()


_WORDS = {"enter": "enter", "backspace": "backspace"}


def shown_key(key: str) -> str:
    """Write Textual's name of a key as it stands on a keyboard."""
    return _WORDS.get(key) or format_key(key)


def short_key(key: str) -> str:
    """Write a key as the footer has it, where there is little room."""
    return shown_key(key).replace("ctrl+", "^")


def held_keys(app: App[Any], name: str, default: str) -> list[str]:
    """Give the keys, by Textual's names, that do what a binding does now."""
    keys = _keymaps.get(app, {}).get(name) or default
    return [key.strip() for key in keys.split(",")]


def keyed(app: App[Any], words: str) -> str:
    """Write each `[id=default]` in words as the first key that does it now."""
    keymap = _keymaps.get(app, {})

    def key(found: re.Match[str]) -> str:
        own = keymap.get(found[1])
        return short_key(own.split(",")[0].strip()) if own else found[2]

    return _KEY.sub(key, words)


def hint_keys(widget: Widget, words: str) -> None:
    """Say in a widget's border, below, what keys do there; it follows when they change."""
    _hints[widget] = words
    widget.border_subtitle = keyed(widget.app, words)


def tell_keys(app: App[Any], keymap: Mapping[str, str]) -> None:
    """Take on the keys that differ from their defaults, and name them where keys are named."""
    _keymaps[app] = keymap
    for widget, words in list(_hints.items()):
        if widget.is_attached and widget.app is app:
            widget.border_subtitle = keyed(app, words)
