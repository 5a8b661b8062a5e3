"""The journal article, made from parts of the book."""
