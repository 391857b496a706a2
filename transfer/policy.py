"""Limits and clocks of imports and exports."""

from datetime import timedelta

LARGEST_TABLE = 6 * 1024 * 1024  # bytes of a file; 10,000 mentors with long texts take four
LARGEST_ZIP = 7 * 1024 * 1024  # bytes of one upload of photos; there may be several
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000  # characters; what is beyond is cut, and then too long for any field
MOST_FILES = 2_000  # in one ZIP
LONGEST_CONTENTS = MOST_FILES * 256  # bytes of the table of contents of one ZIP: an entry takes 46, and its name
AT_ONCE = 500  # rows in one transaction
PHOTOS_AT_ONCE = 20
UNDO_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=7)  # the rows of an import, and an export
GIVE_UP_AFTER = timedelta(days=7)  # an import that no one confirms
