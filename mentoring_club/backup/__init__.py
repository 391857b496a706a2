"""The club in one file: its database and what its members uploaded, checksummed, encrypted where a key is set."""
