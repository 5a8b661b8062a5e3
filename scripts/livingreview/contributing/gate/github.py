"""The few questions to GitHub's interface that the comment needs. Answers are GitHub's own, but for names in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import requests

API = "https://api.github.com"
SECONDS = 60  # for an answer to begin
PER_PAGE, MOST_PAGES = 100, 30  # GitHub lists at most 3,000 files of a pull request


class Refused(Exception):
    """GitHub did not do what was asked for, or cannot be reached."""


class GitHub:
    """One repository, spoken to with one token."""

    def __init__(self, repository: str, token: str, api: str = API) -> None:
        self.repository = repository
        self._base = f"{api.rstrip('/')}/repos/{repository}"
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"})
        self._session.headers["Authorization"] = f"Bearer {token}"

    def open_pulls(self, owner: str, branch: str) -> Iterator[Mapping[str, Any]]:
        """Open pull requests from this branch of this owner's copy."""
        yield from self._listed("/pulls", {"state": "open", "head": f"{owner}:{branch}"})

    def files(self, number: int) -> Iterator[str]:
        """Names of the files that a pull request changes; of a file that was renamed, both."""
        for file in self._listed(f"/pulls/{number}/files", {}):
            yield str(file["filename"])
            if previous := file.get("previous_filename"):
                yield str(previous)

    def runs(self, head: str) -> Iterator[Mapping[str, Any]]:
        """Runs of workflows on this commit, the newest first."""
        yield from self._listed("/actions/runs", {"head_sha": head, "event": "pull_request"}, "workflow_runs")

    def artifacts(self, run: int) -> Iterator[Mapping[str, Any]]:
        """What a run has stored."""
        yield from self._listed(f"/actions/runs/{run}/artifacts", {}, "artifacts")

    def download(self, artifact: int, most: int) -> bytes:
        """The archive of what a run has stored, at most one byte more than `most`."""
        # The address of the archive is elsewhere: requests sends the token to GitHub only.
        with self._asked("GET", f"/actions/artifacts/{artifact}/zip", stream=True) as answer:
            found = bytearray()
            for piece in answer.iter_content(65_536):
                found += piece
                if len(found) > most:
                    break
            return bytes(found[: most + 1])

    def comments(self, number: int) -> Iterator[Mapping[str, Any]]:
        """Comments on a pull request, the oldest first."""
        yield from self._listed(f"/issues/{number}/comments", {})

    def write_comment(self, number: int, text: str, instead_of: int | None) -> str:
        """Post a comment, or write an earlier one again; its address."""
        if instead_of is None:
            answer = self._asked("POST", f"/issues/{number}/comments", json={"body": text})
        else:
            answer = self._asked("PATCH", f"/issues/comments/{instead_of}", json={"body": text})
        return str(answer.json()["html_url"])

    def open_pull(self, base: str, head: str, title: str, text: str) -> str:
        """Open a pull request between two branches of the repository; its address."""
        asked = {"base": base, "head": head, "title": title, "body": text}
        return str(self._asked("POST", "/pulls", json=asked).json()["html_url"])

    def _listed(self, path: str, parameters: Mapping[str, str], part: str = "") -> Iterator[Mapping[str, Any]]:
        for page in range(1, MOST_PAGES + 1):
            answer = self._asked("GET", path, params={**parameters, "per_page": PER_PAGE, "page": page}).json()
            found = answer[part] if part else answer
            yield from found
            if len(found) < PER_PAGE:
                return

    def _asked(self, method: str, path: str, **arguments: Any) -> requests.Response:
        try:
            answer = self._session.request(method, self._base + path, timeout=SECONDS, **arguments)
        except requests.RequestException as error:
            raise Refused(f"GitHub cannot be reached: {type(error).__name__}") from None
        if not answer.ok:
            raise Refused(f"GitHub answers {answer.status_code} to {method} {path.partition('?')[0]}")
        return answer
