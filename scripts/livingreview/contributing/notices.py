"""What is allowed in the data, and is worth a second look: notices, which never make a check fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath

from ..evidence import opposites
from ..schema import T_FROM, TOOLS, Bearing, Finding, SourceKind, Stage
from ..store import Problem, Review
from ..store.checks.plausibility import doubtful
from ..store.documents import Document
from ..store.problems import FieldPath
from ..store.screening import file_of
from ..subjects.analysis import Analysis
from ..subjects.bias.model import due
from ..subjects.certainty.model import comparisons_to_rate, to_judge_again, to_rate
from ..subjects.trust.model import contradicted
from ..wording import count, listed
from .conventions import broken_conventions
from .unshown import shown_twice, unshown

SHOWN = 5  # publications named in a notice
FEW = 10  # cohorts; simulated coverage of z intervals is too low below it (bench/results/coverage.csv)
PATHWAY = "data/pathway.yaml"
TRUST = "data/trust.yaml"
Found = Iterator[tuple[str, FieldPath, str]]  # name of a file, field, message


def notices(review: Review, keys: Collection[str] | None = None) -> list[Problem]:
    """Notices on the files of these keys (default: on all files), each with file, line and field, in that order.

    Judgements of certainty that no longer fit are always among them: a change of any file may have moved their inputs.

    review: checked data. A file is read again only where there is something to say of it.
    """
    documents: dict[str, Document] = {}
    found = []
    for notice in NOTICES if keys is None or keys else ():
        for name, path, message in notice(review):
            if keys is not None and PurePosixPath(name).stem not in keys:
                continue
            if name not in documents:
                documents[name] = Document(review.root / name, name)
            found.append(documents[name].problem(path, message))
    if keys is None or "review" in keys:
        found += comparisons_to_rate(Analysis(review))
        found += [Problem(cell.file, cell.line, "", message) for cell, message in shown_twice(review)]
    if keys is None or keys:
        found += [one for one in broken_conventions(review) if keys is None or PurePosixPath(one.file).stem in keys]
    of_log = [one for one in _log_and_bibliography(review) if keys is None or one.field.partition(".")[0] in keys]
    return sorted([*found, *of_log, *_outdated_judgements(review)])


def _contradictions(review: Review) -> Found:
    """Findings that say the opposite of most others, and declare no conflict."""
    for one in opposites(review):
        if one.finding.conflict is not None:
            continue
        named = [review.bibliography.label(key) for key in one.opposite[:SHOWN]]
        more = [f"{len(one.opposite) - SHOWN} more"] if one.opposite[SHOWN:] else []
        axis = review.vocabulary.axes[one.finding.axis].label
        yield (
            f"data/studies/{one.study}.yaml",
            ("findings", one.row, "direction"),
            f"{one.finding.direction} ({axis}) is the opposite of what {listed([*named, *more])} found. Compare "
            "it with the source; if it is right, say under `conflict` whom it disagrees with, in both files.",
        )


def _doubtful(review: Review) -> Found:
    """Numbers and words of a study that probably are not both right."""
    for key, study in review.publications.items():
        for path, message in doubtful(study, review.vocabulary, review.config):
            yield f"data/studies/{key}.yaml", path, message


def _not_rated(review: Review) -> Found:
    """Studies whose risk of bias is to be judged, and is not."""
    for key, instrument in due(review).items():
        if not review.publications[key].risk_of_bias:
            items = ", ".join(item.id for item in TOOLS[instrument].items)
            yield (
                f"data/studies/{key}.yaml",
                ("risk_of_bias",),
                f"is not judged yet, and the book says so. The instrument is {instrument}, its items: {items}.",
            )


def _claims_without_their_finding(review: Review) -> Found:
    """Publications that a claim of the pathway names, and that have no finding on it."""
    if review.pathway is None:
        return
    claims = [(("edges", i), edge.findings) for i, edge in enumerate(review.pathway.edges)]
    claims += [(("hypotheses", i), one.findings) for i, one in enumerate(review.pathway.hypotheses)]
    for path, bearings in claims:
        for j, bearing in enumerate(bearings):
            for k, key in enumerate(bearing.studies):
                if not any(_bears(review, finding, bearing) for finding in review.publications[key].findings):
                    message = f"{key} has no finding that bears on the claim: it is not counted. Correct one of them."
                    yield PATHWAY, (*path, "findings", j, "studies", k), message


def _normal_intervals(review: Review) -> Found:
    """Declared pools of few cohorts whose confidence interval is by the normal distribution."""
    analysis = Analysis(review)
    for name, pool in review.config.pools.items():
        pooled = analysis.pool(name).pooled
        if pool.test == "z" and pooled is not None and T_FROM <= pooled.k < FEW:
            yield (
                "data/review.yaml",
                ("pools", name),
                f"{pool.label} pools {count(pooled.k, 'cohort')}. With so few, intervals by the normal distribution "
                "(z) are too narrow where cohorts differ. Consider `test: t`, declared with a reason in `why`.",
            )


def _other_drugs(review: Review) -> Found:
    """Arms of primary pools that were given the treatment with another drug, where no estimand says what is meant."""
    analysis = Analysis(review)
    drugs = {(key, arm.id): set(arm.drugs) for key, study in review.publications.items() for arm in study.arms}
    for name, pool in review.config.pools.items():
        if not pool.primary or pool.estimand is not None:
            continue
        for study, arm in analysis.pool(name).rows[["study", "arm"]].itertuples(index=False):
            if others := sorted(drugs[study, arm] - set(review.config.intervention_drugs)):
                named = listed(review.vocabulary.drugs[drug].label for drug in others)
                yield (
                    "data/review.yaml",
                    ("pools", name, "estimand"),
                    f"is missing, and {review.bibliography.label(study)} enters with {named} beside the treatment. Say "
                    "under `treatment` whether combinations belong to what is estimated.",
                )


def _log_and_bibliography(review: Review) -> Iterator[Problem]:
    """Included records whose DOI or year is not that of their entry, or that were judged on more than was read."""
    for record in review.log:
        if record.study is None:
            continue
        entry, item = review.bibliography[record.study], review.files[record.study]
        known = entry.fields.get("doi")
        declared = (item.limits or "").lower()  # of a text that several journals print
        if record.doi and known and record.doi.lower() != known.lower() and record.doi.lower() not in declared:
            message = (
                f"{record.doi} is not the DOI of {record.study} in references.bib, which is {known}. Correct one; if "
                "both are of it, name the other under `limits`."
            )
            yield Problem(file_of(record.record), 0, f"{record.study}.doi", message)
        year = entry.fields.get("year")
        if record.year and year and str(record.year) != year:
            message = (
                f"{record.year} is not the year of {record.study} in references.bib, which is {year}. Print and first "
                "publication online may differ: look at the source, and correct one."
            )
            yield Problem(file_of(record.record), 0, f"{record.study}.year", message)
        read = any(source.kind is SourceKind.FULL_TEXT for source in item.sources)
        if record.stage is Stage.FULL_TEXT and not read:
            message = f"is full-text, and {record.study} has no source of this kind. Correct one of them."
            yield Problem(file_of(record.record), 0, f"{record.study}.stage", message)


def _outdated_judgements(review: Review) -> Iterator[Problem]:
    """Judgements of certainty that no longer fit what is computed, or that are missing."""
    analysis = Analysis(review)
    yield from to_judge_again(review, analysis.ratings)
    yield from to_rate(review, analysis.unrated)


def _contradicted_trust(review: Review) -> Found:
    """Judgements of no concern on items of the trust screen whose computed check fails."""
    if review.trust is None:
        return
    numbers = {id(row): i for i, row in enumerate(review.trust.judgements)}
    for one, kind, item, row in contradicted(Analysis(review).trust):
        yield (
            TRUST,
            ("judgements", numbers[id(row)], "judgement"),
            f"{item} of {one.study} is no concern, but a computed check of it fails ({kind.label}: see the page of the "
            "study). Judge the item again.",
        )


def _bears(review: Review, finding: Finding, bearing: Bearing) -> bool:
    part = review.vocabulary.perturbations[finding.perturbation].part
    where = not bearing.systems or finding.system in bearing.systems
    return finding.axis == bearing.axis and part in bearing.parts and where


NOTICES: tuple[Callable[[Review], Found], ...] = (
    _contradictions,
    _doubtful,
    _not_rated,
    _claims_without_their_finding,
    _normal_intervals,
    _other_drugs,
    _contradicted_trust,
    unshown,
)
