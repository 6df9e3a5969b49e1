"""Metrics, priority, tagging suggestions and reply completeness. Pure functions."""
