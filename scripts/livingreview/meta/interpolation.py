"""Sums of the studies' terms for many subsets at many points close together, by interpolation.

Leaving out each of k studies in turn asks for k sums of k - 1 terms, at k values of (beta, tau) that hardly differ. The
terms are analytic in both, so that polynomials through a few Chebyshev points give them to rounding (Trefethen 2019):
the terms of all studies are computed at these points only, and the sums of the subsets are matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_array

from .types import FloatArray, IntArray

POINTS = 8  # in each direction
WIDEST_TAU = 0.05  # of a cell, as a share of tau
WIDEST_BETA = 0.1  # of a cell, in logits
WORTH = 2  # points of a cell for each Chebyshev point, from which on interpolation is faster
SPARSE = 0.05  # share of studies that a subset lacks, up to which the others are not added up anew

Terms = Callable[[FloatArray, FloatArray], FloatArray]


def cells(beta: FloatArray, tau: FloatArray) -> Iterator[IntArray]:
    """Points close together, one array of positions a cell."""
    row = np.floor(np.log(np.maximum(tau, 1e-300)) / WIDEST_TAU)
    column = np.floor(beta / WIDEST_BETA)
    _, cell = np.unique(np.stack([row, column]), axis=1, return_inverse=True)
    order = np.argsort(cell.ravel(), kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(cell.ravel()))[:-1])


class Sums:
    """The sums of a set of terms, shape (6, studies), for subsets of the studies."""

    def __init__(self, members: FloatArray) -> None:
        """members: how often each study belongs to each subset, shape (subsets, k)."""
        self.members = members
        lacking = 1 - members
        self.lacking = csr_array(lacking) if (lacking != 0).mean() < SPARSE else None

    def of(self, terms: FloatArray, subset: IntArray) -> FloatArray:
        """Sums (6, m, nodes) of the terms (6, nodes, k) for the subset of each of m points."""
        if self.lacking is None:
            chosen = self.members[subset]
            return np.stack([chosen @ one.T for one in terms])
        lacking = self.lacking[subset]
        return np.stack([one.sum(axis=1) - lacking @ one.T for one in terms])

    def at(self, beta: FloatArray, tau: FloatArray, subset: IntArray, terms: Terms, exact: float) -> FloatArray | None:
        """The sums (6, m) at m points of a cell; None where polynomials are not exact, or too few points share them.

        terms: those of all studies, (6, nodes, k), at nodes (beta, tau); exact: the error allowed, as a share.
        """
        left, in_beta = _nodes(beta)
        right, in_tau = _nodes(tau)
        if len(beta) < WORTH * len(left) * len(right):
            return None
        grid = [one.ravel() for one in np.meshgrid(left, right, indexing="ij")]
        found = terms(grid[0], grid[1])
        sums = self.of(found, subset).reshape(6, len(beta), len(left), len(right))
        size = np.abs(found).sum(axis=2).max(axis=1)
        if any(_rest(sums, axis, exact * size) for axis in (2, 3)):
            return None
        values: FloatArray = np.einsum("qmij,mi,mj->qm", sums, in_beta, in_tau)
        return values


def _nodes(at: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Chebyshev points around all values, and the share of each in the value at each (Lagrange polynomials)."""
    low, high = float(at.min()), float(at.max())
    if high - low <= 1e-13 * max(abs(low), abs(high)):
        return np.array([low]), np.ones((len(at), 1))
    angle = (np.arange(POINTS) + 0.5) * np.pi / POINTS
    place = np.clip((2 * at - low - high) / (high - low), -1, 1)
    degrees = np.arange(POINTS)
    to_coefficients = np.cos(np.outer(degrees, angle)) * (2 / POINTS)
    to_coefficients[0] /= 2
    share: FloatArray = np.cos(np.outer(np.arccos(place), degrees)) @ to_coefficients
    return (low + high) / 2 + (high - low) / 2 * np.cos(angle), share


def _rest(sums: FloatArray, axis: int, allowed: FloatArray) -> bool:
    """Whether the last two coefficients in one direction are larger than allowed: the series has not ended."""
    count = sums.shape[axis]
    if count == 1:
        return False
    angle = (np.arange(count) + 0.5) * np.pi / count
    last = np.cos(np.outer(np.arange(count - 2, count), angle)) * (2 / count)
    rest = np.abs(np.moveaxis(sums, axis, -1) @ last.T)
    return bool((rest.reshape(len(sums), -1).max(axis=1) > allowed).any())
