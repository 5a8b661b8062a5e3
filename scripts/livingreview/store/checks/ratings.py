"""Risk of bias: the instrument of the design, and every item of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import ANIMALS, COHORTS, INSTRUMENT_OF_DESIGN, TOOLS, ArmRole, Instrument, Study
from ..loaded import Loaded
from ..problems import Problem


def ratings_are_complete(data: Loaded) -> Iterator[Problem]:
    """A study is rated with the instruments that go with it, and with each on every item of it, once."""
    for file in data.studies.values():
        study = file.content
        allowed = instruments_of(study)
        rated: dict[tuple[Instrument, str], int] = {}
        for i, row in enumerate(study.risk_of_bias):
            if row.instrument not in allowed:
                named = ", ".join(allowed) or "none"
                yield file.problem(
                    ("risk_of_bias", i, "instrument"),
                    f"{row.instrument} does not go with {_what(study)}. Allowed: {named}.",
                )
            for item in row.items:
                key = row.instrument, item
                if key in rated:
                    message = f"{item!r} is already judged in risk_of_bias[{rated[key]}]. Each item once."
                    yield file.problem(("risk_of_bias", i, "items"), message)
                rated.setdefault(key, i)
        used = dict.fromkeys(row.instrument for row in study.risk_of_bias)
        if not used or not set(used) <= set(allowed):
            continue
        if allowed[0] not in used:
            yield file.problem(
                ("risk_of_bias",), f"holds no {allowed[0]}, with which the treated group is rated. Rate it as well."
            )
        for tool in (TOOLS[instrument] for instrument in used):
            if missing := [item.id for item in tool.items if (tool.instrument, item.id) not in rated]:
                yield file.problem(
                    ("risk_of_bias",),
                    f"{tool.name} also has {', '.join(missing)}. Judge each; what no source shows is no-information.",
                )


def _what(study: Study) -> str:
    arms = "" if compared(study) or study.design not in COHORTS else " without an arm that it is compared with"
    return f"the design {study.design}{arms}"


def compared(study: Study) -> bool:
    """Whether a study has an arm with the treatment and one that it is compared with."""
    return {ArmRole.INTERVENTION, ArmRole.COMPARATOR} <= {arm.role for arm in study.arms}


def instruments_of(study: Study) -> list[Instrument]:
    """The instrument of the study's design, first; of a cohort that compares arms, also the one for the comparison.

    Of a laboratory study, the one for animals where it has animals.
    """
    instrument = INSTRUMENT_OF_DESIGN[study.design]
    if instrument is None and any(finding.system in ANIMALS for finding in study.findings):
        instrument = Instrument.SYRCLE
    if instrument is None:
        return []
    return [instrument, *([Instrument.ROBINS_I] if study.design in COHORTS and compared(study) else [])]


CHECKS = (ratings_are_complete,)
