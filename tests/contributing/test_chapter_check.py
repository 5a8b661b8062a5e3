"""`review chapter check`: what is wrong with a chapter is found by executing and reading it, without a build."""

import re
import shutil
import warnings

import pytest

from helpers import REPOSITORY, files_of
from livingreview.cli import main
from livingreview.contributing.chapter.checking import check_chapters
from livingreview.publish.messages import explained
from livingreview.publish.notebooks import failed
from livingreview.store import DataError
from livingreview.store.review import write_schemas
from livingreview.subjects.pools.page import PoolsPage

# A line, and words of the one message about it; None: no message.
MISTAKES = (
    ("# Another", None),
    ("", None),
    ("{result}`pools.relief.estimat` and {result}`pools.relief.n`.", "Did you mean 'estimate'?"),
    ("See {numref}`fig-forest-releif`.", "no figure, table or section 'fig-forest-releif'. Did you mean"),
    ("See {numref}`fig-forest-relief` and {numref}`tbl-left-out-relief`, which another chapter has.", None),
    ("As {cite:p}`adams2002` says.", "'adams2002' is not in references.bib"),
    ("The {dataset}`eficacy.csv` and {dataset}`efficacy.csv`.", "Did you mean 'efficacy.csv'?"),
    ("A mark {mark}`Q`.", "not a mark"),
    ("{resultt}`pools.relief.n`", "unknown role {resultt}. Did you mean 'result'?"),
    ("[there](nowhere.md)", "there is no chapter 'chapters/nowhere.md'"),
    ("![A cup](cup.png)", "there is no picture 'cup.png'"),
    ("The sum is $\\frac12$.", "\\frac needs two parts in braces"),
    ("It is $\\input{/etc/passwd}$.", "this cannot be shown as mathematics"),
    ("", None),
    ("#### Too deep", "the heading has level 4, the one before it level 1"),
    ("", None),
    ("```{code-cell}", None),
    ('book.pools.forest("relieve")', "the cell failed: pool 'relieve' is not declared"),
    ("```", None),
    ("", None),
    ("```{code-cell}", None),
    ("book.pools.forrest(\"relief\")", "book.pools has no method 'forrest'. Did you mean 'forest'?"),
    ("```", None),
    ("", None),
    ("```{code-cell}", None),
    ("book.pool.forest(\"relief\")", "no subject 'pool'. Did you mean 'pools'?"),
    ("```", None),
    ("", None),
    ("```{code-cell}", None),
    ("book.pools.forest(\"relief\", doze=True)", "unexpected keyword argument 'doze'. It is book.pools.forest("),
    ("```", None),
    ("", None),
    ("```{code-cell}", "the cell is not one call of a method of the book"),
    ("import os; os.system('touch evil')", None),
    ("```", None),
    ("", None),
    (":::{list-table} Title", "row 2 of the {list-table} has 1 cells, row 1 has 2"),
    ("* - a", None),
    ("  - b", None),
    ("* - c", None),
    (":::", None),
    ("", None),
    (":::{admonition}", "{admonition} needs something behind it"),
    ("Without a title.", None),
    (":::", None),
)  # fmt: skip


@pytest.fixture
def tiny(tmp_path):
    """A copy of the tiny review with a second chapter."""
    root = shutil.copytree(REPOSITORY / "tests" / "book" / "tiny", tmp_path / "tiny")
    (root / "_toc.yml").write_text((root / "_toc.yml").read_text() + "  - file: chapters/tea\n")
    (root / "chapters" / "tea.md").write_text("# Tea\n\nIt is warm.\n")
    write_schemas(root)
    return root


def check(root, *names):
    with warnings.catch_warnings(action="ignore"):  # of Sphinx, as in a process of its own
        return check_chapters(root, names)


@pytest.mark.slow
def test_each_mistake_is_one_line_and_nothing_is_executed_or_written(tiny):
    text = "\n".join(line for line, _ in MISTAKES)
    (tiny / "chapters" / "tea.md").write_text(f"{text}\n", "utf-8")
    before = files_of(tiny)
    found = check(tiny, "tea")
    wanted = {number: message for number, (_, message) in enumerate(MISTAKES, 1) if message}
    assert [one.line for one in found] == list(wanted), "\n".join(map(str, found))
    for problem, message in zip(found, wanted.values(), strict=True):
        assert problem.file == "chapters/tea.md"
        assert message in problem.message
    assert files_of(tiny) == before


@pytest.mark.slow
def test_chapters_without_a_fault_have_no_problems(tiny):
    assert check(tiny, "chapters/index.md", str(tiny / "chapters" / "tea.md"), "references") == []


@pytest.mark.slow
def test_a_block_that_is_not_closed_is_the_only_message(tiny):
    text = "# Tea\n\n```{code-cell}\nbook.pools.forest('relief')\n\n{resul}`x` <b> [x](nowhere.md)\n\n#### x\n"
    (tiny / "chapters" / "tea.md").write_text(text, "utf-8")
    (problem,) = check(tiny, "tea")
    assert problem.line == 3
    assert "not closed" in problem.message


@pytest.mark.slow
def test_a_warning_in_a_cell_is_named_with_its_line(tiny, monkeypatch):
    monkeypatch.setattr(PoolsPage, "left_out", lambda self, pool: warnings.warn("cold tea", stacklevel=1))
    (problem,) = check(tiny, "index")
    assert (problem.line, problem.message) == (10, "the cell printed a warning:\nUserWarning: cold tea")


@pytest.mark.slow
def test_faulty_data_are_named_first_and_other_chapters_do_not_count(tiny):
    (tiny / "chapters" / "index.md").write_text("# Tea\n\n<b>x\n", "utf-8")
    assert check(tiny, "tea") == []
    study = tiny / "data" / "studies" / "adams2001.yaml"
    study.write_text(study.read_text().replace("month: 1, events: 7", "month: 1, events: 70"), "utf-8")
    (tiny / "chapters" / "tea.md").write_text("# Tea\n\n<i>x\n", "utf-8")
    with pytest.raises(DataError) as error:
        check(tiny, "tea")
    assert [(one.file, one.line) for one in error.value.problems] == [
        ("chapters/tea.md", 3), ("data/studies/adams2001.yaml", 9),
    ]  # fmt: skip


def test_a_name_that_is_no_chapter_is_answered_with_the_nearest(tiny):
    with pytest.raises(DataError, match=r"chapters/indx\.md is not a chapter\. Did you mean chapters/index\.md\?"):
        check_chapters(tiny, ["chapters/indx.md"])


@pytest.mark.slow
def test_the_command_ends_with_1_and_can_print_annotations(tiny, capsys):
    (tiny / "chapters" / "tea.md").write_text("# Tea\n\n{resul}`x`\n", "utf-8")
    with warnings.catch_warnings(action="ignore"):
        assert main(["--root", str(tiny), "chapter", "check", "tea", "--format", "github"]) == 1
        assert re.search(r"^::error file=chapters/tea\.md,line=3,.*::.*unknown role", capsys.readouterr().out, re.M)
        assert main(["--root", str(tiny), "chapter", "check", "index"]) == 0
    assert capsys.readouterr().out == "one chapter: no problems.\n"


class Environment:
    """Stands for what Sphinx knows of labels."""

    domaindata = {"std": {"labels": {"fig-tea": ()}, "anonlabels": {"genindex": ()}}}  # noqa: RUF012


class Application:
    env = Environment


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("'myst' cross-reference target not found: 'fig-te' [myst.xref_missing]", "'fig-te'. Did you mean 'fig-tea'?"),
        ("undefined label: 'fig-te'", "no figure, table or section 'fig-te'"),
        ("Failed to create a cross reference. Any number is not assigned: fig-tea", "'fig-tea'"),
        ('Unknown interpreted text role "resutl". [myst.role_unknown]', "Did you mean 'result'?"),
        ("Unknown directive type: 'admontion' [myst.directive_unknown]", "Did you mean 'admonition'?"),
        ('could not find bibtex key "adams2002"', "'adams2002' is not in references.bib"),
        ("image file not readable: chapters/x.png", "there is no picture 'chapters/x.png'"),
        (
            "'figure': Unknown option keys: ['widht'] (allowed: ['align', 'alt', 'width']) [myst.directive_option]",
            "{figure} has no option 'widht'. Did you mean 'width'?",
        ),
        ("Pygments lexer name '{note' is not known", "no language '{note'"),
        ("Something new [myst.other]", "Something new"),
    ],
)
def test_what_sphinx_says_is_put_into_our_words(message, words):
    said = explained(message, Application)
    assert words in said
    assert "[myst" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KeyError", "\"pool 'x' is not declared.\"", "the cell failed: pool 'x' is not declared."),
        ("KeyError", "'x'", "the cell failed: KeyError: x"),
        ("ValueError", "There is no such row.", "the cell failed: There is no such row."),
        ("ZeroDivisionError", "division by zero", "the cell failed: ZeroDivisionError: division by zero"),
    ],
)
def test_an_error_of_ours_is_its_sentence(name, value, said):
    assert failed(name, value) == said
