"""The statistics need numpy and scipy alone: they can be installed and used without the book."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from livingreview.meta.optional import needed_for

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
# Runs every example of the documentation where any other package, and the rest of the engine, cannot be imported.
ALONE = """
import doctest, importlib, json, pkgutil, sys

class Refusal:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        ours = name == "livingreview" or name.startswith("livingreview.meta")
        private = top.startswith("_")  # parts of Python and scipy that are no packages
        if not (ours or private or top in {"numpy", "scipy"} or top in sys.stdlib_module_names):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusal())
from livingreview import meta

examples, errors = 0, []
for module in pkgutil.iter_modules(meta.__path__):
    for test in doctest.DocTestFinder().find(importlib.import_module(f"{meta.__name__}.{module.name}")):
        examples += len(test.examples)
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
        said = []
        runner.run(test, out=said.append)
        if said:
            errors.append((test.name, "".join(said)))
strangers = sorted({"pandas", "matplotlib", "pydantic", "livingreview.store"} & {*sys.modules})
print(json.dumps([examples, errors, strangers]))
"""


@pytest.fixture(scope="module")
def alone():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_example_but_those_of_tables_and_plots_runs_with_numpy_and_scipy_alone(alone):
    examples, errors, strangers = alone
    assert examples > 150 and not strangers
    others = [name for name, _ in errors if not re.search(r"\.(to_frame|plot)$", name)]
    assert not others, dict(errors)[others[0]]


def test_tables_and_plots_name_the_package_that_is_missing(alone):
    said = dict(alone[1])
    frames = [text for name, text in said.items() if name.endswith(".to_frame")]
    assert len(frames) >= 4 and all("to_frame needs pandas, which is not installed" in text for text in frames)
    assert "plot needs matplotlib, which is not installed" in said["livingreview.meta.result.Pooled.plot"]


def test_other_missing_modules_keep_their_own_message():
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'pandas_of_nobody'"), needed_for("to_frame"):
        import pandas_of_nobody  # noqa: F401


def test_the_distribution_asks_for_no_more():
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    names = [re.split(r"[<>=!~\[ ]", line)[0] for line in project["dependencies"]]
    assert names == ["numpy", "scipy"]
    extras = project["optional-dependencies"]
    assert extras["tables"][0].startswith("pandas") and extras["plots"][0].startswith("matplotlib")
