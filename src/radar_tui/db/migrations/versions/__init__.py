"""One module per schema version, counted up from 0001."""
