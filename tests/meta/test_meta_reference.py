"""Does the engine agree with metafor, lme4 and exact integration, on every number they can both give?

The comparison itself, its tolerances and their reasons are in `livingreview.validation`, which the published
validation page reads too. Here: that everything agrees, that the grid of comparisons cannot shrink unnoticed, and the
few numbers that other publications print.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from livingreview.meta import pool_proportions
from livingreview.validation import FAMILIES, Comparison, compare

REFERENCE = Path(__file__).parents[1] / "reference"
DATASETS = sorted(path.stem for path in REFERENCE.glob("*.json"))
# Numbers compared when this was last looked at; a smaller one means that something is silently no longer compared.
LEAST_COMPARED = 23_000
LEAST_PER_FAMILY = {"GLMM without random effect": 8, "GLMM, 7 points, default optimiser": 150}
LEAST_PER_FAMILY_BY_DEFAULT = 60


@pytest.fixture(scope="module")
def compared() -> list[Comparison]:
    return compare(REFERENCE)


def listed(disagreeing):
    return "\n".join(
        f"{row.key} of {row.dataset}, {row.quantity}: {row.ours!r} for {row.reference!r}" for row in disagreeing
    )


@pytest.mark.slow
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_compared_number_of_a_dataset_agrees(dataset, compared):
    ours = [row for row in compared if row.dataset == dataset]
    assert sum(row.agrees is True for row in ours) > 100
    disagreeing = [row for row in ours if row.agrees is False]
    assert not disagreeing, listed(disagreeing)


@pytest.mark.slow
@pytest.mark.parametrize("family", sorted({family.title for family in FAMILIES}))
def test_every_family_is_compared_and_agrees(family, compared):
    ours = [row for row in compared if row.family == family]
    compared = sum(row.agrees is not None for row in ours)
    assert compared >= LEAST_PER_FAMILY.get(family, LEAST_PER_FAMILY_BY_DEFAULT)
    assert all(row.agrees is not False for row in ours), listed(row for row in ours if row.agrees is False)


@pytest.mark.slow
def test_the_grid_of_comparisons_cannot_shrink(compared):
    counts = Counter(row.agrees for row in compared)
    assert counts[True] >= LEAST_COMPARED
    assert counts[False] == 0
    assert len(DATASETS) >= 27


@pytest.mark.slow
def test_no_reference_key_is_left_without_a_reason(compared):
    assert not [row.key for row in compared if row.family == "unknown"]
    assert all(row.reason for row in compared if row.agrees is None)


@pytest.mark.slow
def test_a_wrong_number_would_be_noticed(tmp_path, compared):
    text = (REFERENCE / "prop_pritz1997.json").read_text(encoding="utf-8")
    exact = next(
        row
        for row in compared
        if row.key == "glmm_exact.PLO.ML" and row.dataset == "prop_pritz1997" and row.quantity == "tau2"
    )
    spoiled = text.replace(f"{exact.reference:.17g}", f"{exact.reference * 1.001:.17g}")
    assert spoiled != text
    (tmp_path / "prop_pritz1997.json").write_text(spoiled, encoding="utf-8")
    assert any(row.agrees is False and row.quantity == "tau2" for row in compare(tmp_path))


def published(arm):
    """Counts of dat.nielweise2007, the example of Stijnen, Hamza and Ozdemir 2010."""
    data = json.loads((REFERENCE / "rct_nielweise2007.json").read_text(encoding="utf-8"))["data"]
    return (data["ci"], data["n2i"]) if arm == "control" else (data["ai"], data["n1i"])


@pytest.mark.parametrize(
    ("arm", "coef", "se", "tau2"), [("control", -3.4964, 0.2570, 0.8124), ("treated", -4.8121, 0.3555, 0.8265)]
)
def test_published_glmm_of_catheter_infections(arm, coef, se, tau2):
    pooled = pool_proportions(*published(arm))
    # Printed to four digits, from 7 quadrature points and an optimiser that stops early, which tau2 feels most.
    assert (pooled.coef, pooled.se) == pytest.approx((coef, se), abs=5e-4)
    assert pooled.tau2 == pytest.approx(tau2, rel=2e-3)


def test_doubling_the_nodes_changes_nothing_visible():
    events, n = published("control")
    usual, doubled = pool_proportions(events, n, nodes=41), pool_proportions(events, n, nodes=82)
    assert (usual.coef, usual.se, usual.tau2) == pytest.approx((doubled.coef, doubled.se, doubled.tau2), rel=1e-9)
    assert np.allclose(usual.weights, doubled.weights)
