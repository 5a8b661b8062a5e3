"""Links of a chapter on paper: study pages become citations, other pages and files of the site become plain names."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

from ...store.chapters import CONTRIBUTING, STUDY_PAGES


def prepare(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Replace links that lead nowhere on paper: study pages by citations, all else that is on the site by its name."""
    cited = {
        id(block): {key for one in block.findall(_is_citation) for key in one["reftarget"].split(",")}
        for block in doctree.findall(nodes.TextElement)
    }
    for link in list(doctree.findall(pending_xref)):
        target = _target(link, env.docname)
        if target.parent == STUDY_PAGES:
            there = target.name in cited.get(id(link.parent), ())
            reference = [] if there else [nodes.Text("\u00a0"), _citation(env, link, target.name)]
            link.replace_self([*link.children, *reference])
        elif target.is_relative_to(CONTRIBUTING):
            link.replace_self(link.children)
    for link in list(doctree.findall(nodes.reference)):
        address = link.get("refuri", "")
        if address and not re.match(r"[a-z]+:", address):
            link.replace_self(link.children)
    for letter in list(doctree.findall(nodes.abbreviation)):
        letter.replace_self(nodes.superscript("", *letter.children))  # its meaning is in Methods and in every caption


def _target(link: pending_xref, docname: str) -> PurePosixPath:
    """Target document of a link, without suffix; MyST gives it from the root only if the file exists already."""
    if link.get("refdomain") not in ("std", "doc", None, ""):
        return PurePosixPath()
    target = str(link.get("reftarget", "")).removesuffix(".md")
    from_root = link.get("refdomain") == "doc" or target.startswith("/")
    folder = "" if from_root else posixpath.dirname(docname)
    return PurePosixPath(posixpath.normpath(posixpath.join(folder, target.lstrip("/"))))


def _is_citation(node: nodes.Node) -> bool:
    return isinstance(node, pending_xref) and node.get("refdomain") == "cite"


def _citation(env: BuildEnvironment, link: pending_xref, key: str) -> pending_xref:
    # As the role {cite} does: the bibliography prints what is registered here.
    domain = cast(BibtexDomain, env.get_domain("cite"))
    name = f"study-page-{env.docname}-{len(domain.citation_refs)}"
    domain.citation_refs.append(CitationRef(name, env.docname, link.line, list(parse_citation_targets(key))))
    return pending_xref(
        "",
        nodes.inline("", key),
        refdomain="cite",
        reftype="p",
        reftarget=key,
        refdoc=link.get("refdoc"),
        refexplicit=False,
        refwarn=True,
    )
