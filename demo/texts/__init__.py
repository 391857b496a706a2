"""Hand-written texts of the demo club."""
