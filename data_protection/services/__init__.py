"""Exports, erasures, and what goes by the clock."""
