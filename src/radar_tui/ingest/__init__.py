"""A system's export -> source records; one module per system, streaming, no database."""
