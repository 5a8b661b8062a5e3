"""What the tests of damaged reviews share."""

from pathlib import Path

import pytest

from livingreview.store import reading
from livingreview.store.checks import editor_schemas


@pytest.fixture(scope="session")
def parsed() -> dict:
    return {}


@pytest.fixture
def parse_what_is_unchanged_once(monkeypatch, parsed):
    """A corruption leaves all files but one as they are: do not parse the others 500 times."""

    def once(key, make, *args):
        if key not in parsed:
            parsed[key] = (make(*args), args)  # the arguments too: what is kept alive keeps its id
        return parsed[key][0]

    def bytes_of(file: Path):
        return file.read_bytes() if file.is_file() and file.stat().st_size < 1_000_000 else object()

    def remember(module, name, key_of):
        make = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args: once((name, *key_of(*args)), make, *args))

    remember(reading, "Document", lambda file, name: (name, bytes_of(file)))
    remember(reading, "as_model", lambda document, model, vocabulary=None: (id(document), model, id(vocabulary)))
    remember(reading, "read_bibliography", lambda file: (bytes_of(file),))
    remember(editor_schemas, "schema_files", lambda vocabulary: (id(vocabulary),))
