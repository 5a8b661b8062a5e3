"""CITATION.cff and .zenodo.json: made from the data, and checked to agree with them before a release."""

import json
from dataclasses import replace

import pytest
import rispy
import yaml
from pybtex.database import parse_string

from livingreview import DataError, load
from livingreview.cli import main
from livingreview.publish.citation_files import check_citation, citation_files, reference_files
from livingreview.schema import Author
from livingreview.schema.authors import PLACEHOLDER


def signed_by(review, family: str):
    """The review, signed by one author of this name."""
    author = Author(given="Ann", family=family, affiliations=["tea"], contributions=["All"], conflicts="None at all",
                    orcid="0000-0001-2345-6789", email="a@example.org", corresponding=True)  # fmt: skip
    changed = {"authors": [author], "affiliations": {"tea": "Institute of Tea, Town"}}
    return replace(review, authors=review.authors.model_copy(update=changed))


def test_both_files_say_what_the_data_say(review):
    files = citation_files(signed_by(review, "Adler-Ünal"))
    citation, zenodo = yaml.safe_load(files["CITATION.cff"]), json.loads(files[".zenodo.json"])
    assert citation["title"] == zenodo["title"] == review.config.title
    assert citation["version"] == zenodo["version"] == str(review.config.version)
    assert citation["date-released"] == zenodo["publication_date"] == str(review.config.date)
    assert citation["keywords"] == zenodo["keywords"] == review.authors.keywords
    assert citation["authors"] == [
        {
            "family-names": "Adler-Ünal",
            "given-names": "Ann",
            "affiliation": "Institute of Tea, Town",
            "orcid": "https://orcid.org/0000-0001-2345-6789",
        }
    ]
    creator = {"affiliation": "Institute of Tea, Town", "orcid": "0000-0001-2345-6789"}
    assert zenodo["creators"] == [{"name": "Adler-Ünal, Ann", **creator}]
    assert review.config.question.population in zenodo["description"]


def test_nobody_is_named_while_a_name_is_a_placeholder(review):
    files = citation_files(signed_by(review, PLACEHOLDER))
    assert PLACEHOLDER not in "".join(files.values())
    assert json.loads(files[".zenodo.json"])["creators"] == [{"name": "Contributors to the living review"}]


def test_programs_that_manage_references_read_how_the_review_is_cited(review):
    title, address = "Tea {hot} & 50% milk", "https://example.org/tea_1"
    config = review.config.model_copy(update={"title": title, "address": address, "searches": [], "status": "released"})
    signed = replace(signed_by(review, "Adler-Ünal"), config=config)
    signed.authors.authors.append(signed.authors.authors[0].model_copy(update={"group": "Tea Group"}))
    files = reference_files(signed)
    entry = parse_string(files["cite-this-review.bib"], "bibtex").entries[f"living-review-{config.version}"]
    people = entry.persons["author"]
    assert [str(one) for one in people] == ["{Adler-Ünal}, {Ann}", "{Tea Group}"]
    assert entry.fields["title"] == r"{Tea \{hot\} \& 50\% milk}"
    assert (entry.fields["year"], entry.fields["url"]) == (str(config.date.year), address)
    (record,) = rispy.loads(files["cite-this-review.ris"])
    assert record["authors"] == ["Adler-Ünal, Ann", "Tea Group"]
    assert (record["title"], record["year"], record["urls"]) == (title, str(config.date.year), [address])
    assert record["edition"] == f"Version {config.version}"


def test_nobody_is_invented_in_records_while_a_name_is_a_placeholder(review):
    files = reference_files(signed_by(review, PLACEHOLDER))
    assert all(text.count("Contributors to the living review") == 1 for text in files.values())
    assert PLACEHOLDER not in "".join(files.values())


def test_files_that_do_not_agree_stop_a_release(review_copy, capsys):
    assert main(["--root", str(review_copy), "citation", "--check"]) == 1
    assert "CITATION.cff does not agree with the data. Run `review citation`." in capsys.readouterr().err
    assert main(["--root", str(review_copy), "citation"]) == 0
    version = load(review_copy).config.version
    assert main(["--root", str(review_copy), "citation", "--check", "--tag", f"v{version}"]) == 0
    review = load(review_copy)
    other = replace(review, config=review.config.model_copy(update={"title": "Coffee"}))
    with pytest.raises(DataError) as caught:
        check_citation(other, "v9.9.9")
    assert [problem.file for problem in caught.value.problems] == [".zenodo.json", "CITATION.cff", "tag v9.9.9"]
