"""Reasons for rating down: each has its domain, and Core GRADE asks for one wherever the level is lowered."""

import shutil

import pytest

from helpers import INVENTED, change
from livingreview import DataError, load
from livingreview.schema import DOMAINS_OF, NO_CONCERN, Concern, Domain, concerns_of

FILE = "data/certainty.yaml"


def test_every_reason_has_a_domain_and_every_domain_reasons():
    assert set(DOMAINS_OF) == set(Concern)
    assert all(concerns_of(domain) for domain in Domain)
    assert not set(NO_CONCERN) & set(Concern)


def test_with_core_grade_every_domain_that_lowers_the_level_names_its_reasons(tmp_path):
    root = tmp_path / "review"
    shutil.copytree(INVENTED, root)
    text = (root / FILE).read_text("utf-8")
    lowered = text.count("judgement: -")
    change(root / FILE, "rated_by:", "guidance: core-grade-2025\nrated_by:")
    with pytest.raises(DataError) as refused:
        load(root)
    found = [one for one in refused.value.problems if one.file == FILE]
    assert len(found) == lowered
    first = found[0]
    assert first.field == "outcomes.relief.domains.risk-of-bias.because"
    assert "is missing" in first.message and "Allowed: unclear-methods" in first.message
    assert "relief" in (root / FILE).read_text("utf-8").splitlines()[first.line - 7]
