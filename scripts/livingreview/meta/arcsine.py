"""Pooling of Freeman-Tukey double arcsines."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from . import inverse_variance
from .effects import double_arcsine, inverse_double_arcsine
from .fit import assemble
from .inference import Intervals
from .inputs import check_indexes, counts, study_labels
from .intervals import own_proportions
from .pool import check_choices
from .result import Pooled
from .types import INVERSE_VARIANCE_MODELS, InverseVarianceModel, PredictionChoice, Test


def freeman_tukey(
    events: ArrayLike,
    n: ArrayLike,
    *,
    model: InverseVarianceModel = "reml",
    test: Test = "z",
    t_from: int = 2,
    prediction: PredictionChoice = "as test",
    prediction_from: int = 2,
    level: float = 0.95,
    labels: ArrayLike | None = None,
    tau2_interval: bool = True,
) -> Pooled:
    """Pool Freeman-Tukey double arcsines: only to compare with older reviews, never as the main analysis.

    Proportions come back by Miller's inverse (1978) at the harmonic mean of n, which is metafor's
    ``transf.ipft.hm``, cut to 0 and 1. The inverse depends on a study size, and no single size belongs to a pool:
    with sizes far apart the harmonic mean can move the pooled proportion, and its interval, to absurd values.
    Schwarzer and colleagues (2019) show real data where the answer changes with that choice alone.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Participants with the event, and all participants, of each study.
    model : {"reml", "ml", "dl", "pm", "common"}
        The estimator of tau² (inverse variance).
    test, t_from, prediction, prediction_from, level, labels, tau2_interval
        As in `pool_proportions`.

    Returns
    -------
    Pooled
        `coef`, `se` and `tau2` are on the double-arcsine scale.

    Raises
    ------
    ValueError
        As in `pool_proportions`.

    References
    ----------
    - Freeman MF, Tukey JW. Ann Math Stat 1950;21:607-611.
    - Miller JJ. Am Stat 1978;32:138.
    - Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Rucker G. Res Synth Methods 2019;10:476-483.

    Examples
    --------
    >>> from livingreview.meta import freeman_tukey
    >>> events, n = [0, 0, 0, 300], [2, 2, 2, 30000]  # 1 % becomes 0
    >>> freeman_tukey(events, n, model="common").estimate
    0.0
    """
    intervals = Intervals(test, level, t_from, prediction, prediction_from)
    check_choices(model, INVERSE_VARIANCE_MODELS, tau2_interval)
    intervals.check(model)
    check_indexes(events=events, n=n, labels=labels)
    x, n = counts(events, n)
    names = study_labels(labels, len(n))
    size = len(n) / np.sum(1 / n)

    ones = np.ones((len(n), 1))
    used = intervals.test_for(len(n))[0]
    fit = inverse_variance.fit(
        *double_arcsine(x, n), ones, model=model, test=used, level=level, tau2_interval=tau2_interval
    )
    note = f"Freeman-Tukey double arcsine, transformed back at the harmonic mean of the sizes ({size:.1f})."
    return assemble(
        fit,
        names=("intercept",),
        measure="PFT",
        model=model,
        intervals=intervals,
        n=int(n.sum()),
        labels=names,
        studies=own_proportions(x, n, level),
        notes=(note,),
        back=lambda value: inverse_double_arcsine(value, size),
    )
