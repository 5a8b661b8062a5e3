"""A tiny review of another topic, built for real: it is quick, and it shows that the engine knows no topic."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from livingreview.store.review import write_schemas

TINY = Path(__file__).parent / "tiny"
REVIEW = Path(sys.executable).with_name("review")


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command, without colours and without what earlier builds in this process set."""
    inherited = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**inherited, "NO_COLOR": "1", **settings}


def build(root: Path, **settings: str) -> subprocess.CompletedProcess:
    command = [REVIEW, "--root", root, "build"]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**settings))


@pytest.fixture
def tiny(tmp_path) -> Path:
    """An unbuilt copy of the tiny review."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    write_schemas(root)
    return root


@pytest.fixture(scope="session")
def tiny_built(tmp_path_factory) -> Path:
    """A built copy of the tiny review, for tests that do not change it."""
    root = tmp_path_factory.mktemp("built") / "tiny"
    shutil.copytree(TINY, root)
    write_schemas(root)
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root
