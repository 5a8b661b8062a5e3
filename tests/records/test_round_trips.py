"""Any record, written in a format, comes back as it was; and clean files are read as other readers read them."""

import io

import nbib
import pytest
import rispy
from exports import NBIB
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.records import Reference, read_records

WORD = st.text(st.sampled_from("abcdefgxyzABCXYZ0123456789äöéßñçøšαβ茶壶杯水-()[]/+,.:%=\"'*"), min_size=1, max_size=6)
LETTERS = st.text(st.sampled_from("abcdefgäöéøšñ"), min_size=2, max_size=8)
ASCII = st.text(st.sampled_from("abcdefg0123456789.-"), min_size=1, max_size=8)
NAME = st.builds(lambda family, given: f"{family.capitalize()}, {given.capitalize()}", LETTERS, LETTERS)
TITLE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
DIGITS = st.integers(1, 99999).map(str)


def entries(number):
    """References with what every format can hold, each with a number of its own."""
    return st.lists(
        st.builds(
            Reference,
            source=st.just("x"),
            title=TITLE.map(lambda title: f"A{title}"),
            authors=st.lists(NAME, max_size=3, unique=True).map(tuple),
            year=st.integers(1850, 2049).map(str),
            journal=LETTERS.map(lambda word: f"Journal of {word}"),
            volume=DIGITS,
            issue=DIGITS,
            pages=st.integers(1, 9999).map(lambda first: f"{first}-{first + 7}"),
            doi=ASCII.map(lambda word: f"10.99999/{word}x"),
            abstract=TITLE.map(lambda text: f"B{text}"),
            keywords=st.lists(LETTERS, max_size=2, unique=True).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda many: [number(i, one) for i, one in enumerate(many, 1)])


def lines(pattern: str, pairs) -> str:
    return "".join(pattern.format(tag, value) + "\n" for tag, values in pairs for value in values if value)


def as_ris(one: Reference) -> str:
    first, last = one.pages.split("-")
    pairs = [
        ("TI", [one.title]), ("AU", one.authors), ("PY", [one.year]), ("JF", [one.journal]), ("VL", [one.volume]),
        ("IS", [one.issue]), ("SP", [first]), ("EP", [last]), ("DO", [one.doi]), ("AB", [one.abstract]),
        ("KW", one.keywords), ("AN", [one.identifier]),
    ]  # fmt: skip
    return "TY  - JOUR\n" + lines("{}  - {}", pairs) + "ER  - \n\n"


def as_nbib(one: Reference) -> str:
    pairs = [
        ("PMID", [one.identifier]), ("VI  ", [one.volume]), ("IP  ", [one.issue]), ("DP  ", [one.year]),
        ("TI  ", [one.title]), ("PG  ", [one.pages]), ("LID ", [f"{one.doi} [doi]"]), ("AB  ", [one.abstract]),
        ("FAU ", one.authors), ("JT  ", [one.journal]), ("OT  ", one.keywords),
    ]  # fmt: skip
    return lines("{}- {}", pairs) + "\n"


def as_net(one: Reference) -> str:
    pairs = [
        ("Title", [one.title]), ("Author", one.authors), ("Journal", [one.journal]), ("Year", [one.year]),
        ("Volume", [one.volume]), ("Issue", [one.issue]), ("Pages", [one.pages]), ("DOI", [one.doi]),
        ("Keywords", one.keywords), ("Abstract", [one.abstract]), ("Accession Number", [one.identifier]),
    ]  # fmt: skip
    return "{Reference Type}: Journal Article\n" + lines("{{{}}}: {}", pairs) + "\n"


def as_refer(one: Reference) -> str:
    pairs = [
        ("T", [one.title]), ("A", one.authors), ("J", [one.journal]), ("D", [one.year]), ("V", [one.volume]),
        ("N", [one.issue]), ("P", [one.pages]), ("R", [one.doi]), ("K", one.keywords), ("X", [one.abstract]),
        ("M", [one.identifier]),
    ]  # fmt: skip
    return "%0 Journal Article\n" + lines("%{} {}", pairs) + "\n"


def as_refworks(one: Reference) -> str:
    first, last = one.pages.split("-")
    pairs = [
        ("T1", [one.title]), ("A1", one.authors), ("JF", [one.journal]), ("YR", [one.year]), ("VO", [one.volume]),
        ("IS", [one.issue]), ("SP", [first]), ("OP", [last]), ("K1", one.keywords), ("AB", [one.abstract]),
        ("DO", [one.doi]), ("AN", [one.identifier]),
    ]  # fmt: skip
    return "RT Journal Article\n" + lines("{} {}", pairs) + "\n"


def numbered(i: int, one: Reference) -> Reference:
    return Reference(**{**one.__dict__, "identifier": str(7000000 + i)})


KEPT = ("identifier", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "abstract", "keywords")


@pytest.mark.parametrize("write", [as_ris, as_nbib, as_net, as_refer, as_refworks])
@given(entries(numbered))
@settings(max_examples=15, deadline=None)
def test_records_come_back_as_they_were(write, many):
    found = read_records("".join(map(write, many)).encode(), "x").references
    assert [[getattr(one, name) for name in KEPT] for one in found] == [
        [getattr(one, name) for name in KEPT] for one in many
    ]


@given(entries(numbered), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
@settings(max_examples=10, deadline=None)
def test_line_ends_and_encodings_make_no_difference(many, end, encoding):
    text = "".join(map(as_net, many)) + "{Reference Type}: Journal Article\n{Title}: 茶壶杯水与茶壶杯水\n"
    found = read_records(text.replace("\n", end).encode(encoding), "x").references
    assert found == read_records(text.encode(), "x").references


@given(entries(numbered))
@settings(max_examples=10, deadline=None)
def test_ris_is_read_as_rispy_reads_it(many):
    text = "".join(map(as_ris, many))
    theirs = rispy.load(io.StringIO(text))
    ours = read_records(text.encode(), "x").references
    assert [one["title"] for one in theirs] == [one.title for one in ours]
    assert [tuple(one.get("authors", ())) for one in theirs] == [one.authors for one in ours]
    assert [tuple(one.get("keywords", ())) for one in theirs] == [one.keywords for one in ours]


def test_medline_is_read_as_nbib_reads_it():
    clean = "".join(line for line in NBIB.splitlines(keepends=True) if not line.startswith(("ZZZ", "LA ")))
    theirs = nbib.read(clean)
    ours = read_records(clean.encode(), "x").references
    assert [one["pubmed_id"] for one in theirs] == [int(one.pmid) for one in ours]
    assert theirs[0]["doi"] == ours[0].doi
    assert [one["author"] for one in theirs[0]["authors"]] == list(ours[0].authors[:2])
    assert theirs[0]["publication_types"] == list(ours[0].types)
