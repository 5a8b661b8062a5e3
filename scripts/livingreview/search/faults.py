"""Why a search could not be completed: one line each. Nothing in data/ was changed."""

from __future__ import annotations


class SearchError(Exception):
    """The search of one source failed."""


class Unreachable(SearchError):
    """The service could not be reached, or did not work after several tries. Commands end with exit code 3."""


class BadAnswer(SearchError):
    """The service answered, but with something that cannot be used. `again`: another try may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class Missing(BadAnswer):
    """The service does not have what was asked for."""
