"""The log-likelihood of the binomial-normal model in (mu, tau), for intervals of mu by likelihood ratio."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from .effects import logit_proportion
from .integrals import FINAL
from .likelihood import log_choose
from .likelihood_ratio import Derivatives
from .profile import LARGEST_TAU, Profiles
from .types import FloatArray


class BinomialSurface:
    """The binomial-normal model without moderators, for counts x of n, shape (k,)."""

    largest_tau = LARGEST_TAU

    def __init__(self, x: FloatArray, n: FloatArray) -> None:
        self.x, self.n = x, n
        self.profiles = Profiles(x, n, np.ones((len(x), 1)), np.ones((1, len(x))))
        self.variances = logit_proportion(x, n)[1]

    def at(self, mu: FloatArray, tau: FloatArray) -> Derivatives:
        value, gradient, hessian = np.empty(len(tau)), np.zeros((len(tau), 2)), np.zeros((len(tau), 2, 2))
        positive = tau > 0
        if positive.any():
            rows = np.zeros(int(positive.sum()), np.intp)
            found = self.profiles.at(mu[positive, None], tau[positive], rows, FINAL)
            value[positive], gradient[positive], hessian[positive] = found
        if not positive.all():  # the plain binomial model; derivatives in tau are limits
            flat = mu[~positive, None]
            p = expit(flat)
            logs = self.x * flat - self.n * np.logaddexp(0, flat)
            residual, information = self.x - self.n * p, self.n * p * (1 - p)
            value[~positive] = logs.sum(axis=1) + log_choose(self.x, self.n)
            gradient[~positive, 0] = residual.sum(axis=1)
            hessian[~positive, 0, 0] = -information.sum(axis=1)
            hessian[~positive, 1, 1] = np.sum(residual**2 - information, axis=1)
        return value, gradient, hessian

    def ridge(self, tau: FloatArray) -> tuple[FloatArray, FloatArray]:
        mu, loglik = np.empty(len(tau)), np.empty(len(tau))
        zero = tau == 0
        if zero.any():
            share = self.x.sum() / self.n.sum()
            mu[zero] = logit(share)
            loglik[zero] = self.at(mu[zero], tau[zero])[0]
        if not zero.all():
            beta, value, _ = self.profiles.settle(tau[~zero], np.zeros(1, np.intp))
            mu[~zero], loglik[~zero] = beta[0, :, 0], value[0]
        return mu, loglik
