"""Comparison of the statistics (`livingreview.meta`) with the reference results of R's metafor and lme4."""

from .compare import Comparison, compare
from .families import FAMILIES

__all__ = ["FAMILIES", "Comparison", "compare"]
