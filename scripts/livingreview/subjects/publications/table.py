"""Tables of what was included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...evidence import access_levels, entered, missing
from ...render.table import Table, plain, study_link, title
from ...schema import ArmRole, Design, GroupRole, Study, System, Trial
from ...store import Review, records
from ...store.frames import ACCESS_ORDER
from ...wording import listed, sentence, separator
from ..treatment import treatment_words
from .model import CLINICAL, KINDS, kind_labels

NOT_ACCESSIBLE = "not accessible"
NOT_KNOWN = "not known"  # of a number, whose column is narrow
TRIAL, BACKGROUND = "Registered trial", "Background"
NO_REPORT = "no accessible results"


def characteristics(review: Review, publications: pd.DataFrame) -> Table:
    """Every publication with treated patients, once; reports of patients with the condition alone come first."""
    shown = publications[publications["kind"].isin(CLINICAL)]
    rows = [
        [
            study_link(r["study"], r["label"]),
            _design(review.publications[r["study"]]),
            _patients(review, r["study"]),
            plain(r["enrolled"]) or NOT_KNOWN,
            plain(r["patients"]) or NOT_KNOWN,
            plain(_missing(review, r["study"])),
            _treatment(review, review.publications[r["study"]]),
            _arms(review, review.publications[r["study"]], ArmRole.COMPARATOR, ArmRole.MIXED) or "none",
            _outcome(review.publications[r["study"]]),
            _access(review.publications[r["study"]].kind.label, r["access"]),
        ]
        for r in records(shown)
    ]
    return Table(
        "characteristics",
        f"Publications with treated patients, those with {plain(review.config.condition_short)} alone first. "
        f"Treated: patients given {plain(review.config.intervention)}; a report with several such arms has their sum. "
        "Missing: patients who are not in the counts of a pooled outcome, the most at any time. "
        "Not known: not in the accessible text.",
        ["Study", "Design", "Patients", "Enrolled", "Treated", "Missing", "Treatment", "Compared with",
         "Outcome, follow-up", "Access"],
        rows,
        [9, 9, 13, 7, 7, 7, 14, 11, 14, 9],
        wide=True,
    )  # fmt: skip


def _missing(review: Review, key: str) -> str:
    """The most patients that any count of a pooled outcome leaves out, of those who entered its arm and group."""
    study = review.publications[key]
    parts = {group.id for group in study.groups if group.role is GroupRole.SUBGROUP}
    treated = {arm.id for arm in study.arms if arm.role is ArmRole.INTERVENTION}
    counted = {
        (row.arm, row.group, row.n)
        for row in study.efficacy
        if row.outcome in review.config.pooled_outcomes
        and row.events is not None
        and row.n is not None
        and row.arm in treated
        and row.group not in parts
    }
    known = [
        (lost, began)
        for arm, group, n in counted
        if (lost := missing(study, arm, group, n)) is not None and (began := entered(study, arm, group)) is not None
    ]
    if not counted:
        return "no count"
    lost, of = max(known, default=(0, 0))
    words = f"{lost} of {of}" if lost else "none"
    if len(known) == len(counted):
        return words
    return f"{words}, or {NOT_KNOWN}" if known else NOT_KNOWN


def _outcome(study: Study) -> str:
    """How a response is defined, and for how long patients were followed."""
    defined = study.response_definition or "definition of the outcome not accessible"
    return _paragraphs(plain(sentence(defined)), plain(f"Follow-up: {study.followup or NOT_ACCESSIBLE}"))


def _paragraphs(*texts: str | None) -> str:
    return "\n\n".join(filter(None, texts))


def _design(study: Study) -> str:
    years = " to ".join(filter(None, (study.recruited_from, study.recruited_to)))
    return _paragraphs(
        plain(study.design.definition.rstrip(".")),
        plain(study.country or "country not accessible"),
        plain(years and f"patients of {years}"),
    )


def _patients(review: Review, key: str) -> str:
    study, vocabulary = review.publications[key], review.vocabulary
    line = vocabulary.lines[study.population.line].label if study.population.line else "phase not accessible"
    age = "age not accessible" if study.population.age == "not-stated" else study.population.age.definition.rstrip(".")
    return _paragraphs(
        plain(_condition(review, study) or "condition not accessible"),
        plain(f"{age}; {line}"),
        plain(study.population.derived),
        plain(study.population.note),
    )


def _condition(review: Review, study: Study) -> str:
    """The condition of everybody; of the parts where there is no such group."""
    parts = [group for group in study.groups if group.role is GroupRole.WHOLE]
    parts = parts or [group for group in study.groups if group.role is GroupRole.CONDITION] or study.groups
    causes = {group.cause: review.vocabulary.causes[group.cause].label for group in parts if group.cause}
    names = list(dict.fromkeys(review.vocabulary.conditions[group.condition].label for group in parts))
    return (listed(names) if names else "") + (f" ({listed(causes.values())})" if causes else "")


def _arms(review: Review, study: Study, *roles: ArmRole) -> str:
    arms = []
    for arm in study.arms:
        if arm.role not in roles:
            continue
        size = [f"{arm.n} patients"] if arm.n is not None and ArmRole.INTERVENTION not in roles else []
        words = treatment_words(review, arm, dose_missing=arm.role is not ArmRole.COMPARATOR)
        arms.append(plain("; ".join([words, *size])))
    return _paragraphs(*arms)


def _treatment(review: Review, study: Study) -> str:
    """The arms with the treatment under review; of a report without one, why it has none."""
    if words := _arms(review, study, ArmRole.INTERVENTION):
        return words
    mixed = any(arm.role is ArmRole.MIXED for arm in study.arms)
    return "one of several treatments of one arm, which is in the next column" if mixed else "no arm of its own"


def _access(kind: str, access: str) -> str:
    return _paragraphs(plain(access.replace("-", " ")), "" if kind == "journal article" else plain(f"({kind})"))


def mechanistic(review: Review, publications: pd.DataFrame) -> Table:
    """Publications without treated patients of the condition, by design; columns are where findings were measured."""
    shown = publications[~publications["kind"].isin(CLINICAL)]
    findings = review.findings[review.findings["study"].isin(shown["study"])]
    designs = shown.groupby("design", sort=False)["study"].agg(set)
    designs = designs.loc[sorted(designs.index, key=lambda name: (-len(designs[name]), name))]
    systems = [system for system in System if (findings["system"] == system).any()]
    labels = kind_labels(review)
    kinds = [kind for kind in KINDS if kind not in CLINICAL]

    def row(name: str, members: set[str]) -> list[str]:
        part = shown[shown["study"].isin(members)]
        own = findings[findings["study"].isin(members)]
        by_system = [own.loc[own["system"] == system, "study"].nunique() for system in systems]
        numbers = [len(part), *((part["kind"] == kind).sum() for kind in kinds), *by_system, len(own)]
        return [name, *(f"{n:,}" for n in numbers)]

    rows = [row(plain(design_label(str(name))), members) for name, members in designs.items()]
    return Table(
        "mechanistic",
        "Mechanistic publications by design, and where their findings were measured. "
        "A publication may have findings in several systems; the last column counts findings, the others publications.",
        [
            "Design",
            "Publications",
            *(plain(labels[kind]) for kind in kinds),
            *(system.label for system in systems),
            "Findings",
        ],
        rows,
        [16, 11, *([11] * len(kinds)), *([9] * len(systems)), 8],
    )


def countries(review: Review, publications: pd.DataFrame) -> Table:
    """Publications by country and kind; a publication of two countries counts in both."""
    labels = kind_labels(review)
    countries = publications["country"].fillna(NOT_ACCESSIBLE).str.split(", ")
    each = publications.assign(country=countries).explode("country")
    counts = each.groupby("country")["kind"].value_counts().unstack(fill_value=0).reindex(columns=KINDS, fill_value=0)
    order = sorted(map(str, counts.index), key=lambda name: (name == NOT_ACCESSIBLE, -counts.loc[name].sum(), name))
    rows = [
        [plain(name), *(f"{counts[kind][name]:,}" for kind in KINDS), f"{counts.loc[name].sum():,}"] for name in order
    ]
    return Table(
        "countries",
        "Publications by country, where it was accessible.",
        ["Country", *(plain(labels[kind]) for kind in KINDS), "All"],
        rows,
        [24, 18, 18, 16, 16, 8],
    )


def by_year(tally: pd.DataFrame, labels: Mapping[str, str]) -> Table:
    """Publications by year and kind; years without any are left out."""
    counts = tally.pivot_table(index="year", columns="kind", values="publications", fill_value=0, aggfunc="sum")
    counts = counts.reindex(columns=KINDS, fill_value=0)
    rows = [
        [str(year), *(f"{int(n):,}" for n in row)] for year, row in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return Table(
        "years",
        "Publications by year and kind.",
        ["Year", *(plain(labels[kind]) for kind in KINDS)],
        rows,
        [16, 21, 21, 21, 21],
    )


def access_counts(review: Review, publications: pd.DataFrame) -> pd.DataFrame:
    """How much was read: one row a kind of publication in words, a column a level, with numbers of publications."""
    labels = kind_labels(review)
    kinds = {labels[kind]: list(publications.loc[publications["kind"] == kind, "study"]) for kind in KINDS}
    kinds |= {TRIAL: list(review.registered), BACKGROUND: list(review.background)}
    rows = {name: access_levels(review, keys).value_counts() for name, keys in kinds.items() if len(keys)}
    frame = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=[str(level) for level in ACCESS_ORDER])
    return frame.fillna(0).astype(int)


def access(counts: pd.DataFrame) -> Table:
    """How much was read, in numbers."""
    levels = [level for level in ACCESS_ORDER if counts[level].sum()]
    rows = [
        [plain(kind), *(f"{row[level]:,}" for level in levels), f"{row.sum():,}"] for kind, row in counts.iterrows()
    ]
    return Table(
        "access",
        "How much was read: "
        + "; ".join(f"{level.label}, {level.definition.rstrip('.').lower()}" for level in levels)
        + ".",
        ["Publications", *(level.label for level in levels), "All"],
        rows,
        [30, *([round(58 / max(len(levels), 1))] * len(levels)), 12],
    )


def overlaps(review: Review, declared: pd.DataFrame, pools: Mapping[str, Sequence[str]]) -> Table:
    """Every declared overlap once, with the reason and the pools that either report enters."""
    label = review.bibliography.label
    rows = [
        [
            f"{study_link(r['one'], label(r['one']))} and {study_link(r['other'], label(r['other']))}",
            plain(str(r["extent"])),
            plain(r["why"]),
            plain(
                "; ".join(f"{label(k)}: {listed(pools[k])}" for k in (r["one"], r["other"]) if pools.get(k)) or "none"
            ),
        ]
        for r in records(declared)
    ]
    return Table(
        "overlaps",
        "Publications that may report the same patients.",
        ["Publications", "Extent", "Why", "Enters a pool"],
        rows,
        [26, 10, 46, 18],
    )


def _reports(review: Review, trial: Trial) -> str:
    """Links to the reports of a trial; results in the register only have no other label than the trial's number."""
    labels = {report: review.bibliography.label(report) for report in trial.reports}
    labels = {key: "the register (results)" if label == trial.registry else label for key, label in labels.items()}
    return separator(labels.values()).join(study_link(report, label) for report, label in labels.items())


def trials(review: Review) -> Table:
    """Registered trials, with the reports of those that have any."""
    rows = [
        [
            f"[{plain(t.registry)}](/chapters/studies/{key}.md)" + (f" ({plain(t.acronym)})" if t.acronym else ""),
            plain(f"{t.design.definition.rstrip('.')}: {'; '.join(arm.label for arm in t.arms)}"),
            plain(t.eligibility or ""),
            plain(t.planned),
            plain(t.status.label + (f" ({t.status_date})" if t.status_date else "")),
            _reports(review, t) or NO_REPORT,
        ]
        for key, t in review.registered.items()
    ]
    return Table(
        "trials",
        "Registered trials, and the reports of them that are included.",
        ["Trial", "Design and arms", "Patients", "Planned", "Status", "Reported in"],
        rows,
        [13, 18, 41, 8, 9, 11],
    )


def library(review: Review, publications: pd.DataFrame) -> Table:
    """Every file of data/, by kind of evidence and then by label, each linked to its page and to the publication."""
    label = review.bibliography.label
    kinds = dict(zip(publications["study"], publications["kind"].map(kind_labels(review)), strict=True))
    order = {name: i for i, name in enumerate([*kind_labels(review).values(), TRIAL, BACKGROUND])}
    kinds |= dict.fromkeys(review.registered, TRIAL) | dict.fromkeys(review.background, BACKGROUND)
    depth = access_levels(review, kinds)
    rows = [
        [
            study_link(key, label(key)),
            plain(title(review, key)),
            plain(kinds[key]),
            plain(_design_words(review, key)),
            plain(review.bibliography[key].year),
            plain(_about(review, key)),
            plain(depth[key].replace("-", " ")),
            ", ".join(f"[{name}](<{address}>)" for name, address in review.bibliography[key].links.items()),
        ]
        for key in sorted(kinds, key=lambda key: (order[kinds[key]], label(key)))
    ]
    return Table(
        "library",
        "Publications and registered trials.",
        ["Page", "Title", "Evidence", "Design", "Year", "Condition", "Access", "Links"],
        rows,
        [13, 30, 12, 10, 6, 13, 8, 8],
        wide=True,
        stacked=True,
    )


def _design_words(review: Review, key: str) -> str:
    if key in review.background:
        return review.background[key].kind.label
    item = review.publications.get(key) or review.registered[key]
    return design_label(item.design)


def design_label(design: str) -> str:
    """A design in a few words: those that are not an abbreviation."""
    return "randomised trial" if design == Design.RCT else Design(design).label


def _about(review: Review, key: str) -> str:
    """Whom it is about: the condition of the patients, or the disease that the findings are from."""
    if key in review.background:
        return review.background[key].purpose.label
    if key in review.registered:
        return review.vocabulary.conditions[review.registered[key].condition].label
    study = review.publications[key]
    if study.groups:
        return _condition(review, study)
    return ", ".join(dict.fromkeys(review.vocabulary.diseases[finding.disease].label for finding in study.findings))
