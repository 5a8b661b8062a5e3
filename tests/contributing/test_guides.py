"""Cells of the guides: what the schema says, and one publication on its way into a pool."""

import re
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

from helpers import WIDTHS, assert_tidy
from livingreview import load
from livingreview.render import style
from livingreview.schema import BiasItem, Domain, GroupRole, Level, SearchStatus, Study, terms_of
from livingreview.schema.findings import Finding
from livingreview.schema.patients import Group, Population
from livingreview.store import records
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.contributing import example, fields, table
from livingreview.subjects.pools.plot import forest

KEY, POOL = "adler2010", "relief"


@pytest.fixture(scope="module")
def synthesis(review):
    return Analysis(review).pool(POOL)


# ---- fields and terms ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", fields.BLOCKS)
def test_every_field_of_every_block_is_explained(name):
    shown = fields.fields(name)
    assert [re.sub(r"[*`]", "", cells[0]) for cells in shown.rows] == list(fields.BLOCKS[name].model_fields)
    assert all(cells[1] for cells in shown.rows)


def test_what_must_be_there_is_in_bold_letters():
    shown = {cells[0] for cells in fields.fields("study").rows}
    assert "**`kind`**" in shown and "`country`" in shown


@pytest.mark.parametrize(
    ("model", "field", "vocabulary"),
    [(Group, "condition", "conditions"), (Population, "line", "lines"), (Finding, "disease", "diseases")],
)
def test_terms_of_the_topic_are_those_of_its_vocabulary(review, model, field, vocabulary):
    assert list(terms_of(model, field, review.vocabulary)) == list(getattr(review.vocabulary, vocabulary))


def test_terms_of_the_engine_are_those_of_its_list(review):
    assert terms_of(Group, "role", review.vocabulary) == {role.value: role.definition for role in GroupRole}
    assert "rob2" in terms_of(BiasItem, "instrument", review.vocabulary)
    assert terms_of(Study, "country", review.vocabulary) == {}


def test_names_of_fields_in_what_a_term_means_are_code(review):
    meanings = {term: meaning for _, term, meaning in fields.terms(review, "efficacy.when", "efficacy.spread").rows}
    assert meanings["`sd`"] == "Standard deviation\\: `low` and `high` are the mean minus and plus one SD."
    assert "`best`" in meanings["`not-stated`"]


def test_fields_and_terms_that_do_not_exist_are_refused_with_the_nearest(review):
    with pytest.raises(KeyError, match=r"Did you mean 'condition'\?"):
        fields.terms(review, "group.conditon")
    with pytest.raises(KeyError, match=r"Did you mean 'finding'\?"):
        fields.fields("findings")
    with pytest.raises(ValueError, match=r"study.country takes no term"):
        fields.terms(review, "study.country")


def test_grades_are_every_domain_and_level():
    shown = fields.defined("grades", "", Domain, Level)
    assert len(shown.rows) == len(Domain) + len(Level)


# ---- the example ---------------------------------------------------------------------------------------------------


def test_every_value_is_shown_with_what_is_not_printed_marked(review):
    shown = example.printed(review, KEY).rows
    study = review.publications[KEY]
    assert len(shown) == len(study.efficacy) + len(study.safety)
    derived = [row.how for row in (*study.efficacy, *study.safety) if row.derived]
    assert [cells[2] for cells in shown if cells[2] != "as printed"] == [f"not printed\\: {how}" for how in derived]


def test_the_excerpt_is_the_lines_of_the_file(review):
    lines = (review.root / "data" / "studies" / f"{KEY}.yaml").read_text("utf-8").splitlines()
    for block in ("groups", "efficacy"):
        text = example.excerpt(review, KEY, block)
        first = int(re.search(r":lineno-start: (\d+)", text)[1])
        shown = text.split("\n\n", 1)[1].rsplit("\n", 2)[0].splitlines()
        assert shown == lines[first - 1 : first - 1 + len(shown)]
        assert shown[0] == f"{block}:"
        following = lines[first - 1 + len(shown)] if first - 1 + len(shown) < len(lines) else "end:"
        assert re.match(r"\w+:", following), "the excerpt ends where the next block begins"


def test_the_excerpt_of_the_last_block_ends_with_the_file(review_copy):
    file = review_copy / "data" / "studies" / f"{KEY}.yaml"
    text = file.read_text("utf-8").rstrip()
    last = re.findall(r"^(\w+):", text, re.MULTILINE)[-1]
    shown = example.excerpt(load(review_copy), KEY, last)
    assert shown.rstrip().removesuffix("```").rstrip().endswith(text.splitlines()[-1])


def test_a_fence_in_the_data_does_not_end_the_excerpt(review_copy):
    file = review_copy / "data" / "studies" / f"{KEY}.yaml"
    file.write_text(file.read_text("utf-8") + 'design_note: "Nothing ```` {raw} html"\n', "utf-8")
    shown = example.excerpt(load(review_copy), KEY, "design_note")
    fence = re.match(r"`+", shown)[0]
    assert fence == "`" * 5 and shown.rstrip().endswith(f"\n{fence}") and shown.count(fence) == 2


def test_a_block_that_the_file_lacks_is_refused(review):
    with pytest.raises(KeyError, match=r"no block 'effcacy'. Did you mean 'efficacy'\?"):
        example.excerpt(review, KEY, "effcacy")


def test_fields_that_were_chosen_are_those_of_the_row_its_group_and_its_arm(review, synthesis):
    row = example.entered(synthesis, KEY)
    shown = {cells[0]: cells for cells in example.chosen(synthesis, review, KEY).rows}
    assert shown["`efficacy.events`"][1] == str(row["events"])
    assert shown["`efficacy.how`"][1].startswith("24 + 27")
    assert shown["`groups.role`"][3] == GroupRole.WHOLE.definition
    assert "`arms.label`" not in shown


def test_each_value_of_the_outcome_enters_or_has_a_reason(review, synthesis):
    shown = example.route(synthesis, review, KEY).rows
    rows = [row for row in review.publications[KEY].efficacy if row.outcome == synthesis.pool.outcome]
    assert len(shown) == len(rows)
    assert [cells[3] for cells in shown].count("enters the pool") == 1
    assert all(cells[3] for cells in shown)


def test_a_judgement_is_shown_with_the_rule_of_its_own_level(review):
    one = example.rated(review, KEY)
    shown = example.judged(review, KEY).rows
    assert len(shown) == len(one.tool.items)
    for (item, row), cells in zip(one.judgements.items(), shown, strict=True):
        rules = {"low": "low", "some-concerns": "some", "high": "high"}
        name = rules.get(row.judgement)
        assert not name or re.sub(r"\\", "", cells[2]) == getattr(one.tool.item(item), name)


def test_only_the_row_of_the_publication_is_marked(synthesis):
    plain, marked = forest(synthesis), forest(synthesis, marked=KEY)
    label = example.entered(synthesis, KEY)["label"]
    assert plain.name != marked.name
    assert [row.label for row in marked.draw.panels[0].rows if row.marked] == [label]
    assert not any(row.marked for row in plain.draw.panels[0].rows)
    assert label in marked.caption.removeprefix(plain.caption)


def test_the_band_of_a_marked_row_is_behind_it_at_any_width(synthesis):
    for width in WIDTHS:
        figure = forest(synthesis, marked=KEY).draw(width)
        bands = [box for box in figure.axes[0].patches if to_hex(box.get_facecolor()) == style.MARKED]
        assert bands and bands[0].get_width() == pytest.approx(width)
        assert_tidy(figure)
        assert not any(
            to_hex(box.get_facecolor()) == style.MARKED for box in forest(synthesis).draw(width).axes[0].patches
        )


def test_a_publication_outside_the_pool_is_no_example(book, synthesis):
    inside = set(synthesis.rows["study"])
    outside = next(key for key in book.review.publications if key not in inside)
    with pytest.raises(ValueError, match=f"{outside!r} does not enter"):
        book.contributing.forest(outside, POOL)
    with pytest.raises(KeyError, match=r"'adler201' is not a publication in data/studies. Did you mean 'adler2010'\?"):
        book.contributing.read("adler201")


# ---- what waits, and where to write --------------------------------------------------------------------------------


def test_studies_wait_for_a_rater_until_every_judgement_is_confirmed(review):
    shown = " ".join(cells[0] for cells in table.to_rate(review).rows)
    drafts = {row["study"] for row in records(review.bias) if row["status"] == "draft"}
    confirmed = {row["study"] for row in records(review.bias)} - drafts
    assert drafts and confirmed
    assert all(f"studies/{key}.md" in shown for key in drafts)
    assert not any(f"studies/{key}.md" in shown for key in confirmed)


def test_logs_are_those_that_a_record_may_name(review):
    """A database that was not searched yet cannot be where a record comes from."""
    config = review.config
    others = {method.log for method in config.other_methods}
    run = {search.log for search in config.searches if search.status == "run"}
    assert run and {cells[0].strip("`") for cells in table.logs(review).rows} == run | others
    waiting = [one.model_copy(update={"status": SearchStatus.NOT_RUN, "last_run": None}) for one in config.searches]
    before = replace(review, config=config.model_copy(update={"searches": waiting}))
    assert {cells[0].strip("`") for cells in table.logs(before).rows} == others


def test_forms_have_links_only_where_there_is_a_repository(review):
    assert "](" not in table.links(review)
    config = review.config.model_copy(update={"repository": "https://example.org/group/review/"})
    shown = table.links(replace(review, config=config))
    assert shown.count("https://example.org/group/review/issues/new?template=") == len(table.FORMS)
