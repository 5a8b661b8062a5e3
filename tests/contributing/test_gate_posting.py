"""Writing the comment, against a server that answers as GitHub does: whose run it is, and what it stored."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from gate_reports import EMPTY, HEAD, estimate, gathered, with_texts
from test_gate_material import packed

from livingreview.cli import main
from livingreview.contributing.gate import posting
from livingreview.contributing.gate.comment import MARKER
from livingreview.contributing.gate.material import GATE, PAGES, Pages

REPOSITORY, FORK, BRANCH = "tea/review", "guest/review", "$(touch forged)`id`${{ github.token }}"
RUN = {
    "id": 11, "event": "pull_request", "path": posting.CHECK, "head_sha": HEAD, "head_branch": BRANCH,
    "head_repository": {"full_name": FORK, "owner": {"login": "guest"}}, "conclusion": "success",
    "html_url": "https://github.example/tea/review/actions/runs/11",
}  # fmt: skip
BOOK_RUN = {**RUN, "id": 12, "path": posting.BOOK, "conclusion": None, "html_url": RUN["html_url"][:-1] + "2"}


def pull(number: int = 7, sha: str = HEAD, copy: str = FORK, base: str = REPOSITORY) -> dict:
    head = {"sha": sha, "ref": BRANCH, "repo": {"full_name": copy} if copy else None}
    return {"number": number, "head": head, "base": {"repo": {"full_name": base}}}


class Server:
    """What GitHub would answer; `asked` holds each request with its body."""

    def __init__(self) -> None:
        self.pulls = [pull()]
        self.runs = [BOOK_RUN, RUN]
        self.files = [{"filename": "data/studies/tea2020.yaml"}]
        self.comments: list[dict] = []
        self.stored: dict[int, dict[str, bytes]] = {11: {"gate": packed((GATE, gathered().model_dump_json().encode()))}}
        self.asked: list[tuple[str, str, dict, dict]] = []
        self.tokens: list[str | None] = []

    def answer(self, method: str, path: str, query: dict, body: dict) -> object:
        self.asked.append((method, path, query, body))
        parts = path.removeprefix(f"/repos/{REPOSITORY}/").split("/")
        match method, parts:
            case "GET", ["pulls"]:
                return self.pulls if query["head"] == [f"guest:{BRANCH}"] else []
            case "GET", ["pulls", "7", "files"]:
                return self.files
            case "GET", ["actions", "runs"]:
                return {"workflow_runs": self.runs if query["head_sha"] == [HEAD] else []}
            case "GET", ["actions", "runs", run, "artifacts"]:
                found = self.stored.get(int(run), {})
                return {"artifacts": [
                    {"id": int(run) * 100 + n, "name": name, "size_in_bytes": len(content), "expired": False}
                    for n, (name, content) in enumerate(found.items())
                ]}  # fmt: skip
            case "GET", ["actions", "artifacts", number, "zip"]:
                return list(self.stored[int(number) // 100].values())[int(number) % 100]
            case "GET", ["issues", "7", "comments"]:
                return self.comments
            case ("POST", ["issues", "7", "comments"]) | ("PATCH", ["issues", "comments", _]):
                return {"html_url": "https://github.example/comment"}
            case "POST", ["pulls"]:
                return {"html_url": "https://github.example/pull"}
        raise AssertionError((method, path))

    @property
    def written(self) -> list[tuple[str, str, str]]:
        return [(method, path, body["body"]) for method, path, _, body in self.asked if method != "GET"]


@pytest.fixture
def server(tmp_path, monkeypatch):
    """The server, and GitHub's environment that leads to it."""
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            made.tokens.append(self.headers.get("Authorization"))
            if address.path.endswith("/zip") and address.query != "elsewhere":  # GitHub sends the reader to a store
                self.send_response(302)
                self.send_header("Location", f"http://localhost:{self.server.server_port}{address.path}?elsewhere")
                self.end_headers()
                return
            try:
                found = made.answer(self.command, address.path, parse_qs(address.query), body)
            except AssertionError:
                self.send_error(404)
                return
            content = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = reply

        def log_message(self, *_: object) -> None:
            """Prints nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{running.server_port}")
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GH_TOKEN", "secret-of-the-run")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.chdir(tmp_path)
    made.event = tmp_path / "event.json"
    made.event.write_text(json.dumps({"workflow_run": RUN}), "utf-8")
    yield made
    running.shutdown()
    running.server_close()
    thread.join()


def test_the_comment_is_written_on_the_pull_request_of_the_run(server, capsys, tmp_path):
    assert main(["gate", "comment"]) == 0
    assert "The comment is written: https://github.example/comment" in capsys.readouterr().out
    ((method, path, text),) = server.written
    assert (method, path) == ("POST", f"/repos/{REPOSITORY}/issues/7/comments")
    assert text.startswith(MARKER) and "No estimate changes." in text
    assert "[Check of the data: passed](https://github.example/tea/review/actions/runs/11)" in text
    assert "[Site, tests and PDF: not finished]" in text and BRANCH not in text
    assert [file.name for file in tmp_path.iterdir()] == ["event.json"]  # nothing was unpacked or executed


def test_the_token_is_sent_to_github_only(server):
    """The archive is fetched from another host, here the same one under another name."""
    main(["gate", "comment"])
    assert server.tokens.count(None) == 1 and set(server.tokens) == {None, "Bearer secret-of-the-run"}


def test_the_comment_of_an_earlier_run_is_written_again(server):
    server.comments = [
        {"id": 1, "user": {"login": "guest"}, "body": f"{MARKER} a copy"},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "of another workflow"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER}\nearlier"},
        {"id": 4, "user": None, "body": None},
    ]
    main(["gate", "comment"])
    ((method, path, _),) = server.written
    assert (method, path) == ("PATCH", f"/repos/{REPOSITORY}/issues/comments/3")


@pytest.mark.parametrize(
    "pulls",
    [[], [pull(sha="c" * 40)], [pull(copy="other/review")], [pull(copy="")], [pull(base="other/review")]],
    ids=["closed", "newer commit", "another copy", "deleted copy", "another repository"],
)
def test_nothing_is_written_where_the_run_is_not_that_of_an_open_pull_request(server, pulls, capsys):
    server.pulls = pulls
    assert main(["gate", "comment"]) == 0
    assert not server.written and "nothing was written" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", [{"event": "push"}, {"path": ".github/workflows/forged.yml"}, {"head_repository": None}]
)
def test_a_run_of_something_else_is_passed_over(server, change):
    server.event.write_text(json.dumps({"workflow_run": {**RUN, **change}}), "utf-8")
    assert main(["gate", "comment"]) == 0
    assert not server.asked


def test_what_a_run_of_another_copy_stored_is_not_taken(server):
    """The same commit may be in two copies, each with runs of its own."""
    other = {**RUN, "id": 13, "head_repository": {"full_name": "other/review", "owner": {"login": "other"}}}
    forged = gathered(None, count=9, problems=("forged",))
    server.stored[13] = {"gate": packed((GATE, forged.model_dump_json().encode()))}
    server.runs = [other, BOOK_RUN, RUN]
    main(["gate", "comment"])
    assert "forged" not in server.written[0][2]


@pytest.mark.parametrize(
    "stored, said",
    [
        ({}, "The check of the data did not finish."),
        ({"gate": b"no archive"}, "cannot be read: the archive cannot be read"),
        ({"gate": packed(("../gate.json", b"{}"))}, "does not hold gate.json alone"),
        ({"gate": packed((GATE, b'{"form": 1}'))}, "faults, the first in base: missing"),
        ({"gate": packed((GATE, b"[" * 1_000_000))}, "cannot be read: one fault"),
    ],
)
def test_what_cannot_be_used_is_said_in_the_comment(server, stored, said):
    server.stored[11] = stored
    assert main(["gate", "comment"]) == 0
    assert said in server.written[0][2]


def test_an_archive_beyond_the_limit_is_not_fetched(server, monkeypatch):
    monkeypatch.setattr(posting, "MOST_PACKED", 100)
    main(["gate", "comment"])
    assert "more than 100 bytes" in server.written[0][2]
    assert not any(path.endswith("/zip") for _, path, _, _ in server.asked)


def test_a_report_that_no_engine_writes_is_said_to_be_so(server):
    report = json.loads(with_texts(["tea"])[0].model_dump_json())
    report["report"]["estimates"][0]["measure"] = "</details> @somebody"
    server.stored[11] = {"gate": packed((GATE, json.dumps(report).encode()))}
    assert main(["gate", "comment"]) == 0
    text = server.written[0][2]
    assert "The stored report cannot be shown (KeyError)." in text and "@somebody" not in text


def test_pages_and_archives_of_the_other_run_are_in_the_comment(server):
    pages = Pages(same=9).model_dump_json().encode()
    server.stored[12] = {"site": b"", "pages": packed((PAGES, pages)), "pictures": b"", "@forged": b""}
    server.event.write_text(json.dumps({"workflow_run": BOOK_RUN}), "utf-8")
    main(["gate", "comment"])
    text = server.written[0][2]
    assert "Nine pages the same but for" in text and "forged" not in text
    assert f"[the built site]({BOOK_RUN['html_url']}/artifacts/1200)" in text
    assert f"[pictures of changed pages]({BOOK_RUN['html_url']}/artifacts/1202)" in text


def test_a_change_of_code_is_found_by_asking_github(server):
    server.files = [{"filename": "docs/x.md", "previous_filename": "scripts/livingreview/x.py"}]
    main(["gate", "comment"])
    assert "[!WARNING]" in server.written[0][2] and "\nscripts/livingreview/x.py\n" in server.written[0][2]


@pytest.mark.parametrize(
    "labels, said", [([], "must say why"), ([{"name": "explained"}], "An editor has set the label")]
)
def test_an_estimate_without_a_publication_behind_it_asks_for_a_label(server, labels, said):
    report = replace(EMPTY, estimates=(replace(estimate(), unexplained=True),))
    server.stored[11] = {"gate": packed((GATE, gathered(report).model_dump_json().encode()))}
    server.pulls = [{**pull(), "labels": labels}]
    main(["gate", "comment"])
    head = server.written[0][2].partition("####")[0]
    assert "without a publication behind it" in head and said in head


def test_many_files_are_asked_for_page_by_page(server, monkeypatch):
    monkeypatch.setattr("livingreview.contributing.gate.github.MOST_PAGES", 2)
    server.files = [{"filename": f"scripts/{n}.py"} for n in range(100)]
    main(["gate", "comment"])
    assert [query["page"] for _, path, query, _ in server.asked if path.endswith("/files")] == [["1"], ["2"]]


def test_where_github_refuses_it_is_said_and_the_run_fails(server, capsys):
    server.event.write_text(json.dumps({"workflow_run": RUN}), "utf-8")
    server.answer = lambda *_: (_ for _ in ()).throw(AssertionError)
    assert main(["gate", "comment"]) == 1
    printed = capsys.readouterr()
    assert "GitHub answers 404 to GET /pulls" in printed.err and "secret" not in printed.err + printed.out
