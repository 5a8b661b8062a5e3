"""Bibliographic records as databases give them: read from files and answers, compared, joined."""

from .reference import Reference

__all__ = ["Reference"]
