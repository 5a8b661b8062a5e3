"""Checks of what comes in, and the design matrix of moderators. Every message is a sentence that names the value."""

from __future__ import annotations

import numpy as np


def one_of(what: str, value: str, allowed) -> str:
    """`value` if it is one of `allowed`; otherwise a ValueError that lists them."""
    if value not in allowed:
        raise ValueError(f"Unknown {what} {value!r}; choose one of {', '.join(map(repr, allowed))}.")
    return value


def check_level(level: float) -> float:
    """The confidence level, strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1 (0.95 for 95 %), not {level!r}.")
    return float(level)


def counts(events, n, events_name: str = "events", n_name: str = "n") -> tuple[np.ndarray, np.ndarray]:
    """Events and totals as float arrays of shape (k,); a ValueError lists every impossible entry at once."""
    events, n = (_numbers(values, name) for values, name in ((events, events_name), (n, n_name)))
    if events.shape != n.shape:
        raise ValueError(f"{events_name} and {n_name} must have the same length, not {len(events)} and {len(n)}.")
    if not len(n):
        raise ValueError("There is no study to pool (k = 0).")
    wrong = []
    for i, (x, total) in enumerate(zip(events, n, strict=True)):
        for name, value in ((events_name, x), (n_name, total)):
            if not float(value).is_integer():
                wrong.append(f"{name}[{i}] = {value:g} is not a whole number")
        if total < 1:
            wrong.append(f"{n_name}[{i}] = {total:g} is less than 1")
        if x < 0:
            wrong.append(f"{events_name}[{i}] = {x:g} is negative")
        if x > total:
            wrong.append(f"{events_name}[{i}] = {x:g} is more than {n_name}[{i}] = {total:g}")
    if wrong:
        raise ValueError("; ".join(wrong) + ".")
    return events, n


def _numbers(values, name: str) -> np.ndarray:
    try:
        return np.atleast_1d(np.asarray(values, float)).ravel()
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers, not {values!r}.") from None


def design(moderators, k: int) -> tuple[np.ndarray, tuple[str, ...], tuple[str, ...]]:
    """Design matrix of shape (k, p) with the intercept first, the column names, and notes.

    moderators: None; one array of shape (k,) or (k, m); or a mapping (also a DataFrame) of name -> array of shape
    (k,). Text or boolean values are categories: one 0/1 column for each level but the first in sorted order.
    Columns that repeat what earlier ones say (a constant moderator, for example) are left out, with a note.
    """
    columns, names, notes = [np.ones(k)], ["intercept"], []
    for name, values in _named(moderators):
        values = np.asarray(values)
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


def rows_of(moderators, keep):
    """The moderators of the studies in `keep` (a mask or positions), in the form they came in."""
    if moderators is None:
        return None
    if _is_named(moderators):
        return {name: np.asarray(moderators[name])[keep] for name in moderators}
    return np.asarray(moderators)[keep]


def _is_named(moderators) -> bool:
    """A mapping or DataFrame, but not a Series."""
    return hasattr(moderators, "keys") and np.ndim(moderators) != 1


def _named(moderators):
    """(name, values) pairs of whatever form the moderators came in."""
    if moderators is None:
        return []
    if _is_named(moderators):
        return [(str(name), moderators[name]) for name in moderators]
    values = np.asarray(moderators)
    if values.ndim == 1:
        return [("moderator", values)]
    return [(f"moderator {j + 1}", values[:, j]) for j in range(values.shape[1])]


def _coded(name: str, values: np.ndarray):
    """(column name, numeric column) pairs: the numbers themselves, or the 0/1 columns of a category."""
    if np.issubdtype(values.dtype, np.number):
        return [(name, values.astype(float))]
    labels = values.astype(str)
    return [(f"{name}: {level}", (labels == level).astype(float)) for level in np.unique(labels)[1:]]


def orthonormal(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A design with the same span and columns orthogonal, of length sqrt(k), and the way back for coefficients.

    Centres and scales the moderators and removes their correlation, so that a year or a dose of thousands costs no
    digits: coefficients = back @ (coefficients in the returned design).
    """
    q, r = np.linalg.qr(matrix)
    size = np.sqrt(len(matrix))
    return q * size, np.linalg.inv(r) * size
