"""Every text that the form writes reads back as it was typed, whatever it holds."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import MARKUP
from livingreview.store.bibliography.reading import read_bibliography
from livingreview.store.documents import Document
from livingreview.store.texts import INVISIBLE

pytestmark = pytest.mark.slow

HOSTILE = (
    *MARKUP, "a # b", "# b", " #", "a: b", "a:", ":a", ": ", "- a", "-", "? a", "?", "@a", "`a", "% a", "%TAG", "[a",
    "]", "{a", "}", "[]", "{}", ",", "a, b", "&a", "*a", "!a", "!!str a", "| a", "|", ">", "> a", "'a'", '"a"',
    "it's", 'say "a"', "\\", "\\n", "a\\", "C:\\new", "no", "No", "yes", "on", "off", "y", "n", "true", "TRUE",
    "null", "Null", "~", "none", "1", "1e3", "0x1f", "1_000", "1,000", "010", "1:30", ".5", "5.", "-1", "+1", ".inf",
    ".nan", "2019-03-01", "2019-03", "<<", "=", "---", "...", "--- a", "a\nb", "a\n\nb", "a\n# b", "\ta", "a\tb",
    "a\t# b", "a\u00a0b", "：", "５％", "，", "ａ： ｂ", "王伟", "عربي", "naïve café", "e\u0301", "🍵 tea", "\ud7ff",
    "\ue000",
    "\ufffd", "\ufffe", "\U0010ffff", "${x}", "$(x)", "{{ x }}", "</script>", "<script>alert(1)</script>",
    "javascript:alert(1)", "a" * 5000, "__proto__", "constructor", "=1+1", "@SUM(A1)", "p < 0.05", "> 0.05",
    "12 of 20", "μg/m²", "10⁹/L", "1\u20442", "\u2013 5", "\u201csmart\u201d", "it\u2019s", "a;b", "a|b",
)  # fmt: skip


def written(form, call, *values):
    return form.evaluate(f"values => {call}(...values)", list(values))


def read_back(file, texts, yaml):
    file.write_text(yaml, "utf-8", newline="")
    return Document(file, file.name).data == {"texts": texts, "rows": [{"text": text, "last": "end"} for text in texts]}


def as_yaml(form, texts):
    flow = "livingreviewForm.yamlFlow"
    return form.evaluate(
        f"""texts => `texts: ${{{flow}(texts)}}\\nrows:\\n` +
        texts.map(text => `  - ${{{flow}({{text, last: "end"}})}}\\n`).join("")""",
        texts,
    )


def test_hostile_texts_read_back_from_yaml(form, tmp_path):
    assert len(HOSTILE) > 100
    wrong = [text for text in HOSTILE if not read_back(tmp_path / "one.yaml", [text], as_yaml(form, [text]))]
    assert wrong == []


@given(texts=st.lists(st.text(), min_size=1, max_size=5))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_text_reads_back_from_yaml(form, tmp_path, texts):
    assert read_back(tmp_path / "any.yaml", texts, as_yaml(form, texts))


def test_a_comment_never_ends_early(form, tmp_path):
    study = {"id": "smith2020"}
    for sign in ("\n", "\r", "\u0085", "\u2028", "\u2029"):
        problems = [{"path": ["country"], "message": f"a{sign}country: Ruritania"}]
        text = written(form, "livingreviewForm.yaml", study, problems)
        file = tmp_path / "one.yaml"
        file.write_text(text, "utf-8", newline="")
        assert Document(file, "one.yaml").data == study


def one_line(text):
    return " ".join(text.split())


def bibliography_of(form, tmp_path, *records):
    """Records of references.bib that differ in some fields, written by the form and read by the engine."""
    made = [
        {"kind": "article", "journal": "Journal of Tea", "author": "Smith, Ann", "title": "Tea", **one}
        for one in records
    ]
    texts = [written(form, "livingreviewForm.bibtex", f"smith{i:04d}", entry) for i, entry in enumerate(made)]
    file = tmp_path / "references.bib"
    file.write_text("".join(texts), "utf-8")
    entries, problems = read_bibliography(file)
    named = [one for one in problems if not one.field.endswith((".year", ".doi"))]  # which these records lack
    return [entries[f"smith{i:04d}"] for i in range(len(records))], named


def test_hostile_titles_read_back_from_bibtex(form, tmp_path):
    titles = [text for text in HOSTILE if text.strip() and not INVISIBLE.search(text)]
    entries, problems = bibliography_of(form, tmp_path, *({"title": text} for text in titles))
    assert [entry.fields["title"] for entry in entries] == [one_line(text) for text in titles]
    refused = {titles[int(problem.field[5:9])] for problem in problems}
    assert all("HTML" in problem.message for problem in problems)
    assert len(refused) > 2
    for text in refused:  # the page says so while one types
        found = written(
            form, "livingreviewForm.checkEntry", "smith2020", {"kind": "article", "title": text}, {"log": []}
        )
        assert any(one["path"] == ["entry", "title"] and "HTML" in one["message"] for one in found), text


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Smith, Ann", ["Smith"]),
        ("de la Cruz, Ana\nMöller, Änne B.", ["de la Cruz", "Möller"]),
        ("Society of Tea and Cake, Ltd", ["Society of Tea and Cake"]),
        ("Tea & Cake Group", ["Tea & Cake Group"]),
        ("Group for 10% of {all}", ["Group for 10% of {all}"]),
        ("王, 伟\nothers", ["王"]),
        ("O'Brien, A-B\nSmith, Jr., John", ["O'Brien", "Smith"]),
    ],
)
def test_authors_read_back_from_bibtex(form, tmp_path, typed, names):
    (entry,), problems = bibliography_of(form, tmp_path, {"author": typed})
    assert not problems
    assert list(entry.authors) == names
    assert entry.names["author"].others == typed.endswith("others")


@pytest.mark.parametrize("pages", ["123-130", "123\u2013130", "S1-S9", "e12", "862"])
def test_pages_read_back_from_bibtex(form, tmp_path, pages):
    (entry,), problems = bibliography_of(form, tmp_path, {"pages": pages})
    assert not problems
    assert entry.fields["pages"] == pages.replace("-", "\u2013")


def test_hostile_titles_read_back_from_the_screening_log(form):
    for text in HOSTILE:
        entry, record = {"title": text, "author": "Smith, Ann"}, {"log": ["a", "b"], "stage": "abstract"}
        made = written(form, "livingreviewForm.logFile", "smith2020", entry, record)
        head, row = csv.reader(io.StringIO(made, newline=""), strict=True)
        record = dict(zip(head, row, strict=True))
        assert record["study"] == record["record"] == "smith2020"
        assert INVISIBLE.search(text) or record["title"] == one_line(text)
