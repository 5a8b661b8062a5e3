"""The invented review with six undecided records, as two screeners find it."""

import datetime
from pathlib import Path

import pytest

from helpers import change, without_runs
from livingreview.records.runs import Account, add_run
from livingreview.store.reading import read_config
from screening_records import REFERENCES


@pytest.fixture
def root(review_copy) -> Path:
    """A review whose records r0056 to r0061 are pending, with their abstracts in .review."""
    without_runs(review_copy)
    change(
        review_copy / "data/review.yaml", "  - database: Spasm Index\n", "  - database: Spasm Index\n    log: spasm\n"
    )
    (search,) = [search for search in read_config(review_copy).searches if search.log == "spasm"]
    add_run(review_copy, Account(search, datetime.date(2024, 2, 1), "information specialist 1"), REFERENCES)
    return review_copy
