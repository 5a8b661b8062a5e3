"""Mechanisms: conflicts between findings, and the pathway."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...schema import STUDY_ID, Bearing, Pathway, nearest
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem
from .files import repeated

WORD = re.compile(STUDY_ID)
LIKE_A_STUDY = re.compile(r"[a-z]{2,}(19|20)\d\d[a-z]?")


def conflicts_name_studies(data: Loaded) -> Iterator[Problem]:
    """Whatever looks like a study in the text of a conflict is one."""
    for file in data.studies.values():
        for i, row in enumerate(file.content.findings):
            for word in dict.fromkeys(WORD.findall(row.conflict or "")):
                if LIKE_A_STUDY.fullmatch(word) and word not in data.studies.ids:
                    message = f"{word!r} is not a study. {nearest(word, sorted(data.studies.ids), 5)}"
                    yield file.problem(("findings", i, "conflict"), message)


def conflicts_are_mutual(data: Loaded) -> Iterator[Problem]:
    """A conflict between the findings of two publications is marked in both, in the same chapter.

    Where one of the two is on an axis that collects findings of several kinds, such as cells that were reported
    together, the other may be in another chapter.
    """
    if data.vocabulary is None:
        return
    axes = data.vocabulary.content.axes
    named = defaultdict(list)  # who names whom: on which axes
    marked = []
    for key, file in data.studies.items():
        for i, row in enumerate(file.content.findings):
            for word in dict.fromkeys(WORD.findall(row.conflict or "")):
                if word in data.studies and word != key:
                    named[key, word].append(axes[row.axis])
                    marked.append((key, ("findings", i, "conflict"), axes[row.axis], word))
    for key, path, axis, other in marked:
        if not any(back.chapter == axis.chapter or axis.collects or back.collects for back in named[other, key]):
            yield data.studies[key].problem(
                path,
                f"data/studies/{other}.yaml does not mark the conflict with {key}. "
                f"Add `conflict: ... {key} ...` to its finding in the chapter {axis.chapter}.",
            )


def nodes_are_joined_once(data: Loaded) -> Iterator[Problem]:
    """Nodes and hypotheses are unique; arrows join nodes once and run forward."""
    if (file := data.pathway) is None:
        return
    pathway = file.content
    yield from repeated(file, "nodes", [node.id for node in pathway.nodes])
    yield from repeated(file, "hypotheses", [hypothesis.id for hypothesis in pathway.hypotheses])
    columns = {node.id: node.column for node in reversed(pathway.nodes)}  # of nodes with one id, the first
    nodes = list(dict.fromkeys(node.id for node in pathway.nodes))
    drawn = set()
    for i, edge in enumerate(pathway.edges):
        unknown = [(field, end) for field, end in (("start", edge.start), ("end", edge.end)) if end not in columns]
        for field, end in unknown:
            yield file.problem(("edges", i, field), f"{end!r} is not a node. {nearest(end, nodes)}")
        if not unknown and columns[edge.start] >= columns[edge.end]:
            message = f"{edge.end!r} is in column {columns[edge.end]}, {edge.start!r} in {columns[edge.start]}."
            yield file.problem(("edges", i, "end"), f"{message} Allowed: a node in a higher column.")
        if (edge.start, edge.end) in drawn:
            message = f"{edge.start} and {edge.end} are joined already. One arrow a pair."
            yield file.problem(("edges", i), message)
        drawn.add((edge.start, edge.end))


def claims_name_studies(data: Loaded) -> Iterator[Problem]:
    """Publications that a claim names exist; without their finding the claim is a hypothesis, not an error."""
    if data.pathway is None or not (known := data.studies.ids):
        return
    for path, bearing in _bearings(data.pathway):
        for k, key in enumerate(bearing.studies):
            if key not in known:
                message = f"{key!r} is not a study. {nearest(key, sorted(known), 5)}"
                yield data.pathway.problem((*path, "studies", k), message)


def _bearings(file: File[Pathway]) -> Iterator[tuple[FieldPath, Bearing]]:
    claims = [(("edges", i), edge.findings) for i, edge in enumerate(file.content.edges)]
    claims += [(("hypotheses", i), hypothesis.findings) for i, hypothesis in enumerate(file.content.hypotheses)]
    for path, findings in claims:
        yield from (((*path, "findings", j), bearing) for j, bearing in enumerate(findings))


CHECKS = (conflicts_name_studies, conflicts_are_mutual, nodes_are_joined_once, claims_name_studies)
