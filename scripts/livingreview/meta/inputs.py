"""Checks of the input, and the design matrix of moderators. Every message names the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .types import FloatArray, ModeratorsLike, Rows


def one_of(what: str, value: str, allowed: Sequence[str]) -> None:
    """Raise a ValueError that lists what is allowed, unless `value` is one of it."""
    if value not in allowed:
        raise ValueError(f"Unknown {what} {value!r}; choose one of {', '.join(map(repr, allowed))}.")


def check_level(level: float) -> None:
    """Raise a ValueError unless the confidence level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1 (0.95 for 95 %), not {level!r}.")


def counts(
    events: ArrayLike, n: ArrayLike, events_name: str = "events", n_name: str = "n"
) -> tuple[FloatArray, FloatArray]:
    """Events and totals as float arrays of shape (k,); a ValueError lists every impossible entry at once."""
    x, totals = _numbers(events, events_name), _numbers(n, n_name)
    if x.shape != totals.shape:
        raise ValueError(f"{events_name} and {n_name} must have the same length, not {len(x)} and {len(totals)}.")
    if not len(totals):
        raise ValueError("There is no study to pool (k = 0).")
    whole = (x == np.floor(x)) & (totals == np.floor(totals)) & np.isfinite(totals)
    wrong = []
    for i in np.flatnonzero(~(whole & (0 <= x) & (x <= totals) & (1 <= totals))):
        count, total = x[i], totals[i]
        for name, value in ((events_name, count), (n_name, total)):
            if not float(value).is_integer():
                wrong.append(f"{name}[{i}] = {value:g} is not a whole number")
        if total < 1:
            wrong.append(f"{n_name}[{i}] = {total:g} is less than 1")
        if count < 0:
            wrong.append(f"{events_name}[{i}] = {count:g} is negative")
        if count > total:
            wrong.append(f"{events_name}[{i}] = {count:g} is more than {n_name}[{i}] = {total:g}")
    if wrong:
        raise ValueError("; ".join(wrong) + ".")
    return x, totals


def study_labels(labels: ArrayLike | None, k: int) -> tuple[str, ...]:
    """The names of k studies: as given, or "1", "2", ... where they are None."""
    if labels is None:
        return tuple(map(str, range(1, k + 1)))
    names = np.asarray(labels)
    if names.shape != (k,):
        raise ValueError(f"labels must have one name for each of the {k} studies, not shape {names.shape}.")
    return tuple(map(str, names.tolist()))


def _numbers(values: ArrayLike, name: str) -> FloatArray:
    try:
        return np.atleast_1d(np.asarray(values, np.float64)).ravel()
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers, not {values!r}.") from None


def design(moderators: ModeratorsLike | None, k: int) -> tuple[FloatArray, tuple[str, ...], tuple[str, ...]]:
    """Design matrix of shape (k, p) with the intercept first, the column names, and notes.

    moderators: None; one array of shape (k,) or (k, m); or a mapping (also a DataFrame) of name -> array of shape
    (k,). Text or boolean values are categories: one 0/1 column for each level but the first in sorted order.
    Columns that repeat what earlier ones say (a constant moderator, for example) are left out, with a note.
    """
    columns, names, notes = [np.ones(k)], ["intercept"], []
    for name, values in _named(moderators):
        if values.shape != (k,):
            raise ValueError(f"Moderator {name!r} must have one value for each of the {k} studies, not {values.shape}.")
        for label, column in _coded(name, values):
            if not np.isfinite(column).all():
                missing = ", ".join(map(str, np.flatnonzero(~np.isfinite(column))))
                raise ValueError(f"Moderator {name!r} has no finite value for studies {missing} (counted from 0).")
            if np.linalg.matrix_rank(np.column_stack([*columns, column])) <= len(columns):
                notes.append(f"Moderator {label} carries no information beyond the others and was left out.")
                continue
            columns.append(column)
            names.append(label)
    return np.column_stack(columns), tuple(names), tuple(notes)


def rows_of(moderators: ModeratorsLike | None, keep: Rows) -> ModeratorsLike | None:
    """The moderators of the studies in `keep` (a mask or positions), in the form they came in."""
    if moderators is None:
        return None
    named = _mapping(moderators)
    if named is not None:
        return {name: values[keep] for name, values in named.items()}
    return np.asarray(moderators)[keep]


def _mapping(moderators: Any) -> dict[str, NDArray[Any]] | None:
    """Name and values of each moderator of a mapping or DataFrame; None for an array or a Series."""
    if hasattr(moderators, "keys") and np.ndim(moderators) != 1:
        return {str(name): np.asarray(moderators[name]) for name in moderators}
    return None


def _named(moderators: ModeratorsLike | None) -> Iterable[tuple[str, NDArray[Any]]]:
    """(name, values) pairs of moderators in any of their forms."""
    if moderators is None:
        return []
    named = _mapping(moderators)
    if named is not None:
        return named.items()
    values: NDArray[Any] = np.asarray(moderators)
    if values.ndim == 1:
        return [("moderator", values)]
    return [(f"moderator {j + 1}", values[:, j]) for j in range(values.shape[1])]


def _coded(name: str, values: NDArray[Any]) -> list[tuple[str, FloatArray]]:
    """(column name, numeric column) pairs: the numbers themselves, or the 0/1 columns of a category."""
    if np.issubdtype(values.dtype, np.number):
        return [(name, values.astype(float))]
    labels = values.astype(str)
    return [(f"{name}: {level}", (labels == level).astype(float)) for level in np.unique(labels)[1:]]


def orthonormal(matrix: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A design with the same span and columns orthogonal, of length sqrt(k), and the way back for coefficients.

    Centres and scales the moderators and removes their correlation, so that a year or a dose of thousands costs no
    digits: coefficients = back @ (coefficients in the returned design).
    """
    if matrix.shape[1] == 1:  # the intercept alone is orthonormal in this sense
        return matrix, np.ones((1, 1))
    q, r = np.linalg.qr(matrix)
    size = np.sqrt(len(matrix))
    return q * size, np.linalg.inv(r) * size
