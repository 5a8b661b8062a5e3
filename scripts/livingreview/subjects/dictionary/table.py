"""Tables of the data dictionary."""

from __future__ import annotations

from ...publish.open_data import TABLES, describe
from ...render.table import Table, plain
from ...schema import Term
from ...store import Review


def fields(review: Review, name: str) -> Table:
    """Columns of a table of the open data."""
    title, model = TABLES[name]
    rows = [[plain(column), plain(describe(column, model))] for column in getattr(review, name).columns]
    return Table(f"fields-{name}", f"{name}.csv: {title.lower()}", ["Column", "Meaning"], rows, [22, 78])


def terms(review: Review) -> Table:
    """Every term of every closed vocabulary, with its definition."""
    rows = [
        [plain(vocabulary), plain(term), plain(one.label), plain(getattr(one, "definition", None) or "")]
        for vocabulary, named in review.vocabulary
        for term, one in named.items()
    ]
    rows += [
        [plain(vocabulary.__name__), plain(member.value), plain(member.label), plain(member.definition)]
        for vocabulary in sorted(Term.__subclasses__(), key=lambda cls: cls.__name__)
        for member in vocabulary
    ]
    header = ["Vocabulary", "Term", "Label", "Definition"]
    return Table("terms", "Closed vocabularies.", header, rows, [16, 20, 24, 40])
