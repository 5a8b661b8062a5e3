"""What a run stored is read with limits: archives and JSON that anybody may have made."""

import io
import json
import stat
import zipfile

import pytest
from gate_reports import EMPTY, gathered, with_texts

from livingreview.contributing.gate import archive
from livingreview.contributing.gate.archive import only_file
from livingreview.contributing.gate.material import GATE, LONGEST, Gathered, Page, Pages, Unreadable, read


def packed(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writing:
        for name, content in files:
            writing.writestr(name, content)
    return made.getvalue()


def test_what_was_stored_is_read_again():
    for one in (*with_texts(["tea", "water"]), gathered(None, count=1, problems=("x",))):
        text = only_file(packed((GATE, one.model_dump_json().encode())), GATE)
        assert read(type(one), text) == one


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("secret.json")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "made",
    [
        packed(("../gate.json", b"{}")),
        packed(("/tmp/gate.json", b"{}")),
        packed(("folder/gate.json", b"{}")),
        packed((GATE, b"{}"), ("more.sh", b"rm")),
        packed((link(), b"/etc/passwd")),
        packed(),
    ],
)
def test_an_archive_of_other_files_is_refused_and_nothing_is_unpacked(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unreadable, match=r"does not hold gate\.json alone"):
        only_file(made, GATE)
    assert not list(tmp_path.iterdir())


# Named, as an archive holds the time at which it was made: processes would disagree on the names of tests.
NO_ARCHIVES = {"empty": b"", "mark": b"PK\x05\x06", "text": b"no archive", "cut": packed((GATE, b"x" * 999))[:-40]}


@pytest.mark.parametrize("made", NO_ARCHIVES.values(), ids=list(NO_ARCHIVES))
def test_what_is_no_archive_is_refused(made):
    with pytest.raises(Unreadable, match="archive"):
        only_file(made, GATE)


def test_a_damaged_file_in_an_archive_is_refused():
    made = bytearray(packed((GATE, bytes(range(256)) * 40)))
    made[60:90] = bytes(30)
    with pytest.raises(Unreadable, match="cannot be read"):
        only_file(bytes(made), GATE)


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    bomb = packed((GATE, bytes(50_000_000)))
    assert len(bomb) < 100_000
    with pytest.raises(Unreadable, match="more than 100,000 bytes"):
        only_file(bomb, GATE)


def test_an_archive_beyond_the_limit_is_not_opened(monkeypatch):
    monkeypatch.setattr(archive, "MOST_PACKED", 10)
    with pytest.raises(Unreadable, match="more than 10 bytes"):
        only_file(b"x" * 11, GATE)


SOUND = json.loads(gathered().model_dump_json())


@pytest.mark.parametrize(
    "change, field",
    [
        ({"extra": 1}, "the file"),
        ({"base": "main; rm -rf /"}, "base"),
        ({"head": None}, "head"),
        ({"count": -1}, "count"),
        ({"problems": ["x"] * 1_000}, "problems"),
        ({"problems": ["x" * (LONGEST + 1)]}, "problems.0"),
        ({"report": {**SOUND["report"], "warnings": ["x" * (LONGEST + 1)]}}, "report.warnings.0"),
        ({"report": {**SOUND["report"], "extra": {}}}, "report"),
        ({"report": {**SOUND["report"], "records": [["x", "many", 1]]}}, "report.records.0.1"),
        ({"report": {**SOUND["report"], "estimates": [{"label": "x"}]}}, "report.estimates.0.kind"),
        ({"report": []}, "report"),
    ],
)
def test_a_report_of_another_form_is_refused_with_the_place(change, field):
    with pytest.raises(Unreadable) as caught:
        read(Gathered, json.dumps({**SOUND, **change}).encode())
    assert f"in {field}:" in str(caught.value)


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"form": NaN}', b"\xff\xfe", b"", b'{"form": 1e999}'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(Unreadable):
        read(Gathered, text)


def test_a_refusal_quotes_nothing_of_what_was_stored():
    hostile = "@somebody </details> https://evil.example"
    tally = {"id": "x", "label": "x", "old": {hostile: "many"}, "new": {}}
    inside = {**SOUND["report"], "directions": [tally]}
    for change in ({hostile: 1}, {"base": hostile}, {"report": hostile}, {"report": inside}):
        with pytest.raises(Unreadable) as caught:
            read(Gathered, json.dumps({**SOUND, **change}).encode())
        assert "evil" not in str(caught.value) and "@" not in str(caught.value)


@pytest.mark.parametrize("name", ["../x.png", "x.html", "a b.png", "http://evil.example/x.png", "x" * 200 + ".png"])
def test_the_name_of_a_picture_is_a_plain_file_name(name):
    page = {**json.loads(Page(name="a.html").model_dump_json()), "picture": name}
    with pytest.raises(Unreadable, match="picture"):
        read(Pages, json.dumps({"form": 1, "pages": [page]}).encode())


@pytest.mark.parametrize("change", [{"form": 2}, {"report": {**SOUND["report"], "form": EMPTY.form + 1}}])
def test_a_report_of_a_later_form_is_named_so(change):
    with pytest.raises(Unreadable, match="is in form"):
        read(Gathered, json.dumps({**SOUND, **change}).encode())
