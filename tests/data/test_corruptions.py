"""Every corruption in the tables is caught: where it is, in words that say what to mend, without other complaints."""

import shutil
from pathlib import Path

import pytest
from corruption import ADLER, BACKGROUND, BAKER, BIB, INDEX, OVERLAP, REVIEW, TRIAL, UNKNOWN, Corruption
from corruptions_of_files import OF_FILES, VALID_BACKGROUND
from corruptions_of_mechanisms import OF_MECHANISMS
from corruptions_of_outcomes import OF_OUTCOMES
from corruptions_of_review import OF_REVIEW, VALID_POOL
from corruptions_of_studies import OF_STUDIES

from helpers import files_of
from livingreview import DataError, load

ALL: list[Corruption] = [*OF_STUDIES, *OF_OUTCOMES, *OF_REVIEW, *OF_FILES, *OF_MECHANISMS]


def first_change(before: str, after: str) -> int:
    """Number of the first line that is not the same."""
    old, new = before.splitlines(), after.splitlines()
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1)


def problems_of(root: Path):
    with pytest.raises(DataError) as caught:
        load(root)
    return caught.value.problems


@pytest.mark.parametrize("corruption", ALL, ids=lambda c: c.name.replace(" ", "-"))
def test_corruption_is_reported_where_it_is(corruption, pristine_review, review_copy):
    corruption.edit(review_copy / corruption.file)
    assert_reported(corruption, pristine_review, review_copy)


def assert_reported(corruption: Corruption, pristine: Path, root: Path):
    problems = problems_of(root)
    said = "\n".join(map(str, problems))
    expected = corruption.reported or corruption.file

    exact = [p for p in problems if (p.file, p.field) == (expected, corruption.field) and corruption.word in p.message]
    assert exact, f"no problem at {expected} {corruption.field} with {corruption.word!r}, but:\n{said}"
    if corruption.at != UNKNOWN:
        text = (root / expected).read_text("utf-8", errors="replace")
        if corruption.at:
            line = text.splitlines()[exact[0].line - 1]
            assert exact[0].line > 0 and corruption.at in line, f"not the line of {corruption.at!r}: {said}"
        elif (root / expected).read_text("utf-8") and (pristine / expected).is_file():
            assert exact[0].line == first_change((pristine / expected).read_text("utf-8"), text), said
    for problem in problems:
        assert len(str(problem).splitlines()) == 1, f"not one line: {problem!r}"
        assert str(problem).startswith(problem.file + (f":{problem.line} " if problem.line else " "))
        assert problem.file == expected or problem.file.startswith((corruption.file, *corruption.other_files)), (
            f"complains about an unrelated file:\n{said}"
        )


def test_at_least_150_corruptions_leave_different_files(pristine_review, tmp_path):
    results = set()
    for number, corruption in enumerate(ALL):
        file = tmp_path / str(number) / corruption.file
        if (pristine_review / corruption.file).is_file():
            file.parent.mkdir(parents=True)
            shutil.copy(pristine_review / corruption.file, file)
            corruption.edit(file)
            results.add(
                (corruption.file, tuple(files_of(tmp_path / str(number)).items()), file.is_symlink(), file.is_dir())
            )
        else:
            results.add((corruption.file, corruption.name))
    assert len(results) == len(ALL) >= 150


def test_undamaged_copy_loads(review_copy):
    assert set(load(review_copy).publications) == {f.stem for f in (review_copy / "data" / "studies").iterdir()}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ADLER, "country: Ruritania\n", "country: 'Ruritania'   # a comment\n"),
        (ADLER, "country: Ruritania\n", "country: >-   # a comment\n  Ruritania\n"),
        (ADLER, "country: Ruritania\n", "country: Ruritania#2\n# a comment\n"),
        (ADLER, "# yaml", "\ufeff# yaml"),  # as editors on Windows save
        (ADLER, "country: Ruritania\n", "\n\ncountry: 'Ruritania'\n"),
        (ADLER, "country: Ruritania\n", "country: No man's land\n"),
        (ADLER, "month: 12", "month: 12 # a comment\n   "),
        (ADLER, "printed: 65%", "printed: 65.0%"),
        (ADLER, "month: 12", "month: 1.2e1"),
        (ADLER, ", conflict: ", ", note: also here, conflict: "),
        (ADLER, "\n", "\r\n"),
        (TRIAL, "status_date: 2023-07", 'status_date: "2023"'),
        (REVIEW, "\npools:\n", f"\npools:\n  {VALID_POOL}\n"),
        (BIB, "year = {2023},", "year = 2023,"),
        (BIB, "@article{bond2000,", "% a comment\n@article{bond2000,"),
        (INDEX, "# ", "# {cite:p}`adler2010` "),
    ],
)
def test_harmless_change_is_accepted(review_copy, file, old, new):
    text = (review_copy / file).read_bytes().decode("utf-8")
    assert old in text
    (review_copy / file).write_bytes(text.replace(old, new).encode("utf-8"))
    load(review_copy)


def test_valid_background_is_accepted(review_copy):
    (review_copy / BACKGROUND).parent.mkdir(exist_ok=True)
    (review_copy / BACKGROUND).write_text(VALID_BACKGROUND, "utf-8")
    load(review_copy)


def test_every_problem_is_reported_at_once(review_copy):
    chosen = {c.name: c for c in ALL}
    for name in (
        "events more than n",
        "direction is misspelt",
        "overlap not declared back",
        "trial status is misspelt",
        "version with a letter",
        "stale schema",
        "not sorted",
    ):
        chosen[name].edit(review_copy / chosen[name].file)
    problems = problems_of(review_copy)
    reported = {p.file for p in problems}
    assert {ADLER, BAKER, TRIAL, REVIEW, BIB, "data/schema/study.schema.json"} <= reported
    assert problems == sorted(problems)


def test_one_unreadable_study_does_not_hide_the_problems_of_others(review_copy):
    (review_copy / OVERLAP).write_text("")
    with (review_copy / INDEX).open("a") as chapter:
        chapter.write("\n{cite:p}`nobody1999`\n")
    assert [(p.file, p.field) for p in problems_of(review_copy)] == [(INDEX, "cite"), (OVERLAP, "")]


def test_reading_changes_no_file(pristine_review, review_copy):
    load(review_copy)
    assert files_of(review_copy) == files_of(pristine_review)


@pytest.mark.parametrize("below", ["data", "data/studies", "chapters"])
def test_review_is_found_from_a_folder_inside(review_copy, below):
    assert load(review_copy / below).root == review_copy.resolve()
