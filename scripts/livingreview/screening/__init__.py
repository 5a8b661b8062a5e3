"""Decisions of two screeners on records, their agreement, and the order in which records are shown."""
