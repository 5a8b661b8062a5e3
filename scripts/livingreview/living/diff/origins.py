"""The two sides of a comparison: a folder, a revision of git, or a frozen version; each read as far as it goes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import livingreview

from ...store import DataError, Problem, Review, grouped, load, load_data
from ...store.bibliography import BIB_FILE
from ...store.earlier import load_earlier
from ...subjects.results import Results
from ...subjects.validation.model import REFERENCE, SIMULATED
from ...subjects.versions.model import released, snapshot

Kind = Literal["folder", "revision", "release"]
NEEDED = (
    "data",
    "chapters",
    "references.bib",
    "_toc.yml",
    "_config.yml",
    "_manuscript.yml",
    "_journals.yml",
    "scripts",
    REFERENCE.as_posix(),
    SIMULATED.parent.as_posix(),
)
ENGINE = Path("scripts") / "livingreview"
SECONDS = 180  # that the engine of a revision may take
MARK = "snapshot:"
OWN = f"""
import json
from livingreview import load
from livingreview.subjects.versions.model import snapshot
review = load(".")
try:
    from livingreview.subjects.analysis import Analysis
    made = snapshot(Analysis(review))
except (ImportError, AttributeError, TypeError):
    made = snapshot(review)
print("{MARK}" + json.dumps(made))
"""


@dataclass(frozen=True)
class Origin:
    """Where a side is: `root` is its folder (None: only `frozen`, the snapshot of a released version, is there)."""

    name: str
    kind: Kind
    root: Path | None
    commit: str = ""
    frozen: Mapping[str, Any] | None = None
    own_engine: subprocess.Popen[str] | None = None


@dataclass(frozen=True)
class Side:
    """A side as read. `results` is None where only a snapshot can be compared.

    `own` is the snapshot that the engine of that revision itself makes of its data. `notes` say what could not be read.
    """

    origin: Origin
    results: Results | None
    snapshot: Mapping[str, Any]
    own: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def review(self) -> Review | None:
        """Its data."""
        return self.results.review if self.results is not None else None

    @property
    def root(self) -> Path:
        """Its folder. Raises ValueError where there is only a snapshot."""
        if self.origin.root is None:
            raise ValueError(f"{self.origin.name} is a snapshot and has no folder.")
        return self.origin.root

    @property
    def name(self) -> str:
        """As asked for, with the version and the commit."""
        known = [f"version {self.snapshot['version']}", self.origin.commit[:9]]
        known = [one for one in known if one and one != f"version {self.origin.name}"]
        return f"{self.origin.name} ({', '.join(known)})" if known else self.origin.name


def find(name: str | None, root: Path, into: Path, run_engine: bool | None) -> Origin:
    """The side called `name`: a released version, a revision of git, or a folder; None is the last released version.

    A revision is written into the folder `into`. Its own engine is started if it differs from this one and `run_engine`
    allows it (None: if the revision is part of the history of HEAD). Raises DataError for a name that leads nowhere.
    """
    versions = {str(one["version"]): one for one in released(root)}
    if name is None:
        if not versions:
            raise _unusable("", "no version was released yet. Name what to compare with, such as HEAD or main.")
        name = list(versions)[-1]
    if name in versions:
        commit = _commit(root, f"refs/tags/v{name}") or _commit(root, f"refs/tags/{name}")
        if not commit:
            return Origin(name, "release", None, frozen=versions[name])
        return _revision(name, root, into, commit, run_engine, versions[name])
    folder = Path(name).expanduser()
    if os.sep in name and (folder / "data" / "review.yaml").is_file():
        return Origin(name, "folder", folder.resolve())
    if commit := _commit(root, name):
        return _revision(name, root, into, commit, run_engine, None)
    if (folder / "data" / "review.yaml").is_file():
        return Origin(name, "folder", folder.resolve())
    known = f" Released versions: {', '.join(versions)}." if versions else ""
    raise _unusable(name, f"is no revision of git, no released version and no folder of a review.{known}")


def here(root: Path) -> Origin:
    """The folder as it is, with changes that are not committed."""
    return Origin("this folder", "folder", root)


def read_new(origin: Origin, *, chapters: bool) -> Side:
    """The newer side, whose data must be valid. Raises DataError with every problem where they are not.

    With `chapters`, which are then executed, they must be valid too; else their problems are notes.
    """
    if origin.root is None:
        return _frozen(origin, ())
    review, found = (load(origin.root), []) if chapters else load_data(origin.root)
    results = Results(review)
    notes = tuple(f"This chapter has a problem: {one}" for one in grouped(found))
    return Side(origin, results, snapshot(results.analysis), notes=notes)


def read_old(origin: Origin, new: Side) -> Side:
    """The older side as far as it can be read: its data by this engine, else what its own engine or a release says.

    Where its data are those of the newer side, byte for byte, they are not read again: only chapters changed.
    Raises DataError where there is nothing to compare with.
    """
    if origin.root is None:
        return _frozen(origin, ())
    if new.results is not None and _same_data(origin.root, new.root):
        own, notes = _own_snapshot(origin)
        return Side(origin, new.results, new.snapshot, own, tuple(notes))
    left_out: tuple[Problem, ...] = ()
    fault, made, results = "", None, None
    try:
        found = load_earlier(origin.root)
        if found.problems:
            fault = f"{len(found.problems)} problem{'s' * (len(found.problems) > 1)}, first: {found.problems[0]}"
        if found.review is not None:
            results, left_out = Results(found.review), found.left_out
            made = snapshot(results.analysis)
            for file, part in {"data/certainty.yaml": "certainty", "data/pathway.yaml": "claims"}.items():
                if any(problem.file == file for problem in left_out):
                    del made[part]  # what could not be read is not compared, and is no change
    except DataError as error:
        fault = f"{len(error.problems)} problems, first: {error.problems[0]}"
    except Exception as error:  # data that fail a check may fail any computation, in any way
        fault = f"{fault or 'a computation failed'} ({type(error).__name__})"
    own, notes = _own_snapshot(origin)
    if made is not None:
        if left_out:
            some = ", ".join(f"{one.file} {one.field}".strip() for one in left_out[:3])
            more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
            notes.append(f"{origin.name}: not read with the present schema, so not compared: {some}{more}.")
        elif fault:
            notes.append(f"{origin.name}: the present checks find {fault}")
        return Side(origin, results, made, own, tuple(notes))
    begin = f"{origin.name} cannot be read with the present engine ({fault})"
    if own is not None:
        notes.append(f"{begin}: compared with the results that its own engine computes.")
        return Side(origin, None, own, None, tuple(notes))
    frozen = origin.frozen or next(iter(reversed(_releases(origin.root))), None)
    if frozen is None:
        raise _unusable(origin.name, f"{begin.removeprefix(origin.name).strip()}, and it holds no released version.")
    notes.append(f"{begin}: compared with the released version {frozen['version']}, by its snapshot.")
    return Side(origin, None, frozen, None, tuple(notes))


def _frozen(origin: Origin, notes: tuple[str, ...]) -> Side:
    why = f"{origin.name}: there is no tag v{origin.name} in git, so its snapshot is compared; it holds no values."
    return Side(origin, None, origin.frozen or {}, None, (*notes, why))


def _releases(root: Path) -> list[dict[str, Any]]:
    try:
        return released(root)
    except DataError:
        return []


def _unusable(name: str, message: str) -> DataError:
    return DataError([Problem(f"{name}:" if name else "review diff:", 0, "", message)])


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """A command of git in this folder; None where there is no git."""
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None


def _commit(root: Path, name: str) -> str:
    """The commit of a revision; empty where there is none of this name."""
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return done.stdout.decode().strip() if done is not None and done.returncode == 0 else ""


def _revision(
    name: str, root: Path, into: Path, commit: str, run_engine: bool | None, frozen: Mapping[str, Any] | None
) -> Origin:
    into.mkdir(parents=True, exist_ok=True)
    listed = _git(root, "ls-tree", "--name-only", "-z", commit, "--", *NEEDED)
    there = set(listed.stdout.decode("utf-8", "replace").split("\0")) if listed is not None else set()
    archive = _git(
        root, "archive", "--format=tar", commit, "--", *(one for one in NEEDED if one in there)
    )  # it refuses what is not
    if archive is None or archive.returncode:
        raise _unusable(name, f"cannot be read by git: {archive.stderr.decode().strip() if archive else 'no git'}.")
    try:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(into, filter="data")  # nothing outside the folder, no devices, no links out of it
    except tarfile.TarError as error:
        raise _unusable(name, f"holds a file that cannot be written: {error}.") from None
    engine = None
    if _another_engine(into):
        ancestor = _git(root, "merge-base", "--is-ancestor", commit, "HEAD")
        trusted = ancestor is not None and ancestor.returncode == 0
        if run_engine or (run_engine is None and trusted):
            engine = _start_engine(into)
    return Origin(name, "revision", into, commit, frozen, engine)


def _same_data(one: Path, other: Path) -> bool:
    """Whether two folders have the same files in data/ and the same references."""
    sides = []
    for root in (one, other):
        found = sorted(file for file in (root / "data").rglob("*") if file.is_file())
        sides.append({file.relative_to(root): file for file in (*found, root / BIB_FILE) if file.is_file()})
    same = sides[0].keys() == sides[1].keys()
    return same and all(file.read_bytes() == sides[1][name].read_bytes() for name, file in sides[0].items())


def _another_engine(root: Path) -> bool:
    """Whether the folder has an engine that is not the one that runs."""
    theirs, ours = root / ENGINE, Path(livingreview.__file__).parent
    if not theirs.is_dir():
        return False
    files = [{file.relative_to(each): file for file in each.rglob("*.py")} for each in (theirs, ours)]
    return files[0].keys() != files[1].keys() or any(
        file.read_bytes() != files[1][name].read_bytes() for name, file in files[0].items()
    )


def _start_engine(root: Path) -> subprocess.Popen[str]:
    """Have the engine of a revision make a snapshot of its data, while this one reads them."""
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", OWN],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _own_snapshot(origin: Origin) -> tuple[Mapping[str, Any] | None, list[str]]:
    """What the engine of the revision itself says, and a note where it was not asked or did not answer."""
    assert origin.root is not None
    if origin.own_engine is None:
        if not _another_engine(origin.root) or origin.kind != "revision":
            return None, []
        why = "it is not part of the history of HEAD; --run-engine allows it"
        return None, [
            f"{origin.name} has another engine, which was not run ({why}): what the engine changed is unknown."
        ]
    try:
        text, _ = origin.own_engine.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        origin.own_engine.kill()
        origin.own_engine.communicate()
        text = ""
    line = next((line for line in text.splitlines() if line.startswith(MARK)), "")
    if not line:
        return None, [f"The engine of {origin.name} does not run here: what the engine changed is unknown."]
    return json.loads(line.removeprefix(MARK)), []
