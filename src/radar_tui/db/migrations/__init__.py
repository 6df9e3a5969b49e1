"""Alembic migrations, from the first release; each runs in one transaction."""
