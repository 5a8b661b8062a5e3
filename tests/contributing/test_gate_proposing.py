"""Pull requests that workflows open themselves, tried with a repository beside it in place of GitHub's."""

import subprocess

import pytest
from repositories import git
from test_gate_posting import REPOSITORY, Server, server  # noqa: F401  # the fixture

from livingreview.cli import main

HOSTILE = "Title ``` @somebody </details> #1 \u202e https://evil.example\n"


@pytest.fixture
def root(committed_review, tmp_path, monkeypatch):
    """The invented review, and the repository that it came from."""
    origin = tmp_path / "origin.git"
    subprocess.run(["git", "init", "--quiet", "--bare", origin], check=True)
    git(committed_review, "remote", "add", "origin", str(origin))
    monkeypatch.setenv("GITHUB_RUN_ID", "42")
    return committed_review


def call(root, *more: str) -> int:
    words = ["gate", "propose", "Records found", "--branch", "update", "--paths", "data/searches", "data/screening"]
    return main(["--root", str(root), *words, *more])


def test_what_is_different_becomes_a_branch_and_a_pull_request(root, server, capsys, tmp_path):  # noqa: F811
    log = root / "data" / "screening" / "records.csv"
    log.write_text(log.read_text("utf-8") + "new\n", "utf-8")
    (root / "chapters" / "index.md").write_text("not to be committed", "utf-8")
    (tmp_path / "said.txt").write_text(HOSTILE, "utf-8")
    assert call(root, "--say", str(tmp_path / "said.txt")) == 0
    assert "https://github.example/pull" in capsys.readouterr().out
    (pull,) = [
        body for method, path, _, body in server.asked if (method, path) == ("POST", f"/repos/{REPOSITORY}/pulls")
    ]
    assert pull["base"] == "main" and pull["head"].startswith("update-") and pull["head"].endswith("-42")
    assert "````text\nTitle ``` @somebody </details> #1 \\u202e https://evil.example\n````" in pull["body"]
    assert "close it and open it again" in pull["body"]
    branch = git(root / ".." / "origin.git", "for-each-ref", "--format=%(refname:short)")
    assert branch == pull["head"]
    changed = git(root, "show", "--stat", "--format=%an %s", "HEAD")
    assert changed.startswith("github-actions[bot] Records found") and "records.csv" in changed
    assert "index.md" not in changed
    assert "secret-of-the-run" not in (root / ".git" / "config").read_text("utf-8")


def test_where_nothing_is_different_nothing_is_opened(root, server, capsys):  # noqa: F811
    assert call(root) == 0
    assert "no pull request was opened" in capsys.readouterr().out and not server.asked


def test_where_git_fails_it_is_said(root, server, capsys):  # noqa: F811
    git(root, "remote", "set-url", "origin", "/nowhere")
    (root / "data" / "screening" / "records.csv").write_text("new\n", "utf-8")
    assert call(root) == 1
    assert "git push failed:" in capsys.readouterr().err and not server.asked
