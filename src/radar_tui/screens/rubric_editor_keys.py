"""The keys of the rubric editor."""

from textual.binding import Binding

RUBRIC_BINDINGS: tuple[Binding, ...] = (
    Binding("escape", "back", "Back", id="rubric.back",
            tooltip="Back to where you were; asks about what is not saved"),
    # Before all others: the keys that come in one go with it are meant for the line.
    Binding("enter", "change", "Change", id="rubric.change", priority=True, show=False,
            tooltip="Type another number, or another phrase of your own"),
    Binding("p", "phrase", "Add phrase", id="rubric.phrase",
            tooltip="Type a phrase of your own for the signal at the cursor"),
    Binding("space", "switch", "In/out", id="rubric.switch",
            tooltip="Leave the shipped phrase at the cursor out, or take it in again"),
    Binding("s", "save", "Save", id="rubric.save",
            tooltip="Store what is changed, as one change that u takes back"),
    Binding("left,h,minus", "step(-1)", "Less", id="rubric.less", show=False,
            tooltip="Make the number at the cursor one less"),
    Binding("right,l,plus", "step(1)", "More", id="rubric.more", show=False,
            tooltip="Make the number at the cursor one more"),
    Binding("delete,backspace", "default", "Default", id="rubric.default", show=False,
            tooltip="Give the number as it ships, or take your phrase at the cursor out"),
    Binding("D", "all_defaults", "As shipped", id="rubric.all-defaults", show=False,
            tooltip="Give all numbers and phrases as they ship"),
)  # fmt: skip
