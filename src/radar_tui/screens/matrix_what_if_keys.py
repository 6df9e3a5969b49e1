"""The keys of the what-if panel."""

from textual.binding import Binding

WHAT_IF_BINDINGS: tuple[Binding, ...] = (
    Binding("escape", "back", "Back", id="what-if.back",
            tooltip="Back to the matrix, with everything as it was"),
    # Before all others: the keys that come in one go with it are meant for the line.
    Binding("enter", "change", "Change", id="what-if.change", priority=True, show=False,
            tooltip="Type another value for the setting at the cursor"),
    Binding("s", "save", "Save", id="what-if.save",
            tooltip="Store what is changed, as one change that u takes back"),
    Binding("left,h,minus", "step(-1)", "Less", id="what-if.less", show=False,
            tooltip="Make the value at the cursor a step less"),
    Binding("right,l,plus", "step(1)", "More", id="what-if.more", show=False,
            tooltip="Make the value at the cursor a step more"),
    Binding("delete,backspace", "default", "Default", id="what-if.default", show=False,
            tooltip="Give the setting at the cursor the template's value"),
    Binding("D", "all_defaults", "All defaults", id="what-if.all-defaults", show=False,
            tooltip="Give every setting the template's value"),
)  # fmt: skip
