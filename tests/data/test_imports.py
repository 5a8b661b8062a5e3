"""Any module of the data layer can be imported first, and the schema needs no pandas."""

import subprocess
import sys

import pytest

MODULES = [
    "evidence",
    "schema",
    "schema.study",
    "store",
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


@pytest.mark.parametrize("module", MODULES)
def test_module_can_be_imported_first(module):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import livingreview.{module}"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


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
