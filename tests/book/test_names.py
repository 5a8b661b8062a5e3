"""A name leads to one result, or is refused with the names that exist: on the invented review, and on small trees."""

import random
import re
import string

import pytest

from livingreview.cli import main
from livingreview.render.names import Branch, Result, Terms, UnknownResult, joined, resolve, walk
from livingreview.subjects.publications.datum import data_names

MUTATED = 400  # names, each in about ten ways


def mutants(name, others, chance):
    """A name with one thing wrong: a letter, or a part changed, left out, doubled, put in, put behind or swapped."""
    parts = name.split(".")
    at = chance.randrange(len(name))
    yield name[:at] + chance.choice(string.ascii_lowercase) + name[at + 1 :]
    yield name[:at] + name[at + 1 :]
    yield name[:at] + name[at] + name[at:]
    at = chance.randrange(len(parts))
    other = chance.choice(others).split(".")
    foreign = chance.choice(other)
    for changed in (
        parts[:at] + parts[at + 1 :],
        parts[: at + 1] + parts[at:],
        [*parts[:at], foreign, *parts[at:]],
        [*parts[:at], "typo", *parts[at:]],
        [*parts[:at], foreign, *parts[at + 1 :]],
        [*parts, foreign],
        [*parts, parts[-1]],
        [*parts, ""],
        parts[:-1] + other[-1:],
        parts[:at] + parts[at : at + 2][::-1] + parts[at + 2 :],
        parts[:-1],
    ):
        yield ".".join(changed)


def possible_next(name, names):
    """What can follow the longest beginning of `name` that exists; that beginning itself where nothing can."""
    parts = name.split(".")
    for length in range(len(parts), -1, -1):
        begin = "".join(f"{part}." for part in parts[:length])
        following = {other[len(begin) :].split(".")[0] for other in names if other.startswith(begin)}
        if following:
            return following
        if begin.rstrip(".") in names:
            return {begin.rstrip(".")}
    raise AssertionError(name)


@pytest.mark.slow
def test_every_registered_name_leads_to_a_result(results):
    names = list(results.names())
    assert len(names) == len(set(names))
    for name in names:
        assert isinstance(results[name].text, str), name


def test_every_subject_registers_names(results):
    firsts = {name.partition(".")[0] for name in results.names()}
    assert firsts == set(results.about())
    assert all(results.about().values())


@pytest.mark.slow
def test_a_mutated_name_is_refused_with_names_that_exist(results):
    names = list(results.names())
    known, chance = set(names), random.Random(12)
    tried, accepted, unhelpful = 0, [], []
    for name in chance.sample(names, MUTATED):
        for mutant in mutants(name, names, chance):
            if mutant in known:
                continue
            tried += 1
            try:
                results[mutant]
            except UnknownResult as refused:
                exist = "|".join(map(re.escape, possible_next(mutant, known)))
                if not re.search(rf"(?<![\w-])({exist})(?![\w-])", str(refused)):
                    unhelpful.append(str(refused))
            else:
                accepted.append(mutant)
    assert tried > 4000
    assert accepted == []
    assert unhelpful == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "pools.relief.simple-adult.typo.estimate",
            "no 'typo' in pools.relief.simple-adult. Allowed: label, estimate",
        ),
        (
            "pools.relief.simple-adult.estimate.typo",
            "nothing can follow pools.relief.simple-adult.estimate",
        ),
        ("pools.relief", "pools.relief: the name is not complete. A declared pool: pools.POOL.WHAT"),
        ("pools.relief", "There are: label, outcome"),
        (
            "pools.relief.estimat",
            "there is no 'estimat' in pools.relief. Did you mean 'estimate'? Allowed: estimate",
        ),
        ("pool.relief.estimate", "pool.relief.estimate: there is no 'pool'. Did you mean 'pools'?"),
        ("pools..estimate", "there is no '' in pools. Allowed: relief"),
        ("pools.relief.estimate.", "Leave out '.'"),
        ("", "there is no ''. Allowed: review"),
        ("certainty.relief.level.nonsense", "nothing can follow certainty.relief.level"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_exists(results, name, reason):
    with pytest.raises(UnknownResult) as refused:
        results[name]
    assert reason in str(refused.value)


def test_a_result_is_computed_once(results):
    assert results["pools.relief.estimate"] is results["pools.relief.estimate"]


# --- trees


def test_only_what_a_name_needs_is_computed():
    made = []

    def make(key):
        made.append(key)
        return {"text": lambda: made.append("text") or f"{key} text"}

    tree = {key: Branch(lambda key=key: make(key)) for key in "ab"}
    assert resolve(tree, "a.text") == Result("a text")
    assert resolve(tree, "a.text") == Result("a text")
    assert made == ["a", "text", "text"]


def test_a_key_with_a_dot_is_taken_whole():
    tree = {"1": {"5": "one", "6": "six"}, "1.5": "one and a half"}
    assert resolve(tree, "1.5").text == "one and a half"
    assert resolve(tree, "1.6").text == "six"


def test_a_name_may_have_a_result_and_begin_others():
    tree = {"a": {"": "itself", "b": Result("below", "A", "adams2001")}}
    assert resolve(tree, "a") == Result("itself")
    assert resolve(tree, "a.b") == Result("below", "A", "adams2001")
    assert list(walk(tree)) == ["a", "a.b"]
    for name in ("a.", ".a", "a..b", ""):
        with pytest.raises(UnknownResult):
            resolve(tree, name)


def test_terms_are_joined_in_any_order_and_each_once():
    tree = {"who": Terms(["x", "y"], "any", lambda chosen: {"n": ",".join(chosen)}, "people")}
    assert [resolve(tree, f"who.{terms}.n").text for terms in ("x", "y+x", "any")] == ["x", "y,x", "x,y"]
    assert list(walk(tree)) == ["who.x.n", "who.y.n", "who.any.n"]
    for wrong in ("x+x", "x+z", "x+any", "+x", "x+", "z"):
        with pytest.raises(UnknownResult, match=r"Allowed: x, y, any\. People\."):
            resolve(tree, f"who.{wrong}.n")


def test_a_name_with_two_meanings_is_an_error():
    assert joined({"a": "1"}, {"b": "2"}) == {"a": "1", "b": "2"}
    with pytest.raises(ValueError, match="'k' has two meanings among k, l"):
        joined({"k": "1"}, {"k": "2", "l": "3"})


def test_an_error_while_names_are_made_is_not_taken_for_an_unknown_name():
    def broken():
        raise KeyError("a column")

    with pytest.raises(KeyError) as error:
        resolve({"a": Branch(broken)}, "a.b")
    assert not isinstance(error.value, UnknownResult)


# --- names of single data


def row(**given):
    blank = dict.fromkeys(("events", "printed", "value", "says", "p", "versus", "relates"))
    return {**blank, "study": "adams2001", "time": "3", "source": 1, "text": "a", **given}


def data(*rows):
    keys = [lambda one: one["study"], lambda one: one["time"]]
    return {"datum": data_names(rows, keys, lambda one: Result(one["text"], "A", one["study"]), "data")}


def test_a_single_row_has_its_name_to_itself():
    tree = data(row(printed="5%", p="0.5"), row(time="1.5", events=3, text="b"))
    assert resolve(tree, "datum.adams2001.3") == Result("a", "A", "adams2001")
    assert resolve(tree, "datum.adams2001.1.5").text == "b"
    assert resolve(tree, "datum.adams2001.3.p") == Result("P = 0.5", "A", "adams2001")
    assert list(walk(tree)) == ["datum.adams2001.3", "datum.adams2001.3.p", "datum.adams2001.1.5"]


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ({}, {"source": 4}, ("source-1", "source-4")),
        ({}, {"versus": "water"}, ("not-compared", "versus-water")),
        (
            {"as_printed": "wet sleeve"},
            {"as_printed": "Dry mouth (any)"},
            ("printed-wet-sleeve", "printed-dry-mouth-any"),
        ),
        ({}, {"printed": None, "value": 5.0}, ("percentage", "value")),
        (
            {"relates": {"feature": "Age, years", "of": "OR"}},
            {"relates": {"feature": "Age, years", "of": "CR"}},
            ("of-OR", "of-CR"),
        ),
        (
            {"relates": {"feature": "Age, years", "of": "OR"}},
            {"relates": {"feature": "sex", "of": "OR"}},
            ("feature-age-years", "feature-sex"),
        ),
    ],
)
def test_rows_that_share_a_name_are_distinguished_by_what_differs(one, other, names):
    tree = data(row(printed="5%", text="a", **one), row(**{"printed": "6%", "text": "b", **other}))
    with pytest.raises(UnknownResult) as refused:
        resolve(tree, "datum.adams2001.3")
    assert f"{names[0]} for 'a', {names[1]} for 'b'" in str(refused.value)
    assert [resolve(tree, f"datum.adams2001.3.{name}").text for name in names] == ["a", "b"]


def test_rows_may_need_two_parts_in_any_order():
    rows = [row(source=s, printed=p, says=w, text=f"{s}{p}") for s in (1, 4) for p, w in (("5%", None), (None, "w"))]
    tree = data(*rows)
    assert resolve(tree, "datum.adams2001.3.source-4.percentage").text == "45%"
    assert resolve(tree, "datum.adams2001.3.percentage.source-4").text == "45%"
    with pytest.raises(UnknownResult, match="2 rows have this name"):
        resolve(tree, "datum.adams2001.3.source-4")


def test_rows_that_differ_in_nothing_a_name_can_hold_have_no_name():
    tree = data(row(printed="5%", text="a"), row(printed="6%", text="b"))
    assert list(walk(tree)) == []
    with pytest.raises(UnknownResult, match="no name yet for 'a', no name yet for 'b'"):
        resolve(tree, "datum.adams2001.3")


def test_a_new_row_never_changes_which_row_a_longer_name_means():
    rows = [row(source=1, printed="5%", text="a"), row(source=4, printed="6%", text="b")]
    for order in (rows, rows[::-1], [row(source=2, text="c", printed="7%"), *rows]):
        assert resolve(data(*order), "datum.adams2001.3.source-4").text == "b"


# --- the list of names


def listed(capsys, root, *beginning):
    code = main(["--root", str(root), "results", *beginning])
    return code, capsys.readouterr()


def test_the_list_says_what_each_first_part_is(capsys, pristine_review, results):
    code, printed = listed(capsys, pristine_review)
    assert code == 0
    assert printed.out.splitlines() == [f"{first}: {about}" for first, about in results.about().items()]


def test_the_list_of_a_beginning_has_values(capsys, pristine_review, results):
    code, printed = listed(capsys, pristine_review, "pools.relief.simple-adult")
    assert code == 0
    assert f"pools.relief.simple-adult.k: {results['pools.relief.simple-adult.k'].text}" in printed.out.splitlines()
    assert all(line.startswith("pools.relief.simple-adult.") for line in printed.out.splitlines())
    assert (
        listed(capsys, pristine_review, "pools.relief.k")[1].out
        == f"pools.relief.k: {results['pools.relief.k'].text}\n"
    )


def test_the_list_refuses_a_beginning_that_does_not_exist(capsys, pristine_review):
    code, printed = listed(capsys, pristine_review, "pool")
    assert (code, printed.out) == (2, "")
    assert "Did you mean 'pools'?" in printed.err
