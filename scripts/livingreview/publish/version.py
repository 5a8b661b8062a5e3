"""The state of the review in one line, for the top of every page of the site and for the first page of the book."""

from __future__ import annotations

from ..schema import SearchStatus
from ..subjects.results import Results


def version_line(results: Results) -> str:
    """The line at the top of every page: version, date of the data, state of the searches."""
    config = results.review.config
    never = sum(search.status is SearchStatus.NOT_RUN for search in config.searches)
    if never == len(config.searches):
        searched = "the database searches have not been run yet"
    elif never:
        searched = (
            f"last search {results['search.last'].text}; {never} of {len(config.searches)} sources never searched"
        )
    else:
        searched = f"last search {results['search.last'].text}, next search due {results['currency.next-search'].text}"
    return f"Version {config.version} ({config.status}), data of {results['review.date'].text}; {searched}."
