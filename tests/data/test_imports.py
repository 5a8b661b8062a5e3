"""Any module of the data layer can be imported first, and the schema needs no pandas."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # starts other processes

MODULES = [
    "evidence",
    "schema",
    "schema.study",
    "store",
    "store.bibliography",
    "store.bibliography.record",
    "store.bibliography.text",
    "store.chapters",
    "store.checks",
    "store.checks.files",
    "store.citations",
    "store.documents",
    "store.frames",
    "store.loaded",
    "store.problems",
    "store.reading",
    "store.review",
    "store.screening",
]


# Each module is the first of the package in its turn; other packages are imported once.
IMPORT_EACH_FIRST = """
import importlib, sys
for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "livingreview"]:
        del sys.modules[name]
    try:
        importlib.import_module(f"livingreview.{module}")
    except Exception as error:
        print(f"{module}: {error!r}")
"""


def test_each_module_can_be_imported_first():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EACH_FIRST, *MODULES], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_schema_does_not_need_pandas():
    code = "import sys, livingreview.schema; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_evidence_needs_no_subject():
    code = "import sys, livingreview.evidence; sys.exit(any('.subjects' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_unknown_name_of_the_store_is_an_attribute_error():
    from livingreview import store

    with pytest.raises(AttributeError, match="nothing"):
        _ = store.nothing
