"""Queries: one module per subject; rows and frozen values out, no more columns than are used."""
