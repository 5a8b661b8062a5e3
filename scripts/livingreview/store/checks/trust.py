"""data/trust.yaml: studies that exist, and every item that applies to them, once."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import SCREENED_DESIGNS, SCREENS, Design, TrustTool, nearest
from ..loaded import Loaded
from ..problems import Problem


def judgements_are_of_studies(data: Loaded) -> Iterator[Problem]:
    """A judgement is about a study of patients, and names one of its sources."""
    if data.trust is None:
        return
    for i, row in enumerate(data.trust.content.judgements):
        path = ("judgements", i)
        if row.study not in data.studies.ids:
            known = nearest(row.study, sorted(data.studies.ids))
            yield data.trust.problem((*path, "study"), f"{row.study!r} is not a study. {known}")
        elif row.study in data.studies:
            study = data.studies[row.study].content
            if study.design not in SCREENED_DESIGNS:
                allowed = ", ".join(SCREENED_DESIGNS)
                message = f"{row.study} has the design {study.design}, which is not screened. Allowed: {allowed}."
                yield data.trust.problem((*path, "study"), message)
            sources = [source.id for source in study.sources]
            if row.source is not None and row.source not in sources:
                listed = ", ".join(map(str, sources))
                message = f"data/studies/{row.study}.yaml has no source {row.source}. Allowed: {listed}."
                yield data.trust.problem((*path, "source"), message)


def judgements_are_complete(data: Loaded) -> Iterator[Problem]:
    """A study that is judged with a tool is judged on every item that applies to its design, once."""
    if data.trust is None:
        return
    judged: dict[tuple[str, TrustTool], dict[str, int]] = {}
    for i, row in enumerate(data.trust.content.judgements):
        given = judged.setdefault((row.study, row.tool), {})
        for item in row.items:
            if item in given:
                message = f"{item!r} of {row.study} is already judged in judgements[{given[item]}]. Each item once."
                yield data.trust.problem(("judgements", i, "items"), message)
            elif row.study in data.studies and not _applies(row.tool, item, data.studies[row.study].content.design):
                design = data.studies[row.study].content.design
                message = f"{item!r} does not apply to {row.study}, whose design is {design}. Delete the item."
                yield data.trust.problem(("judgements", i, "items"), message)
            given.setdefault(item, i)
    for (study, tool), given in judged.items():
        if study in data.studies:
            applying = SCREENS[tool].applying(data.studies[study].content.design)
            if missing := [item.id for item in applying if item.id not in given]:
                message = (
                    f"{study} has no judgement on {', '.join(missing)} of {SCREENS[tool].name}. Judge each; what no "
                    "source shows is no-information."
                )
                yield data.trust.problem(("judgements", min(given.values()), "items"), message)


def _applies(tool: TrustTool, item: str, design: Design) -> bool:
    return item in {one.id for one in SCREENS[tool].applying(design)}


CHECKS = (judgements_are_of_studies, judgements_are_complete)
