"""Builds of an article whose chapters were executed once."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from livingreview.publish.building import WORK, Build
from livingreview.render.myst import PAPER


@dataclass(frozen=True)
class ReadAlready(Build):
    """A build of a copy of the review with the chapters that were read once; each is changed by a function."""

    once: Path
    changes: dict[str, Callable[[nodes.document], None]]

    def doctrees(self, otherwise: str) -> Path:
        read = self.root / WORK / PAPER / ".doctrees"
        shutil.rmtree(read, ignore_errors=True)
        shutil.copytree(self.once / "once", read)
        shutil.copytree(self.once / "_build" / "figures", self.root / "_build" / "figures", dirs_exist_ok=True)
        for chapter, edit in self.changes.items():
            file = read / "chapters" / f"{chapter}.doctree"
            tree = pickle.loads(file.read_bytes())
            edit(tree)
            file.write_bytes(pickle.dumps(tree))
        return read
