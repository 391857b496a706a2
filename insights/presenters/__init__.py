"""What the pages show of the club's numbers."""
