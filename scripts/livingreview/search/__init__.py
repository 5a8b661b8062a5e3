"""Searching databases that have an open interface, and checking the strategies."""
