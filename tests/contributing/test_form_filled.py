"""The form as a person fills it in; what it gives is put into a copy of the review, which loads it and pools it."""

import json
import re

import pytest
from form_filling import choose, fill, go, results
from playwright.sync_api import expect

from livingreview import load
from livingreview.contributing.study.checking import TODO
from livingreview.schema import TOOLS
from livingreview.subjects.pools.model import synthesise

pytestmark = pytest.mark.slow

COHORT = """PMID- 39999999
DP  - 2021 Mar 4
TI  - Tea & <5 biscuits: relief in 40% of "difficult" hiccups.
PG  - 123-9
LID - 10.1000/new.5 [doi]
AB  - Whatever the abstract says
      on two lines.
FAU - M\u00f6ller, \u00c4nne B
AU  - Moller AB
FAU - de la Cruz, Ana
AU  - de la Cruz A
JT  - Journal of Tea
VI  - 5
IP  - 2
"""


def row(page, name):
    return page.get_by_role("group", name=name, exact=True)


def put_into(root, files):
    """Do with the texts what the page says: new files, and a record in its place in the bibliography."""
    key = re.search(r"^id: (\S+)$", files["The study"], re.M)[1]
    (root / "data" / "studies" / f"{key}.yaml").write_text(files["The study"], "utf-8")
    added = root / "data" / "screening" / "added"
    added.mkdir(exist_ok=True)
    (added / f"{key}.csv").write_text(files["Its file in the screening log"], "utf-8")
    bibliography = root / "references.bib"
    head, *records = re.split(r"^(?=@)", bibliography.read_text("utf-8"), flags=re.M)
    records = sorted(
        [*records, files["Its record in the bibliography"] + "\n"], key=lambda one: re.search(r"\{(.*?),", one)[1]
    )
    bibliography.write_text(head + "".join(records), "utf-8")
    return key


def publication(page, record=COHORT):
    page.get_by_label("Paste a record").fill(record)
    page.get_by_role("button", name="Read what I pasted").click()
    page.get_by_label("hand searching").check()
    choose(page, "Judged on", "abstract")


def read(page, url, kind):
    go(page, "What was read")
    fill(page, "Address", url)
    choose(page, "What was read", kind)
    page.get_by_role("button", name="Add extraction").click()
    fill(page, "Extracted by", "extractor 2")


def test_a_cohort_with_a_response_and_a_harm_is_loaded_and_pooled(form, review_copy):
    publication(form)
    go(form, "Kind of report")
    choose(form, "Kind of report", "journal")
    choose(form, "Design", "assembled from records")  # a word of the definition
    read(form, "https://example.org/new", "abstract")
    go(form, "Who was studied")
    choose(form, "Age", "adults only")
    fill(form, "Enrolled", "30")
    form.get_by_role("combobox", name="Source").filter(visible=True).select_option("1")
    fill(form, "Place in the source", "Abstract")
    go(form, "Groups and arms")
    form.get_by_role("button", name="Add a group").click()
    fill(form, "In words", "All people: 30 # of them", row(form, "Group 1"))
    choose(form, "Which patients", "whole", row(form, "Group 1"))
    choose(form, "Condition", "simple", row(form, "Group 1"))
    form.get_by_role("button", name="Add an arm").click()
    fill(form, "In words", "Green tea", row(form, "Arm 1"))
    choose(form, "Treatment or comparison", "intervention", row(form, "Arm 1"))
    choose(form, "Drugs", "tea", row(form, "Arm 1"))
    go(form, "Effects of treatment")
    form.get_by_role("button", name="Add a value").click()
    value = row(form, "Value 1")
    choose(form, "Outcome", "relief", value)
    fill(form, "Month", "3", value)
    fill(form, "Patients with it", "12", value)
    fill(form, "Out of (n)", "30", value)
    fill(form, "Percentage as printed", "40%", value)
    value.get_by_role("combobox", name="Count printed").select_option("true")
    fill(form, "Place in the source", "Table 2, row: relief", value)
    go(form, "Harms")
    form.get_by_role("button", name="Add an event").click()
    harm = row(form, "Event 1")
    choose(form, "Event", "any", harm)
    fill(form, "Patients with it", "3", harm)
    fill(form, "Out of (n)", "30", harm)
    fill(form, "Place in the source", "Abstract", harm)
    files = results(form)
    assert form.evaluate("livingreviewForm.problems()") == []
    assert "TODO" not in files["The study"]

    before = synthesise(load(review_copy), "relief")
    key = put_into(review_copy, files)
    review = load(review_copy)
    assert key == "moller2021"
    study, entry = review.publications[key], review.bibliography[key]
    assert study.groups[0].label == "All people: 30 # of them"
    assert (study.arms[0].id, study.groups[0].id) == ("green-tea", "all-people-30-of-them")
    assert study.safety[0].events == 3
    assert entry.fields["title"] == 'Tea & <5 biscuits: relief in 40% of "difficult" hiccups'
    assert entry.authors == ("M\u00f6ller", "de la Cruz")
    assert entry.fields["pages"] == "123\u2013129"
    after = synthesise(review, "relief")
    assert set(after.rows["study"]) - set(before.rows["study"]) == {key}
    new = after.rows[after.rows["study"] == key].iloc[0]
    assert (new["events"], new["n"]) == (12, 30)


def test_an_animal_experiment_is_loaded(form, review_copy):
    publication(
        form, "TY  - JOUR\nAU  - Smith, Ann\nTI  - Tea in rats\nJO  - Rat Tea\nPY  - 2018\nDO  - 10.1000/rat\nER  - \n"
    )
    go(form, "Kind of report")
    choose(form, "Kind of report", "journal")
    choose(form, "Design", "animal")
    assert not form.get_by_role("button", name="Groups and arms").is_visible()
    form.get_by_label("I judge its risk of bias now").check()
    read(form, "https://example.org/rat", "whole article")
    go(form, "Who was studied")
    choose(form, "Age", "animals or cells")
    go(form, "Findings on mechanisms")
    form.get_by_role("button", name="Add a finding").click()
    finding = row(form, "Finding 1")
    choose(form, "Part of the mechanism", "calcium", finding)
    choose(form, "Where measured", "rats", finding)
    choose(form, "Whose cells or bodies", "hiccups", finding)
    finding.get_by_role("combobox", name="What was done").press("ArrowDown")
    form.keyboard.press("Enter")
    choose(form, "Direction", "lower", finding)
    fill(form, "Finding in words", 'Calcium fell: "by half"', finding)
    fill(form, "Place in the source", "Figure 2", finding)
    go(form, "Risk of bias")
    form.get_by_role("button", name="Judge with SYRCLE").click()
    item = row(form, "Sequence generation")
    choose(form, "Judgement", "low", item)
    fill(form, "Reason", "A table of random numbers was used.", item)
    item.get_by_role("combobox", name="Source").select_option("1")
    fill(form, "Place in the source", "Methods", item)
    form.get_by_role("button", name="The items left have no information").click()
    files = results(form)
    assert form.evaluate("livingreviewForm.problems()") == []

    review = load_with(review_copy, files)
    study = review.publications["smith2018"]
    assert (study.findings[0].axis, study.findings[0].direction) == ("calcium", "down")
    assert study.findings[0].finding == 'Calcium fell: "by half"'
    assert sorted(len(rating.items) for rating in study.risk_of_bias) == [1, 9]


def load_with(root, files):
    put_into(root, files)
    return load(root)


def message_of(page, label):
    field = page.get_by_role("textbox", name=label).filter(visible=True).first
    names = field.get_attribute("aria-describedby").split()
    return " ".join(page.locator(f"#{name}").text_content() for name in names if name.endswith("-message"))


def test_mistakes_are_named_while_one_types_and_announced(form):
    publication(form)
    go(form, "Kind of report")
    choose(form, "Design", "case series")
    form.get_by_role("button", name="Add a number").click()
    fill(form, "Registration numbers, number 1", "none")
    expect(form.locator(".message", has_text='number 1: "none" says nothing.')).to_be_visible()
    go(form, "Effects of treatment")
    form.get_by_role("button", name="Add a value").click()
    fill(form, "Patients with it", "31")
    fill(form, "Out of (n)", "30")
    expect(form.locator(".message", has_text="31 is more than n = 30. Allowed: 0 to 30.")).to_be_visible()
    fill(form, "Patients with it", "12")
    fill(form, "Percentage as printed", "45%")
    expect(form.locator(".message", has_text="45% is not 12/30 = 40.00%.")).to_be_visible()
    fill(form, "Percentage as printed", "40")
    form.keyboard.press("Tab")
    expect(
        form.get_by_role("status").filter(has_text='Percentage as printed: "40" does not have the right form')
    ).to_have_count(1)
    field = form.get_by_role("textbox", name="Percentage as printed")
    assert field.get_attribute("aria-invalid") == "true"
    assert "with its sign" in message_of(form, "Percentage as printed")
    fill(form, "Out of (n)", "1,000")
    expect(form.locator(".message", has_text='"1,000" is not a number. Write digits only: 1000.')).to_be_visible()
    assert message_of(form, "Place in the source") == "", "nobody came to this field yet"
    go(form, "Harms")
    go(form, "Effects of treatment")
    assert "is missing" in message_of(form, "Place in the source")


def test_a_word_that_is_no_term_is_kept_and_answered_with_the_nearest(form):
    go(form, "Kind of report")
    field = form.get_by_role("combobox", name="Design")
    field.fill("randomized trial")
    form.keyboard.press("Escape")
    form.keyboard.press("Tab")
    assert field.input_value() == "randomized trial"
    said = form.locator(".message", has_text='"randomized trial" is not one of the terms. Did you mean rct?')
    expect(said).to_be_visible()
    choose(form, "Kind of report", "journal artcle")
    form.keyboard.press("Tab")
    expect(form.locator(".message", has_text="Did you mean journal article?")).to_be_visible()


def test_who_read_it_is_asked_and_not_filled_in(form):
    publication(form)
    go(form, "What was read")
    form.get_by_role("button", name="Add extraction").click()
    assert form.get_by_role("textbox", name="Extracted by").input_value() == ""
    said = form.evaluate("livingreviewForm.problems()")
    assert any(one["path"] == ["extraction", "extracted_by"] for one in said)
    assert "extracted_by: extractor 1" not in "".join(results(form).values())


def test_a_known_publication_and_a_taken_key_are_named(form, review):
    known = next(entry for entry in review.bibliography.values() if "doi" in entry.fields)
    publication(form, known.fields["doi"])
    expect(form.locator(".message", has_text=f"is already that of {known.key}")).to_be_visible()
    fill(form, "Key", known.key)
    expect(form.locator(".message", has_text="is taken. Add a letter")).to_be_visible()


def test_an_incomplete_study_can_be_taken_with_its_gaps_named(form):
    publication(form)
    files = results(form)
    assert "# TODO: Kind of report: is missing." in files["The study"]
    assert "# TODO: Source 1, address:" in files["The study"]
    open_points = form.evaluate("livingreviewForm.problems().filter(one => !['entry', 'record'].includes(one.path[0]))")
    assert len(TODO.findall(files["The study"])) == len(open_points) > 3  # `review study check` lists each
    form.get_by_role("button", name="Kind of report:").click()
    focused = form.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert focused == form.get_by_role("combobox", name="Kind of report").get_attribute("aria-describedby")


def test_nothing_moves_while_a_button_is_pressed_or_the_click_would_miss_it(form):
    go(form, "Kind of report")
    choose(form, "Design", "case series")
    expect(form.get_by_role("button", name="Groups and arms")).to_be_visible()
    press = "name => document.querySelector('#study-form h2').dispatchEvent(new PointerEvent(name, {bubbles: true}))"
    form.evaluate(press, "pointerdown")
    choose(form, "Design", "no data of its own")
    form.wait_for_timeout(500)
    assert form.get_by_role("button", name="Groups and arms").is_visible()
    form.evaluate(press, "pointerup")
    expect(form.get_by_role("button", name="Groups and arms")).to_be_hidden()


def two_arms(form, design):
    """A report of tea against sugar, of 40 and 42 people."""
    publication(form)
    go(form, "Kind of report")
    choose(form, "Kind of report", "journal")
    choose(form, "Design", design)
    read(form, "https://example.org/new", "abstract")
    go(form, "Who was studied")
    choose(form, "Age", "adults only")
    go(form, "Groups and arms")
    form.get_by_role("button", name="Add a group").click()
    fill(form, "In words", "everybody", row(form, "Group 1"))
    choose(form, "Which patients", "whole", row(form, "Group 1"))
    choose(form, "Condition", "simple", row(form, "Group 1"))
    arms = (("tea", "intervention", "40"), ("sugar", "comparator", "42"))
    for i, (label, role, n) in enumerate(arms, 1):
        form.get_by_role("button", name="Add an arm").click()
        fill(form, "In words", label, row(form, f"Arm {i}"))
        choose(form, "Treatment or comparison", role, row(form, f"Arm {i}"))
        choose(form, "Drugs", label, row(form, f"Arm {i}"))
        fill(form, "Patients", n, row(form, f"Arm {i}"))
        fill(form, "Place in the source", "Abstract", row(form, f"Arm {i}"))


def test_a_cohort_that_compares_arms_is_rated_with_both_instruments(form, review_copy):
    two_arms(form, "assembled from records")
    go(form, "Kind of report")
    form.get_by_role("checkbox", name="I judge its risk of bias now").check()
    go(form, "Risk of bias")
    for name in (TOOLS["jbi-case-series"].name, TOOLS["robins-i"].name):
        form.get_by_role("button", name=f"Judge with {name}").click()
        form.get_by_role("button", name=f"The items left of {name} have no information").click()
    assert form.locator("dt", has_text="Serious").count() == form.locator("dt", has_text="Critical").count() == 6
    files = results(form)
    assert form.evaluate("livingreviewForm.problems()") == []
    key = put_into(review_copy, files)
    rows = load(review_copy).publications[key].risk_of_bias
    assert {row.instrument for row in rows} == {"jbi-case-series", "robins-i"}
    form.once("dialog", lambda dialog: dialog.accept())
    go(form, "Risk of bias")
    form.get_by_role("button", name="Remove every judgement of ROBINS-I V2").click()
    assert "robins-i" not in results(form)["The study"]


def test_percentages_without_a_denominator_are_entered_as_a_reading(form, review_copy):
    two_arms(form, "rct")
    go(form, "Effects of treatment")
    for i, (arm, printed) in enumerate((("tea", "71%"), ("sugar", "41%")), 1):
        form.get_by_role("button", name="Add a value").click()
        value = row(form, f"Value {i}")
        choose(form, "Outcome", "lasting", value)
        choose(form, "When", "follow-up", value)
        value.get_by_role("combobox", name="Arm").select_option(arm)
        fill(form, "Percentage as printed", printed, value)
        fill(form, "Place in the source", "Abstract", value)
    form.get_by_role("button", name="Add a reading").click()
    reading = row(form, "Reading 1")
    choose(form, "Outcome", "lasting", reading)
    choose(form, "When", "follow-up", reading)
    fill(form, "Place in the source", "Abstract", reading)
    printed = reading.get_by_role("group", name="Percentages as printed")
    counts = reading.get_by_role("group", name="Counts that give them")
    for arm, percentage, count in (("tea", "71%", "17"), ("sugar", "41%", "11")):
        fill(form, arm, percentage, printed)
        fill(form, arm, count, counts)
    for i, words in enumerate(("people with relief", "everybody randomised"), 1):
        if i > 1:  # the first is there
            reading.get_by_role("button", name="Add a set of patients").click()
        fill(form, "In words", words, row(form, f"Set of patients {i}"))
        fill(form, "Short name", words.split()[0], row(form, f"Set of patients {i}"))
    fill(form, "Why", "No whole number of all people gives the percentages.", reading)
    reading.get_by_role("textbox", name="Short name").filter(visible=True).last.fill("lasting-relief")
    text = results(form)["The study"]
    said = [one["message"] for one in form.evaluate("livingreviewForm.problems()")]
    assert said == ["in none of these sets of patients are these the only counts that give the printed percentages."]
    assert 'printed: {tea: "71%", sugar: "41%"}, events: {tea: 17, sugar: 11}' in text
    go(form, "Groups and arms")
    fill(form, "Short name", "green", row(form, "Arm 1"))
    form.keyboard.press("Tab")
    assert 'printed: {sugar: "41%", green: "71%"}' in results(form)["The study"], "a renamed arm keeps its numbers"


def test_a_report_that_belongs_elsewhere_is_named(form):
    go(form, "Kind of report")
    choose(form, "Kind of report", "guideline")
    expect(form.get_by_text("its file belongs to data/context")).to_be_visible()
    choose(form, "Kind of report", "journal")
    expect(form.get_by_text("its file belongs to")).to_have_count(0)


def test_a_draft_is_kept_and_can_be_taken_elsewhere(form, browser, form_file, tmp_path):
    publication(form)
    go(form, "Kind of report")
    choose(form, "Design", "case series")
    form.reload()
    assert form.get_by_role("textbox", name="Title").input_value().startswith("Tea & <5 biscuits")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save the draft").click()
    draft = json.loads(download.value.path().read_text("utf-8"))
    draft["study"]["gone"] = "a field of another schema"
    file = tmp_path / "draft.json"
    file.write_text(json.dumps(draft), "utf-8")
    elsewhere = browser.new_context()
    page = elsewhere.new_page()
    page.goto(form_file.as_uri())
    assert page.get_by_role("textbox", name="Title").input_value() == ""
    page.locator("input[type=file][accept='.json']").set_input_files(file)
    expect(page.get_by_text("Left out of the draft, because this review has no such field: gone.")).to_be_visible()
    go(page, "Kind of report")
    assert page.get_by_role("combobox", name="Design").input_value() == "case series"
    elsewhere.close()


def test_it_works_where_a_page_may_keep_nothing(browser, form_file):
    context = browser.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page.goto(form_file.as_uri())
    publication(page)
    assert "id: moller2021" in results(page)["The study"]
    assert errors == []
    context.close()


def test_invisible_characters_are_taken_out_and_this_is_said(form):
    form.get_by_role("textbox", name="Title").fill("Tea\u200b and\ufeff cake")
    assert form.get_by_role("textbox", name="Title").input_value() == "Tea and cake"
    expect(form.get_by_role("status").filter(has_text="An invisible character was removed")).to_have_count(1)


def test_a_group_that_is_renamed_is_renamed_in_its_rows(form):
    go(form, "Kind of report")
    choose(form, "Design", "case series")
    go(form, "Groups and arms")
    form.get_by_role("button", name="Add a group").click()
    fill(form, "In words", "Women")
    go(form, "Effects of treatment")
    form.get_by_role("button", name="Add a value").click()
    assert form.get_by_role("combobox", name="Group").filter(visible=True).input_value() == "women"
    go(form, "Groups and arms")
    fill(form, "Short name", "old-women")
    form.keyboard.press("Tab")
    assert "group: old-women" in results(form)["The study"]
