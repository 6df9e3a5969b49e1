"""The keys of the Matrix screen."""

from textual.binding import Binding

MATRIX_BINDINGS: tuple[Binding, ...] = (
    Binding("v", "switch_rows", "Segments", id="matrix.switch-rows",
            tooltip="List segments instead of accounts, or accounts again"),
    Binding("m", "heat_map", "Map", id="matrix.heat-map",
            tooltip="Go to the heat map, or back to the list"),
    Binding("O", "override", "Override", id="matrix.override",
            tooltip="Set an input of the account for a reason and a while, or end that"),
    Binding("W", "what_if", "What if", id="matrix.what-if",
            tooltip="Try other weights, cut-offs and limits, and save them if they are better"),
    Binding("y", "copy", "Copy", id="matrix.copy", show=False,
            tooltip="Copy why the row at the cursor has its number"),
    Binding("escape", "all_rows", "All", id="matrix.all-rows",
            tooltip="List everything again, not only a cell or a segment"),
)  # fmt: skip
