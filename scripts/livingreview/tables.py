"""The tables of the book. A cell is MyST text; everything that comes from data is escaped first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from .mechanisms import Evidence
from .meta.validation import Comparison
from .open_data import TABLES, describe
from .results import figure_text
from .schema import GroupRole, Pool, Term
from .store import Review, records
from .synthesis import MARKS, Synthesis
from .wording import interval, listed, percent, time_words

SPECIAL = re.compile(r"([\\`*_{}\[\]<>$|~#@^:])")


@dataclass(frozen=True)
class Table:
    """A numbered table: `rows` of MyST cells under `header`; `widths` are relative."""

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


def plain(value: object) -> str:
    """Text from data as MyST that prints just that text: no markup, HTML, role or link comes through."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return escaped(" ".join(str(value).split()))


def escaped(text: str) -> str:
    """The text with every character that MyST could read as markup made plain."""
    return SPECIAL.sub(r"\\\1", text)


def told(review: Review, value: str | None) -> str:
    """Text from data in which the id of a study becomes a link under the study's label."""
    words = re.split(r"([a-z0-9]+(?:-[a-z0-9]+)*)", " ".join((value or "").split()))
    known = review.publications.keys() | review.registered.keys()
    return "".join(
        study_link(word, review.bibliography.label(word)) if word in known else escaped(word) for word in words
    )


def study_link(key: str, label: str) -> str:
    """Link to a study's page."""
    return f"[{plain(label)}](/chapters/studies/{key}.md)"


def legend(letters: Iterable[str]) -> str:
    """What the marks in use mean."""
    used = sorted({letter for word in letters for letter in word}, key=list(MARKS).index)
    return "; ".join(f"{letter}, {MARKS[letter]}" for letter in used)


def pooled_rows(synthesis: Synthesis) -> Table:
    """The rows of a pool, each linked to its study."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(time_words(r)),
            f"{r['events']}/{r['n']}",
            f"{percent(r['proportion'])} ({interval(r['ci_low'], r['ci_high'])})",
            f"{r['weight']:.0f}%",
            plain(r["at"]),
            r["marks"],
        ]
        for r in records(synthesis.rows)
    ]
    return Table(
        f"rows-{synthesis.id}",
        f"{synthesis.pool.label}: the figures behind the plot. {legend(synthesis.rows['marks'])}.",
        ["Study", "Time", "Events/n", "% (95% CI)", "Weight", "Seen at", "Marks"],
        rows,
        [18, 12, 12, 22, 10, 16, 10],
    )


def left_out(synthesis: Synthesis) -> Table:
    """Every figure of the outcome that did not enter the pool, with the reason: nothing is dropped silently."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["group_label"]),
            plain(time_words(r)),
            plain(figure_text(r)),
            plain(r["reason"]),
        ]
        for r in records(synthesis.left_out)
    ]
    return Table(
        f"left-out-{synthesis.id}",
        f"{synthesis.pool.label}: figures of this outcome that do not enter the pool, and why.",
        ["Study", "Patients", "Time", "Figure", "Why it does not enter"],
        rows,
        [16, 26, 12, 18, 28],
    )


def findings(evidence: Evidence, name: str, caption: str, shown: pd.DataFrame) -> Table:
    """Findings in words, each linked to its study and with the place where it was seen."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["finding"])
            + (f" ({plain(r['value'])})" if r["value"] else "")
            + (f" P {plain(r['p'])}." if r["p"] else ""),
            plain(r["comparison"]),
            plain(str(r["system"]).replace("-", " ")),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    return Table(name, caption, ["Study", "Finding", "Comparison", "System", "Seen at"], rows, [15, 40, 22, 13, 10])


def conflicts(review: Review, evidence: Evidence) -> Table:
    """Findings that disagree with others."""
    shown = evidence.findings[evidence.findings["conflict"].notna()]
    rows = [
        [study_link(r["study"], r["label"]), plain(r["finding"]), told(review, r["conflict"])] for r in records(shown)
    ]
    return Table(
        f"conflicts-{evidence.chapter}", "Findings in conflict.", ["Study", "Finding", "Conflict"], rows, [16, 42, 42]
    )


def protocol_steps(review: Review) -> Table:
    """What the protocol asks for and what was done."""
    rows = [[plain(s.step), plain(s.planned), plain(s.done)] for s in review.config.steps]
    return Table(
        "steps",
        "What the protocol asks for, and what was done for this version.",
        ["Step", "Protocol", "Done"],
        rows,
        [15, 40, 45],
    )


def searches(review: Review) -> Table:
    """Databases and registers with the state of their search."""
    rows = [
        [plain(s.database), plain(s.status.label), f"{s.last_run:%-d %B %Y}" if s.last_run else "", plain(s.note)]
        for s in review.config.searches
    ]
    return Table(
        "searches",
        "Databases and registers named in the protocol.",
        ["Source", "Search", "Last run", "Note"],
        rows,
        [26, 14, 14, 46],
    )


def pools(review: Review) -> Table:
    """The declared pools with their windows and models."""
    rows = [
        [
            plain(p.label),
            plain(review.vocabulary.outcomes[p.outcome].label),
            window_words(p),
            plain(", ".join(review.vocabulary.conditions[c].label for c in p.conditions)),
            str(p.min_patients),
        ]
        for p in review.config.pools.values()
    ]
    return Table(
        "pools",
        "Declared syntheses: nothing else is pooled.",
        ["Pool", "Outcome", "Time", "Patients", "Smallest report"],
        rows,
        [24, 18, 28, 20, 10],
    )


def window_words(pool: Pool) -> str:
    """The time window of a pool in words."""
    also = "".join(f"; {w.label} accepted" for w in pool.window.also)
    return f"nearest to {pool.window.target:g} months, from {pool.window.first:g} to {pool.window.last:g}{also}"


def outcomes(review: Review) -> Table:
    """Outcome definitions."""
    rows = [[plain(key), plain(o.label), plain(o.definition)] for key, o in review.vocabulary.outcomes.items()]
    return Table("outcomes", "Outcomes and their definitions.", ["Term", "Outcome", "Definition"], rows, [18, 22, 60])


def publications(review: Review) -> Table:
    """Every publication with patients given the treatment."""
    studies = review.studies.set_index("study")
    clinical = studies.index[studies["clinical"]]
    vocabulary = review.vocabulary
    whole = review.groups[review.groups["role"] == GroupRole.WHOLE].set_index("study")["condition"].to_dict()
    rows = [
        [
            study_link(key, studies.at[key, "label"]),
            plain(str(studies.at[key, "design"]).replace("-", " ")),
            plain(studies.at[key, "country"]),
            plain(str(studies.at[key, "age"]).replace("-", " ")),
            plain(vocabulary.conditions[whole[key]].label if key in whole else ""),
            plain(vocabulary.lines[line].label if (line := studies.at[key, "line"]) in vocabulary.lines else ""),
            plain(studies.at[key, "enrolled"]),
            plain(str(studies.at[key, "seen"]).replace("-", " ")),
        ]
        for key in sorted(clinical, key=lambda k: (studies.at[k, "year"], k))
    ]
    return Table(
        "publications",
        "Publications with treated patients.",
        ["Study", "Design", "Country", "Age", "Condition", "Phase", "Enrolled", "Seen"],
        rows,
        [15, 17, 11, 11, 16, 13, 8, 9],
    )


def trials(review: Review) -> Table:
    """Registered trials without visible results."""
    rows = [
        [
            f"[{plain(t.registry)}](/chapters/studies/{key}.md)",
            plain(t.design.definition),
            plain("; ".join(arm.label for arm in t.arms)),
            plain(t.eligibility or ""),
            plain(t.planned),
            plain(t.status.label + (f" ({t.status_date})" if t.status_date else "")),
        ]
        for key, t in review.registered.items()
    ]
    return Table(
        "trials",
        "Registered trials without visible results.",
        ["Trial", "Design", "Arms", "Patients", "Planned", "Status"],
        rows,
        [16, 18, 22, 22, 8, 14],
    )


def agreement(rows: Sequence[Comparison]) -> Table:
    """The engine against the reference, a line a family."""
    frame = pd.DataFrame(rows)
    compared = frame[frame["agrees"].notna()]
    lines = [
        [
            plain(family),
            f"{len(part):,}",
            f"{int(part['agrees'].sum()):,}",
            plain(f"{part['deviation'].max():.1e}"),
            plain(" to ".join(sorted({f"{t:.0e}" for t in part["tolerance"]}))),
        ]
        for family, part in compared.groupby("family", sort=False)
    ]
    return Table(
        "agreement",
        "Results compared with the reference, by family: how many agree, and the largest relative deviation.",
        ["Family", "Compared", "Agree", "Largest deviation", "Tolerance"],
        lines,
        [40, 13, 13, 17, 17],
    )


def disagreements(rows: Sequence[Comparison]) -> Table:
    """Results that do not agree with the reference within their tolerance."""
    lines = [
        [
            plain(r.family),
            plain(r.dataset),
            plain(r.quantity),
            f"{r.reference:.6g}",
            f"{r.ours:.6g}",
            f"{r.deviation:.1e}",
        ]
        for r in rows
        if r.agrees is not None and not r.agrees
    ]
    header = ["Family", "Data set", "Quantity", "Reference", "Here", "Deviation"]
    return Table("disagreements", "Results that do not agree.", header, lines, [28, 22, 14, 12, 12, 12])


def not_compared(rows: Sequence[Comparison]) -> Table:
    """What of the reference is not compared, and why."""
    frame = pd.DataFrame(rows)
    apart = frame[frame["agrees"].isna()]
    lines = [[plain(reason), f"{len(part):,}"] for reason, part in apart.groupby("reason")]
    return Table("not-compared", "Reference results that are not compared.", ["Reason", "Results"], lines, [85, 15])


def coverage(simulated: pd.DataFrame) -> Table:
    """Simulated coverage and bias of the models, by number of studies."""
    lines = []
    for (method, k), part in simulated.groupby(["method", "k"], sort=False):
        low, high = part["ci_coverage"].min(), part["ci_coverage"].max()
        lines.append(
            [
                plain(method),
                str(k),
                f"{percent(part['ci_coverage'].mean())} ({interval(low, high)})",
                percent(part["pi_coverage"].mean()),
                plain(f"{100 * part['bias'].mean():+.1f}"),
                plain(f"{100 * part['ci_width'].mean():.0f}"),
            ]
        )
    seeds = listed(str(seed) for seed in sorted(simulated["seed"].unique()))
    repeats = int(simulated["repeats"].iloc[0])
    caption = (
        "Simulation: how often the 95% confidence interval holds the true median proportion (mean over designs, lowest "
        "to highest), how often the prediction interval holds the next proportion, mean bias and width in percentage "
        "points. "
        f"Designs: studies of {simulated['n_low'].min()} to {simulated['n_high'].max()} patients, tau² "
        f"{simulated['tau2'].min():g} to {simulated['tau2'].max():g}; {repeats} repeats of each; seed {seeds}."
    )
    header = ["Model", "Studies", "Coverage", "Prediction", "Bias", "Width"]
    return Table("coverage", caption, header, lines, [28, 10, 26, 14, 10, 12])


def fields(review: Review, name: str) -> Table:
    """Columns of a table of the open data."""
    title, model = TABLES[name]
    rows = [[plain(column), plain(describe(column, model))] for column in getattr(review, name).columns]
    return Table(f"fields-{name}", f"{name}.csv: {title.lower()}", ["Column", "Meaning"], rows, [22, 78])


def terms(review: Review) -> Table:
    """Every term of every closed vocabulary, with its definition."""
    rows = [
        [plain(vocabulary), plain(term), plain(one.label), plain(getattr(one, "definition", None) or "")]
        for vocabulary, named in review.vocabulary
        for term, one in named.items()
    ]
    rows += [
        [plain(vocabulary.__name__), plain(member.value), plain(member.label), plain(member.definition)]
        for vocabulary in sorted(Term.__subclasses__(), key=lambda cls: cls.__name__)
        for member in vocabulary
    ]
    header = ["Vocabulary", "Term", "Label", "Definition"]
    return Table("terms", "Closed vocabularies.", header, rows, [16, 20, 24, 40])


def library(review: Review) -> Table:
    """Every file of data/, by kind of evidence and then by label, each linked to its page."""
    studies = review.studies
    clinical = set(studies.loc[studies["clinical"], "study"])
    kinds = {
        "patients treated": sorted(clinical, key=review.bibliography.label),
        "mechanism": sorted(review.publications.keys() - clinical, key=review.bibliography.label),
        "registered trial": sorted(review.registered, key=review.bibliography.label),
        "background": sorted(review.background, key=review.bibliography.label),
    }
    rows = [
        [study_link(key, review.bibliography.label(key)), kind, plain(title(review, key))]
        for kind, keys in kinds.items()
        for key in keys
    ]
    return Table("library", "Everything in the data.", ["Page", "Evidence", "Title"], rows, [24, 16, 60])


def title(review: Review, key: str) -> str:
    """Title of a publication without the braces of its BibTeX record."""
    return review.bibliography[key].fields["title"].replace("{", "").replace("}", "").rstrip(".")
