"""German texts of the demo club."""
