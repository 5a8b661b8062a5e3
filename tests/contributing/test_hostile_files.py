"""Files that would cost time or memory, or lead out of the review: each is refused in a line before it is read."""

import os

import pytest

from livingreview import DataError, load

STUDY, LOG, BIB, CHAPTER = (
    "data/studies/carter2012.yaml",
    "data/screening/records.csv",
    "references.bib",
    "chapters/index.md",
)
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
TEXTS = {
    "aliases of aliases": (STUDY, BOMB, "anchors and aliases"),
    "lists in lists": (STUDY, "id: " + "[" * 300_000, "nested more than 12 deep"),
    "blocks in blocks": (STUDY, "id: " + "{a: " * 100_000, "nested more than 12 deep"),
    "a text of almost a megabyte": (STUDY, f'id: "{"x" * 900_000}"\n', "is not the name of the file"),
    "a field of almost a megabyte": (STUDY, f"id: carter2012\n{'x' * 900_000}: 1\n", "not valid YAML"),
    "braces in braces": (
        BIB,
        "@article{a2000,\n title = {" + "{" * 100_000 + "}" * 100_000 + "}}\n",
        "more than 20 deep",
    ),
    "braces that are not closed": (BIB, "@article{a2000,\n title = {" + "{" * 200_000, "more than 20 deep"),
    "a path as an id": (STUDY, "id: ../../etc/passwd\n", "does not have the right form"),
    "a path as a key": (BIB, "@article{../a2000,\n title = {A},\n}\n", "lower-case letters, digits"),
    "a cell that never ends": (LOG, 'record,title,log,stage,decision\nr0001,"' + "x" * 200_000, "a cell is too long"),
}
LINKS = {"out": "/etc/passwd", "a device": "/dev/zero", "a folder outside": "/etc"}


def said(root):
    with pytest.raises(DataError) as caught:
        load(root)
    return str(caught.value)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_without_end_is_refused(name, review_copy):
    file, text, words = TEXTS[name]
    (review_copy / file).write_text(text, "utf-8")
    message = said(review_copy)
    assert words in message
    assert all(len(line) < 5000 for line in message.splitlines())


@pytest.mark.parametrize("file", [STUDY, LOG, BIB, CHAPTER])
def test_a_file_of_more_than_100_mb_is_refused_before_it_is_read(file, review_copy, monkeypatch):
    with (review_copy / file).open("r+b") as opened:
        opened.truncate(100_000_001)
    read, refused = type(review_copy).read_bytes, review_copy / file

    def read_bytes(path):
        assert path != refused, "the file is read"
        return read(path)

    with monkeypatch.context() as patched:
        patched.setattr(type(review_copy), "read_bytes", read_bytes)
        assert f"{file} has 100,000,001 bytes" in said(review_copy)


@pytest.mark.parametrize("target", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("file", [STUDY, LOG, BIB, CHAPTER])
def test_a_link_that_leads_out_of_the_review_is_refused(file, target, review_copy):
    (review_copy / file).unlink()
    (review_copy / file).symlink_to(target)
    if (file, target) == (BIB, LINKS["a folder outside"]):
        assert "references.bib is missing" in said(review_copy)
    else:
        assert f"{file} is a link that leads out of the review" in said(review_copy)


@pytest.mark.parametrize("text", ["[" * 20_001, "*a " * 7_000, "| x |\n" * 4_000, "x\n" * 10_001])
def test_a_paragraph_without_end_is_refused_before_a_parser_reads_it(text, review_copy, monkeypatch):
    chapter = review_copy / CHAPTER
    lines = chapter.read_text("utf-8").count("\n")
    chapter.write_text(f"{chapter.read_text('utf-8')}\n{text}\n\nThe end.\n", "utf-8")
    read = []
    monkeypatch.setattr("livingreview.store.markup.chapters.items", lambda text, markdown: read.append(text) or [])
    assert f"{CHAPTER}:{lines + 2} this paragraph has" in said(review_copy)
    assert read and not any(text in one for one in read)


def test_a_chapter_of_a_size_that_nobody_reads_is_refused(review_copy):
    (review_copy / CHAPTER).write_text("# Start\n" + "\nA paragraph of words.\n" * 10_000, "utf-8")
    assert f"{CHAPTER} has 2" in said(review_copy)


def test_a_link_within_the_review_is_read(review_copy):
    study = review_copy / STUDY
    study.rename(review_copy / "carter.yaml")
    study.symlink_to(review_copy / "carter.yaml")
    assert "carter2012" in load(review_copy).publications


@pytest.mark.parametrize("file", [STUDY, LOG, BIB, CHAPTER])
def test_a_pipe_is_refused_without_waiting_for_its_writer(file, review_copy):
    (review_copy / file).unlink()
    os.mkfifo(review_copy / file)
    try:
        assert f"{file} is no ordinary file" in said(review_copy)
    finally:
        (review_copy / file).unlink()


@pytest.mark.parametrize("name", ["car\nter.yaml", "car ter.yaml", "\u202eter.yaml", "..yaml", "-rf.yaml"])
def test_the_name_of_a_file_of_a_publication_is_an_id(name, review_copy):
    (review_copy / "data" / "studies" / name).write_text("id: x\n", "utf-8")
    assert f"data/studies/{name}" in said(review_copy)
    (review_copy / "data" / "studies" / name).unlink()


def test_a_table_of_nothing_but_faults_is_not_read_to_its_end(review_copy):
    with (review_copy / LOG).open("a") as log:
        log.write("x\n" * 5000)
    with pytest.raises(DataError) as caught:
        load(review_copy)
    assert len(caught.value.problems) < 1500
    assert "is not read further" in str(caught.value)
