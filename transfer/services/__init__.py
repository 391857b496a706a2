"""Imports and exports of tables."""
