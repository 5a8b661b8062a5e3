"""Git as tests use it."""

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str, given: bytes | None = None) -> str:
    """Git in this folder, by nobody in particular; what it prints."""
    who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", root, *who, *arguments], input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()
