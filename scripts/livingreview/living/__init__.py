"""What keeps the review alive: an update from search to release, and how current the version is."""
