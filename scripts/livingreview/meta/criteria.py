"""Information criteria, and R2 of moderators."""

from __future__ import annotations

from typing import Any

import numpy as np

from .inference import NAN


def information_criteria(loglik: float, parameters: int, k: int) -> dict[str, Any]:
    """AIC (Akaike 1974), BIC (Schwarz 1978) and AICc (Hurvich and Tsai 1989) by name, as in metafor.

    k: number of studies, for the restricted likelihood less the number of coefficients. Where it is too small for the
    correction of AICc, the smallest number that has one takes its place.
    """
    deviance, least = -2 * loglik, max(k, parameters + 2)
    return {
        "aic": deviance + 2 * parameters,
        "bic": float(deviance + parameters * np.log(k)),
        "aicc": deviance + 2 * parameters * least / (least - parameters - 1),
    }


def explained(tau2: float, without: float) -> float:
    """R2 in percent: by how much of tau² without moderators they lower it (Raudenbush 2009), never below 0."""
    return max(0.0, 100 * (without - tau2) / without) if without > 0 else NAN
