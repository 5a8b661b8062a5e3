"""Publications in numbers, facts about one of them, and single efficacy data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from ...evidence import access_level, marks, overlaps
from ...render.names import OWN, Branch, Names, Node, Result, each
from ...schema import Design, Purpose, SourceKind
from ...store import records
from ...wording import count, of_total, part_of, sentence, value_words
from ..analysis import Analysis
from .datum import Row, data_names
from .model import CLINICAL, DIRECT, INDIRECT, MIXED, TREATED, patients, publications


def names(analysis: Analysis) -> Names:
    return {
        "count": Branch(lambda: _counts(analysis), "counts over the data set: count.WHAT"),
        "publications": Branch(
            lambda: each(analysis.review.publications, partial(_facts, analysis)),
            "a fact about one publication: publications.STUDY.WHAT",
        ),
        "datum": Branch(lambda: _data(analysis), ABOUT_DATA),
        "outcomes": Branch(
            lambda: each(analysis.review.vocabulary.outcomes, partial(_outcome, analysis)),
            "how much is reported on an outcome: outcomes.OUTCOME.sentence",
        ),
    }


ABOUT_DATA = (
    "one efficacy value: datum.STUDY.ARM.GROUP.OUTCOME.TIME, TIME in months or a word such as best; of an adverse "
    "event: harms.datum.STUDY.ARM.GROUP.EVENT.SEVERITY"
)


def _facts(analysis: Analysis, key: str) -> Names:
    study = analysis.review.publications[key]
    enrolled = study.population.enrolled
    texts = {
        "label": analysis.review.bibliography.label(key),
        "enrolled": str(enrolled) if enrolled is not None else "not accessible",
        "country": study.country or "not stated",
    }
    return {what: Result(text, study=key) for what, text in texts.items()}


def _data(analysis: Analysis) -> Names:
    def key(column: str) -> Callable[[Row], str]:
        return lambda row: row[column]

    keys = [*map(key, ("study", "arm", "group", "outcome")), _time]
    return data_names(records(analysis.review.efficacy), keys, _datum, ABOUT_DATA)


def _time(row: Row) -> str:
    return row["when"] if row["when"] is not None else f"{row['month']:g}"


def _datum(row: Row) -> Result:
    return Result(value_words(row), marks(row), row["study"])


def _outcome(analysis: Analysis, term: str) -> Names:
    label = analysis.review.vocabulary.outcomes[term].label
    rows = analysis.review.efficacy
    rows = rows[rows["outcome"] == term]
    if rows.empty:
        return {"sentence": f"No publication read has a value or statement on {label}."}
    studies = rows["study"].nunique()
    data = count(len(rows), "value or statement", "values or statements")
    verb = "has" if studies == 1 else "have"
    return {"sentence": sentence(f"{count(studies, 'publication')} {verb} {data} on {label}")}


def _counts(analysis: Analysis) -> Names:
    review = analysis.review
    studies = review.studies
    levels = studies.set_index("study")["access"]
    full = {str(SourceKind.FULL_TEXT)}
    counts: dict[str, Callable[[], int]] = {
        "publications": lambda: len(studies),
        "clinical": lambda: int(studies["clinical"].sum()),
        "mechanistic": lambda: review.findings["study"].nunique(),
        "registered": lambda: sum(not trial.reports for trial in review.registered.values()),
        "clinical-values": lambda: len(review.efficacy) + len(review.safety),
        "findings": lambda: len(review.findings),
        "full-text": lambda: int(levels.isin(full).sum()),
        "not-full-text": lambda: int((~levels.isin(full)).sum()),
        "checked": lambda: int(studies["checked_by"].notna().sum()),
        "randomised": lambda: int((studies["clinical"] & studies["design"].eq(Design.RCT)).sum()),
        "derived": lambda: int(review.efficacy["derived"].notna().sum() + review.safety["derived"].notna().sum()),
        "conflicts": lambda: sum(
            int(f["conflict"].notna().sum()) for f in (review.efficacy, review.safety, review.findings)
        ),
        "searches": lambda: len(review.config.searches),
        **_evidence_base(analysis),
    }
    read, checked = counts["full-text"](), counts["checked"]()
    of_all = partial(of_total, total=len(studies), noun="publication", one="was", many="were")
    sentences: dict[str, Node] = {
        "read-in-full": f"{of_all(read)} read in full.",
        "checked-by-second": f"{of_all(checked)} read again as a whole by a second reader.",
    }
    background: dict[str, Node] = {OWN: f"{len(review.background):,}"}
    background |= each(Purpose, partial(_background, analysis))
    return {
        **{what: partial(_printed, number) for what, number in counts.items()},
        **sentences,
        "background": background,
    }


def _printed(number: Callable[[], int]) -> str:
    return f"{number():,}"


def _evidence_base(analysis: Analysis) -> dict[str, Callable[[], int]]:
    """Counts of publications by kind, of patients, of declared overlaps and by level of access."""
    review = analysis.review
    frame = publications(review)
    clinical = frame[frame["kind"].isin(CLINICAL)]
    pairs = overlaps(review)

    def of(*kinds: str) -> pd.DataFrame:
        return frame[frame["kind"].isin(kinds)]

    def access(level: SourceKind, part: pd.DataFrame = frame) -> Callable[[], int]:
        return lambda: int((part["access"] == level).sum())

    return {
        "clinical-condition": lambda: len(of(TREATED)),
        "clinical-mixed": lambda: len(of(MIXED)),
        "clinical-cohorts": lambda: clinical["cohort"].nunique(),
        "mechanistic-only": lambda: len(of(DIRECT, INDIRECT)),
        "mechanistic-direct": lambda: len(of(DIRECT)),
        "mechanistic-indirect": lambda: len(of(INDIRECT)),
        "patients-condition": lambda: patients(of(TREATED)),
        "patients-mixed": lambda: patients(of(MIXED)),
        "without-patients": lambda: int(clinical["patients"].isna().sum()),
        "condition-without-patients": lambda: int(of(TREATED)["patients"].isna().sum()),
        "without-year": lambda: int(frame["year"].isna().sum()),
        "without-country": lambda: int(frame["country"].isna().sum()),
        "overlap-pairs": lambda: len(pairs),
        "overlap-publications": lambda: len({*pairs["one"], *pairs["other"]}),
        "overlap-clinical": lambda: int(pairs["one"].isin(clinical["study"]).sum()),
        "excerpt": access(SourceKind.EXCERPT),
        "abstract": access(SourceKind.ABSTRACT),
        "registry": access(SourceKind.REGISTRY),
        "secondary": access(SourceKind.SECONDARY),
        "clinical-excerpt": access(SourceKind.EXCERPT, clinical),
        "clinical-abstract": access(SourceKind.ABSTRACT, clinical),
        "clinical-full-text": access(SourceKind.FULL_TEXT, clinical),
    }


def _background(analysis: Analysis, purpose: Purpose) -> Names:
    """Background publications with this purpose, how many of them were read in full, and the values they give."""
    review = analysis.review
    keys = [key for key, item in review.background.items() if item.purpose is purpose]
    full = sum(access_level(review, key) is SourceKind.FULL_TEXT for key in keys)
    return {
        OWN: f"{len(keys):,}",
        "full-text": f"{full:,}",
        "not-full-text": f"{len(keys) - full:,}",
        "read-in-full": part_of(full, len(keys), "publication"),
        "values": f"{(values := int(review.context['study'].isin(keys).sum())):,}",
        "values-sentence": sentence(
            f"{count(values, 'value') if values else 'no value'} could be extracted from the accessible parts of "
            f"{count(len(keys), 'publication')}"
        ),
    }
