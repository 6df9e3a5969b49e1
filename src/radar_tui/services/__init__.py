"""Use cases of screens and commands: the only place where the rooms below meet."""
