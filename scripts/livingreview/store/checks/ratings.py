"""Risk of bias: the instrument of the design, and every item of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import ANIMALS, INSTRUMENT_OF_DESIGN, TOOLS, Instrument, Study
from ..loaded import Loaded
from ..problems import Problem


def ratings_are_complete(data: Loaded) -> Iterator[Problem]:
    """A study is rated with the instrument of its design, and then on every item of it, once."""
    for file in data.studies.values():
        study = file.content
        allowed = instruments_of(study)
        rated: dict[str, int] = {}
        for i, row in enumerate(study.risk_of_bias):
            if row.instrument not in allowed:
                named = ", ".join(allowed) or "none"
                yield file.problem(
                    ("risk_of_bias", i, "instrument"),
                    f"{row.instrument} does not go with the design {study.design}. Allowed: {named}.",
                )
            for item in row.items:
                if item in rated:
                    message = f"{item!r} is already judged in risk_of_bias[{rated[item]}]. Each item once."
                    yield file.problem(("risk_of_bias", i, "items"), message)
                rated.setdefault(item, i)
        if study.risk_of_bias and all(row.instrument in allowed for row in study.risk_of_bias):
            tool = TOOLS[study.risk_of_bias[0].instrument]
            if missing := [item.id for item in tool.items if item.id not in rated]:
                yield file.problem(
                    ("risk_of_bias",),
                    f"{tool.name} also has {', '.join(missing)}. Judge each; what no source shows is no-information.",
                )


def instruments_of(study: Study) -> list[Instrument]:
    """The instrument of the study's design; of a laboratory study, the one for animals where it has animals."""
    instrument = INSTRUMENT_OF_DESIGN[study.design]
    if instrument is None and any(finding.system in ANIMALS for finding in study.findings):
        instrument = Instrument.SYRCLE
    return [instrument] if instrument is not None else []


CHECKS = (ratings_are_complete,)
