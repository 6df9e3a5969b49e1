"""Panels, tables and charts used by more than one screen."""
