"""Bibliographic records as databases give them: read from files and answers, compared, joined."""

from .reading import Read, read_records
from .reference import Reference

__all__ = ["Read", "Reference", "read_records"]
