"""data/trust.yaml: what is refused, with file, line, field and what is allowed."""

from pathlib import Path

import pytest
from tiny_review import write_tiny_review

from livingreview import DataError, load
from livingreview.contributing.notices import notices
from livingreview.schema import SCREENS, Design, TrustTool

DESIGN = Design.PROSPECTIVE  # of both tiny studies


def every_item(tool: str, but: tuple[str, ...] = ()) -> str:
    return ", ".join(item.id for item in SCREENS[TrustTool(tool)].applying(DESIGN) if item.id not in but)


def row(**given: str) -> str:
    fields = {
        "study": "brown2020",
        "tool": "tract",
        "items": f"[{every_item('tract')}]",
        "judgement": "no-information",
        "reason": "Nothing of it was accessible.",
        **given,
    }
    return "  - {" + ", ".join(f"{name}: {text}" for name, text in fields.items() if text) + "}\n"


def write(root: Path, *rows: str) -> Path:
    (root / "data" / "trust.yaml").write_text(f"rated_by: [rater 1]\njudgements:\n{''.join(rows)}", "utf-8")
    return root


@pytest.fixture
def tiny(tmp_path) -> Path:
    return write_tiny_review(tmp_path)


def test_a_whole_screen_is_read(tiny):
    review = load(write(tiny, row(), row(tool="inspect-sr", items=f"[{every_item('inspect-sr')}]")))
    assert len(review.trust.judgements) == 2


def test_a_review_without_the_file_has_no_judgements(tiny):
    assert load(tiny).trust is None


ONE = every_item("tract", ("few-authors",))


@pytest.mark.parametrize(
    ("rows", "line", "field", "said"),
    [
        ([row(items=f"[{ONE}, few-author]")], 3, "judgements[0].items", "Did you mean 'few-authors'?"),
        ([row(items=f"[{ONE}, retraction]")], 3, "judgements[0].items", "is not an item of tract"),
        ([row(tool="tracts")], 3, "judgements[0].tool", "inspect-sr, tract"),
        ([row(judgement="bad")], 3, "judgements[0].judgement", "serious-concern"),
        ([row(reason="")], 3, "judgements[0].reason", "is missing"),
        ([row(reason="none")], 3, "judgements[0].reason", "is no text"),
        ([row(study="browne2020")], 3, "judgements[0].study", "Did you mean 'brown2020'?"),
        ([row(study="")], 3, "judgements[0].study", "is missing"),
        ([row(judgement="some-concern")], 3, "judgements[0].source", "names the source or the page"),
        ([row(source="1")], 3, "judgements[0].at", "go together"),
        ([row(source="7", at="Methods")], 3, "judgements[0].source", "has no source 7. Allowed: 1"),
        (
            [row(source="1", url='"https://example.org/notice"', at="Top")],
            3,
            "judgements[0].url",
            "source or url, not both",
        ),
        ([row(status="confirmed")], 3, "judgements[0].rater", "names the rater's role"),
        ([row(items=f"[{ONE}]")], 3, "judgements[0].items", "has no judgement on few-authors of TRACT"),
        ([row(), row(items="[few-authors]")], 4, "judgements[1].items", "already judged in judgements[0]"),
        ([row(items=f"[{ONE}, few-authors, concealment]")], 3, "judgements[0].items", "does not apply to brown2020"),
        ([row(items="[]")], 3, "judgements[0].items", "at least 1"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tiny, rows, line, field, said):
    with pytest.raises(DataError) as caught:
        load(write(tiny, *rows))
    found = [(one.file, one.line, one.field) for one in caught.value.problems if said in one.message]
    assert found == [("data/trust.yaml", line, field)], "\n".join(map(str, caught.value.problems))


def test_a_design_that_is_not_screened_is_refused(tiny):
    study = tiny / "data" / "studies" / "brown2020.yaml"
    study.write_text(study.read_text("utf-8").replace("single-arm-prospective", "case-report"), "utf-8")
    with pytest.raises(DataError, match=r"has the design case-report, which is not screened\. Allowed: rct, "):
        load(write(tiny, row()))


def test_items_on_planning_are_not_asked_of_cohorts_from_records(tiny):
    study = tiny / "data" / "studies" / "brown2020.yaml"
    study.write_text(study.read_text("utf-8").replace("single-arm-prospective", "retrospective-cohort"), "utf-8")
    with pytest.raises(DataError, match="'planned-size' does not apply to brown2020, whose design is retrospective"):
        load(write(tiny, row()))


def test_no_concern_where_a_computed_check_fails_is_noticed(tiny):
    study = tiny / "data" / "studies" / "brown2020.yaml"
    fails = study.read_text("utf-8").replace(
        "events: 30, n: 40, printed: 75%, count_printed: true",
        "events: 30, n: 40, printed: 74%, count_printed: true, conflict: 30 of 40 is 75%.",
    )
    study.write_text(fails, "utf-8")
    rest = every_item("inspect-sr", ("impossible-means",))
    judged = [
        row(tool="inspect-sr", items=f"[{rest}]"),
        row(tool="inspect-sr", items="[impossible-means]", judgement="no-concern", source="1", at="Table 2"),
    ]
    found = [str(one) for one in notices(load(write(tiny, *judged))) if one.file == "data/trust.yaml"]
    assert len(found) == 1 and found[0].startswith("data/trust.yaml:4 judgements[1].judgement: impossible-means")
    judged[1] = row(tool="inspect-sr", items="[impossible-means]", judgement="some-concern", source="1", at="Table 2")
    assert not [one for one in notices(load(write(tiny, *judged))) if one.file == "data/trust.yaml"]
