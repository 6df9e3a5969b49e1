"""`python -m radar_tui`: the same as the command `radar`."""

from radar_tui.cli.main import main

main()
