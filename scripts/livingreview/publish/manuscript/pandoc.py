"""Pandoc, which resolves citations and writes a document in another format."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import panflute as pf
import pypandoc

from ...store import Review
from ...store.bibliography import Entry
from ..workplace import dated
from .abbreviations import records
from .assemble import cited_in
from .engine import TypesettingError
from .journals import STYLE, style_file

FILTER = """function Link(link)
  link.target = encoded[link.target] or link.target
  return link
end
"""


def run_pandoc(
    document: pf.Doc, to: str, *options: str, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Run pandoc, by default in this folder and environment; returns its output.

    Raises TypesettingError on any warning.
    """
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "json", "-t", to, "--fail-if-warnings", *options],
        input=_json(document),
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode:
        raise TypesettingError(f"pandoc ({to}): {done.stderr.strip()}")
    return done.stdout


def pandoc(document: pf.Doc, to: str, review: Review, *options: str, style: str = STYLE) -> str:
    """Run pandoc with citations resolved in a style and their links encoded; returns its output.

    Raises TypesettingError on any warning.
    """
    entries = [review.bibliography[key] for key in cited_in([document]) if key in review.bibliography]
    with tempfile.TemporaryDirectory() as folder:
        references = Path(folder) / "references.json"
        references.write_text(records(entries), "utf-8")
        links = Path(folder) / "links.lua"
        links.write_text(encoded_links(entries), "utf-8")
        csl = str(style_file(review.root, style))
        given = ("--citeproc", "--bibliography", str(references), "--csl", csl, "--lua-filter", str(links))
        return run_pandoc(document, to, *given, *options, folder=review.root, environment=dated(review.config.date))


def copied(blocks: Iterable[pf.Block]) -> list[pf.Block]:
    """A copy of the blocks, since each format changes them."""
    return list(pf.load(io.StringIO(_json(pf.Doc(*blocks)))).content)


def _json(document: pf.Doc) -> str:
    stream = io.StringIO()
    pf.dump(document, stream)
    return stream.getvalue()


def encoded_links(entries: Iterable[Entry]) -> str:
    """A filter of pandoc that encodes links to DOIs, which its citeproc makes of the DOI as it is."""
    addresses = {
        f"https://doi.org/{entry.fields['doi']}": entry.links["DOI"] for entry in entries if "DOI" in entry.links
    }
    table = ",\n".join(
        f"  [{json.dumps(raw, ensure_ascii=False)}] = {json.dumps(encoded)}"
        for raw, encoded in addresses.items()
        if raw != encoded
    )
    return f"local encoded = {{\n{table}\n}}\n{FILTER}"
