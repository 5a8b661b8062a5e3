"""The engine knows its topic from data/ only: its files do not name it, and it serves another topic as well."""

import re
from pathlib import Path

import pytest
from tiny_review import write_tiny_review

from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.subjects.pools.model import synthesise

REPOSITORY = Path(__file__).resolve().parents[2]
TOPIC = re.compile(r"rapamycin|sirolimus|thrombocytop|\bITP\b|mTOR", re.IGNORECASE)
GENERATED = ("__pycache__", ".egg-info")


@pytest.fixture
def tiny(tmp_path):
    return load(write_tiny_review(tmp_path))


def test_no_file_of_the_engine_names_the_topic():
    files = [
        file
        for file in (REPOSITORY / "scripts").rglob("*")
        if file.is_file() and file.suffix != ".ttf" and not any(part.endswith(GENERATED) for part in file.parts)
    ]
    named = [
        f"{file.relative_to(REPOSITORY)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if TOPIC.search(line)
    ]
    assert REPOSITORY / "scripts" / "livingreview" / "book.py" in files
    assert not named


def test_no_path_of_the_engine_names_the_topic():
    assert not [f for f in (REPOSITORY / "scripts").rglob("*") if TOPIC.search(f.name)]


def test_other_topic_loads(tiny):
    assert list(tiny.publications) == ["brown2020", "green2022"]
    assert list(tiny.studies["label"]) == ["Brown 2020", "Green 2022"]
    assert not tiny.registered  # a review may have no folder data/trials at all


def test_other_topic_is_pooled(tiny):
    result = synthesise(tiny, "control")
    direct = pool_proportions([10, 30], [40, 60])
    assert result.pooled.k == 2 and result.pooled.n == 100
    assert 0.25 < result.pooled.estimate < 0.5
    assert result.pooled.estimate == pytest.approx(direct.estimate, rel=1e-12)
    assert (result.pooled.ci_low, result.pooled.ci_high) == pytest.approx((direct.ci_low, direct.ci_high), rel=1e-12)


def test_percentage_without_count_never_enters_a_pool(tiny):
    result = synthesise(tiny, "freedom")
    assert list(result.rows["study"]) == ["brown2020"]
    assert result.pooled.n == 40
    assert [(row.study, row.reason) for row in result.left_out.itertuples()] == [
        ("green2022", "percentage or statement without a count")
    ]


def test_pool_that_is_not_declared_is_refused(tiny):
    with pytest.raises(KeyError, match="control, freedom"):
        synthesise(tiny, "overall-response")
