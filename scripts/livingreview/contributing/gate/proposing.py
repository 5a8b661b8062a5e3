"""In a workflow of the main branch: open a pull request with what a command changed, such as new records."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ...store import DataError, Problem
from .blocks import Block, block
from .github import GitHub
from .quoting import wrapped

NAME, ADDRESS = "github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"
MOST = 18_000  # characters of each text in the description
BEGIN = (
    "Made by a workflow. GitHub starts no checks for such a pull request: close it and open it again to run them.\n\n"
)


def propose(
    root: Path, title: str, branch: str, paths: Sequence[str], texts: Sequence[Path], github: GitHub, token: str
) -> str:
    """Commit what is different in `paths` to a branch of its own and open a pull request; what was done, as a sentence.

    `texts` are files that are quoted in its description, as inert text. Raises DataError where git fails.
    """
    if not _git(root, "status", "--porcelain", "--", *paths):
        return "Nothing is different: no pull request was opened."
    base = _git(root, "rev-parse", "--abbrev-ref", "HEAD")
    today = date.today()
    name = f"{branch}-{today}-{os.environ.get('GITHUB_RUN_ID', 'local')}"
    whole = f"{title}, {today}"
    _git(root, "switch", "--quiet", "--create", name)
    _git(root, "add", "--", *paths)
    _git(root, "-c", f"user.name={NAME}", "-c", f"user.email={ADDRESS}", "commit", "--quiet", "--message", whole)
    _git(root, "push", "--quiet", "origin", f"HEAD:refs/heads/{name}", secret=_header(token))
    quoted = "\n".join(_quoted(file) for file in texts)
    return f"A pull request was opened: {github.open_pull(base, name, whole, BEGIN + quoted)}"


def _quoted(file: Path) -> str:
    """The text of a file as a block of code."""
    lines = file.read_text("utf-8", "replace").splitlines()
    text, missing = block(Block("text", tuple([*wrapped(line, most=300)] for line in lines)), most=MOST)
    return text + (f"and {missing:,} more lines\n" if missing else "")


def _header(token: str) -> Mapping[str, str]:
    """The token as a setting of git for one command: in its environment, which other users of a machine do not see."""
    coded = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {coded}",
    }


def _git(root: Path, *arguments: str, secret: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", "-C", root, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(secret or {}), "GIT_TERMINAL_PROMPT": "0"},
    )
    if done.returncode:
        command = next(one for one in arguments if not one.startswith(("-", "user.")))
        raise DataError([Problem(f"git {command}", 0, "", f"failed: {done.stderr.strip()}")])
    return done.stdout.strip()
