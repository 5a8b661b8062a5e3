"""Tolerated relative deviations from the reference, and the reason for each."""

from __future__ import annotations

CLOSED_FORM = 1e-9  # sums and quantiles: only rounding may differ
ITERATIVE = 1e-6  # both sides solve an equation for tau2; the reference stops at a step of 1e-12 or 1e-8
GLMM = 1e-4  # the reference (exact integration, or 25 points with a tight optimiser) is good to about this
SEVEN_POINTS = 2e-3  # the reference itself has the quadrature error of 7 points
DEFAULT_OPTIMISER = 3e-3  # ... and an optimiser that stops early
SMALL = 1e-4  # deviations from smaller numbers (differences that nearly cancel) are relative to this instead
ZERO = {"tau2": 1e-6, "tau2_del": 1e-6, "I2": 1e-6}  # less is 0: optimisers of the reference stop beside the boundary
LARGEST_TAU2_OF_7_POINTS = 3.0  # beyond it 7 points are visibly off, by 0.01 to 0.5 in tau2
