"""Profiles in English, one module a category."""
