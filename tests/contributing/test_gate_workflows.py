"""The workflows of this repository: rights, pins, and that nothing of a pull request gets into a command."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from helpers import REPOSITORY
from livingreview.contributing.gate.material import GATE, PAGES
from livingreview.contributing.gate.posting import RUNS, STORED

FOLDER = REPOSITORY / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
WORKFLOWS = {file.stem: yaml.load(file.read_text("utf-8"), yaml.BaseLoader) for file in FILES}
JOBS = [(name, job, found) for name, workflow in WORKFLOWS.items() for job, found in workflow["jobs"].items()]
STEPS = [(name, job, step) for name, job, found in JOBS for step in found["steps"]]
# Who may write what, and why; every other job may at most read this repository.
WRITERS = {
    ("comment", "comment"): {"contents": "read", "actions": "read", "pull-requests": "write"},
    ("living", "update"): {"contents": "write", "pull-requests": "write"},
    ("dependencies", "lock"): {"contents": "write", "pull-requests": "write"},
    ("release", "pages"): {"pages": "write", "id-token": "write"},
    ("release", "release"): {"contents": "write"},
}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_no_rights_unless_a_job_names_them(name):
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"] and workflow["concurrency"]["cancel-in-progress"] in ("true", "false")
    assert workflow["defaults"]["run"]["shell"] == "bash"  # named, it fails where any part of a pipe fails


@pytest.mark.parametrize("name, job, found", JOBS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_job_has_a_limit_of_time_and_the_rights_that_it_needs(name, job, found):
    assert 0 < int(found["timeout-minutes"]) <= 120
    assert found["permissions"] == WRITERS.get((name, job), {"contents": "read"})


def test_every_action_and_image_is_pinned_and_names_its_version():
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            if found := re.search(r"uses: (.*)", line):
                assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", found[1]), line
            if found := re.search(r"container: (.*)", line):
                assert re.fullmatch(r"[\w:.-]+@sha256:[0-9a-f]{64} # [\d.]+", found[1]), line


def test_one_action_has_one_version():
    pins = {}
    for _, _, step in STEPS:
        if "uses" in step:
            action, _, commit = step["uses"].partition("@")
            assert pins.setdefault(action, commit) == commit, action


def test_no_expression_is_in_a_command():
    """What GitHub fills in becomes part of the command: a branch could be named $(rm -rf /)."""
    for name, job, step in STEPS:
        assert "${{" not in step.get("run", ""), (name, job)
        assert len(step.get("run", "").strip().splitlines()) <= 3, (name, job)
    for file in FILES:
        text = file.read_text("utf-8")
        for taken in ("head_ref", "head_branch", ".title", ".body", "head.ref", "head.label", "commits"):
            assert f"github.event.pull_request{taken}" not in text and f"github.{taken}" not in text


def test_no_checkout_leaves_its_token_behind():
    for name, job, step in STEPS:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false", (name, job)


@pytest.mark.parametrize("name", ["check", "book"])
def test_what_executes_a_pull_request_has_no_secrets(name):
    text = (FOLDER / f"{name}.yml").read_text("utf-8")
    assert "secrets." not in text and "github.token" not in text and "pull_request_target" not in text
    assert set(WORKFLOWS[name]["on"]) == {"pull_request", "push"}


def test_what_comments_executes_only_the_main_branch():
    (job,) = WORKFLOWS["comment"]["jobs"].values()
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    text = (FOLDER / "comment.yml").read_text("utf-8")
    assert "cache" not in text.replace("no cache is read", "") and "download-artifact" not in text


@pytest.mark.parametrize("name", ["comment", "release", "living", "dependencies"])
def test_what_has_rights_reads_no_cache(name):
    """Another run could have put something into it."""
    for _, job, step in (one for one in STEPS if one[0] == name):
        assert "actions/cache" not in step.get("uses", "") and "cache" not in step.get("with", {}), job


def test_the_comment_finds_what_the_runs_store():
    assert {Path(path).stem for path in RUNS} == set(WORKFLOWS["comment"]["on"]["workflow_run"]["workflows"])
    assert all((REPOSITORY / path).is_file() and WORKFLOWS[Path(path).stem]["name"] == Path(path).stem for path in RUNS)
    stored = {
        step["with"]["name"]: step["with"]["path"]
        for name, _, step in STEPS
        if name in ("check", "book") and step.get("uses", "").startswith("actions/upload-artifact@")
    }
    assert stored["gate"] == GATE and stored["pages"] == PAGES
    sides = WORKFLOWS["book"]["jobs"]["site"]["strategy"]["matrix"]["side"]
    assert set(STORED) <= {*stored, *re.findall(r'"(\w+)"', sides)}


def test_commands_in_workflows_exist(capsys):
    """Each `review` command is one, with the options that it is given."""
    from livingreview.cli import main

    found = 0
    for name, _, step in STEPS:
        for command in re.findall(
            r"\.venv/bin/review ([a-z-]+(?: [a-z-]+)?)(.*)", step.get("run", "").replace("\n", " ")
        ):
            words = command[0].split()
            words = words if words[0] == "gate" else words[:1]
            with pytest.raises(SystemExit) as ended:
                main([*words, "--help"])
            assert ended.value.code == 0, (name, command)
            text = capsys.readouterr().out
            assert all(option in text for option in re.findall(r"--[a-z-]+", command[1])), (name, command)
            found += 1
    assert found > 8


def test_hooks_before_a_commit_are_those_of_make_lint_and_check():
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    make = (REPOSITORY / "Makefile").read_text("utf-8").replace("$(BIN)", ".venv/bin")
    for hook in hooks:
        command = " ".join(hook["entry"].replace(" --fix", "").split()[:3])
        assert command in make, hook["id"]
    folders = re.search(r"^PROSE := (.*)$", make, re.MULTILINE)[1].split()
    (spelling,) = [hook for hook in hooks if hook["id"] == "spelling"]
    assert all(re.search(spelling["files"], name if "." in name[1:] else f"{name}/x") for name in folders)


def test_settings_of_the_container_are_read_by_machines():
    lines = (REPOSITORY / ".devcontainer" / "devcontainer.json").read_text("utf-8").splitlines()
    found = json.loads("\n".join(line for line in lines if not line.strip().startswith("//")))
    images = {job["container"].split(" ")[0] for _, _, job in JOBS if "container" in job}
    assert {found["image"]} == images


@pytest.mark.parametrize(
    "word, called",
    [("", ["html PAPERS=1", "test", "test-pdf"]), ("tests", ["test"]), ("papers", ["html PAPERS=1", "test-pdf"])],
)
def test_the_script_for_a_clean_machine_runs_the_commands_of_the_readme(tmp_path, word, called):
    (tmp_path / "make").write_text('#!/bin/sh\necho "$@" >> "$CALLED"\n', "utf-8")
    (tmp_path / "python3").write_text("#!/bin/sh\n", "utf-8")  # has what is asked for, so that nothing is installed
    for program in ("make", "python3"):
        (tmp_path / program).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "CALLED": str(tmp_path / "called")}
    subprocess.run(["bash", REPOSITORY / ".ci" / "run", *([word] if word else [])], env=environment, check=True)
    assert (tmp_path / "called").read_text("utf-8").splitlines() == called
