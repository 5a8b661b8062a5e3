"""Results of other treatments, and the frequency and severity of the disease. Never pooled, never ranked.

A figure that prose quotes has an `id` in its file, so that it is found by name and not by its place in a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...evidence import exact_interval, has_count, marks, printed_proportion, with_exact_intervals
from ...schema import Background, Purpose, Sourced, SourceKind, When
from ...store import Review, records
from ...wording import interval, percent, share_words

# Heading of values on several drugs together, or on a drug without a term of its own: always the last group.
TOGETHER = "combinations and other drugs"
NO_TERM = "other-drug"
TIMES = ("hours", "days", "weeks", "months", "years")

ACCESS_LABELS = {
    SourceKind.FULL_TEXT: "full text",
    SourceKind.EXCERPT: "excerpt of the full text",
    SourceKind.ABSTRACT: "abstract",
    SourceKind.REGISTRY: "register entry",
    SourceKind.SECONDARY: "secondary source",
}


def comparators(review: Review, outcomes: Sequence[str]) -> pd.DataFrame:
    """Values of other treatments on these outcomes, by drug (A to Z), then year, then label: never by size of effect.

    To `Review.context` it adds label, year, design, population, heading (of the drug), marks, proportion (nan where a
    report gives none), and ci_low, ci_high with `bounds`: "exact" where there is a count, "printed" where the source
    prints a 95% interval for its percentage, else "". Raises KeyError for an outcome the vocabulary does not have.
    """
    _check(review, outcomes)
    found = _described(review, Purpose.COMPARATOR)
    found = found[found["outcome"].isin(outcomes) & ~found["drug"].isin(review.config.intervention_drugs)].copy()
    named = {drug: term.label for drug, term in review.vocabulary.drugs.items() if drug != NO_TERM}
    found["heading"] = found["drug"].map(named).fillna(TOGETHER)
    found["marks"] = pd.Series([_marks(row) for row in records(found)], index=found.index, dtype=object)
    found = _with_proportions(found)
    order = pd.DataFrame(
        {
            "last": found["heading"] == TOGETHER,
            "heading": found["heading"].str.casefold(),
            "year": found["year"].fillna(0),
            "label": found["label"],
            "row": found["row"],
        }
    )
    return found.loc[order.sort_values(list(order.columns)).index].reset_index(drop=True)


def besides(review: Review, outcomes: Sequence[str]) -> list[str]:
    """The other outcomes of the vocabulary. Raises KeyError for one that it does not have."""
    _check(review, outcomes)
    return [outcome for outcome in review.vocabulary.outcomes if outcome not in outcomes]


def _check(review: Review, outcomes: Sequence[str]) -> None:
    unknown = [outcome for outcome in outcomes if outcome not in review.vocabulary.outcomes]
    if unknown:
        known = ", ".join(review.vocabulary.outcomes)
        raise KeyError(f"{unknown[0]!r} is not an outcome in data/vocabulary.yaml. There are: {known}.")


def by_year(review: Review, purpose: Purpose) -> list[str]:
    """Keys of the background publications of one purpose, by year and then label; those without a year come last."""
    keys = [key for key, item in review.background.items() if item.purpose is purpose]
    return sorted(keys, key=lambda key: (review.bibliography[key].year or "9999", review.bibliography.label(key)))


def access_label(item: Background, block: Sourced) -> str:
    """How much was read of the source in which a value or point of a background file was found."""
    return ACCESS_LABELS[next(source.kind for source in item.sources if source.id == block.source)]


def _described(review: Review, purpose: Purpose) -> pd.DataFrame:
    """Background values of one purpose, with what is known of their publications."""
    found = review.context
    found = found[found["study"].map(lambda key: review.background[key].purpose is purpose).astype(bool)].copy()
    of = {key: review.background[key] for key in found["study"].unique()}
    years = {key: int(year) if (year := review.bibliography[key].year).isdigit() else None for key in of}
    found["label"] = found["study"].map(review.bibliography.label)
    found["year"] = pd.array([years[key] for key in found["study"]], dtype="Int64")
    found["design"] = found["study"].map(lambda key: of[key].design)
    found["population"] = found["study"].map(lambda key: of[key].population)
    return found


def _marks(row: Mapping[str, Any]) -> str:
    """Marks of a response value; one without a time has the mark of that."""
    return marks({**row, "when": When.NOT_STATED if row["time"] is None else None})


def _with_proportions(rows: pd.DataFrame) -> pd.DataFrame:
    rows, counted, printed = with_exact_intervals(rows), has_count(rows), printed_proportion(rows)
    rows["proportion"] = rows["proportion"].fillna(printed)
    as_printed = ((rows["spread"] == "ci95") & printed.notna() & ~counted).astype(bool)
    rows.loc[as_printed, ["ci_low", "ci_high"]] = rows.loc[as_printed, ["low", "high"]].astype(float).to_numpy() / 100
    rows["bounds"] = ""
    rows.loc[as_printed, "bounds"], rows.loc[counted, "bounds"] = "printed", "exact"
    return rows


def figure_parts(row: Mapping[str, Any]) -> dict[str, str]:
    """A record of `Review.context` in parts that prose may ask for; only the parts that the value has.

    `figure` is the whole: 222/19,415 (1%), or 1.4% (95% CI 0.9% to 2.1%), or 2.9 per 100,000 person-years. The
    percentage of a count is computed; `figure` adds the printed one where it does not fit.
    """
    events, n, printed, value = row["events"], row["n"], row["printed"], row["value"]
    parts: dict[str, str | None] = {name: row[name] for name in ("about", "time", "p", "says")}
    parts["as-printed"] = row["as_printed"]
    parts["n"] = f"{n:,}" if n is not None else None
    parts["events"] = f"{events:,}" if events is not None else None
    if events is not None and n is not None:
        parts["count"] = f"{events:,} of {n:,}"
        parts["percent"] = percent(events / n)
        parts["exact-interval"] = interval(*exact_interval(events, n))
        parts["figure"] = f"{events:,}/{n:,} ({share_words(events, n, printed)})"
    elif printed is not None:
        parts["percent"] = parts["figure"] = printed
    elif value is not None:
        unit = row["unit_label"] if row["unit"] != "ratio" else ""
        unit = unit.removesuffix("s") if value == 1 and row["unit"] in TIMES else unit  # 1 week
        parts["value"] = parts["figure"] = f"{_decimals(row, value)} {unit}".strip()
    else:
        parts["figure"] = row["says"] or parts["events"] or (f"P {row['p']}" if row["p"] else None)
    if row["spread"] == "ci95" and row["low"] is not None and row["high"] is not None and "count" not in parts:
        sign = "%" if printed is not None else ""
        parts["interval"] = f"{_decimals(row, row['low'])}{sign} to {_decimals(row, row['high'])}{sign}"
        parts["figure"] = f"{parts['figure']} (95% CI {parts['interval']})"
    return {name: text for name, text in parts.items() if text}


def _decimals(row: Mapping[str, Any], value: float) -> str:
    """The number with as many decimals as its row's most exact one: 3 beside 1.8 is 3.0."""
    numbers = [row[name] for name in ("value", "low", "high") if row[name] is not None]
    return f"{value:.{max(len(f'{x:g}'.partition('.')[2]) for x in numbers)}f}"
