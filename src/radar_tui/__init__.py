"""Radar: proactive support for a team lead, in the terminal, offline."""
