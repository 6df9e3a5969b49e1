"""Names of tickets across sources, `source/number`: how alerts, accounts and people refer to them.

A slash may be part of the source as well as of the number, so that a name is never split blindly.
"""


def ticket_name(source: str, external_id: str) -> str:
    """Name a ticket across sources."""
    return f"{source}/{external_id}"


def name_parts(name: str) -> list[tuple[str, str]]:
    """Give every source and number that a name may mean; none where it names no source."""
    slashes = [place for place, letter in enumerate(name) if letter == "/"]
    return [(name[:place], name[place + 1 :]) for place in slashes]
