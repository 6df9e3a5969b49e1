"""The four bands to choose from: key, sign, what the band means, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from radar_tui.domain.bands import Band
from radar_tui.reporting.wording import band_glyph
from radar_tui.widgets.virtual_table_layout import fit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.domain.playbook_sections import RubricBand


class BandLine(Static):
    """One band, to be read or clicked; its key is the screen's."""

    def __init__(self, band: Band) -> None:
        super().__init__("", markup=False)
        self.band = band

    def on_click(self) -> None:
        """Choose the band."""
        self.post_message(BandChoices.BandChosen(self.band))


class BandChoices(Vertical):
    """All bands, mildest first."""

    DEFAULT_CSS = """
    BandChoices {
        height: auto;

        BandLine { height: 1; }
    }
    """

    class BandChosen(Message):
        """A band was clicked."""

        def __init__(self, band: Band) -> None:
            super().__init__()
            self.band = band

    def compose(self) -> ComposeResult:
        """A line for each band."""
        for band in Band:
            yield BandLine(band)

    def show(self, rubric: Sequence[RubricBand]) -> None:
        """Say what the bands mean."""
        width = max((cell_len(one.label) for one in rubric), default=0)
        told = {one.band: _band_content(one, width) for one in rubric}
        for line in self.query(BandLine):
            line.update(told.get(line.band, Content()))


def _band_content(one: RubricBand, width: int) -> Content:
    style = f"bold $band-{one.band}"
    return Content.assemble(
        (f"{one.band.rank + 1}  ", "bold $accent"),
        (f"{band_glyph(one.band)} {fit_text(one.label, width)}", style),
        (f"  {one.lowest}–{one.highest}", "$foreground-muted"),
    )
