"""Files of the repository as git holds them: what no review needs, and what could mislead a program or a person.

This is looked at first of all, before any program reads the files.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ...store import DataError, Problem
from ...store.problems import one_line

MOST_BYTES = 1_000_000  # of a file; the largest of a review, its references, has a fraction of this
MOST_OF_ENGINE = 5_000_000  # of a file of the engine, which carries a font
MOST_CHARACTERS = 150  # of a path, as Windows allows 260 with the folders above it
LINK, MODULE = "120000", "160000"  # modes of git
FORBIDDEN = frozenset('<>:"\\|?*')  # no file of Windows can have them in its name
COMMANDS = frozenset("`$;&!'#%^(){}[]~=,@")  # a shell, a link or a comment may read them as something else
DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))))


def tree_problems(root: Path) -> Iterator[Problem]:
    """What is wrong with the files that git holds. Raises DataError where `root` is no folder of git."""
    names: dict[str, str] = {}
    for mode, name in _tracked(root):
        spelled = one_line(name)
        if said := _about_name(name):
            yield Problem(spelled, 0, "file name", said)
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in names:
            yield Problem(spelled, 0, "file name", f"differs from {one_line(names[folded])} in capitals only.")
        names[folded] = name
        if mode == LINK:
            yield Problem(spelled, 0, "", "is a symbolic link. Put the file itself here.")
        elif mode == MODULE:
            yield Problem(spelled, 0, "", "is another repository (a submodule). Put its files here.")
        elif (size := _size(root / name)) > (most := MOST_OF_ENGINE if name.startswith("scripts/") else MOST_BYTES):
            allowed = f"At most {most:,} are allowed. Large material belongs elsewhere, with its address here."
            yield Problem(spelled, 0, "", f"has {size:,} bytes. {allowed}")


def _about_name(name: str) -> str:
    """What is wrong with a path, in one sentence; empty if nothing is."""
    parts = name.split("/")
    if any(not sign.isprintable() for sign in name):
        return "holds a character that cannot be seen, such as the end of a line. Use letters, digits and hyphens."
    if bad := sorted(FORBIDDEN & set(name)):
        return f"holds {' '.join(bad)}, which Windows does not allow. Use letters, digits and hyphens."
    if bad := sorted(COMMANDS & set(name)):
        return f"holds {' '.join(bad)}, which programs may misread. Use letters, digits and hyphens."
    if any(part.startswith("-") or part.endswith((" ", ".")) or part.startswith(" ") for part in parts):
        return "has a part that begins with a hyphen or a blank, or ends with a blank or a full stop. Leave it out."
    if any(part.partition(".")[0].casefold() in DEVICES for part in parts):
        return "is the name of a device in Windows. Choose another."
    if unicodedata.normalize("NFC", name) != name:
        return "has letters whose accents are characters of their own. Type the name again."
    return f"has more than {MOST_CHARACTERS} characters." if len(name) > MOST_CHARACTERS else ""


def _tracked(root: Path) -> Iterator[tuple[str, str]]:
    """Mode and path of each file that git holds, below `root`."""
    done = subprocess.run(["git", "-C", root, "ls-files", "--stage", "-z"], capture_output=True, check=False)
    if done.returncode:
        raise DataError([Problem(str(root), 0, "", f"is no folder of git: {done.stderr.decode().strip()}")])
    for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
        if entry:
            about, _, name = entry.partition("\t")
            yield about.split()[0], name


def _size(file: Path) -> int:
    """Bytes of a file, 0 where it was deleted and that is not yet recorded."""
    try:
        return file.lstat().st_size
    except FileNotFoundError:
        return 0
