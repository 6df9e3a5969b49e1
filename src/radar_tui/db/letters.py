"""Letters beyond ASCII: SQLite's own `lower()` leaves them as they are."""

from sqlmodel import Session

_KNOWN = "radar_letters"


def know_all_letters(session: Session) -> None:
    """Have `lower()` lower every letter on this session's connection, as PostgreSQL does."""
    connection = session.connection()
    if connection.dialect.name == "sqlite" and not connection.info.get(_KNOWN):
        connection.connection.create_function("lower", 1, _lower, deterministic=True)
        connection.info[_KNOWN] = True


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text
