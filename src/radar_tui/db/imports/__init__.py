"""Storing what importers read: one module per kind of record, and the runs that brought it."""
