"""Counts -> spikes; rules -> alert transitions. Pure functions."""
