"""The files that git holds: what is refused before anything reads them, tried in a repository made for it."""

from pathlib import Path

import pytest
from repositories import git

from livingreview.cli import main
from livingreview.contributing.gate.tree import MOST_BYTES, tree_problems


@pytest.fixture
def root(tmp_path) -> Path:
    """A repository with the beginning of a review."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "review.yaml").touch()
    git(tmp_path, "add", "--all")
    return tmp_path


def add(root: Path, name: str, content: bytes = b"x") -> None:
    """A file in the index; Windows could not write all of these names, and a link needs no target."""
    blob = git(root, "hash-object", "-w", "--stdin", given=content)
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")


def said(root: Path) -> str:
    return "\n".join(map(str, tree_problems(root)))


def test_ordinary_files_are_in_order(root, capsys):
    for name in ("data/studies/li2013.yaml", "chapters/über.md", "data/临床.csv", ".github/workflows/x.yml"):
        add(root, name)
    assert said(root) == ""
    assert main(["--root", str(root), "gate", "tree"]) == 0
    assert "in order" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name, what",
    [
        ("data/a\n::error title=forged::b.yaml", "cannot be seen"),
        ("data/a\x1b[2Jb.yaml", "cannot be seen"),
        ("data/\u202elmay.b", "cannot be seen"),
        ("data/a:b.yaml", "Windows"),
        ('data/a"b.yaml', "Windows"),
        ("chapters/a`b`.md", "programs may misread"),
        ("changes/$(id).data.md", "programs may misread"),
        ("changes/a;id.data.md", "programs may misread"),
        ("chapters/@everyone.md", "programs may misread"),
        ("data/con.yaml", "device"),
        ("data/-rf", "begins with a hyphen"),
        ("data/a .yaml ", "ends with a blank"),
        ("data/u\u0308ber.yaml", "accents"),
        ("data/" + "x" * 200, "more than 150 characters"),
    ],
)
def test_a_name_that_could_mislead_is_refused(root, name, what):
    add(root, name)
    (problem,) = tree_problems(root)
    assert what in problem.message and "\n" not in problem.file and problem.file.isprintable()


def test_a_name_with_a_new_line_forges_no_annotation(root, capsys):
    add(root, "data/a\n::error file=x::forged")
    assert main(["--root", str(root), "gate", "tree", "--format", "github"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=data/a\\n%3A%3Aerror file=x%3A%3Aforged,title=")


def test_two_names_that_are_one_on_other_systems_are_refused(root):
    add(root, "data/Tea.yaml")
    add(root, "data/tea.yaml")
    assert "data/tea.yaml file name: differs from data/Tea.yaml in capitals only." in said(root)


def test_a_symbolic_link_is_refused(root):
    (root / "data" / "studies").symlink_to("/etc")
    git(root, "add", "--all")
    assert said(root) == "data/studies is a symbolic link. Put the file itself here."


def test_a_submodule_is_refused(root):
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},data/other")
    assert "data/other is another repository" in said(root)


def test_a_large_file_is_refused_and_not_read(root):
    with (root / "data" / "scan.pdf").open("wb") as file:
        file.truncate(100_000_000)  # takes no space on the disk
    git(
        root,
        "update-index",
        "--add",
        "--cacheinfo",
        f"100644,{git(root, 'hash-object', '-w', '--stdin', given=b'')},data/scan.pdf",
    )
    assert f"data/scan.pdf has 100,000,000 bytes. At most {MOST_BYTES:,} are allowed" in said(root)


def test_where_there_is_no_git_it_is_said(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "review.yaml").touch()
    assert main(["--root", str(tmp_path), "gate", "tree"]) == 1
    assert "is no folder of git" in capsys.readouterr().err
