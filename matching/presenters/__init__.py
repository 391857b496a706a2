"""What pages show of matching."""
