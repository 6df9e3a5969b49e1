"""What a file that cannot be read says to its user."""


class BadFileError(Exception):
    """A file that cannot be read as a whole; records of a readable file become rejects instead.

    The message is one line: what was found, what was expected, what to do. It never contains
    text of the file's records.
    """


class ColumnsError(BadFileError):
    """A table that can be read but for its columns: a mapping must say which of them is which."""
