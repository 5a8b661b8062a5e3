"""Problems as annotations of GitHub: what the runner reads back, and that no name or text can become a command."""

import re

import pytest

from livingreview.cli import main
from livingreview.cli.problems import annotation, show_notices, show_problems
from livingreview.store import Problem
from livingreview.store.problems import one_line

COMMAND = re.compile(r"^::(?P<name>[a-z-]+) (?P<properties>.*?)::(?P<message>.*)$")
FORGERIES = (
    "a\n::error file=x::forged", "a\r\n::add-mask::x", "a%0A::stop-commands::x", "a::error::b", "a,line=1,file=x",
    "a\x85::debug::x", "a\u2028::error::x", "a\x1b[31m", "\u202eevil", "100% of 5, 6: 7",
)  # fmt: skip


def read_back(line: str) -> tuple[dict[str, str], str]:
    """What the runner makes of a line: its properties and its message, unescaped in the order of the runner."""
    found = COMMAND.match(line)
    assert found is not None and found["name"] in ("error", "notice"), line

    def unescaped(text: str, signs: tuple[tuple[str, str], ...]) -> str:
        for escaped, sign in signs:
            text = text.replace(escaped, sign)
        return text

    data = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    parts = (part.partition("=") for part in found["properties"].split(","))
    properties = {name: unescaped(value, (("%3A", ":"), ("%2C", ","), *data)) for name, _, value in parts}
    return properties, unescaped(found["message"], data)


def test_an_annotation_names_file_line_field_and_what_is_wrong():
    problem = Problem("data/studies/adler2010.yaml", 31, "efficacy[0].events", "61 is more than n = 60. At most 100%.")
    properties, message = read_back(annotation(problem))
    assert properties == {"file": problem.file, "line": "31", "title": problem.field}
    assert message == str(problem)


def test_a_problem_without_line_and_field_has_a_title_and_no_line():
    properties, _ = read_back(annotation(Problem("data/review.yaml", 0, "", "is missing.")))
    assert properties == {"file": "data/review.yaml", "title": "What to correct"}


@pytest.mark.parametrize("text", FORGERIES)
def test_no_name_and_no_text_can_forge_a_command(text, capsys):
    problem = Problem(text, 3, text, text)
    show_problems([problem], "github")
    (line,) = capsys.readouterr().out.splitlines()
    properties, message = read_back(line)
    assert properties == {"file": one_line(text), "line": "3", "title": one_line(text)}
    assert message == one_line(str(problem))

    show_problems([problem])
    line, summary = capsys.readouterr().err.splitlines()
    assert line == one_line(str(problem)) and not line.startswith("::") and summary.startswith("1 problem found")


def test_a_notice_is_an_annotation_of_its_own_kind(capsys):
    show_notices([Problem("data/x.yaml", 3, "", "looks odd\n::error::forged")], "github")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::notice file=data/x.yaml,line=3,title=Worth a second look::")


def test_check_prints_each_problem_of_the_data_as_an_annotation(review_copy, capsys):
    (review_copy / "data" / "studies" / "a\n::error title=forged::b.yaml").write_text("id: [\n", "utf-8")
    (review_copy / "data" / "studies" / "notes.txt").touch()
    assert main(["--root", str(review_copy), "check", "--format", "github"]) == 1
    printed = capsys.readouterr()
    found = [read_back(line)[0] for line in printed.out.splitlines()]
    names = {"data/studies/notes.txt", r"data/studies/a\n::error title=forged::b.yaml"}
    assert names <= {one["file"] for one in found}
    assert not any(one["title"] == "forged" for one in found)
    assert "nothing was done" in printed.err


def test_what_would_end_a_line_or_steer_a_terminal_is_spelled_and_blanks_stay():
    assert one_line("a b\nc\td\x1b[0m\u202eé") == r"a b\nc\td\x1b[0m\u202eé"
