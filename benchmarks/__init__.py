"""What prints the figures of speed and quality; never part of the tests."""
