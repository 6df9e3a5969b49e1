"""Keys that arrive all at once, as when a terminal was busy or somebody types ahead."""

from textual import events
from textual.pilot import Pilot

_CHARACTERS = {"slash": "/", "space": " "}


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys of which none waits for what the one before did."""
    for key in keys:
        character = _CHARACTERS.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))
    await pilot.pause()
