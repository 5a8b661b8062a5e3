"""The tables of the book, a module a subject. Each function returns a `Table`."""

from .base import Table

__all__ = ["Table"]
