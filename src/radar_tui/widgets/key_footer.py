"""The keys at the bottom of the screen, as many as there is room for."""

from rich.cells import cell_len
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey, FooterLabel, KeyGroup


class KeyFooter(Footer):
    """A footer that leaves out whole keys where they do not fit, the last first.

    The key that lists all others stays.
    """

    def __init__(self, stays: str = "help") -> None:
        """`stays` is the action whose key is never left out."""
        super().__init__(show_command_palette=False)
        self._stays = stays

    async def recompose(self) -> None:
        """Make the keys anew, and show those that fit."""
        with self.app.batch_update():
            await super().recompose()
            self._fit()

    def on_resize(self) -> None:
        """Look again which keys fit."""
        self._fit()

    def _fit(self) -> None:
        entries = self._entries()
        widths = [sum(map(_width, entry)) for entry in entries]
        surplus = sum(widths) - self.size.width
        for entry, width in zip(reversed(entries), reversed(widths), strict=True):
            stays = surplus <= 0 or self._is_kept(entry[0])
            for part in entry:
                part.display = stays
            surplus -= 0 if stays else width

    def _entries(self) -> list[list[Widget]]:
        """The keys, each by itself or in a group with the label that follows it."""
        entries: list[list[Widget]] = []
        for part in self.children:
            if isinstance(part, FooterLabel):
                entries[-1].append(part)
            else:
                entries.append([part])
        return entries

    def _is_kept(self, part: Widget) -> bool:
        return isinstance(part, FooterKey) and part.action == self._stays


def _width(part: Widget) -> int:
    """How many cells a part of the footer takes, with the spaces around it."""
    if isinstance(part, KeyGroup):
        around = 2 if part.has_class("-compact") else 0
        return around + sum(_width(key) + (0 if around else 2) for key in part.children)
    if isinstance(part, FooterKey):
        return part.render().cell_len
    return cell_len(str(part.render())) + 1
