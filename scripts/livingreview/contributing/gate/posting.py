"""In the run with the right to comment: find the pull request, read what its runs stored, and write one comment.

Nothing here executes or checks out code of the pull request. Which pull request a run belongs to, which files it
changes and what became of its runs is asked of GitHub; what the runs stored may have been written by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from .archive import MOST_PACKED, only_file
from .comment import LABEL, MARKER, Facts, Run, comment
from .github import GitHub
from .material import GATE, PAGES, Gathered, Pages, Unreadable, read

CHECK, BOOK = ".github/workflows/check.yml", ".github/workflows/book.yml"  # the workflows, and their names in a comment
RUNS = {CHECK: "Check of the data", BOOK: "Site, tests and PDF"}
STORED = {"site": "the built site", "pictures": "pictures of changed pages", "paper": "PDF and article"}
WRITER = "github-actions[bot]"  # who writes with the token of a workflow
M = TypeVar("M", Gathered, Pages)


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Owner(_Read):
    login: str


class _Repository(_Read):
    full_name: str
    owner: _Owner


class WorkflowRun(_Read):
    """What GitHub says of a run that has ended; `head_repository` is None if that copy was deleted."""

    id: int
    event: str
    path: str
    head_sha: str = Field(pattern=r"^[0-9a-f]{40}$")
    head_branch: str
    head_repository: _Repository | None


def post(run: WorkflowRun, github: GitHub) -> str:
    """Write the comment on the pull request that this run belongs to; what was done, in one sentence.

    Raises Refused where GitHub does not answer.
    """
    if run.event != "pull_request" or run.path not in RUNS or run.head_repository is None:
        return "The run belongs to no pull request: nothing was written."
    pull = _pull(run, github)
    if pull is None:
        return "No open pull request has this commit as its newest: nothing was written."
    number = int(pull["number"])
    found = _gathered(run, github, pull)
    try:
        text = comment(found)
    except Exception as error:  # a report of the right form can still say what no engine writes
        gathered = f"The stored report cannot be shown ({type(error).__name__})."
        text = comment(Facts(found.head, gathered, runs=found.runs, files=found.files, links=found.links))
    before = next((int(one["id"]) for one in github.comments(number) if _ours(one)), None)
    address = github.write_comment(number, text, before)
    return f"The comment is {'written' if before is None else 'written again'}: {address}"


def _pull(run: WorkflowRun, github: GitHub) -> Mapping[str, Any] | None:
    """The open pull request whose newest commit is that of the run. What the run stored has no say in it."""
    assert run.head_repository is not None
    for pull in github.open_pulls(run.head_repository.owner.login, run.head_branch):
        head = pull["head"]
        same = (head.get("repo") or {}).get("full_name") == run.head_repository.full_name
        if same and head["sha"] == run.head_sha and pull["base"]["repo"]["full_name"] == github.repository:
            return pull
    return None


def _gathered(run: WorkflowRun, github: GitHub, pull: Mapping[str, Any]) -> Facts:
    """What is known of the pull request, from the newest run of each workflow on its commit."""
    assert run.head_repository is not None
    newest: dict[str, Mapping[str, Any]] = {}
    for one in github.runs(run.head_sha):
        copy = (one.get("head_repository") or {}).get("full_name")
        if one["path"] in RUNS and copy == run.head_repository.full_name:
            newest.setdefault(one["path"], one)
    stored = {path: _stored(github.artifacts(int(one["id"]))) for path, one in newest.items()}
    gathered = _taken(Gathered, GATE, stored.get(CHECK, {}), github, "The check of the data did not finish.")
    pages = _taken(Pages, PAGES, stored.get(BOOK, {}), github, "not compared yet, or the site could not be built.")
    links = [
        (name, f"{one['html_url']}/artifacts/{found[kind]['id']}")
        for path, one in newest.items()
        for found in (stored[path],)
        for kind, name in STORED.items()
        if kind in found
    ]
    return Facts(
        head=run.head_sha,
        gathered=gathered,
        pages=pages,
        runs=[
            Run(RUNS[path], _outcome(one), str(one["html_url"])) for path, one in sorted(newest.items(), reverse=True)
        ],
        files=list(github.files(int(pull["number"]))),
        links=links,
        explained=any(one["name"] == LABEL for one in pull.get("labels", ())),
    )


def _stored(artifacts: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(one["name"]): one for one in artifacts if not one.get("expired")}


def _taken(
    kind: type[M], name: str, stored: Mapping[str, Mapping[str, Any]], github: GitHub, otherwise: str
) -> M | str:
    """What a run stored of this kind, or a sentence that says why it is not there."""
    artifact = stored.get(name.removesuffix(".json"))
    if artifact is None:
        return otherwise
    try:
        if int(artifact["size_in_bytes"]) > MOST_PACKED:
            raise Unreadable(f"the archive has more than {MOST_PACKED:,} bytes")
        return read(kind, only_file(github.download(int(artifact["id"]), MOST_PACKED), name))
    except Unreadable as error:
        return f"What the run stored as {name} cannot be read: {error}."


def _outcome(run: Mapping[str, Any]) -> str:
    words = {"success": "passed", "failure": "failed", "cancelled": "cancelled", "timed_out": "took too long"}
    return words.get(str(run.get("conclusion")), "not finished")


def _ours(one: Mapping[str, Any]) -> bool:
    """Whether a comment is the one that was written before: anybody may copy its marker."""
    return (one.get("user") or {}).get("login") == WRITER and str(one.get("body", "")).startswith(MARKER)
