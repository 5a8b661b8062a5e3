"""The maxima of the binomial-normal likelihood and the limits of tau: on a grid, or by the careful search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import chdtri, logit, xlog1py, xlogy

from . import careful
from .careful import BOUNDARY_GAIN, BOUNDARY_TAU
from .inference import NAN
from .likelihood import Maximum, log_choose
from .profile import Profiles
from .types import FloatArray, Rows

NO_LIMITS = (NAN, NAN)
CACHED = 2_000  # studies; the data of larger fits are not kept
DISTINCT = 200  # studies from which on equal ones are counted
TOGETHER = 2**22  # studies times subsets searched at once: bounds the memory
MOST_CAREFUL = 10_000  # studies: the memory and time of the careful search


@dataclass(frozen=True)
class Search:
    """What was found: the highest maximum, the plain GLM (tau = 0), all other maxima, and limits of tau."""

    best: Maximum
    without: Maximum
    others: tuple[Maximum, ...] = ()  # highest first
    limits: tuple[float, float] = NO_LIMITS


def search(x: FloatArray, n: FloatArray, design: FloatArray, level: float | None, nodes: int | None = None) -> Search:
    """The maxima for counts x of n, shape (k,), and limits of tau where a level is given.

    The design (k, p) must be well conditioned and not separated, and k > p. Searched once for the same data: tests
    and sensitivity analyses repeat them.
    """
    if len(x) > CACHED:
        return _search(x, n, design, level, nodes)
    return _cached(x.tobytes(), n.tobytes(), design.tobytes(), level, nodes)


@lru_cache(maxsize=1024)
def _cached(x: bytes, n: bytes, design: bytes, level: float | None, nodes: int | None) -> Search:
    counts, sizes = np.frombuffer(x), np.frombuffer(n)
    return _search(counts, sizes, np.frombuffer(design).reshape(len(counts), -1), level, nodes)


def _search(x: FloatArray, n: FloatArray, design: FloatArray, level: float | None, nodes: int | None) -> Search:
    if nodes is not None:
        without = plain(x, n, design)
        best = careful.maximise(x, n, design, without, nodes)
        limits = careful.limits(x, n, design, best, without, level) if level else NO_LIMITS
        return Search(best, without, (), limits)
    times = np.ones((1, len(x)))
    if design.shape[1] == 1 and len(x) >= DISTINCT:
        pairs, counted = np.unique(np.stack([x, n]), axis=1, return_counts=True)
        x, n, design, times = pairs[0], pairs[1], np.ones((len(counted), 1)), counted[None, :].astype(float)
    without = _plain_totals(x, n, times)[0] if design.shape[1] == 1 else careful.plain(x, n, design)
    return _together(x, n, design, times, [without], level)[0]


def search_subsets(x: FloatArray, n: FloatArray, keep: Sequence[Rows], level: float | None) -> list[Search]:
    """The maxima of pools without moderators, of subsets of the same studies: masks or positions, all at once.

    Every subset needs two studies or more, one of them of more than one participant, and events in some but not all
    participants.
    """
    if len(keep) == 1:
        return [search(x[keep[0]], n[keep[0]], np.ones((len(x[keep[0]]), 1)), level)]
    design, size = np.ones((len(x), 1)), max(1, TOGETHER // len(x))
    found: list[Search] = []
    for start in range(0, len(keep), size):
        part = keep[start : start + size]
        members = np.zeros((len(part), len(x)))
        for one, rows in zip(members, part, strict=True):
            one[rows] = 1
        found += _together(x, n, design, members, _plain_totals(x, n, members), level)
    return found


def plain(x: FloatArray, n: FloatArray, design: FloatArray) -> Maximum:
    """The plain binomial GLM, tau = 0; without moderators its coefficient is the logit of the totals."""
    if design.shape[1] > 1:
        return careful.plain(x, n, design)
    return _plain_totals(x, n, np.ones((1, len(x))))[0]


def _plain_totals(x: FloatArray, n: FloatArray, members: FloatArray) -> list[Maximum]:
    events, totals = members @ x, members @ n
    share = events / totals
    loglik = xlogy(events, share) + xlog1py(totals - events, -share)
    constants = [log_choose(x[one > 0], n[one > 0], one[one > 0]) for one in members]
    return [
        Maximum(np.array([logit(p)]), 0.0, float(value + constant), np.diag([total * p * (1 - p), 0.0]), True)
        for p, value, constant, total in zip(share, loglik, constants, totals, strict=True)
    ]


def _together(
    x: FloatArray,
    n: FloatArray,
    design: FloatArray,
    members: FloatArray,
    without: list[Maximum],
    level: float | None,
) -> list[Search]:
    """Search subsets of the same studies on the same grid; one that fails there, by the careful search."""
    profiles = Profiles(x, n, design, members)
    drop = float(chdtri(1, 1 - level)) / 2 if level else None
    grid = profiles.grid(without, drop)
    maxima, complete = profiles.maxima(grid)
    ranked = [
        _ranked(found, one, float(grid.slope[i, 0])) for i, (found, one) in enumerate(zip(maxima, without, strict=True))
    ]
    limits = profiles.limits(grid, [one[0] for one in ranked], complete, drop) if drop else [NO_LIMITS] * len(ranked)
    out = []
    for i, (one, ends) in enumerate(zip(ranked, limits, strict=True)):
        if complete[i] and ends is not None:
            out.append(Search(one[0], without[i], tuple(one[1:]), ends))
        else:
            kept = np.repeat(np.arange(len(x)), members[i].astype(int))
            out.append(_carefully(x[kept], n[kept], design[kept], without[i], tuple(one), level))
    return out


def _ranked(found: list[Maximum], without: Maximum, curvature: float) -> list[Maximum]:
    """All maxima, the highest first; tau = 0 is one where the likelihood falls from there."""
    inner = [one for one in found if one.tau >= BOUNDARY_TAU and not _same(one, without)]
    every = sorted(inner, key=lambda one: -one.loglik)
    if not every or curvature <= 0:
        every = sorted([without, *every], key=lambda one: -one.loglik)
    return every


def _same(one: Maximum, without: Maximum) -> bool:
    """Whether tau adds nothing to the likelihood."""
    return abs(one.loglik - without.loglik) < BOUNDARY_GAIN and one.tau**2 < BOUNDARY_TAU


def _carefully(
    x: FloatArray,
    n: FloatArray,
    design: FloatArray,
    without: Maximum,
    known: tuple[Maximum, ...],
    level: float | None,
) -> Search:
    """The careful search, where that is not too large; the better maximum of the two searches wins."""
    if len(x) > MOST_CAREFUL:
        failed = Maximum(known[0].beta, known[0].tau, known[0].loglik, known[0].information, False)
        return Search(failed, without)
    best = careful.maximise(x, n, design, without)
    others = tuple(one for one in known if abs(one.tau - best.tau) > BOUNDARY_TAU and one.loglik <= best.loglik)
    if known[0].loglik > best.loglik + BOUNDARY_GAIN or not best.converged:
        best, others = known[0], known[1:]
    limits = careful.limits(x, n, design, best, without, level) if level else NO_LIMITS
    return Search(best, without, others, limits)
