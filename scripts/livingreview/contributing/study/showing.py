"""What the review makes of one publication: what it enters, what is listed only and why, and who disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ...evidence import marks
from ...schema import Measured, Study, Vocabulary
from ...store import Review, records
from ...subjects.analysis import Analysis
from ...subjects.bias.model import Assessment, all_of
from ...subjects.mechanisms.claims import arrows, hypotheses
from ...subjects.mechanisms.conflicts import conflicts
from ...subjects.mechanisms.evidence import all_findings
from ...subjects.publications.left_out import left_out
from ...wording import count, listed, p_words, percent, span_words, value_words, what_words
from .hints import beside


@dataclass(frozen=True)
class Section:
    """A part of what is shown: a table, or sentences where there is none. `rows` are plain texts."""

    title: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""


def show_study(analysis: Analysis, key: str) -> Iterator[Section]:
    """The sections on a publication, in order; those without content are left out. Raises KeyError for another key."""
    review = analysis.review
    study = review.publications[key]
    yield _identity(review, key, study)
    for section in (
        _groups(review, study),
        _arms(review, study),
        _values(review, key, study),
        _findings(review, study),
        *_bias(review, key),
    ):
        if section.rows:
            yield section
    yield _entered(analysis, key)
    if (left := _left_out(analysis, key)).rows:
        yield left
    if study.findings:
        yield _opposite(review, key, study)
    if (disagreeing := _conflicts(review, key)).rows:
        yield disagreeing


def _identity(review: Review, key: str, study: Study) -> Section:
    entry, population = review.bibliography[key], study.population
    cohort = study.cohort
    facts = {
        "Label": review.bibliography.label(key),
        "Title": entry.fields.get("title", ""),
        "Authors": entry.names["author"].plain if "author" in entry.names else "",
        "Links": ", ".join(entry.links.values()),
        "Kind": study.kind.label,
        "Design": f"{study.design}: {study.design.definition}",
        "Country": study.country,
        "Registration": ", ".join(study.registry),
        "Age": population.age.definition,
        "Phase": review.vocabulary.lines[population.line].label if population.line else "",
        "Enrolled": population.enrolled,
        "How that was obtained": population.derived,
        "Cohort": f"{cohort.id}" if cohort and cohort.id != key else "",
        "May share patients with": "; ".join(f"{o.study} ({o.extent.label})" for o in cohort.overlaps)
        if cohort
        else "",
        "Extracted by": study.extraction.extracted_by,
        "Checked by": study.extraction.checked_by or "nobody yet",
    }
    rows = tuple((name, str(value)) for name, value in facts.items() if value not in (None, ""))
    return Section(key, ("", ""), rows)


def _groups(review: Review, study: Study) -> Section:
    conditions = review.vocabulary.conditions
    rows = tuple(
        (one.id, one.label, one.role.label, conditions[one.condition].label, _shown(one.n)) for one in study.groups
    )
    return Section("Groups", ("Group", "In words", "Which patients", "Condition", "n"), rows)


def _arms(review: Review, study: Study) -> Section:
    units = {name: unit.label for name, unit in review.vocabulary.units.items()}
    rows = tuple(
        (
            one.id,
            one.role.label,
            " + ".join(review.vocabulary.drugs[drug].label for drug in one.drugs),
            one.regimen or span_words(one.dose, units),
            _shown(one.n),
        )
        for one in study.arms
    )
    return Section("Arms", ("Arm", "Role", "Drugs", "Regimen", "n"), rows)


def _values(review: Review, key: str, study: Study) -> Section:
    rows = []
    for name, frame in (("efficacy", review.efficacy), ("safety", review.safety)):
        for row in records(frame[frame["study"] == key]):
            compared = " v ".join(filter(None, (row["arm"], row["versus"])))
            what = what_words(row, review.vocabulary)
            place = f"source {row['source']}, {row['at']}"
            rows.append((f"{name}[{row['row']}]", compared, row["group"], what, value_words(row), marks(row), place))
    return Section("Values", ("Row", "Arm", "Group", "What", "Value", "Marks", "Place"), tuple(rows))


def _findings(review: Review, study: Study) -> Section:
    vocabulary = review.vocabulary
    rows = tuple(
        (
            f"findings[{i}]",
            vocabulary.axes[one.axis].label,
            one.system.label,
            vocabulary.diseases[one.disease].label,
            vocabulary.perturbations[one.perturbation].label,
            one.direction.label,
            one.finding + (f" ({one.comparison})" if one.comparison else ""),
            "; ".join(filter(None, (one.value, p_words({"p": one.p}), one.note))),
            "; ".join(_means(vocabulary, block) for block in one.measured or []),
            _shown(one.participants),
            f"source {one.source}, {one.at}",
        )
        for i, one in enumerate(study.findings)
    )
    header = ("Row", "Axis", "Where measured", "Disease", "What was compared", "Direction", "Finding")
    more = ("As printed", "Means", "Participants", "Place")
    return Section("Findings on mechanisms", (*header, *more), rows)


def _means(vocabulary: Vocabulary, block: Measured) -> str:
    """Printed means of the groups, the reference last: firing (mV): tea 30 ± 5 (n 8) v water 48 ± 6 (n 8)."""
    groups = sorted(block.groups, key=lambda group: group.label == block.reference)
    sides = (
        f"{one.label} {one.mean:g} ± {one.plus_minus:g}" + (f" (n {one.n})" if one.n is not None else "")
        for one in groups
    )
    odd = f"; odd: {block.odd}" if block.odd else ""
    return f"{block.what} ({vocabulary.units[block.unit].label}): {' v '.join(sides)}{odd}"


def _bias(review: Review, key: str) -> Iterator[Section]:
    found = all_of(review, key)
    yield from [_assessed(one) for one in found] or [Section("Risk of bias")]


def _assessed(one: Assessment) -> Section:
    title = f"Risk of bias, {one.tool.name}"
    if not one.rated:
        return Section(title, ("", ""), (("due", "not rated yet"),))
    rows = [
        (one.tool.item(item).label, one.tool.name_of(row.judgement), row.reason, row.status.label)
        for item, row in one.judgements.items()
    ]
    if one.overall is not None:
        rows.append(("Overall, computed", one.tool.name_of(one.overall), "", ""))
    return Section(title, ("Item", "Judgement", "Reason", "Status"), tuple(rows))


def _entered(analysis: Analysis, key: str) -> Section:
    config = analysis.review.config
    rows: list[tuple[str, ...]] = []
    for name in config.pools:
        made = analysis.pool(name)
        for row in records(made.rows[made.rows["study"] == key]):
            counted = f"{row['arm']}: {row['events']}/{row['n']} ({percent(row['proportion'])})"
            weight = f"weight {row['weight']:.1f}% of {count(len(made.rows), 'cohort')}"
            rows.append(("pool", made.pool.label, counted, weight))
    for name in config.comparisons:
        compared = analysis.comparison(name)
        for row in records(compared.rows[compared.rows["study"] == key]):
            counted = f"{row['figure_1']} v {row['figure_2']}: {compared.words_of(key)}"
            rows.append(("comparison", compared.comparison.label, counted, count(len(compared.rows), "trial")))
        if key in compared.awaited:
            rows.append(("comparison", compared.comparison.label, "results awaited", ""))
    for pool in analysis.harms.pools:
        for row in records(pool.rows[pool.rows["study"] == key]):
            rows.append(("harms", pool.label, f"{row['events']}/{row['n']}", count(len(pool.rows), "cohort")))
    found = all_findings(analysis.review)
    labels = {name: one.label for name, one in analysis.review.vocabulary.chapters.items()}
    chapters = Counter(found.loc[found["study"] == key, "chapter"])
    rows += [("mechanism chapter", labels[name], count(n, "finding"), "") for name, n in chapters.items()]
    rows += _claims(analysis.review, key)
    none = "" if rows else "It enters no pool, no comparison and no mechanism chapter."
    return Section("What it enters", ("Kind", "Which", "With", "Of"), tuple(rows), none)


def _claims(review: Review, key: str) -> Iterator[tuple[str, str, str, str]]:
    """The claims of the pathway and the hypotheses on which its findings bear, and for which side."""
    claims = [(f"arrow {one.number}", one.edge.claim, one.claim) for one in arrows(review)] if review.pathway else []
    claims += [(one.hypothesis.label, one.hypothesis.claim, one.claim) for one in hypotheses(review)]
    for name, said, claim in claims:
        for side, studies in claim.studies.items():
            if key in studies:
                total = sum(map(len, claim.studies.values()))
                yield "pathway", f"{name}: {said}", side, count(total, "publication")


def _left_out(analysis: Analysis, key: str) -> Section:
    """Every value that some synthesis of its outcome or event does not take, with the reason of each."""
    rows = [(one.place, one.what, where, why) for one in left_out(analysis, key) for where, why in one.reasons.items()]
    return Section("Listed and not pooled", ("Row", "What", "Not in", "Why"), tuple(rows))


def _opposite(review: Review, key: str, study: Study) -> Section:
    others = {
        other: [finding.model_dump(mode="json") for finding in one.findings]
        for other, one in review.publications.items()
        if other != key
    }
    rows = []
    for i, finding in enumerate(study.findings):
        found = beside(finding, others, review.vocabulary)
        if found.opposite:
            axis = review.vocabulary.axes[finding.axis].label
            said = f"contradicts {count(len(found.opposite), 'other')}"
            sides = (found.opposite_here, found.opposite_elsewhere, found.same)
            rows.append((f"findings[{i}]", f"{axis} {finding.direction.label}", said, *map(", ".join, sides)))
    none = "" if rows else "No publication found the opposite, of the same comparison."
    where = ("Opposite, same system", "Opposite, measured elsewhere", "Same direction")
    return Section("Opposite findings", ("Row", "Finding", "In short", *where), tuple(rows), none)


def _conflicts(review: Review, key: str) -> Section:
    rows = [
        (f"{field}[{i}]", row.conflict)
        for field in ("efficacy", "safety", "findings")
        for i, row in enumerate(getattr(review.publications[key], field))
        if row.conflict
    ]
    for one in conflicts(review, all_findings(review)):
        sides = {side["study"]: side for side in one.sides}
        if key in sides and len(sides) > 1:
            (other,) = [side for study, side in sides.items() if study != key]
            differ = listed(f"{what} ({here} v {there})" for what, here, there in one.differences)
            rows.append((f"with {other['study']}", f"Recorded differences: {differ or 'none'}."))
    return Section("Conflicts", ("Row", "Conflict"), tuple(rows))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
