"""All maxima of the binomial-normal likelihood, and the limits of tau, for many subsets of the same studies at once.

For a fixed tau the likelihood is log-concave in beta (Prekopa 1973: the integrand is log-concave in beta and u
together), so that it has one maximum there, and every maximum of the whole is one of the profile likelihood in tau.
The profile is computed on a grid of tau; where its slope falls through 0 lies a maximum. Maxima and limits are then
found by Newton's method in (beta, tau), kept within the interval of the grid; for the limits these are the equations
of Venzon and Moolgavkar (1988). All of it runs over the subsets at once: leaving out each study in turn costs little
more than one fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .integrals import FINAL, ROWS, SEARCH, Rule, Studies, at_every, integrals
from .interpolation import Sums, cells
from .inverse_variance import WeightedLeastSquares
from .likelihood import Maximum
from .types import FloatArray, IntArray

LARGEST_TAU = 10.0  # where the search for the upper limit of tau ends (tau2 = 100, as in metafor)
RATIO = 1.7  # of neighbouring values of tau on the grid
FINEST = 0.3  # the smallest tau of the grid, in sampling standard deviations of the largest study
MOST_EXTENSIONS = 12  # of the grid, by FURTHER values each
FURTHER = 3
MANY = 100  # subsets from which on interpolation is tried
EXACT = {SEARCH: 1e-6, FINAL: 1e-12}  # share of the terms
MOST_STEPS = 40
SAME = 1e-4  # relative difference of tau: the same maximum, found from two intervals
LONGEST = 2.0  # of a step of beta, in units of the spread of studies and of the logistic curve
SETTLED = 1e-2  # log-likelihood still to gain in beta at a value of tau of the grid
UNSURE = 10.0  # times the gain left in beta: a slope that small may have the wrong sign
NEGLIGIBLE_GAIN = 1e-13  # log-likelihood still to gain at a maximum
NEGLIGIBLE_STEP = 1e-4  # of tau towards a limit; Newton's next step would be its square


@dataclass(frozen=True)
class Grid:
    """The profile likelihood of each subset at tau, shapes (subsets, values of tau); the first tau is 0."""

    tau: FloatArray  # (values,)
    beta: FloatArray  # (subsets, values, p)
    loglik: FloatArray
    slope: FloatArray  # in tau; at 0 its derivative in tau, that is, twice the slope in tau2


class Profiles:
    """Profile likelihoods of subsets of studies, with one design of p well-conditioned columns."""

    def __init__(self, x: FloatArray, n: FloatArray, design: FloatArray, members: FloatArray) -> None:
        """members: how often each study belongs to each subset, shape (subsets, k)."""
        self.studies, self.design, self.members = Studies.of(x, n), design, members
        self.p = design.shape[1]
        self.sums = Sums(members)
        self.whole, self.once = bool((members > 0).all()), bool((members == 1).all())

    def at(
        self, beta: FloatArray, tau: FloatArray, subset: IntArray, rule: Rule
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Log-likelihood (m,), gradient (m, p + 1) and Hessian (m, p + 1, p + 1) at m points (beta, tau)."""
        if self.p == 1 and len(self.members) >= MANY:
            return self._by_cells(beta, tau, subset, rule)
        return self._directly(beta, tau, subset, rule)

    def _by_cells(
        self, beta: FloatArray, tau: FloatArray, subset: IntArray, rule: Rule
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The same for many subsets, whose points lie close together."""
        value, gradient, hessian = np.empty(len(tau)), np.empty((len(tau), 2)), np.empty((len(tau), 2, 2))
        rest = []
        for cell in cells(beta[:, 0], tau):
            found = self.sums.at(
                beta[cell, 0], tau[cell], subset[cell], lambda b, t: at_every(self.studies, b, t, rule), EXACT[rule]
            )
            if found is None:
                rest.append(cell)
                continue
            value[cell], gradient[cell] = found[0], found[1:3].T
            hessian[cell] = found[[3, 4, 4, 5]].T.reshape(-1, 2, 2)
        if rest:
            other = np.concatenate(rest)
            value[other], gradient[other], hessian[other] = self._directly(beta[other], tau[other], subset[other], rule)
        return value, gradient, hessian

    def _directly(
        self, beta: FloatArray, tau: FloatArray, subset: IntArray, rule: Rule
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        size = max(1, ROWS // self.design.shape[0])
        if len(tau) > size:
            parts = [slice(start, start + size) for start in range(0, len(tau), size)]
            found = [self._directly(beta[part], tau[part], subset[part], rule) for part in parts]
            return tuple(np.concatenate(values) for values in zip(*found, strict=True))  # type: ignore[return-value]
        k, m, p = len(self.design), len(tau), self.p
        eta = beta @ self.design.T
        if self.whole:
            terms = integrals(self.studies, eta, tau[:, None], rule)
        else:
            point, study = np.nonzero(self.members[subset])
            terms = np.zeros((6, m, k))
            terms[:, point, study] = integrals(self.studies.take(study), eta[point, study], tau[point], rule)
        weighted = terms if self.once else terms * self.members[subset]
        gradient, hessian = np.empty((m, p + 1)), np.empty((m, p + 1, p + 1))
        sums = weighted.sum(axis=2)
        gradient[:, p], hessian[:, p, p] = sums[2], sums[5]
        if p == 1:  # the intercept alone
            gradient[:, 0], hessian[:, 0, 0] = sums[1], sums[3]
            hessian[:, 0, 1] = hessian[:, 1, 0] = sums[4]
        else:
            gradient[:, :p] = weighted[1] @ self.design
            products = (self.design[:, :, None] * self.design[:, None, :]).reshape(k, p * p)
            hessian[:, :p, :p] = (weighted[3] @ products).reshape(m, p, p)
            hessian[:, p, :p] = hessian[:, :p, p] = weighted[4] @ self.design
        return sums[0], gradient, hessian

    def without_tau(self, plain: list[Maximum]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Coefficients, log-likelihood and second derivative in tau of the plain GLMs, tau = 0."""
        beta = np.array([one.beta for one in plain])
        n = self.studies.n
        p = 1 / (1 + np.exp(-(beta @ self.design.T)))
        curvature = np.sum(self.members * ((self.studies.x - n * p) ** 2 - n * p * (1 - p)), axis=1)
        return beta, np.array([one.loglik for one in plain]), curvature

    def grid(self, plain: list[Maximum], drop: float | None) -> Grid:
        """The profile likelihoods from tau = 0 to where they fall; further, to where they have fallen by `drop`.

        Where a drop is given, the grid ends at LARGEST_TAU even if it has not been reached.
        """
        beta, loglik, curvature = self.without_tau(plain)
        subsets = np.arange(len(plain))
        smallest = FINEST * float(np.sqrt(self.studies.variance.min()))
        spread = float(np.std(self.studies.logit)) if len(self.design) > 1 else 0.0
        count = 2 + int(np.ceil(np.log(max(1.0, spread, 4 * smallest) / smallest) / np.log(RATIO)))
        tau = np.array([0.0])
        betas, logliks, slopes = beta[:, None, :], loglik[:, None], curvature[:, None]
        more: FloatArray = smallest * RATIO ** np.arange(count, dtype=np.float64)
        for _ in range(MOST_EXTENSIONS):
            new = self.settle(more, subsets)
            tau = np.append(tau, more)
            betas, logliks, slopes = (
                np.concatenate([known, further], axis=1)
                for known, further in zip((betas, logliks, slopes), new, strict=True)
            )
            rises = bool((slopes[:, -1] > 0).any())
            within = drop is not None and bool((logliks.max(axis=1) - logliks[:, -1] < drop).any())
            if not rises and (not within or tau[-1] >= LARGEST_TAU):
                break
            more = tau[-1] * RATIO ** np.arange(1, FURTHER + 1)
            if not rises and tau[-1] < LARGEST_TAU < more[-1]:
                more = np.append(more[more < LARGEST_TAU / 1.1], LARGEST_TAU)
        return Grid(tau, betas, logliks, slopes)

    def settle(self, tau: FloatArray, subset: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The best beta (subsets, values, p) at each tau, with the profile likelihood and its slope there."""
        m, p = len(subset) * len(tau), self.p
        taus, subsets = np.tile(tau, len(subset)), np.repeat(subset, len(tau))
        if p == 1:
            weights, members = 1 / (self.studies.variance + tau[:, None] ** 2), self.members[subset]
            beta = (members @ (weights * self.studies.logit).T / (members @ weights.T)).reshape(m, 1)
        else:
            wls = WeightedLeastSquares(self.studies.logit, self.studies.variance, self.design)
            beta = wls.solve(tau**2)[2]
        loglik, slope = np.full(m, np.nan), np.full(m, np.nan)
        open_ = np.arange(m)
        last, step = np.full(m, -np.inf), np.zeros((m, p))
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.at(beta[open_], taus[open_], subsets[open_], SEARCH)
            worse = value < last[open_] - SETTLED  # a step too long: take half of it back
            back = open_[worse]
            step[back] /= 2
            beta[back] -= step[back]
            good = open_[~worse]
            value, gradient, hessian = value[~worse], gradient[~worse], hessian[~worse]
            to_beta, of_tau = _newton(gradient, hessian)
            gain = np.vecdot(gradient[:, :p], to_beta) / 2
            last[good], loglik[good] = value, value + gain
            slope[good] = gradient[:, p] + np.vecdot(gradient[:, :p], of_tau)
            step[good] = _shortened(to_beta, taus[good])
            moving = gain > SETTLED
            beta[good] += np.where(moving[:, None], step[good], to_beta)
            open_ = np.concatenate([back, good[moving]])
            if not len(open_):
                break
        loglik[open_] = slope[open_] = np.nan
        shape = (len(subset), len(tau))
        return beta.reshape(*shape, p), loglik.reshape(shape), slope.reshape(shape)

    def maxima(self, grid: Grid) -> tuple[list[list[Maximum]], list[bool]]:
        """The maxima of each subset with tau > 0, in the order of tau; and whether all were found."""
        falls = (grid.slope[:, :-1] > 0) & (grid.slope[:, 1:] <= 0)
        subset, left = np.nonzero(falls)
        complete = [bool(np.isfinite(grid.slope[one]).all() and grid.slope[one, -1] <= 0) for one in range(len(falls))]
        found: list[list[Maximum]] = [[] for _ in complete]
        if not len(subset):
            return found, complete
        low, high = grid.tau[left], grid.tau[left + 1]
        tau = _summit(low, high, *(values[subset, [left, left + 1]] for values in (grid.loglik, grid.slope)))
        part = ((tau - low) / (high - low))[:, None]
        beta = (1 - part) * grid.beta[subset, left] + part * grid.beta[subset, left + 1]
        # The grid is less exact than this search: the maximum may lie just beyond the interval.
        around = grid.tau[np.maximum(left - 1, 0)], np.append(grid.tau, np.inf)[left + 2]
        for i, one in self._climb(beta, tau, subset, *around):
            if one is None:
                complete[subset[i]] = False
            elif not any(abs(one.tau - other.tau) < SAME * one.tau for other in found[subset[i]]):
                found[subset[i]].append(one)
        return found, complete

    def _climb(
        self, beta: FloatArray, tau: FloatArray, subset: IntArray, low: FloatArray, high: FloatArray
    ) -> list[tuple[int, Maximum | None]]:
        """The maximum in each interval of tau; None where it is not found."""
        p = self.p
        open_, found = np.arange(len(tau)), dict.fromkeys(range(len(tau)))
        results: dict[int, Maximum | None] = dict(found)
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.at(beta[open_], tau[open_], subset[open_], FINAL)
            to_beta, of_tau = _newton(gradient, hessian)
            gain = np.vecdot(gradient[:, :p], to_beta) / 2
            slope = gradient[:, p] + np.vecdot(gradient[:, :p], of_tau)
            second = hessian[:, p, p] + np.vecdot(hessian[:, p, :p], of_tau)
            now = tau[open_]
            near = gain < SETTLED
            sure = near & (np.abs(slope) > UNSURE * gain)
            low[open_] = np.where(sure & (slope > 0), now, low[open_])
            high[open_] = np.where(sure & (slope <= 0), now, high[open_])
            by_tau2 = (second - slope / now) / now  # derivative in tau of slope / tau
            with np.errstate(divide="ignore", invalid="ignore"):
                new = now - (slope / now) / by_tau2
            inside = (by_tau2 < 0) & (new > low[open_]) & (new < high[open_])
            move = np.where(near, np.where(inside, new, _between(now, low[open_], high[open_], slope)) - now, 0.0)
            promise = gain + slope**2 / np.maximum(2 * np.abs(second), 1e-300)
            done = near & inside & (second < 0) & (promise < NEGLIGIBLE_GAIN)
            beta[open_] += _shortened(to_beta + of_tau * move[:, None], now)
            tau[open_] = now + move
            for j in np.flatnonzero(done):
                i = open_[j]
                information = -hessian[j]
                results[int(i)] = Maximum(beta[i], float(tau[i]), float(value[j] + promise[j]), information, True)
            open_ = open_[~done]
            if not len(open_):
                break
        return list(results.items())

    def limits(
        self, grid: Grid, best: list[Maximum], complete: list[bool], drop: float
    ) -> list[tuple[float, float] | None]:
        """The smallest and the largest tau of each subset at which the profile lies within `drop` of the maximum.

        The largest is infinite where none beyond is lower. None where the search fails, or that of maxima failed.
        """
        wanted: list[tuple[int, int, FloatArray, FloatArray, FloatArray, FloatArray]] = []
        out: list[tuple[float, float] | None] = []
        for one, top in enumerate(best):
            if not complete[one]:
                out.append(None)
                continue
            # The grid and the maximum, in the order of tau; depth: how far below the maximum.
            place = int(np.searchsorted(grid.tau, top.tau)) if top.tau else 0
            known = (grid.tau, top.loglik - grid.loglik[one], grid.beta[one], grid.slope[one])
            at_top = (top.tau, 0.0, top.beta, 0.0)
            tau, depth, beta, slope = (
                np.concatenate([values[:place], [new], values[place:]])
                for values, new in zip(known, at_top, strict=True)
            )
            inner = np.flatnonzero(depth <= drop)
            first, last = int(inner[0]), int(inner[-1])
            out.append((0.0, np.inf))
            ends = [(0, first - 1, first)] if first > 0 else []
            ends += [(1, last + 1, last)] if last + 1 < len(tau) else []
            for side, outer, within in ends:
                pair = [within, outer]
                wanted.append((one, side, tau[pair], depth[pair], beta[pair], slope[pair]))
        if wanted:
            found = self._cross(wanted, np.array([one.loglik for one in best]), drop)
            for (one, side, *_), limit in zip(wanted, found, strict=True):
                now = out[one]
                if now is not None:
                    pair_now = list(now)
                    furthest = max(LARGEST_TAU, best[one].tau + 1)
                    pair_now[side] = float(limit) if side == 0 or not limit > furthest else np.inf
                    out[one] = None if np.isnan(limit) else (pair_now[0], pair_now[1])
        return out

    def _cross(
        self,
        wanted: list[tuple[int, int, FloatArray, FloatArray, FloatArray, FloatArray]],
        top: FloatArray,
        drop: float,
    ) -> FloatArray:
        """tau at which the signed root of twice the depth, nearly linear in tau, reaches its limit; nan: not found."""
        p = self.p
        subset = np.array([one[0] for one in wanted])
        tau_pair, depth_pair = np.array([one[2] for one in wanted]), np.array([one[3] for one in wanted])
        beta_pair = np.array([one[4] for one in wanted])
        target = np.sqrt(2 * drop)
        slope_pair = np.array([one[5] for one in wanted])
        root = np.sqrt(2 * np.maximum(depth_pair, 0))
        share = _crossing(tau_pair, root, slope_pair, target)
        tau = tau_pair[:, 0] + share * (tau_pair[:, 1] - tau_pair[:, 0])
        beta = beta_pair[:, 0] + share[:, None] * (beta_pair[:, 1] - beta_pair[:, 0])
        # The grid is less exact than this search: the limit may lie just beyond the interval.
        across = tau_pair[:, 1] - tau_pair[:, 0]
        outer, inner = tau_pair[:, 1] + across / 2, tau_pair[:, 0] - across / 10
        outer = np.maximum(outer, 0.0)
        open_, found = np.arange(len(wanted)), np.full(len(wanted), np.nan)
        for _ in range(MOST_STEPS):
            value, gradient, hessian = self.at(beta[open_], tau[open_], subset[open_], FINAL)
            to_beta, of_tau = _newton(gradient, hessian)
            gain = np.vecdot(gradient[:, :p], to_beta) / 2
            slope = gradient[:, p] + np.vecdot(gradient[:, :p], of_tau)
            now, near = tau[open_], gain < SETTLED
            here = np.sqrt(2 * np.maximum(top[subset[open_]] - value - gain, 0))
            beyond = here > target
            sure = near & (np.abs(here - target) > UNSURE * gain)
            outer[open_] = np.where(sure & beyond, now, outer[open_])
            inner[open_] = np.where(sure & ~beyond, now, inner[open_])
            with np.errstate(divide="ignore", invalid="ignore"):
                new = now + (target - here) * here / -slope  # d here / d tau = -slope / here
            ends = np.sort([inner[open_], outer[open_]], axis=0)
            inside = (new > ends[0]) & (new < ends[1])
            move = np.where(
                near, np.where(inside, new, (now + np.where(beyond, inner[open_], outer[open_])) / 2) - now, 0.0
            )
            beta[open_] += _shortened(to_beta + of_tau * move[:, None], now)
            tau[open_] = now + move
            done = (
                near
                & inside
                & (np.abs(move) < NEGLIGIBLE_STEP * np.maximum(now, SETTLED))
                & (gain < NEGLIGIBLE_STEP**2)
            )
            found[open_[done]] = tau[open_[done]]
            open_ = open_[~done]
            if not len(open_):
                break
        return found


def _crossing(tau: FloatArray, root: FloatArray, slope: FloatArray, target: float) -> FloatArray:
    """The share of the way between two values of tau, shape (m, 2), at which the root reaches the target.

    Hermite's cubic of tau in the root, whose derivative in tau is -slope / root; a line where the cubic leads astray.
    """
    across, width = tau[:, 1] - tau[:, 0], root[:, 1] - root[:, 0]
    t = (target - root[:, 0]) / width
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = -root / slope * (width / across)[:, None]
        cubic = t * t * (3 - 2 * t) + bend[:, 0] * t * (1 - t) ** 2 - bend[:, 1] * t * t * (1 - t)
    share: FloatArray = np.where((cubic > 0) & (cubic < 1) & (root[:, 0] > 0), cubic, t)
    return share


def _summit(low: FloatArray, high: FloatArray, loglik: FloatArray, slope: FloatArray) -> FloatArray:
    """Where a curve through loglik, shape (2, m), with that slope in tau at low and high has its maximum.

    A cubic in log tau; from tau = 0, where the slope is the second derivative, in tau².
    """
    zero = low == 0
    with np.errstate(divide="ignore"):
        a, b = np.where(zero, 0.0, np.log(low)), np.where(zero, high**2, np.log(high))
    left = np.where(zero, slope[0] / 2, slope[0] * low) * (b - a)
    right = np.where(zero, slope[1] / (2 * high), slope[1] * high) * (b - a)
    rise = loglik[1] - loglik[0]
    # The derivative of Hermite's cubic on (0, 1): left + 2 c t + 3 d t^2 = 0, with left > 0 >= right.
    c, d = 3 * rise - 2 * left - right, left + right - 2 * rise
    with np.errstate(divide="ignore", invalid="ignore"):
        share = left / (np.sqrt(np.maximum(c * c - 3 * d * left, 0)) - c)
    at = a + np.clip(np.where(np.isfinite(share), share, 0.5), 0.01, 0.99) * (b - a)
    tau: FloatArray = np.where(zero, np.sqrt(np.maximum(at, 0)), np.exp(np.minimum(at, 50.0)))
    return tau


def _between(now: FloatArray, low: FloatArray, high: FloatArray, slope: FloatArray) -> FloatArray:
    """Half of the way to the end of the interval to which the slope points; twice as far where that is open."""
    end = np.where(slope > 0, np.minimum(high, 3 * now), low)
    half: FloatArray = (now + end) / 2
    return half


def _newton(gradient: FloatArray, hessian: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Newton's step of beta at a fixed tau, and how the best beta moves with tau: both (m, p)."""
    p = gradient.shape[1] - 1
    if p == 1:
        information = np.maximum(-hessian[:, :1, 0], 1e-10)
        return gradient[:, :1] / information, hessian[:, :1, 1] / information
    negative = -hessian[:, :p, :p]
    negative = negative + 1e-12 * np.trace(negative, axis1=1, axis2=2)[:, None, None] * np.eye(p)
    both = np.linalg.solve(negative, np.stack([gradient[:, :p], hessian[:, :p, p]], axis=2))
    return both[:, :, 0], both[:, :, 1]


def _shortened(step: FloatArray, tau: FloatArray) -> FloatArray:
    """Steps of beta in which no coefficient moves by more than LONGEST, which grows with tau."""
    longest = LONGEST * np.sqrt(1 + tau**2 / 3)  # pi^2 / 3 is the variance of the logistic curve
    shorter: FloatArray = step / np.maximum(1.0, np.abs(step).max(axis=1) / longest)[:, None]
    return shorter
