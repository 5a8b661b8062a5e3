"""What helps a contributor: new files, answers while one edits, and a report on a contribution for its editor."""
