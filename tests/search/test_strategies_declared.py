"""Search strings of data/review.yaml: their faults stop the check and the build, at their line of the file."""

import hashlib

import pytest
from tiny_review import write_tiny_review

from helpers import change
from livingreview import load
from livingreview.cli import main
from livingreview.records.runs import strategy_sha256
from livingreview.search.strategies.declared import check_strategies, strategies
from livingreview.store import DataError

SEARCHES = """\
searches:
  - database: PubMed
    status: not-run
    syntax: pubmed
    strategies:
      clinical: |
        ("Vitamin D"[Mesh] OR "vitamin D"[tiab])
        AND
        asthma*[tiab]
      wide: "asthma[tiab]"
  - database: Register
    status: not-run
    strategies:
      clinical: asthma (in the field for conditions
strategy_aims:
  clinical: {label: Clinical, concepts: [the drug, the disease], expects: [treated]}
"""


@pytest.fixture
def review(tmp_path):
    root = write_tiny_review(tmp_path)
    change(root / "data" / "review.yaml", "searches: []\n", SEARCHES)
    return root


def problems(root):
    with pytest.raises(DataError) as caught:
        check_strategies(root, load(root).config)
    return [str(problem) for problem in caught.value.problems]


def test_strings_in_a_declared_syntax_are_parsed_and_others_left_alone(review):
    found = strategies(load(review).config)
    assert [(one.database, one.name, len(one.query.blocks)) for one in found] == [
        ("PubMed", "clinical", 2),
        ("PubMed", "wide", 1),
    ]
    check_strategies(review, load(review).config)


def test_a_fault_is_shown_at_its_line_of_the_file(review):
    file = review / "data" / "review.yaml"
    change(file, "        asthma*[tiab]\n", "        asthma*[tiabb]\n")
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "[tiabb]" in text)
    (problem,) = problems(review)
    assert problem.startswith(f"data/review.yaml:{line} searches[0].strategies.clinical: ")
    assert "PubMed, strategy 'clinical', line 3, column 8: PubMed has no field [tiabb]." in problem
    assert "[tiab]" in problem


def test_a_string_of_one_line_is_shown_at_that_line(review):
    file = review / "data" / "review.yaml"
    change(file, '"asthma[tiab]"', '"(asthma[tiab]"')
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "wide" in text)
    (problem,) = problems(review)
    assert problem.startswith(f"data/review.yaml:{line} searches[0].strategies.wide: ")


def test_a_string_has_a_part_for_each_concept(review):
    change(review / "data" / "review.yaml", "\n        AND\n", "\n        OR\n")
    (problem,) = problems(review)
    assert "parts joined by AND: 1. Needed: one for each concept (the drug, the disease)." in problem


def test_the_check_prints_faults_and_fails(review, capsys):
    change(review / "data" / "review.yaml", "\n        AND\n", "\n        and\n")
    assert main(["--root", str(review), "check"]) == 1
    assert "the operator 'and' must be in capitals. Allowed: AND." in capsys.readouterr().err


def test_an_unknown_syntax_is_refused_with_those_there_are(review, capsys):
    change(review / "data" / "review.yaml", "syntax: pubmed", "syntax: pubmud")
    assert main(["--root", str(review), "check"]) == 1
    assert "'pubmud' is not allowed. Did you mean 'pubmed'?" in capsys.readouterr().err


def test_a_string_is_the_same_whatever_blanks_are_around_its_lines():
    assert strategy_sha256("a\n  AND\nb\n") == strategy_sha256("a\nAND\nb")
    assert strategy_sha256("a AND b") != strategy_sha256("a OR b")
    assert len(strategy_sha256("a")) == len(hashlib.sha256().hexdigest())
