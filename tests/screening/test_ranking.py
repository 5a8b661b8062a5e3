"""The order of records: what it learns from, that it loses nothing, and that chance and time change nothing in it."""

import numpy as np
import pytest

from livingreview.meta import study_interval
from livingreview.screening.ranking import Ranker, ngrams, words
from livingreview.screening.stopping import Advice, missed_target
from livingreview.screening.words import marked

TOPICS = {
    "tea": ["tea", "camellia", "hiccups", "singultus", "diaphragm", "cups", "green", "black"],
    "coffee": ["coffee", "caffeine", "sleep", "nurses", "night", "awake", "beans", "roast"],
}
SHARED = "patients study results methods randomised trial effect group outcome measured".split()


def made_up(n, share, seed=0, length=60):
    """Titles, texts and whether they are about tea."""
    rng = np.random.default_rng(seed)
    about = rng.random(n) < share

    def text(topic, k):
        return " ".join(rng.choice(SHARED if rng.random() < 0.8 else TOPICS[topic]) for _ in range(k))

    topics = ["tea" if tea else "coffee" for tea in about]
    return [text(topic, 8) for topic in topics], [text(topic, length) for topic in topics], about


def test_words_and_ngrams():
    assert words("Green TEA, green") == ["green", "tea", "green tea", "green", "tea green"]
    assert words("绿茶 tea") == ["绿", "茶", "绿茶", "tea"]
    assert ngrams("Tea ab") == [" tea", "tea ", " ab "]


def test_records_like_the_included_ones_come_first():
    titles, texts, about = made_up(400, 0.1)
    decided = {i: bool(about[i]) for i in range(100)}
    ranking = Ranker(titles, texts).rank(decided)
    place = {record: i for i, record in enumerate(ranking.order)}
    relevant = [place[i] for i in range(100, 400) if about[i]]
    assert max(relevant) < 2 * len(relevant)
    assert set(ranking.why[ranking.order[0]]) & set(TOPICS["tea"])
    assert f"{sum(decided.values())} inclusions" in ranking.basis


@pytest.mark.parametrize("decided", [{}, {0: True}, {0: False, 1: False}, {0: True, 1: False, 5: True}])
def test_every_record_that_is_not_decided_is_in_the_order_once(decided):
    titles, texts, _ = made_up(30, 0.3)
    order = Ranker(titles, texts, "tea").rank(decided).order
    assert sorted(order) == [i for i in range(30) if i not in decided]


@pytest.mark.parametrize("decided", [{}, {0: False}, {0: True}])
def test_without_both_decisions_the_query_orders(decided):
    titles = ["x", "coffee and sleep", "green tea", "sleep", "绿茶治疗呃逆", "咖啡与睡眠"]
    ranking = Ranker(titles, [""] * 6, "tea hiccups 绿茶").rank(decided)
    assert set(ranking.order[:2]) == {2, 4} and "criteria and the search" in ranking.basis


def test_chinese_texts_are_learned_from():
    tea = ["绿茶治疗呃逆", "红茶治疗呃逆的随机试验", "茶对呃逆的疗效", "饮茶缓解呃逆"]
    coffee = ["咖啡与护士睡眠", "夜班护士咖啡摄入", "咖啡因影响睡眠", "睡眠与咖啡调查"]
    ranking = Ranker([*tea, *coffee], [""] * 8).rank({0: True, 1: True, 4: False, 5: False})
    assert set(ranking.order[:2]) == {2, 3}
    assert "呃逆" in ranking.why[ranking.order[0]]


def test_the_same_decisions_give_the_same_order():
    titles, texts, about = made_up(300, 0.1)
    decided = {i: bool(about[i]) for i in range(50)}
    orders = {Ranker(titles, texts).rank(dict(sorted(decided.items(), reverse=r))).order for r in (False, True)}
    assert len(orders) == 1


@pytest.mark.parametrize("texts", [[], ["", "", ""], ["a", "a", "a"], ["!!", "é", "𝛽"]])
def test_texts_that_say_nothing_keep_their_order(texts):
    ranking = Ranker(texts, [""] * len(texts), "").rank({})
    assert sorted(ranking.order) == list(range(len(texts)))


def test_the_test_for_stopping_by_hand():
    """Twenty relevant among the first 20 of 100, then 40 that are not: 22 (20/.95 + 1, rounded down) must exist.

    Of the 80 records left after the first 20, two would be relevant, and none is among 40 of them drawn at random:
    C(78, 40) / C(80, 40) = (40 x 39) / (80 x 79).
    """
    assert missed_target([True] * 20 + [False] * 40, 100) == pytest.approx(40 * 39 / (80 * 79))


def test_the_test_for_stopping_is_cautious_with_a_random_order():
    """In random order, it lets recall fall below the target no more often than its level says."""
    rng = np.random.default_rng(3)
    stopped = missed = 0
    for _ in range(200):
        labels = rng.permutation(np.arange(300) < 30)
        for n in range(30, 300, 10):
            if missed_target(labels[:n], 300) < 0.05:
                stopped += 1
                missed += labels[:n].sum() < 0.95 * 30
                break
    assert stopped and study_interval([missed], [200], "clopper-pearson").ci_low[0] <= 0.05


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        (Advice(200, 30, 100, 0.01, ()), "is rejected (p = 0.010). Before anybody stops"),
        (Advice(200, 30, 100, 0.20, ()), "not yet"),
        (Advice(200, 3, 100, 0.01, ("only 3 relevant records were found",)), "no advice, because only 3 relevant"),
    ],
)
def test_advice_says_when_it_must_not_be_used(advice, said):
    (line,) = advice.lines("screener 1")
    assert said in line
    assert advice.may_stop == ("is rejected" in said)


def test_there_is_no_advice_when_nothing_is_left():
    assert not list(Advice(10, 5, 0, 0.0, ()).lines("screener 1"))


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("tea", ["tea", "Tea"]),
        ("camelli*", ["Camellia"]),
        ("green tea", ["green-\ntea"]),
        ("绿茶", ["绿茶"]),
        ("wom?n", ["women", "woman"]),
    ],
)
def test_terms_are_found_as_whole_words(term, found):
    text = "teams of women and a woman; tea, Tea, Camellia, green-\ntea green; 喝绿茶的人"
    shown = [one for one in marked([term]).findall(text) if one]
    assert shown[: len(found)] == found or (term == "tea" and shown == ["tea", "Tea", "tea"])
