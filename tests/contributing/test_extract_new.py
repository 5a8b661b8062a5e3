"""`review extract new`: what to look for, and no figure of the first reading."""

import re
from datetime import date

import pytest
from corruption import ADLER, BAKER, swap
from second_readings import ADLER_2

from livingreview import DataError, load
from livingreview.cli import main
from livingreview.contributing.extract.new import check_reading, new_reading
from livingreview.contributing.extract.skeleton import skeleton
from livingreview.schema import Direction
from livingreview.store.comparing.settling import parts_of
from livingreview.store.reading import read

DAY = date(2024, 2, 3)


def written(review, item, axes=()):
    given = (review.bibliography[item.id], "extractor 2", DAY, parts_of(item), axes)
    return skeleton(item, *given, review.vocabulary, review.config)


def test_nothing_in_it_depends_on_a_figure_of_the_first_reading(review):
    for key, study in review.publications.items():
        if not parts_of(study):
            continue
        nothing = {"n": None, "dose": None, "trough_target": None, "trough_measured": None, "regimen": None}
        without = study.model_copy(
            update={
                "population": study.population.model_copy(update={"enrolled": None, "line": None}),
                "arms": [arm.model_copy(update={**nothing, "drugs": ["water"]}) for arm in study.arms],
                "groups": [group.model_copy(update={"n": None, "condition": "x"}) for group in study.groups],
                "efficacy": [],
                "safety": [],
                "readings": [],
                "findings": [
                    one.model_copy(update={"direction": Direction.MIXED, "finding": "x", "value": None, "p": None})
                    for one in study.findings[:1]
                ],
                "limits": None,
                "followup": None,
                "response_definition": None,
            }
        )
        assert written(review, study) == written(review, without), key


def test_a_number_in_a_label_does_not_show(review_copy):
    swap("label: everybody, role: whole", "label: all 6017 people (6018%), role: whole")(review_copy / ADLER)
    swap("label: tea, role", 'label: "tea, 6019-cups/day", role')(review_copy / ADLER)
    text = new_reading(review_copy, "adler2010", "extractor 2", DAY, (), None, None).read_text("utf-8")
    assert not re.search("60(17|18|19)", text)
    assert 'label: "all … people (…)"' in text and 'label: "tea, …"' in text


def test_it_says_what_to_look_for(review_copy):
    review = load(review_copy)
    text = new_reading(review_copy, "baker2011", "extractor 2", DAY, (), None, None).read_text("utf-8")
    listed = " ".join(re.sub(r"\n#\s*", " ", text).split())
    for words in (review.vocabulary.outcomes, review.vocabulary.events):
        assert all(f"{name}" in listed and one.label in listed for name, one in words.items())
    assert review.bibliography["baker2011"].fields["title"] in listed
    for url in (source.url for source in review.publications["baker2011"].sources):
        assert url not in text
    axes = {finding.axis for finding in review.publications["baker2011"].findings}
    assert set(re.findall(r"#   axis (\S+):", text)) == axes


def test_it_can_ask_for_some_axes_only(review_copy):
    file = new_reading(review_copy, "able1998", "extractor 2", DAY, ["tone"], None, review_copy / "blind.yaml")
    text = file.read_text("utf-8")
    assert "axes: [tone]" in text and "#   axis nerve" not in text
    file = new_reading(review_copy, BAKER, "extractor 2", DAY, (), "clinical", review_copy / "clinical.yaml")
    assert "parts: [population, groups, arms, efficacy, safety]" in file.read_text("utf-8")


def test_a_trial_and_background_are_asked_for_too(review_copy):
    text = new_reading(review_copy, "tea-0001", "extractor 2", DAY, (), None, None).read_text("utf-8")
    assert "TEA0001" in text and "2023-07" not in text and "84" not in re.sub("#.*", "", text)
    review = load_data_of(review_copy)
    key = next(key for key, item in review.context.items() if item.content.figures)
    text = new_reading(review_copy, key, "extractor 2", DAY, (), None, None).read_text("utf-8")
    assert len(re.findall(r"^#   figure-\d+:", text, re.MULTILINE)) == len(review.context[key].content.figures)


def load_data_of(root):
    return read(root)[0]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["adler2010", "--role", "extractor 1"], "somebody else"),
        (["adler2010", "--role", "Adler"], "not a role"),
        (["adler2011"], "adler2010"),
        (["able1998", "--axes", "nervous"], "nerve"),
        (["able1998", "--only", "clinical"], "no clinical"),
        (["olsen2005"], "nothing that is read twice"),
    ],
)
def test_what_cannot_be_read_twice_is_refused_and_nothing_is_written(arguments, word, review_copy, capsys):
    assert main(["--root", str(review_copy), "extract", "new", *arguments]) == 1
    assert word in capsys.readouterr().err
    assert not (review_copy / "data" / "extractions").exists()


def test_a_reading_that_was_begun_is_not_replaced(review_copy):
    file = new_reading(review_copy, "adler2010", "extractor 2", DAY, (), None, None)
    assert file == review_copy / ADLER_2
    file.write_text("begun", "utf-8")
    with pytest.raises(DataError, match="not replaced"):
        new_reading(review_copy, "adler2010", "extractor 2", DAY, (), None, None)
    assert file.read_text("utf-8") == "begun"


def test_a_filled_file_is_checked_where_it_is(review_copy, tmp_path, capsys):
    file = new_reading(review_copy, "adler2010", "extractor 2", DAY, (), None, tmp_path / "mine.yaml")
    with pytest.raises(DataError):
        check_reading(review_copy, file)  # nobody has filled it in
    row = 'outcome: full, month: 3, events: 24, n: 60, printed: "40%", count_printed: true, source: 1, at: "p. 2"}'
    text = file.read_text("utf-8").replace(
        '#  - {id: 1, url: "https://..."', '  - {id: 1, url: "https://example.org/a"'
    )
    text = re.sub(r"^safety:\n", "", text, flags=re.MULTILINE)
    filled = text.replace("efficacy:\n#  - {", f"efficacy:\n  - {{arm: tea, group: all, {row}\n#  - {{")
    file.write_text(filled, "utf-8")
    assert check_reading(review_copy, file).efficacy[0].events == 24
    file.write_text(filled.replace("arm: tea, group: all, outcome", "arm: cup, group: all, outcome"), "utf-8")
    assert main(["--root", str(review_copy), "extract", "check", str(file)]) == 1
    assert "efficacy[0].arm" in capsys.readouterr().err
