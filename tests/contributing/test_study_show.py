"""`review study show`: what the review makes of a publication, with a reason for each value that is in no pool."""

import re

import pytest
from corruption import add

from livingreview import load
from livingreview.cli import main
from livingreview.contributing.study.places import places
from livingreview.contributing.study.printing import markdown
from livingreview.contributing.study.showing import Section, show_study
from livingreview.evidence import efficacy, of_treated
from livingreview.store import split_by
from livingreview.subjects.analysis import Analysis
from livingreview.wording import count


def sections(analysis, key) -> dict[str, Section]:
    return {one.title.partition(",")[0]: one for one in show_study(analysis, key)}


def test_findings_are_shown_with_what_is_printed_the_means_and_the_place(results):
    shown = sections(results.analysis, "gill2008")["Findings on mechanisms"]
    first = dict(zip(shown.header, shown.rows[0], strict=True))
    assert first["As printed"] == "30 ± 5 mV v 48 ± 6 mV" and first["Place"] == "source 1, Figure 2"
    assert first["Means"] == "firing (mV): tea 30 ± 5 (n 8) v water 48 ± 6 (n 8)"
    able = sections(results.analysis, "able1998")["Findings on mechanisms"]
    first = dict(zip(able.header, able.rows[0], strict=True))
    assert first["Participants"] == "50" and first["As printed"].endswith("P <0.01")


def test_a_pool_is_named_with_count_and_weight(results):
    made = results.analysis.pool("relief")
    for row in made.rows.itertuples():
        entered = [" ".join(cells) for cells in sections(results.analysis, row.study)["What it enters"].rows]
        wanted = f"pool {made.pool.label} {row.arm}: {row.events}/{row.n} "
        assert any(line.startswith(wanted) and f"weight {row.weight:.1f}%" in line for line in entered), entered


def test_every_value_of_a_pooled_outcome_is_pooled_or_has_a_reason(review, results):
    rows = of_treated(efficacy(review))
    (name,) = [name for name, pool in review.config.pools.items() if pool.primary]
    pool = review.config.pools[name]
    entered = {(row.study, row.arm, row.events, row.n) for row in results.analysis.pool(name).rows.itertuples()}
    left = 0
    for study, values in split_by(rows[rows["outcome"] == pool.outcome], "study"):
        shown = sections(results.analysis, study).get("Listed and not pooled", Section("")).rows
        reasons = {place: why for place, _, where, why in shown if where == f"pool {pool.label}"}
        left += len(reasons)
        for row in values.itertuples():
            assert reasons.get(f"efficacy[{row.row}]") or (row.study, row.arm, row.events, row.n) in entered
    assert left > 10


def test_opposite_findings_are_counted_and_named(review_copy):
    studies = review_copy / "data" / "studies"
    row = "  - {{axis: nerve, system: cell-line, disease: hiccups, perturbation: disease, direction: {}, "
    row += "finding: It did, source: 1, at: Abstract}}\n"
    for key in ("hayes2018", "stone2023"):
        add("findings:\n" + row.format("up"))(studies / f"{key}.yaml")
    add(row.format("down"))(studies / "able1998.yaml")
    last = sections(Analysis(load(review_copy)), "able1998")["Opposite findings"].rows[-1]
    assert last[3] == "hayes2018, stone2023"
    against = len(last[3].split(", ")) + len(list(filter(None, last[4].split(", "))))
    assert last[2] == f"contradicts {count(against, 'other')}"


@pytest.mark.slow
def test_figures_tables_and_sentences_that_name_it_are_listed(book):
    (section,) = places(book, "adler2010")
    kinds = {kind for _, kind, _ in section.rows}
    assert {"figure", "table", "sentence"} <= kinds <= {"figure", "table", "sentence", "text"}
    shown = {which for _, _, which in section.rows}
    assert {"fig-forest-relief"} <= shown
    for chapter, kind, which in section.rows:
        assert re.fullmatch(r"[\w/-]+, line \d+", chapter)
        assert kind in ("sentence", "text") or re.match(r"(fig|tbl)-", which)


@pytest.mark.parametrize("option", [[], ["--markdown"]])
def test_the_command_prints_every_part(option, pristine_review, capsys):
    assert main(["--root", str(pristine_review), "study", "show", "adler2010", "--quick", *option]) == 0
    said = capsys.readouterr().out
    for title in ("Groups", "Arms", "Values", "What it enters", "Listed and not pooled", "Risk of bias"):
        assert re.search(rf"^(## )?{title}", said, re.MULTILINE)


def test_markup_in_a_cell_is_inert():
    text = markdown(Section("a|b", ("One",), (("x | <b>y</b>\n| z",),)))
    assert r"x \| \<b\>y\</b\> \| z" in text
    assert len(text.strip().splitlines()) == 5


def test_what_is_no_publication_is_refused(pristine_review, capsys):
    for key in ("olsen2005", "../adler2010", "nobody1999"):
        assert main(["--root", str(pristine_review), "study", "show", key, "--quick"]) == 1
