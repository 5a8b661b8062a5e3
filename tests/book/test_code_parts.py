"""Where code in a line of text may break."""

import pytest

from livingreview.publish.code import MOST, parts


@pytest.mark.parametrize(
    "text, expected",
    [
        ("--design", ["--design"]),
        ("-/-arms", ["-/-arms"]),
        ("tea.yaml", ["tea.yaml"]),
        ("review screen --role", ["review screen --role"]),
        ("data/review.yaml", ["data/", "review.", "yaml"]),
        ("open data/review.yaml --yes", ["open data/", "review.", "yaml --yes"]),
        ("population.enrolled", ["population.", "enrolled"]),
        ("severity_as_printed", ["severity_", "as_", "printed"]),
        ("--teapot-with-two-handles", ["--teapot-with-two-handle", "s"]),
        (".github/workflows/", [".github/", "workflows/"]),
        ("", [""]),
    ],
)
def test_a_short_word_is_whole_and_a_long_one_breaks_behind_its_signs(text, expected):
    assert parts(text) == expected


def test_no_letter_is_lost_and_no_part_is_wider_than_a_phone():
    text = f"curl https://tea.example/{'a' * 60}?b=1  -o out"
    assert "".join(parts(text)) == text
    assert max(len(word) for part in parts(text) for word in part.split()) <= MOST
