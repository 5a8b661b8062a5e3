"""`review study new`: what it writes is valid at once, invents nothing, and is written whole or not at all."""

import re
from pathlib import Path

import pytest
import yaml
from corruption import LOG, swap

from helpers import files_of
from livingreview import load
from livingreview.cli import main
from livingreview.cli.command import called
from livingreview.contributing.study.citing import named, typed_names
from livingreview.contributing.study.writing import write_all
from livingreview.schema import INSTRUMENT_OF_DESIGN, TOOLS, Design
from replay import FakePubMed, Paper, Reply, as_json, serving

DOI, PMID, NCT = "10.99999/tea.2024.1", "87654321", "NCT09999999"
TITLE = "Tea from a blue cup for invented hiccups in nobody"
TYPED = {
    "kind": "journal-article",
    "title": "Tea from a red cup for invented hiccups in nobody at all",
    "authors": "Quux, Ann and Corge, Bo",
    "year": "2022",
    "journal": "Journal of Spasms",
    "url": "https://example.org/quux",
    "log": "hand",
}
TREATED = {**TYPED, "design": "rct", "condition": "simple", "arms": "tea+honey; sugar"}


def crossref(asked):
    if asked.path.lower() != "/works/10.99999%2ftea.2024.1":
        return Reply(b"Resource not found.", "text/plain", 404)
    work = {
        "DOI": "10.99999/TEA.2024.1",
        "title": [f"{TITLE}: <i>in vivo</i> &amp; in cups"],
        "author": [
            {"family": "Özgür", "given": "Ayşe B."},
            {"family": "van der Tee", "given": "Q"},
            {"name": "The Society of Tea and Cake"},
        ],
        "issued": {"date-parts": [[2024, 3, 1]]},
        "container-title": ["journal of spasms"],
        "volume": "7",
        "issue": "2",
        "page": "10-9",
        "type": "journal-article",
    }
    return as_json({"message": work})


def register(asked):
    number = asked.path.rpartition("/")[2]
    if number != NCT:
        return Reply(b"{}", status=404)
    protocol = {
        "identificationModule": {"nctId": NCT, "officialTitle": "A planned trial of invented tea"},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "studyFirstPostDateStruct": {"date": "2023-01-02"},
            "lastUpdatePostDateStruct": {"date": "2023-11-02"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "University of Ruritania"}},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED"},
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
        },
    }
    return as_json({"protocolSection": protocol, "hasResults": False})


@pytest.fixture
def services(monkeypatch):
    """Crossref, PubMed and ClinicalTrials.gov as servers of this machine, by their names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("livingreview.search.http.time.sleep", lambda seconds: None)
    paper = Paper(int(PMID), TITLE)
    plays = {"CROSSREF": crossref, "PUBMED": FakePubMed([paper]), "CLINICALTRIALS": register}
    opened = {name: serving(play) for name, play in plays.items()}
    found = {}
    for name, server in opened.items():
        found[name] = server.__enter__()
        monkeypatch.setenv(f"REVIEW_{name}_URL", found[name].url)
    yield found
    for server in opened.values():
        server.__exit__(None, None, None)


def run(root: Path, *source: str, answers: str | None = None, monkeypatch=None, **options: str) -> int:
    """The command with these options, without questions unless there are answers."""
    words = [part for name, value in options.items() for part in (f"--{name}", value)]
    if answers is None:
        words.append("--no-questions")
    else:
        lines = iter(answers.splitlines())

        def read(prompt: str) -> str:
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
    return main(["--root", str(root), "study", "new", *source, *words])


def study(root: Path, key: str) -> dict:
    return yaml.safe_load((root / "data" / "studies" / f"{key}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("design", [design for design in Design if design is not Design.REVIEW])
def test_a_new_file_of_each_design_is_valid_at_once(design, review_copy):
    given = TREATED if INSTRUMENT_OF_DESIGN[design] not in (None, "syrcle") else TYPED
    assert run(review_copy, **{**given, "design": design}) == 0
    made = load(review_copy).publications["quux2022"]
    assert not made.risk_of_bias  # nobody has judged it
    instrument = INSTRUMENT_OF_DESIGN[design]
    text = (review_copy / "data/studies/quux2022.yaml").read_text("utf-8")
    offered = re.findall(r"^ *# - \{instrument: ([\w-]+), items: \[([\w-]+)\]", text, re.MULTILINE)
    assert offered == ([(instrument, item.id) for item in TOOLS[instrument].items] if instrument else [])
    assert not (made.efficacy or made.safety or made.findings or made.population.enrolled)
    assert made.population.age in ("not-stated", "not-applicable")


def test_what_was_answered_is_in_the_file_and_gaps_are_marked(review_copy, capsys):
    assert run(review_copy, **TREATED) == 0
    made = study(review_copy, "quux2022")
    assert [(arm["id"], arm["role"], arm["drugs"]) for arm in made["arms"]] == [
        ("tea-honey", "intervention", ["tea", "honey"]),
        ("sugar", "comparator", ["sugar"]),
    ]
    assert [(group["role"], group["condition"]) for group in made["groups"]] == [("whole", "simple")]
    capsys.readouterr()
    assert main(["--root", str(review_copy), "study", "check", "quux2022"]) == 0
    said = capsys.readouterr().out
    for name in ("country", "enrolled", "efficacy", "safety", "risk_of_bias"):
        assert f"to do: {name}:" in said


def test_the_examples_are_valid_once_they_are_filled_in(review_copy):
    run(review_copy, **TREATED)
    file = review_copy / "data" / "studies" / "quux2022.yaml"
    text = file.read_text("utf-8")
    begin = text.index("# efficacy:")
    end = text.index("# TODO: safety")
    filled = "".join(line.removeprefix("# ") for line in text[begin:end].splitlines(keepends=True))
    counts = 'events: NUMBER, n: NUMBER, printed: "..%", count_printed: true'
    filled = filled.replace("MONTHS", "3").replace(counts, "events: 5, n: 10").replace("page ..., Table ...", "Table 2")
    file.write_text(text[:begin] + filled + text[end:], "utf-8")
    assert len(load(review_copy).publications["quux2022"].efficacy) == len(filled.splitlines()) - 1 > 0


def test_patients_with_several_conditions_have_a_group_each(review_copy):
    assert run(review_copy, **{**TREATED, "condition": "mixed", "groups": "simple, sneezing"}) == 0
    assert [(one["role"], one["condition"]) for one in study(review_copy, "quux2022")["groups"]] == [
        ("whole", "mixed"),
        ("condition", "simple"),
        ("condition", "sneezing"),
    ]
    load(review_copy)


def test_a_doi_is_asked_of_crossref(review_copy, services, capsys):
    arms = "Infusion of camellia"  # a synonym of tea
    assert run(review_copy, f"https://doi.org/{DOI}", design="case-series", log="hand", arms=arms) == 0
    entry = load(review_copy).bibliography["ozgur2024"]
    assert entry.authors == ("Özgür", "van der Tee", "The Society of Tea and Cake")
    assert entry.fields["title"].endswith("in nobody: in vivo & in cups")
    assert (entry.fields["journal"], entry.fields["volume"], entry.fields["number"]) == ("Journal of Spasms", "7", "2")
    assert entry.fields["doi"] == DOI
    assert study(review_copy, "ozgur2024")["kind"] == "journal-article"


def test_a_pubmed_number_is_asked_of_pubmed(review_copy, services):
    assert run(review_copy, PMID, design="in-vitro", log="hand") == 0
    assert load(review_copy).bibliography["brown2024"].fields["pmid"] == PMID


def test_a_registered_trial_without_results_gets_a_file_among_the_trials(review_copy, services):
    assert run(review_copy, NCT, condition="simple", arms="tea;sugar", log="hand") == 0
    made = load(review_copy).registered[NCT.lower()]
    assert (made.registry, made.status, made.status_date, made.planned) == (NCT, "recruiting", "2023-11", 40)
    assert (made.design, made.sponsor, made.phase) == ("rct", "University of Ruritania", "phase 2")


def test_an_unknown_identifier_is_refused(review_copy, services, capsys):
    before = files_of(review_copy)
    assert run(review_copy, "10.99999/other", design="rct", log="hand") == 1
    assert "not known to crossref" in capsys.readouterr().err
    assert files_of(review_copy) == before


def test_without_a_network_it_says_so_in_one_line_and_goes_on(review_copy, services, monkeypatch, capsys):
    monkeypatch.setenv("REVIEW_CROSSREF_URL", "http://127.0.0.1:1")
    assert run(review_copy, DOI, **{**TREATED, "design": "case-report"}) == 0
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert load(review_copy).bibliography["quux2022"].fields["doi"] == DOI


NBIB = """\
PMID- 8765431
TI  - First invented report on tea in spoons.
FAU - Grault, Ann
DP  - 2020 Jan
JT  - Journal of Spasms

PMID- 8765432
TI  - Second invented report on tea in spoons.
AU  - Teachey DT
DP  - 2021 Feb
JT  - Journal of Spasms
"""


def test_a_record_of_an_exported_file_is_chosen(review_copy, tmp_path, capsys):
    file = tmp_path / "export.nbib"
    file.write_text(NBIB)
    given = {"design": "in-vitro", "log": "hand", "kind": "journal-article"}
    assert run(review_copy, str(file), **given) == 1
    assert "--record: is missing" in capsys.readouterr().err
    assert run(review_copy, str(file), **given, record="2") == 0
    assert load(review_copy).bibliography["teachey2021"].fields["author"] == "Teachey, D. T."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["Teachey DT"], "Teachey, D. T."),
        (["Teachey, DT", "Ade, Bo C."], "Teachey, D. T. and Ade, Bo C."),
        (["van der Berg, PQ"], "van der Berg, P. Q."),
        (["Li, W", "et al"], "Li, W. and others"),
        (["Tea Study Group"], "Tea Study Group"),
        (["王伟"], "王, 伟"),
    ],
)
def test_names_of_databases_are_taken_apart(written, expected):
    assert named(written).plain == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Teachey DT et al", "Teachey, D. T. and others"),
        ("Teachey DT, Lambert MP", "Teachey, D. T. and Lambert, M. P."),
        ("Teachey, David T. and Lambert, Michele", "Teachey, David T. and Lambert, Michele"),
        ("Smith-Jones AB; de la Cruz C", "Smith-Jones, A. B. and de la Cruz, C."),
    ],
)
def test_names_may_be_typed_as_they_are_printed(typed, expected):
    assert typed_names(typed).plain == expected


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("design", "cohort", "Did you mean"),
        ("kind", "guideline", "is background"),
        ("condition", "hiccup", "is not one of them"),
        ("arms", "coffee; te", "is not one of them"),
        ("arms", "tea, honey", "write + between those of one arm"),
        ("arms", "tea and honey", "write + between those of one arm"),
        ("log", "pubmed", "is not one of them"),
        ("key", "../x", "is not a key"),
        ("key", "adult", "has no year"),
        ("year", "Quux AB", "is not a year of four digits"),
        ("url", "Quux AB", "is not an address"),
        ("key", "adler2010", "another publication"),
        ("title", "", "is missing"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(option, value, said, review_copy, capsys):
    before = files_of(review_copy)
    assert run(review_copy, **{**TREATED, option: value}) == 1
    assert said in capsys.readouterr().err
    assert files_of(review_copy) == before


def test_a_key_that_is_taken_gets_a_letter(review_copy):
    assert run(review_copy, **{**TREATED, "authors": "Adler, Zoe", "year": "2010"}) == 0
    assert load(review_copy).bibliography.label("adler2010b") == "Adler 2010b"


def test_a_name_in_chinese_characters_needs_a_key_in_latin_letters(review_copy, capsys):
    given = {**TREATED, "authors": "王, 伟"}
    assert run(review_copy, **given) == 1
    assert "is not a key" in capsys.readouterr().err
    assert run(review_copy, **given, key="wang2022") == 0
    load(review_copy)


def test_a_pending_record_gets_the_decision_on_its_own_line(review_copy, capsys):
    (pending,) = [one for one in load(review_copy).log if one.decision == "pending"][:1]
    assert run(review_copy, "--offline", pending.doi, **{**TREATED, "log": "hand"}) == 0
    said = capsys.readouterr().out
    assert pending.record in said and LOG in said
    (line,) = [one for one in load(review_copy).log if one.record == pending.record]
    assert (line.decision, line.study, line.found) == ("include", "quux2022", pending.found)
    assert not (review_copy / "data" / "screening" / "added" / "quux2022.csv").exists()


def test_an_excluded_record_is_refused_with_its_reason(review_copy, capsys):
    excluded = next(one for one in load(review_copy).log if one.decision == "exclude")
    before = files_of(review_copy)
    swap(f"{excluded.record},{excluded.title}", f"{excluded.record},{TYPED['title']}")(review_copy / LOG)
    changed = files_of(review_copy)
    assert run(review_copy, **TREATED) == 1
    assert excluded.reason in capsys.readouterr().err
    assert files_of(review_copy) == changed != before


@pytest.mark.parametrize("what", ["doi", "title"])
def test_an_included_publication_is_refused_naming_its_file(what, review_copy, capsys):
    before = files_of(review_copy)
    title = load(review_copy).bibliography["adler2010"].fields["title"]
    source = ["10.99999/ADLER2010"] if what == "doi" else []
    given = TREATED if what == "doi" else {**TREATED, "title": title.upper()}
    assert run(review_copy, "--offline", *source, **given) == 1
    assert "adler2010.yaml" in capsys.readouterr().err
    assert files_of(review_copy) == before


def test_questions_are_answered_by_numbers_words_and_lines_of_a_pipe(review_copy, monkeypatch, capsys):
    typed = ["", TYPED["title"], "Quux AB", "2022", "", "example.org", "https://example.org/quux", "Quux AB"]
    chosen = [
        "journal-article",
        "cohort-like",
        "rct",
        "full text",
        "simple",
        "coffee",
        "tea; sugar",
        "",
        "hand searching",
    ]
    answers = "\n".join([*typed, *chosen])
    assert run(review_copy, answers=answers, monkeypatch=monkeypatch) == 0
    made = load(review_copy).publications["quux2022"]
    assert (made.design, made.sources[0].kind, [arm.id for arm in made.arms]) == ("rct", "full-text", ["tea", "sugar"])
    said = capsys.readouterr().out
    assert "'cohort-like' is not one of them" in said
    assert "'Quux AB' is not a year of four digits." in said and "'example.org' is not an address" in said


def test_who_read_it_is_asked_or_marked_and_never_filled_in(review_copy, capsys):
    file = review_copy / "data" / "studies" / "quux2022.yaml"
    assert run(review_copy, **TREATED) == 0
    assert "# TODO: extraction: " in file.read_text("utf-8") and "\nextraction:" not in file.read_text("utf-8")
    load(review_copy)
    assert main(["--root", str(review_copy), "study", "remove", "quux2022", "--yes"]) == 0
    assert run(review_copy, **TREATED, extractor="Jane Smith") == 1
    assert "is not a role with its number" in capsys.readouterr().err
    assert run(review_copy, **TREATED, extractor="extractor 3") == 0
    assert load(review_copy).publications["quux2022"].extraction.extracted_by == "extractor 3"


def test_the_command_is_named_as_the_reader_can_type_it(tmp_path, monkeypatch):
    own = tmp_path / ".venv" / "bin" / "review"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(own)])
    monkeypatch.setenv("PATH", "/nowhere")
    assert called() == ".venv/bin/review"
    monkeypatch.setenv("PATH", str(own.parent))
    assert called() == "review"
    monkeypatch.setattr("sys.argv", ["/usr/lib/python3/pytest/__main__.py"])
    assert called() == "review"


def test_answers_that_end_too_soon_write_nothing(review_copy, monkeypatch):
    before = files_of(review_copy)
    assert run(review_copy, answers="\nA title", monkeypatch=monkeypatch) == 1
    assert files_of(review_copy) == before


def test_if_one_file_cannot_be_written_none_is(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(OSError):
        write_all(tmp_path, {"a.txt": "new", "c.txt": "new", "b.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert not (tmp_path / "c.txt").exists()


def test_whoever_answers_can_go_back(review_copy, monkeypatch, capsys):
    typed = ["", "<", TYPED["title"], "1999", "<", "2022", "", "https://example.org/quux", "Quux AB"]
    chosen = ["journal-article", "case-report", "abstract", "<", "<", "rct", "full text", "simple", "tea", "<"]
    answers = "\n".join([*typed, *chosen, "tea; coffee", "tea; sugar", "", "extractor 2", "<", "", "hand searching"])
    assert run(review_copy, answers=answers, monkeypatch=monkeypatch) == 0
    made = load(review_copy).publications["quux2022"]
    assert (made.design, made.sources[0].kind, [arm.id for arm in made.arms]) == ("rct", "full-text", ["tea", "sugar"])
    assert load(review_copy).bibliography["quux2022"].fields["year"] == "2022"
    said = "".join(capsys.readouterr())
    assert said.count("There is no question before this one") == 1
    assert "< in place of an answer goes back one question." in said


def test_nobody_is_told_to_go_back_where_nobody_is_asked(review_copy, capsys):
    run(
        review_copy,
        **{**TYPED, "kind": "journal-article", "design": "rct", "arms": "tea; sugar", "condition": "simple"},
    )
    assert "goes back" not in "".join(capsys.readouterr())
