"""The trust screen: checks of invented numbers with known answers, and each pool without the studies that fail."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_review import write_tiny_review

from livingreview import load
from livingreview.book import Book
from livingreview.publish.study_pages import publication_page
from livingreview.schema import TrustScreen, counts_that_fit
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.trust.checks import Kind, Verdict
from livingreview.subjects.trust.printed import agrees, can_fail, counts_if_cut, counts_shown, p_values
from livingreview.subjects.trust.words import checks_sentence, cut_sentence, judged_sentence
from trials import write_trials


@pytest.mark.parametrize(
    ("printed", "n", "counts"),
    [
        ("58%", 43, [25]),
        ("68%", 43, []),  # 29 are 67.4%, 30 are 69.8%
        ("12.5%", 8, [1]),
        ("12%", 8, [1]),  # an exact half, to the even digit
        ("13%", 8, [1]),  # the same, up
        ("0%", 10, [0]),
        ("100%", 3, [3]),
        ("50%", 400, [198, 199, 200, 201, 202]),
    ],
)
def test_counts_that_give_a_percentage_are_those_that_round_to_it(printed, n, counts):
    assert list(counts_that_fit(printed, n)) == counts
    decimals = len(printed.rstrip("%").partition(".")[2])
    # Any count whose percentage is nearer than half a step must be among them, and no other may be.
    for x in range(n + 1):
        distance = abs(100 * x / n - float(printed.rstrip("%")))
        assert (x in counts) == (distance <= 0.5 * 10**-decimals + 1e-12)


def test_counts_are_shown_in_words():
    assert [counts_shown("68%", 43), counts_shown("58%", 43), counts_shown("1%", 151)] == ["none", "25", "1 or 2"]
    assert counts_shown("50%", 1000) == "495 to 505"


def test_cut_decimals_are_recognised():
    assert counts_if_cut("70%", 78) == [55] and not counts_that_fit("70%", 78)
    assert counts_if_cut("100%", 3) == [3]
    assert counts_if_cut("68%", 43) == []  # neither rounded nor cut


def test_a_percentage_of_many_patients_fits_a_count_whatever_it_is():
    assert can_fail("50%", 99) and not can_fail("50%", 100)
    assert can_fail("50.0%", 999) and not can_fail("50.0%", 1000)
    assert all(counts_that_fit(f"{x}%", 100) for x in range(101))
    assert not all(counts_that_fit(f"{x}%", 99) for x in range(101))


def test_p_values_of_a_textbook_table():
    """Fisher's tea tasting (1935): 3 of 4 v 1 of 4 gives 0.4857; chi-square is 2, and 0.5 with Yates' correction."""
    found = p_values(3, 4, 1, 4)
    assert found["Fisher's exact test"] == pytest.approx(34 / 70)
    assert found["chi-square"] == pytest.approx(0.15730, abs=1e-5)
    assert found["chi-square with Yates' correction"] == pytest.approx(0.47950, abs=1e-5)
    assert found["chi-square with N − 1"] == pytest.approx(0.18588, abs=1e-5)


@pytest.mark.parametrize("counts", [(0, 5, 0, 7), (5, 5, 7, 7)])
def test_nothing_to_compare_gives_p_1(counts):
    assert p_values(*counts) == {"Fisher's exact test": 1.0}


def test_one_empty_arm_and_one_full_have_p_values():
    assert all(0 <= p <= 1 for p in p_values(0, 5, 5, 5).values())


@pytest.mark.parametrize(
    ("printed", "p", "fits"),
    [
        ("0.70", 0.6957, True),
        ("0.70", 0.6949, False),
        ("0.7", 0.6949, True),
        (".05", 0.0451, True),
        ("=0.05", 0.0451, True),
        ("P = 0.05", 0.0451, True),
        ("0.125", 0.1255, True),  # an exact half
        ("<0.05", 0.0499, True),
        ("<0.05", 0.05, False),
        ("≤0.05", 0.05, True),
        (">0.05", 0.0501, True),
        (">0.05", 0.05, False),
        ("6.7e-6", 0.00000674, True),
        ("6.7e-6", 0.0000068, False),
        ("1.0", 1.0, True),
        ("n.s.", 0.5, None),
        ("5", 0.5, None),
    ],
)
def test_a_p_value_agrees_within_its_last_digit(printed, p, fits):
    assert agrees(printed, p) is fits


def edited(root: Path, key: str, *changes: tuple[str, str]) -> Path:
    file = root / "data" / "studies" / f"{key}.yaml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return root


@pytest.fixture
def tiny(tmp_path) -> Path:
    return write_tiny_review(tmp_path)


def screen(root: Path, key: str):
    return next(one for one in Book(load(root)).results.analysis.trust if one.study == key)


COUNTED = "events: 30, n: 40, printed: 75%, count_printed: true"


def test_a_percentage_that_no_count_gives_fails(tiny):
    wrong = "n: 43, printed: 68%"
    root = edited(tiny, "green2022", ("n: 60, printed: 80%", wrong))
    (check,) = screen(root, "green2022").of(Kind.PERCENTAGE)
    assert check.verdict is Verdict.FAILS and check.computed == "counts that give it: none" and not check.cut
    assert check.place == ("efficacy", 1)


def test_a_printed_count_must_be_among_the_counts(tiny):
    wrong = "events: 30, n: 40, printed: 74%, count_printed: true, conflict: 30 of 40 is 75%."
    one = screen(edited(tiny, "brown2020", (COUNTED, wrong)), "brown2020")
    (check,) = one.of(Kind.PERCENTAGE)
    assert check.verdict is Verdict.FAILS and "30 of 40 is 75.00%" in check.computed
    assert one.fails() and one.fails((Kind.PERCENTAGE,)) and not one.fails((Kind.P_VALUE, Kind.TOTAL))


def test_a_percentage_without_its_denominator_is_not_checked(tiny):
    root = edited(tiny, "green2022", ("n: 60, printed: 80%", "printed: 81%"))
    (check,) = screen(root, "green2022").of(Kind.PERCENTAGE)
    assert check.verdict is Verdict.NOT_CHECKED
    assert check.computed == "no denominator is printed; no count of all 60 of the group gives it"


def test_a_percentage_of_many_without_a_count_is_not_checked(tiny):
    changes = [("enrolled: 60", "enrolled: 600"), ("n: 60, printed: 80%", "n: 600, printed: 80%")]
    root = edited(tiny, "green2022", *changes, ("condition: asthma, n: 60}", "condition: asthma, n: 600}"))
    root = edited(root, "green2022", ("drugs: [vitamin-d], n: 60,", "drugs: [vitamin-d], n: 600,"))
    root = edited(root, "green2022", ("events: 30, n: 60", "events: 300, n: 600"))
    assert [one.verdict for one in screen(root, "green2022").of(Kind.PERCENTAGE)] == [Verdict.NOT_CHECKED]


REGISTERED = (
    "population:",
    "registry: [NCT1]\nrecruited_from: 2019-05\n"
    "registrations: [{number: NCT1, registered: DATE, source: 1, at: Methods}]\npopulation:",
)


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("2019-04", Verdict.PASSES),
        ("2019-05", Verdict.NOT_CHECKED),
        ("2019-06", Verdict.FAILS),
        ('"2019"', Verdict.NOT_CHECKED),
        ('"2018"', Verdict.PASSES),
        ('"2020"', Verdict.FAILS),
    ],
)
def test_registration_is_compared_with_the_start(tiny, date, verdict):
    root = edited(tiny, "brown2020", (REGISTERED[0], REGISTERED[1].replace("DATE", date)))
    (check,) = screen(root, "brown2020").of(Kind.REGISTRATION)
    assert check.verdict is verdict


def test_what_was_not_read_is_not_checked(tiny):
    one = screen(tiny, "brown2020")
    assert [check.verdict for check in one.of(Kind.REGISTRATION)] == [Verdict.NOT_CHECKED]
    assert [check.computed for check in one.of(Kind.NOTICE)] == ["not looked up in a database yet"]


@pytest.mark.parametrize(
    ("related", "verdict"),
    [
        ("", Verdict.PASSES),
        ("corrected-by doi:10.1/e", Verdict.PASSES),
        ("retracted-by doi:10.1/r", Verdict.FAILS),
        ("expression-of-concern-by doi:10.1/c", Verdict.FAILS),
    ],
)
def test_a_notice_that_was_looked_up_counts(tiny, related, verdict):
    (tiny / "data" / "searches").mkdir()
    lines = f"study,date,service,related,status\nbrown2020,2024-01-30,crossref,{related},\n"
    (tiny / "data" / "searches" / "lookups.csv").write_text(lines, "utf-8")
    (check,) = screen(tiny, "brown2020").of(Kind.NOTICE)
    assert check.verdict is verdict


def test_a_pool_is_repeated_without_the_studies_that_fail(tiny):
    book = Book(load(edited(tiny, "green2022", ("n: 60, printed: 80%", "n: 43, printed: 68%"))))
    table = book.trust.without().data
    assert "- without studies with a percentage that fails\n  - Green 2022\n  - 1\n  - 40\n" in table
    assert "without studies with a P value" not in table
    assert (
        "that fail a computed check. No study in this pool fails the check of P values, sizes of arms, the date of "
        "registration or notices." in table
    )
    result = book.results["trust.pools.control.sentence"].text
    assert result.startswith("Asthma controlled at 6 months: without Green 2022, the estimate changes from ")
    assert book.results["trust.pools.freedom.left-out"].text == "0"  # a percentage alone is not pooled


def test_a_pool_of_failing_studies_alone_has_nothing_left(tiny):
    wrong = "events: 30, n: 40, printed: 74%, count_printed: true, conflict: 30 of 40 is 75%."
    book = Book(load(edited(tiny, "brown2020", (COUNTED, wrong))))
    assert "without Brown 2020, no cohort remains." in book.results["trust.pools.freedom.sentence"].text
    assert "none remains" in book.trust.without().data


def test_sentences_for_none_one_and_many(tiny):
    analysis = Book(load(tiny)).results.analysis
    assert checks_sentence([]) == judged_sentence([]) == "There is no study of patients to screen."
    begin = "Of two reports on patients, two could be checked on at least one point, and "
    assert checks_sentence(analysis.trust) == f"{begin}none fails."
    root = edited(tiny, "green2022", ("n: 60, printed: 80%", "n: 43, printed: 68%"))
    one = Book(load(root)).results.analysis.trust
    assert checks_sentence(one) == f"{begin}one of them fails at least one check: Green 2022."
    root = edited(root, "brown2020", (COUNTED, "n: 40, printed: 74%"))
    both = Book(load(root)).results.analysis.trust
    assert checks_sentence(both) == f"{begin}two of them fail at least one check: Brown 2020 and Green 2022."


def test_percentages_whose_decimals_were_cut_are_counted(tiny):
    def said(root: Path) -> str:
        return cut_sentence([check for one in Book(load(root)).results.analysis.trust for check in one.checks])

    assert said(tiny) == "No percentage fails."
    root = edited(tiny, "green2022", ("n: 60, printed: 80%", "n: 43, printed: 68%"))
    assert said(root) == "The percentage that fails would not fit if it had been truncated instead of rounded."
    cut = "events: 26, n: 39, printed: 66%, count_printed: true, conflict: 26 of 39 is 66.7%."
    both = edited(root, "brown2020", (COUNTED, cut))
    assert said(both) == "Of two percentages that fail, one would fit if they had been truncated instead of rounded."


def test_without_judgements_pages_say_so(tiny):
    book = Book(load(tiny))
    said = "The judgements of INSPECT-SR and TRACT have not been made."
    assert judged_sentence(book.results.analysis.trust) == said
    assert said in book.trust.judged().data
    page = publication_page(book.results.analysis, "brown2020", book.review.publications["brown2020"])
    assert "## Trust screen" in page and "Not judged with INSPECT-SR yet." in page
    assert "30 of 40, 75%" in page


def _folded(page: str) -> tuple[str, str]:
    """What the trust screen of a page shows at once, and what it folds."""
    section = page[page.index("## Trust screen") :].partition("\n## ")[0]
    folds = re.compile(r"^::::\{dropdown\}.*?^::::$", re.MULTILINE | re.DOTALL)
    return folds.sub("", section), "".join(folds.findall(section))


def test_what_fails_is_shown_and_what_passes_is_folded(tiny):
    def screen_of(root: Path, key: str) -> tuple[str, str]:
        book = Book(load(root))
        return _folded(publication_page(book.results.analysis, key, book.review.publications[key]))

    shown, folded = screen_of(tiny, "green2022")
    assert "No computed check fails." in shown and "fails" not in folded
    assert "Checks that pass, or could not be made (" in folded and "list-table" not in shown
    root = edited(tiny, "green2022", ("n: 60, printed: 80%", "n: 43, printed: 68%"))
    shown, folded = screen_of(root, "green2022")
    assert "68%" in shown and "fails" in shown and "No computed check fails." not in shown
    assert "68%" not in folded


def test_concerns_are_shown_and_other_judgements_are_folded(tiny):
    unjudged = load(tiny)

    def page(*judged: dict[str, object]) -> tuple[str, str]:
        given = [{"study": "green2022", "tool": "inspect-sr", **one} for one in judged]
        content = {"rated_by": ["rater 1"], "judgements": given}  # of some items only, which a check would refuse
        found = replace(unjudged, trust=TrustScreen.model_validate(content))
        (tiny / "data" / "trust.yaml").write_text(json.dumps(content, indent=1), "utf-8")  # for the lines of its rows
        return _folded(publication_page(Analysis(found), "green2022", found.publications["green2022"]))

    unknown = {"items": ["retraction", "team"], "judgement": "no-information", "reason": "Nobody looked."}
    odd = {"items": ["statistics"], "judgement": "some-concern", "reason": "A sum is odd.", "source": 1, "at": "Text"}
    shown, folded = page(unknown, odd)
    assert "A sum is odd." in shown and "A sum is odd." not in folded
    assert "Nobody looked." in folded and "Nobody looked." not in shown
    assert "Judged with INSPECT-SR: no concern, or no information (one row)" in folded
    shown, folded = page(unknown)
    assert "No item is a concern." in shown and "Nobody looked." in folded
    shown, folded = page(odd)
    assert "A sum is odd." in shown and "Judged with INSPECT-SR: no concern" not in folded


def test_a_trial_whose_p_value_no_test_gives_fails(tmp_path):
    """25 of 43 v 28 of 45 gives 0.70 by chi-square; 0.33 by no test."""
    root = write_trials(tmp_path, [(25, 43, 28, 45)] * 2)
    for key, p in (("adam1990", "0.70"), ("bdam1991", "0.33")):
        file = root / "data" / "studies" / f"{key}.yaml"
        file.write_text(file.read_text("utf-8").replace("source: 1, at: Table 1", f'p: "{p}", source: 1, at: Table 1'))
    book = Book(load(root))
    screened = {one.study: one for one in book.results.analysis.trust}
    (good,), (bad,) = (screened[key].of(Kind.P_VALUE) for key in ("adam1990", "bdam1991"))
    assert good.verdict is Verdict.PASSES and "chi-square: 0.696" in good.computed
    assert bad.verdict is Verdict.FAILS and bad.printed == "25 of 43 v 28 of 45, P 0.33"
    assert "no test gives it (Fisher's exact test: 0.828; " in bad.computed
    said = book.results["trust.comparisons-sentence"].text
    assert "Relief, against water (without Bdam 1991, one trial remains)" in said


@pytest.mark.parametrize(
    ("enrolled", "sizes", "verdict"),
    [
        ("88", ("43", "45"), Verdict.PASSES),
        ("90", ("43", "45"), Verdict.FAILS),
        ("88", ("43", ""), Verdict.NOT_CHECKED),
    ],
)
def test_the_arms_of_a_trial_add_up_to_the_patients_enrolled(tmp_path, enrolled, sizes, verdict):
    root = write_trials(tmp_path, [(25, 43, 28, 45)])
    changes = [("{age: adult}", f"{{age: adult, enrolled: {enrolled}, source: 1, at: Text}}")]
    for drug, n in zip(("tea", "water"), sizes, strict=True):
        if n:
            changes.append((f"drugs: [{drug}]}}", f"drugs: [{drug}], n: {n}, source: 1, at: Text}}"))
    (check,) = screen(edited(root, "adam1990", *changes), "adam1990").of(Kind.TOTAL)
    assert check.verdict is verdict
