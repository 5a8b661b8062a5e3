"""One publication: a new file, its check within a second, what the review makes of it, another key."""
