"""Checks of the input, and the design matrix of moderators. Every message names the argument and what is allowed.

Missing values are never left out silently: None, NaN, NaT, NA and masked entries are errors that name their places.
Arguments are paired by position, so that pandas objects with different indexes are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .types import BoolArray, FloatArray, ModeratorsLike, Rows

MOST_NODES = 164  # of Gauss-Hermite quadrature: beyond about 170 the outermost weights underflow
MOST_NAMED = 10  # places listed in a message


def one_of(what: str, value: str, allowed: Sequence[str]) -> None:
    """Raise a ValueError that lists what is allowed, unless `value` is one of it."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"Unknown {what} {value!r}; choose one of {', '.join(map(repr, allowed))}.")


def check_count(name: str, value: object) -> None:
    """Raise a ValueError unless `value` is a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a whole number of studies, 1 or more, not {value!r}.")


def check_level(level: float) -> None:
    """Raise a ValueError unless the confidence level lies strictly between 0 and 1."""
    if not isinstance(level, Real) or isinstance(level, bool | np.bool_) or not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1 (0.95 for 95 %), not {level!r}.")


def check_nodes(nodes: int | None, k: int, most_studies: int) -> None:
    """Raise a ValueError unless `nodes` is None or a number of quadrature points that exists and fits the studies."""
    if nodes is None:
        return
    if not isinstance(nodes, Integral) or isinstance(nodes, bool) or not 1 <= nodes <= MOST_NODES:
        raise ValueError(f"nodes must be None or a whole number from 1 to {MOST_NODES}, not {nodes!r}.")
    if k > most_studies:
        raise ValueError(f"nodes can be given for up to {most_studies:,} studies, not {k:,}; leave it out.")


def check_flag(name: str, value: bool) -> None:
    """Raise a ValueError unless the value is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, not {value!r}.")


def check_indexes(**given: Any) -> None:
    """Raise a ValueError if pandas objects among the arguments have different indexes.

    Mappings (of moderators, of exclusion sets) are looked into.
    """
    indexed: dict[str, Any] = {}
    for name, values in given.items():
        inner = values.items() if isinstance(values, Mapping) else ()
        indexed |= {f"{name}[{key!r}]": one for key, one in inner} if inner else {name: values}
    found = [(name, one.index) for name, one in indexed.items() if hasattr(one, "reindex") and hasattr(one, "index")]
    for name, index in found[1:]:
        first, expected = found[0]
        if len(index) == len(expected) and not index.equals(expected):
            raise ValueError(
                f"{first} and {name} are pandas objects with different indexes; studies are paired by position, so "
                "give them the same index in the same order (or .to_numpy())."
            )


def counts(
    events: ArrayLike, n: ArrayLike, events_name: str = "events", n_name: str = "n"
) -> tuple[FloatArray, FloatArray]:
    """Events and totals as float arrays of shape (k,); a ValueError lists every impossible entry at once."""
    check_indexes(**{events_name: events, n_name: n})
    x, totals = numbers(events, events_name), numbers(n, n_name)
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
                wrong.append(f"{name}[{i}] = {_shown(value)} is not a whole number")
        if total < 1:
            wrong.append(f"{n_name}[{i}] = {_shown(total)} is less than 1")
        if count < 0:
            wrong.append(f"{events_name}[{i}] = {_shown(count)} is negative")
        if count > total:
            wrong.append(f"{events_name}[{i}] = {_shown(count)} is more than {n_name}[{i}] = {_shown(total)}")
    if wrong:
        raise ValueError("; ".join(wrong) + ".")
    return x, totals


def estimates_with(estimates: ArrayLike, name: str, spread: Any) -> tuple[FloatArray, FloatArray]:
    """Estimates and their variances or standard errors (`name` says which), as float arrays of shape (k,).

    A ValueError lists every entry that is not finite, and every spread that is not positive.
    """
    y, found = numbers(estimates, "estimates"), numbers(spread, name)
    if y.shape != found.shape:
        raise ValueError(f"estimates and {name} must have the same length, not {len(y)} and {len(found)}.")
    if not len(y):
        raise ValueError("There is no study to pool (k = 0).")
    wrong = [f"estimates[{i}] = {_shown(y[i])} is not finite" for i in np.flatnonzero(~np.isfinite(y))]
    for i in np.flatnonzero(~(np.isfinite(found) & (found > 0))):
        wrong.append(f"{name}[{i}] = {_shown(found[i])} is not {'positive' if found[i] <= 0 else 'finite'}")
    if wrong:
        raise ValueError("; ".join(wrong) + ".")
    return y, found


def sizes(n: ArrayLike, name: str, k: int) -> FloatArray:
    """Whole numbers of participants, 1 or more, of k studies."""
    found = numbers(n, name)
    if len(found) != k:
        raise ValueError(f"{name} must have one number for each of the {k} studies, not {len(found)}.")
    wrong = [i for i, size in enumerate(found) if not (size >= 1 and float(size).is_integer())]
    if wrong:
        shown = ", ".join(f"{name}[{i}] = {_shown(found[i])}" for i in wrong[:MOST_NAMED])
        raise ValueError(f"{name} must be whole numbers of participants, 1 or more, not {shown}.")
    return found


def _shown(value: float) -> str:
    """A number with all the digits that make it what it is."""
    return f"{value:.0f}" if float(value).is_integer() else repr(float(value))


def study_labels(labels: ArrayLike | None, k: int) -> tuple[str, ...]:
    """The names of k studies: as given, or "1", "2", ... where they are None."""
    if labels is None:
        return tuple(map(str, range(1, k + 1)))
    names = one_each(labels, "labels", "name", k)
    return tuple(map(str, names.tolist()))


def numbers(values: ArrayLike, name: str) -> FloatArray:
    """Real numbers as a float array of shape (k,): a scalar is one study. NaN passes, for messages that know more."""
    found = array_of(values, name)
    if found.ndim > 1:
        raise ValueError(f"{name} must have one dimension, one entry for each study, not shape {found.shape}.")
    return _real(np.atleast_1d(found), name)


def _real(found: NDArray[Any], name: str) -> FloatArray:
    """An array of real numbers of any type as floats."""
    if found.dtype.kind in "biuf":
        return found.astype(np.float64)
    if found.dtype.kind == "O" and all(isinstance(one, Real | Decimal | np.bool_) for one in found.ravel()):
        return found.astype(np.float64)
    strange = next((one for one in found.ravel().tolist() if not isinstance(one, Real | Decimal)), found.dtype)
    raise ValueError(f"{name} must be numbers, not {strange!r}.")


def array_of(values: Any, name: str) -> NDArray[Any]:
    """The values as an array; a ValueError for masked entries, mappings, sets, iterators and ragged lists."""
    if np.ma.isMaskedArray(values):
        hidden = np.flatnonzero(np.ma.getmaskarray(values))
        if len(hidden):
            raise ValueError(f"{name} has masked entries ({_places(hidden)}): leave these studies out.")
        values = np.ma.getdata(values)
    nested = isinstance(values, list | tuple)
    if isinstance(values, Mapping | set | frozenset) or (
        isinstance(values, Iterable) and not hasattr(values, "__len__") and not hasattr(values, "__array__")
    ):
        raise ValueError(f"{name} must be an array or a list, not {type(values).__name__}.")
    try:
        found = np.asarray(values)
        if nested and found.dtype.kind in "US" and not all(isinstance(one, str) for one in _leaves(values)):
            found = np.array(values, dtype=object)  # numbers among texts stay what they are
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array with one entry for each study, not {values!r}.") from None
    return found


def _leaves(values: Any) -> Iterable[Any]:
    for one in values:
        if isinstance(one, list | tuple):
            yield from _leaves(one)
        else:
            yield one


def _places(positions: Iterable[int]) -> str:
    """studies 0, 4 (counted from 0)"""
    every = list(map(str, positions))
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return f"studies {', '.join(every[:MOST_NAMED])}{more}, counted from 0"


def missing(found: NDArray[Any]) -> BoolArray:
    """Where entries of any type are missing: None, NaN, NaT or pandas' NA."""
    kind = found.dtype.kind
    if kind == "O":  # NA compares as neither equal nor unequal; NaN and NaT are unequal to themselves
        return np.array([one is None or not isinstance(one == one, bool | np.bool_) or not one == one for one in found])
    absent: BoolArray = np.isnan(found) if kind in "fc" else np.isnat(found) if kind in "mM" else found != found
    return absent


def one_each(values: ArrayLike, name: str, what: str, k: int) -> NDArray[Any]:
    """An array of shape (k,) without missing entries."""
    found = array_of(values, name)
    if found.shape != (k,):
        raise ValueError(f"{name} must have one {what} for each of the {k} studies, not shape {found.shape}.")
    absent = np.flatnonzero(missing(found)) if not _of_containers(found) else np.array([], int)
    if len(absent):
        raise ValueError(f"{name} has no value for some studies ({_places(absent)}).")
    if _of_containers(found):
        raise ValueError(f"{name} must have one {what} for each study, not a list of them.")
    return found


def _of_containers(found: NDArray[Any]) -> bool:
    return found.dtype.kind == "O" and any(hasattr(one, "__len__") and not isinstance(one, str) for one in found)


def categories(values: ArrayLike, name: str, k: int) -> NDArray[np.str_]:
    """The level of each of k studies as text: from text, whole or other numbers, booleans or dates, without gaps."""
    found = one_each(values, name, "label", k)
    if found.dtype.kind == "O":
        text = [isinstance(one, str) for one in found]
        if any(text) and not all(text):
            raise ValueError(f"{name} mixes text with other values; give all labels as text.")
    if found.dtype.kind in "cV":
        raise ValueError(f"{name} must be labels (text, numbers, booleans), not {found.dtype}.")
    return found.astype(str)


def exclusions(values: ArrayLike, name: str, k: int) -> BoolArray:
    """Which of k studies to exclude: booleans and nothing that merely counts as true or false."""
    found = array_of(values, f"Exclusion set {name!r}")
    if found.shape != (k,):
        raise ValueError(f"Exclusion set {name!r} must have one entry for each of the {k} studies.")
    if not all(isinstance(one, bool | np.bool_) for one in found.tolist()):
        raise ValueError(
            f"Exclusion set {name!r} must be True or False for each study, not {found.tolist()[:MOST_NAMED]!r}; "
            "positions of studies are not understood."
        )
    return found.astype(bool)


def sorted_positions(order: ArrayLike | None, k: int) -> NDArray[np.intp]:
    """The positions of k studies in a stable order of the values; as they come where there are none."""
    if order is None:
        return np.arange(k)
    found = one_each(order, "order", "value", k)
    if found.dtype.kind not in "cV":
        try:
            return np.argsort(found, kind="stable")
        except TypeError:
            pass
    raise ValueError("order must be values that sort among themselves: numbers, text or dates, not a mixture.")


def design(moderators: ModeratorsLike | None, k: int) -> tuple[FloatArray, tuple[str, ...], tuple[str, ...]]:
    """Design matrix of shape (k, p) with the intercept first, the column names, and notes.

    moderators: None; one array of shape (k,) or (k, m); or a mapping (also a DataFrame) of name -> array of shape
    (k,). Text or boolean values are categories: one 0/1 column for each level but the first in sorted order.
    Columns that repeat what earlier ones say (a constant moderator, for example) are left out, with a note.
    """
    columns, names, notes = [np.ones(k)], ["intercept"], []
    for name, values in moderator_columns(moderators, k).items():
        for label, column in _coded(name, values):
            if np.linalg.matrix_rank(np.column_stack([*columns, column])) <= len(columns):
                notes.append(f"Moderator {label} carries no information beyond the others and was left out.")
                continue
            columns.append(column)
            names.append(label)
    return np.column_stack(columns), tuple(names), tuple(notes)


def moderator_columns(moderators: ModeratorsLike | None, k: int) -> dict[str, NDArray[Any]]:
    """Name and values, shape (k,), of each moderator: finite floats, or categories as text or booleans."""
    return {name: _moderator(name, values, k) for name, values in _named(moderators)}


def _named(moderators: Any) -> Iterable[tuple[str, Any]]:
    """(name, values) pairs of moderators in any of their forms."""
    if moderators is None:
        return []
    if hasattr(moderators, "keys") and not hasattr(moderators, "to_frame"):  # a mapping or a DataFrame
        return [(str(name), moderators[name]) for name in moderators]
    values = array_of(moderators, "moderators")
    if values.ndim == 1:
        return [("moderator", values)]
    if values.ndim != 2:
        raise ValueError(
            f"moderators must be an array of shape (k,) or (k, m), or a mapping of name to values, not {moderators!r}."
        )
    return [(f"moderator {j + 1}", values[:, j]) for j in range(values.shape[1])]


def _moderator(name: str, values: Any, k: int) -> NDArray[Any]:
    found = array_of(values, f"Moderator {name!r}")
    if found.shape != (k,):
        raise ValueError(f"Moderator {name!r} must have one value for each of the {k} studies, not {found.shape}.")
    entries = [one for one, absent in zip(found, missing(found), strict=True) if not absent]
    numeric = found.dtype.kind in "iuf" or (
        found.dtype.kind == "O"
        and all(isinstance(one, Real | Decimal) and not isinstance(one, bool | np.bool_) for one in entries)
    )
    if numeric:
        column = np.full(k, np.nan)
        column[~missing(found)] = np.array(entries, np.float64)
    absent = np.flatnonzero(~np.isfinite(column) if numeric else missing(found))
    if len(absent):
        raise ValueError(f"Moderator {name!r} has no finite value for {_places(absent)}.")
    if numeric:
        return column
    for kinds in (str, bool | np.bool_):
        if found.dtype.kind in ("b", "U") or all(isinstance(one, kinds) for one in entries):
            return found.astype(str)
    raise ValueError(
        f"Moderator {name!r} must be numbers, or text or booleans for categories, and not a mixture; it has "
        f"{found.dtype if found.dtype.kind != 'O' else sorted({type(one).__name__ for one in entries})}."
    )


def _coded(name: str, values: NDArray[Any]) -> list[tuple[str, FloatArray]]:
    """(column name, numeric column) pairs: the numbers themselves, or the 0/1 columns of a category."""
    if values.dtype.kind == "f":
        return [(name, values)]
    return [(f"{name}: {level}", (values == level).astype(float)) for level in np.unique(values)[1:]]


def rows_of(moderators: dict[str, NDArray[Any]], keep: Rows) -> ModeratorsLike | None:
    """The moderators of the studies in `keep` (a mask or positions); None where there are none."""
    return {name: values[keep] for name, values in moderators.items()} or None


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
