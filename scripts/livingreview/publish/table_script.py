"""DataTables as a classic script, made from the bundle that itables ships.

The bundle is an ECMAScript module, which browsers do not load into a page opened as a file. Its code is therefore
wrapped in a function, and its exports become properties of one global object, `livingreviewTables`.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

TABLE_LIBRARY = "datatables.js"
EXPORT = re.compile(r"\bexport\s*\{([^{}]*)\}\s*;")
WANTED = {"default": "DataTable"}


def write_table_script(static: Path) -> Path:
    """Write the script into the folder of static files of a site; returns its path."""
    static.mkdir(parents=True, exist_ok=True)
    file = static / TABLE_LIBRARY
    file.write_text(classic(bundle().read_text("utf-8")), "utf-8")
    return file


def bundle() -> Path:
    """Path of the module that the package itables ships. Raises FileNotFoundError if it is missing."""
    spec = find_spec("itables")
    folders = list(spec.submodule_search_locations or []) if spec else []
    file = Path(folders[0] if folders else "itables") / "html" / "dt_bundle.js"
    if not file.is_file():
        raise FileNotFoundError(f"{file}: the package itables must be installed with its bundle of DataTables.")
    return file


def classic(module: str) -> str:
    """The module as a script that any page can load. Raises ValueError if its exports are not those expected."""
    statements = list(EXPORT.finditer(module))
    if len(statements) != 1:
        raise ValueError(f"the bundle has {len(statements)} export statements; one is expected.")
    (statement,) = statements
    names = {}
    for pair in statement[1].split(","):
        name, _, exported = pair.strip().partition(" as ")
        names[exported or name] = name
    missing = sorted(set(WANTED) - set(names))
    if missing:
        raise ValueError(f"the bundle does not export {', '.join(missing)}; it has {', '.join(sorted(names))}.")
    given = ", ".join(f"{ours}: {names[theirs]}" for theirs, ours in WANTED.items())
    code, licences = module[: statement.start()], module[statement.end() :]
    return (
        f'window.livingreviewTables = (function () {{\n"use strict";\n{code}\nreturn {{{given}}};\n}})();\n{licences}'
    )
