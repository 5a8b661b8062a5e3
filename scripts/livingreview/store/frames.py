"""The typed models as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, overload

import numpy as np
import pandas as pd

from ..schema import (
    Arm,
    Background,
    BackgroundValue,
    BiasItem,
    DomainJudgement,
    EfficacyRow,
    Finding,
    Group,
    Point,
    Record,
    Registration,
    SafetyRow,
    Source,
    SourceKind,
    Study,
    Trial,
    TrustJudgement,
)
from .contents import Contents

if TYPE_CHECKING:
    from pydantic import BaseModel

# Access levels, from the fullest to the least.
ACCESS_ORDER = (
    SourceKind.FULL_TEXT,
    SourceKind.EXCERPT,
    SourceKind.ABSTRACT,
    SourceKind.REGISTRY,
    SourceKind.SECONDARY,
)


def deepest(sources: Iterable[Source]) -> SourceKind:
    """The kind of the source that shows most of a publication. Raises ValueError without a source."""
    return min((source.kind for source in sources), key=ACCESS_ORDER.index)


class ReadOnly(dict[str, Any]):
    """A mapping in a cell of a frame: read like any dict, and never changed."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("cells of a review's frames are read-only; make a dict of this one to change it.")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse


def _read_only(value: Any) -> Any:
    """Lists as tuples and mappings read-only: pandas hands out the same cells with every copy of a frame."""
    if isinstance(value, dict):
        return ReadOnly({key: _read_only(inner) for key, inner in value.items()})
    return tuple(map(_read_only, value)) if isinstance(value, list) else value


def _table(
    leading: tuple[str, ...], model: type[BaseModel], rows: Iterable[tuple[Mapping[str, Any], BaseModel]]
) -> pd.DataFrame:
    """One row a model, columns in the order of the model's fields behind the leading ones; the same without any row."""
    records = [{**given, **_cells(row)} for given, row in rows]
    return pd.DataFrame.from_records(records, columns=[*leading, *model.model_fields])


def _cells(row: BaseModel) -> dict[str, Any]:
    return {name: _read_only(value) for name, value in row.model_dump(mode="json").items()}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of Python values in which whatever is missing is None, so that `or` and `if` mean it."""
    columns = [[_native(value) for value in column.tolist()] for _, column in frame.items()]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _native(value: Any) -> Any:
    if value is pd.NA or value != value:  # nan and NaT differ from themselves
        return None
    return value.item() if isinstance(value, np.generic) else value


@overload
def split_by(frame: pd.DataFrame, column: str, /) -> Iterator[tuple[str, pd.DataFrame]]: ...


@overload
def split_by(frame: pd.DataFrame, column: str, /, *more: str) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]: ...


def split_by(frame: pd.DataFrame, column: str, /, *more: str) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Rows with the same text in a column (or in several), in order of appearance: the text (or texts), and the rows.

    Raises ValueError where a row has no text there, which would leave it out.
    """
    missing = [name for name in (column, *more) if frame[name].isna().any()]
    if missing:
        raise ValueError(f"column {missing[0]!r} is empty in some rows: they belong to no part.")
    yield from frame.groupby([column, *more] if more else column, sort=False)


STUDY_COLUMNS = (
    *("study", "label", "year", "kind", "design", "country", "age", "line", "enrolled", "clinical", "cohort"),
    *("access", "extracted_by", "checked_by"),
)


def studies(review: Contents) -> pd.DataFrame:
    records = []
    for key, study in review.publications.items():
        entry = review.bibliography[key]
        records.append(
            {
                "study": key,
                "label": review.bibliography.label(key),
                "year": int(entry.year) if entry.year else None,
                "kind": str(study.kind),
                "design": str(study.design),
                "country": study.country,
                "age": str(study.population.age),
                "line": study.population.line,
                "enrolled": study.population.enrolled,
                "clinical": _clinical(review, study),
                "cohort": study.cohort.id if study.cohort else key,
                "access": str(deepest(study.sources)),
                "extracted_by": study.extraction.extracted_by,
                "checked_by": study.extraction.checked_by,
            }
        )
    frame = pd.DataFrame.from_records(records, columns=list(STUDY_COLUMNS))
    return frame.astype({"year": "Int64", "enrolled": "Int64", "clinical": bool})


def _clinical(review: Contents, study: Study) -> bool:
    """Whether it treated patients whom the review asks about; a report without groups is taken at its arms' word."""
    in_scope = [review.vocabulary.conditions[group.condition].in_scope for group in study.groups]
    return bool(study.arms) and (not in_scope or any(in_scope))


def _with_study(items: Mapping[str, BaseModel], field: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for key, item in items.items():
        for i, row in enumerate(getattr(item, field)):
            yield {"study": key, "row": i}, row


def arms(review: Contents) -> pd.DataFrame:
    return _table(("study", "row"), Arm, _with_study(review.publications, "arms")).astype({"n": "Int64"})


def groups(review: Contents) -> pd.DataFrame:
    return _table(("study", "row"), Group, _with_study(review.publications, "groups")).astype({"n": "Int64"})


def _figures(
    review: Contents, field: str, model: type[BaseModel], items: Mapping[str, Study | Background] | None = None
) -> pd.DataFrame:
    items = review.publications if items is None else items
    kinds = {(key, source.id): str(source.kind) for key, item in items.items() for source in item.sources}
    rows = [
        ({**given, "source_kind": kinds[given["study"], row.source]}, row) for given, row in _with_study(items, field)
    ]
    frame = _table(("study", "row", "source_kind"), model, rows)
    if "unit" in frame:
        labels = {unit: named.label for unit, named in review.vocabulary.units.items()}
        frame["unit_label"] = frame["unit"].map(labels)
    counts = {name: "Int64" for name in ("events", "n", "participants") if name in frame}
    return frame.astype(counts)


def efficacy(review: Contents) -> pd.DataFrame:
    return _figures(review, "efficacy", EfficacyRow)


def safety(review: Contents) -> pd.DataFrame:
    return _figures(review, "safety", SafetyRow)


def findings(review: Contents) -> pd.DataFrame:
    frame = _figures(review, "findings", Finding)
    vocabulary = review.vocabulary
    frame["part"] = [str(vocabulary.perturbations[p].part) for p in frame["perturbation"]]
    frame["direct"] = [vocabulary.diseases[d].direct for d in frame["disease"]]
    frame["chapter"] = [vocabulary.axes[a].chapter for a in frame["axis"]]
    return frame


def bias(review: Contents) -> pd.DataFrame:
    """One row a study and item: a judgement on several items has one row for each."""
    return _by_item(_table(("study", "row"), BiasItem, _with_study(review.publications, "risk_of_bias")))


def trust_judgements(review: Contents) -> pd.DataFrame:
    """One row a study and item of data/trust.yaml: a judgement on several items has one row for each."""
    judgements = review.trust.judgements if review.trust is not None else []
    return _by_item(_table((), TrustJudgement, (({}, judgement) for judgement in judgements)))


def _by_item(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.explode("items", ignore_index=True).rename(columns={"items": "item"})
    return frame.astype({"source": "Int64"})


def certainty_domains(review: Contents) -> pd.DataFrame:
    """One row an outcome and domain of data/certainty.yaml."""
    rated = review.certainty.outcomes if review.certainty is not None else {}
    rows = [
        ({"rated": name, "domain": str(domain)}, judgement)
        for name, outcome in rated.items()
        for domain, judgement in outcome.domains.items()
    ]
    return _table(("rated", "domain"), DomainJudgement, rows)


def context(review: Contents) -> pd.DataFrame:
    return _figures(review, "figures", BackgroundValue, review.background)


def points(review: Contents) -> pd.DataFrame:
    return _figures(review, "points", Point, review.background)


def sources(review: Contents) -> pd.DataFrame:
    rows = (({"study": key}, source) for key, item in review.files.items() for source in item.sources)
    return _table(("study",), Source, rows)


def registrations(review: Contents) -> pd.DataFrame:
    rows = _with_study(review.publications, "registrations")
    return _table(("study", "row"), Registration, rows).astype({"planned": "Int64"})


def log(review: Contents) -> pd.DataFrame:
    return _table((), Record, (({}, record) for record in review.log))


def trials(review: Contents) -> pd.DataFrame:
    apart = {"sources", "extraction", "id"}
    records = [
        {
            "study": key,
            "label": review.bibliography.label(key),
            **{name: cell for name, cell in _cells(trial).items() if name not in apart},
        }
        for key, trial in review.registered.items()
    ]
    columns = ["study", "label", *(name for name in Trial.model_fields if name not in apart)]
    return pd.DataFrame.from_records(records, columns=columns)
