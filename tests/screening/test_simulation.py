"""bench/screening.py: work saved by hand, the honest split by time, and sets that cannot be read."""

import importlib.util
import sys

import numpy as np
import pytest

from helpers import REPOSITORY
from livingreview.screening.ranking import Ranker, complement_bayes

specification = importlib.util.spec_from_file_location("bench_screening", REPOSITORY / "bench" / "screening.py")
bench = importlib.util.module_from_spec(specification)
sys.modules["bench_screening"] = bench
specification.loader.exec_module(bench)


def made_up(n=240, seed=0):
    rng = np.random.default_rng(seed)
    relevant = rng.random(n) < 0.2
    words = np.where(relevant, "tea", "coffee")
    noise = np.array("study trial group effect".split())
    titles = [f"{word} {' '.join(rng.choice(noise, 3))}" for word in words]
    return bench.Set("made up", titles, [""] * n, relevant, rng.choice([2001.0, 2002.0, 2003.0, np.nan], n))


def test_work_saved_by_hand():
    """Of 100 records with 20 relevant, 19 (95%) are found after 30: 70% need not be screened, less 5%."""
    order = np.zeros(100, bool)
    order[[*range(18), 29, 99]] = True
    found = bench.saved("x", order)
    assert (found.wss, found.relevant, found.all_found) == (pytest.approx(0.65), 20, 1.0)


@pytest.mark.parametrize("learning", [False, True])
def test_an_update_learns_from_nothing_that_is_later(learning):
    one, learned = made_up(), []

    def spy(features, included):
        learned.append((len(included), int(included.sum())))
        return complement_bayes(features, included)

    (first, second) = bench.updates(Ranker(one.titles, one.abstracts, learn=spy), one, learning)
    assert (first.start, second.start) == ("2001", "2002")
    for found, year in ((first, 2001), (second, 2002)):
        known = one.years <= year
        assert (int(known.sum()), int(one.relevant[known].sum())) in learned
        assert found.records == (one.years > year).sum()
    assert (len(learned) == 2) is not learning
    assert min(first.wss, second.wss) > 0.5


def test_every_record_is_screened_once():
    one = made_up()
    ranker = Ranker(one.titles, one.abstracts)
    for learning in (False, True):
        order = bench.order(ranker, one, np.arange(50), np.arange(50, 240), learning)
        assert sorted(order) == list(range(50, 240))


def test_sets_are_read_with_either_name_of_the_decision(tmp_path):
    (tmp_path / "a.csv").write_text("title,abstract,year,decision\nTea,x,2001,include\nCup,,,exclude\n", "utf-8")
    (tmp_path / "b.csv").write_text("title,year,label_included,label_abstract_screening\nTea,2001,0,1\n", "utf-8")
    first, second, third = bench.read_sets(tmp_path, None)
    assert first.relevant.tolist() == [True, False] and np.isnan(first.years[1])
    assert (second.name, third.name) == ("b", "b, abstracts") and third.relevant.tolist() == [True]


@pytest.mark.parametrize(
    ("text", "message"),
    [("title,year\nTea,2001\n", "needs the columns"), ("title,decision\nTea,maybe\n", "'maybe' is no decision")],
)
def test_sets_that_cannot_be_read_are_named(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(SystemExit, match=message):
        list(bench.read_sets(tmp_path / "a.csv", None))


def test_a_whole_run_writes_its_report():
    result = bench.run(made_up(), 2)
    text = bench.report([result], {"records": 1, "made": 0.1, "ranked": 0.1})
    assert "| made up | 240 |" in text and "| complement naive Bayes |" in text
    assert len(result["stopping"]) == 2
