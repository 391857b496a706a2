"""Backups: the database and all uploads in one file, with checksums, encrypted if a key is set."""
