"""The key presets: whole sets of keys to choose from, on which a user's own key map counts.

A preset names only what it changes, by the ids of the bindings. It may use keys that a user's key
map may not: `tests/screens/test_screens_key_presets.py` shows that no two actions meet on one key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from radar_tui.screens.keymap import KnownBinding


@dataclass(frozen=True, slots=True)
class KeyPreset:
    """One set of keys: its name in the settings, what it is in a line, and the keys by id."""

    name: str
    about: str
    keymap: Mapping[str, str] = field(default_factory=dict)


# `g` and `G` go to the ends at the first press, so `gg` does as well. `n` and `N` stay next action
# and note: a key that looks on in one place must not write in another.
_VIM = {
    "app.palette": "colon,f10",
    "app.redo": "U,ctrl+r",
    "table.page-down": "pagedown,ctrl+f",
    "table.page-up": "pageup,ctrl+b",
}

# No letter does anything by itself. A small letter becomes ctrl and the letter, or alt where a
# terminal keeps that for itself; a capital becomes alt and the letter; moving is for the arrows.
_PLAIN = {
    "arrange.left": "left",
    "arrange.right": "right",
    "alerts.silence": "alt+s",
    "alerts.end-silence": "alt+e",
    "alerts.next-list": "right",
    "alerts.list-before": "left",
    "alerts.rule": "ctrl+r",
    "alerts.rules": "alt+r",
    "app.scope": "f3",
    "app.import": "alt+i",
    "app.undo": "ctrl+u,ctrl+z",
    "app.redo": "alt+u",
    "app.help": "f1,question_mark",
    "app.quit": "alt+q",
    "app.copy-as": "alt+y",
    "dialog.down": "down",
    "dialog.up": "up",
    "failure.retry": "ctrl+r",
    "failure.copy": "ctrl+y",
    "failure.quit": "alt+q",
    "files.down": "down",
    "files.up": "up",
    "files.top": "home",
    "files.bottom": "end",
    "files.open": "right",
    "files.close": "left",
    "heat-map.left": "left",
    "heat-map.right": "right",
    "heat-map.up": "up",
    "heat-map.down": "down",
    "help.close": "escape,f1,question_mark",
    "help.down": "down",
    "help.up": "up",
    "import.map": "alt+m",
    "import-report.close": "escape,enter,alt+q",
    "list.down": "down",
    "list.up": "up",
    "list.top": "home",
    "list.bottom": "end",
    "mapping.import": "alt+i",
    "mapping.left": "left",
    "mapping.right": "right",
    "matrix.switch-rows": "alt+v",
    "matrix.heat-map": "alt+m",
    "matrix.override": "alt+o",
    "matrix.what-if": "alt+w",
    "matrix.copy": "ctrl+y",
    "pane.down": "down",
    "pane.up": "up",
    "pane.top": "home",
    "pane.bottom": "end",
    "pane.half-page-down": "ctrl+down",
    "pane.half-page-up": "ctrl+up",
    "panel.retry": "ctrl+r",
    "patterns.next-part": "right",
    "patterns.part-before": "left",
    "patterns.take-suggestion": "alt+t",
    "playbook.next-part": "right",
    "playbook.part-before": "left",
    "playbook.done": "ctrl+x",
    "playbook.note": "ctrl+n",
    "playbook.who": "ctrl+o",
    "playbook.link": "alt+l",
    "quality-sample.skip": "ctrl+s",
    "radar.picture": "alt+p",
    "radar.views": "alt+v",
    "radar.zoom": "alt+z",
    "review.quality-sample": "ctrl+d",
    "review.copy": "ctrl+y",
    "review.read-again": "ctrl+r",
    "rollout.done": "ctrl+x",
    "rollout.note": "ctrl+n",
    "rollout.start": "alt+s",
    "rubric.phrase": "alt+p",
    "rubric.save": "ctrl+s",
    "rubric.less": "left,minus",
    "rubric.more": "right,plus",
    "rubric.all-defaults": "alt+d",
    "rule.save": "ctrl+s",
    "rule.less": "left,minus",
    "rule.more": "right,plus",
    "rule.all-defaults": "alt+d",
    "screen.review": "ctrl+w",
    "sweep.left": "left",
    "sweep.right": "right",
    "sweep.up": "up",
    "sweep.down": "down",
    "sweep.worst": "home",
    "sweep.mildest": "end",
    "table.down": "down",
    "table.up": "up",
    "table.top": "home",
    "table.bottom": "end",
    "table.sort-reverse": "alt+r",
    "table.half-page-down": "ctrl+down",
    "table.half-page-up": "ctrl+up",
    "theme.down": "down",
    "theme.up": "up",
    "ticket.acknowledge": "ctrl+a",
    "ticket.snooze": "ctrl+s",
    "ticket.next-action": "ctrl+n",
    "ticket.note": "alt+n",
    "ticket.done": "ctrl+x",
    "ticket.disagree": "ctrl+d",
    "ticket.owner": "ctrl+o",
    "ticket.tag": "ctrl+t",
    "ticket.escalate": "ctrl+e",
    "ticket.open-url": "alt+b",
    "ticket.copy": "ctrl+y",
    "ticket.checklist-beside": "alt+c",
    "ticket.checklist": "alt+c",
    "today.seen": "alt+m",
    "today.arrange": "alt+a",
    "today.panel-right": "right",
    "today.panel-left": "left",
    "views.down": "down",
    "views.up": "up",
    "welcome.demo": "ctrl+d",
    "welcome.import": "alt+i",
    "welcome.folder": "ctrl+f",
    "what-if.save": "ctrl+s",
    "what-if.less": "left,minus",
    "what-if.more": "right,plus",
    "what-if.all-defaults": "alt+d",
}

_ALL = (
    KeyPreset("radar", "letters act: a ack, s snooze; j k and arrows move"),
    KeyPreset("vim", "as radar, with : palette, ctrl+f ctrl+b pages, ctrl+r redo", _VIM),
    KeyPreset("plain", "no letter acts by itself: arrows, ctrl, alt and f1", _PLAIN),
)
KEY_PRESETS: Mapping[str, KeyPreset] = MappingProxyType({one.name: one for one in _ALL})


def preset_named(name: str) -> KeyPreset:
    """Give the preset of a name; an unknown name gets the one that counts by default."""
    return KEY_PRESETS.get(name, KEY_PRESETS["radar"])


def under_preset(known: Mapping[str, KnownBinding], preset: KeyPreset) -> dict[str, KnownBinding]:
    """Give all bindings with the keys that they have by default under a preset."""
    keymap = preset.keymap
    return {name: replace(one, keys=keymap.get(name, one.keys)) for name, one in known.items()}
