"""Cleaning, quoted replies, sentences, languages, hostile characters, redaction."""
