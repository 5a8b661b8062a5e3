"""The journal article made of the book's own parts: plan, conversion, and the files that are submitted."""
