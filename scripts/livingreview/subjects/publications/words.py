"""Facts about one publication, and single figures of it."""

from __future__ import annotations

from ...evidence import marks
from ...render.result import Result, UnknownResult, pick
from ...render.wording import figure_words
from ...store import records
from ..analysis import Analysis


def study(analysis: Analysis, rest: str) -> Result:
    key, _, what = rest.partition(".")
    if key not in analysis.review.publications:
        raise UnknownResult(f"study.{rest}: {key!r} is not a study.")
    study = analysis.review.publications[key]
    texts = {
        "label": analysis.review.bibliography.label(key),
        "enrolled": str(study.population.enrolled) if study.population.enrolled is not None else "not visible",
        "country": study.country or "not stated",
    }
    return Result(pick(texts, what, f"study.{rest}"), study=key)


def figure(analysis: Analysis, rest: str) -> Result:
    path = rest.split(".")
    rows = analysis.review.efficacy
    names = ("study", "arm", "group", "outcome")
    source = path.pop().removeprefix("source-") if path[-1].startswith("source-") else None
    if len(path) != len(names) + 1:
        raise UnknownResult(
            f"figure.{rest}: write figure.STUDY.ARM.GROUP.OUTCOME.TIME, with .source-N where several sources give it."
        )
    for name, wanted in zip(names, path[:-1], strict=True):
        allowed = sorted(rows[name].unique())
        rows = rows[rows[name] == wanted]
        if rows.empty:
            raise UnknownResult(f"figure.{rest}: no row has {name} {wanted!r}. There are: {', '.join(allowed)}.")
    times = rows["when"].fillna(rows["month"].map(lambda m: f"{m:g}", na_action="ignore"))
    rows = rows[(times == path[-1]).to_numpy()]
    if rows.empty:
        raise UnknownResult(f"figure.{rest}: no row at that time. There are: {', '.join(sorted(set(times)))}.")
    if source is not None:
        numbers = sorted(map(str, rows["source"]))
        rows = rows[rows["source"].astype(str) == source]
        if rows.empty:
            raise UnknownResult(f"figure.{rest}: not in that source. There are: {', '.join(numbers)}.")
    row = records(rows)[0]
    return Result(figure_words(row), marks(row), row["study"])
