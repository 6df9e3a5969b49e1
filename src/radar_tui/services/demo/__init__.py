"""The demo workspace: a believable support team, its customers and 30 weeks of their tickets.

`generate` makes the world, `write_exports` writes it as the files that the importers read.
"""

from radar_tui.services.demo.exports import DemoFiles, write_exports
from radar_tui.services.demo.generator import generate
from radar_tui.services.demo.world import World

__all__ = ["DemoFiles", "World", "generate", "write_exports"]
