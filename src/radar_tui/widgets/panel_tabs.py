"""The titles of panels that share one place, as tabs, where a terminal is too narrow for all."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget


class PanelTabs(Widget):
    """One line of titles; the one in front is set off by brackets as well as by colour."""

    DEFAULT_CSS = """
    PanelTabs {
        height: 1;
        padding: 0 1;
        color: $text-muted;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._titles: Sequence[str] = ()
        self._front = 0

    def show(self, titles: Sequence[str], front: int) -> None:
        """Take plain titles, and which of them is in front."""
        self._titles, self._front = titles, front
        self.refresh()

    def render(self) -> Content:
        """Draw the titles in a row."""
        return (
            Content(" ")
            .join(
                Content.styled(f"[{title}]", "bold $accent")
                if place == self._front
                else Content(f" {title} ")
                for place, title in enumerate(self._titles)
            )
            .truncate(self.size.width, ellipsis=True)
        )
