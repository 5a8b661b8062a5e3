"""`review new`: a small living review of another topic on this engine, empty or from the table of another review."""
