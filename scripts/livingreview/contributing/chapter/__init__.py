"""Checking a chapter in seconds: what a build would say of it, with file, line and remedy."""
