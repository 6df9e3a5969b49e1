"""The keys of the rule editor."""

from textual.binding import Binding

EDITOR_BINDINGS: tuple[Binding, ...] = (
    Binding("escape", "back", "Back", id="rule.back",
            tooltip="Back to where you were; asks about what is not stored"),
    # Before all others: the keys that come in one go with it are meant for the line.
    Binding("enter", "change", "Change", id="rule.change", priority=True, show=False,
            tooltip="Type another value for the field at the cursor"),
    Binding("s", "save", "Save", id="rule.save", show=False,
            tooltip="Store what is changed, as one change that u takes back"),
    Binding("left,h,minus", "step(-1)", "Less", id="rule.less", show=False,
            tooltip="Make the value at the cursor a step less"),
    Binding("right,l,plus", "step(1)", "More", id="rule.more", show=False,
            tooltip="Make the value at the cursor a step more"),
    Binding("space", "switch", "On/off", id="rule.switch", show=False,
            tooltip="Turn the rule off, or on again, when it is saved"),
    Binding("delete,backspace", "default", "Default", id="rule.default", show=False,
            tooltip="Give the field at the cursor the template's value"),
    Binding("D", "all_defaults", "All defaults", id="rule.all-defaults", show=False,
            tooltip="Give every field the template's value"),
)  # fmt: skip
