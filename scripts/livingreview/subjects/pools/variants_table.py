"""Tables of how far a pool rests on its parts: in time, on single reports, on doubtful values and on the model."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...render.table import Table, plain, study_link
from ...store import Review, records
from ...wording import interval, level_words, listed, number, percent, percent_head, time_words
from .beyond import Beyond
from .missing import NOT_KNOWN, assumptions, share_words
from .missing import attrition as counted
from .model import FEWEST_FOR_HETEROGENEITY, Synthesis
from .variants import Variant, by_year, exclusions, in_words, other_models, without_each
from .variants import subsets as subset_pools

WIDTHS = [9, 10, 22, 20, 9]


def leave_one_out(synthesis: Synthesis) -> Table:
    """The pool without each report in turn."""
    rows = [[plain(f"without {variant.name}"), *_cells(variant)] for variant in without_each(synthesis)]
    caption = f"{plain(synthesis.pool.label)}, without each cohort in turn: the results in the plot."
    return Table(f"leave-one-out-{synthesis.id}", caption, ["Pool", *_header(synthesis)], rows, [30, *WIDTHS])


def cumulative(synthesis: Synthesis) -> Table:
    """The pool at the end of each year of publication."""
    rows = [[plain(step.name), plain(listed(step.studies)), *_cells(step)] for step in by_year(synthesis)]
    caption = f"{plain(synthesis.pool.label)}, as the reports were published: the results in the plot."
    return Table(f"cumulative-{synthesis.id}", caption, ["Up to", "New", *_header(synthesis)], rows, [9, 21, *WIDTHS])


def sensitivity(review: Review, synthesis: Synthesis) -> Table:
    """Models and sets of reports, also those that change nothing or leave nothing."""
    models = [[plain(model.name), "the same cohorts", *_cells(model)] for model in other_models(synthesis)]
    sets = [[plain(one.name), plain(in_words(one)), *_cells(one)] for one in exclusions(review, synthesis)]
    rows: Sequence[Sequence[str]] = [*models, *sets] if models else []
    caption = f"{plain(synthesis.pool.label)}, under other models and without doubtful values: the results in the plot."
    header = ["Analysis", "Cohorts left out", *_header(synthesis)]
    return Table(f"sensitivity-{synthesis.id}", caption, header, rows, [24, 24, *WIDTHS])


def subsets(synthesis: Synthesis) -> Table:
    """The declared subsets, with the reports that each leaves out and the reason for it."""
    rows = [
        [plain(variant.name), plain(in_words(variant)), *_cells(variant), plain(one.subset.why)]
        for variant, one in zip(subset_pools(synthesis), synthesis.subsets, strict=True)
    ]
    caption = f"{plain(synthesis.pool.label)}, in declared subsets of its cohorts: the results in the plot."
    header = ["Subset", "Cohorts left out", *_header(synthesis), "Why"]
    return Table(f"subsets-{synthesis.id}", caption, header, rows, [18, 16, 8, 8, 16, 14, 6, 26], stacked=True)


def beyond(synthesis: Synthesis, found: Beyond) -> Table:
    """Every reading of what a pool leaves out, and the reports that cannot be read."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["group_label"]),
            f"{r['events']}/{r['n']} ({percent(r['proportion'])})",
            plain("; ".join(r["kinds"])),
            plain(r["how"] or "printed, or derived in the data"),
        ]
        for r in records(found.readings)
    ]
    rows += [
        [study_link(r["study"], r["label"]), plain(r["group_label"]), "", plain(r["why"]), "cannot be converted"]
        for r in records(found.unreadable)
    ]
    return Table(
        f"beyond-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: reports that are left out and share no patients with the pool, each converted "
        "to a count where possible.",
        ["Study", "Patients", "Count", "Why it is left out", "How the count was obtained"],
        rows,
        [18, 26, 12, 24, 20],
        stacked=True,
    )


def missing(review: Review, synthesis: Synthesis) -> Table:
    """The pool under assumptions on patients without an outcome."""
    rows = [[plain(variant.name), *_cells(variant)] for variant in assumptions(review, synthesis)]
    caption = f"{plain(synthesis.pool.label)}, under assumptions on missing outcomes: the results in the plot."
    return Table(f"missing-{synthesis.id}", caption, ["Missing", *_header(synthesis)], rows, [30, *WIDTHS])


def attrition(review: Review, synthesis: Synthesis) -> Table:
    """Of each cohort of a pool, who entered and who has an outcome."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(time_words(r)),
            NOT_KNOWN if r["entered"] is None else f"{r['entered']:,}",
            f"{r['n']:,}",
            NOT_KNOWN if r["missing"] is None else share_words(r["missing"], r["entered"]),
            f"{r['events']}/{r['n']}",
            NOT_KNOWN if r["missing"] is None else _ends(r["events"], r["entered"], r["missing"]),
        ]
        for r in records(counted(review, synthesis))
    ]
    return Table(
        f"attrition-{synthesis.id}",
        f"{plain(synthesis.pool.label)}: patients who entered each cohort, and those who are counted. The number who "
        "entered is that of the arm; in a single-arm study, the number enrolled, if that is larger; for one "
        "condition of several, the number in that group. Where none of these is reported, it cannot be known.",
        [
            "Study",
            "Time",
            "Entered",
            "Counted",
            "Missing",
            "With the outcome",
            "If none, or all, missing had it",
        ],
        rows,
        [22, 13, 12, 11, 14, 12, 16],
        stacked=True,
    )


def _ends(events: int, entered: int, missing: int) -> str:
    """The count of all who entered, with none and with all of the missing."""
    if not missing:
        return "the same"
    ends = (f"{one}/{entered} ({percent(one / entered)})" for one in (events, events + missing))
    return " or ".join(ends)


def _header(synthesis: Synthesis) -> list[str]:
    level = synthesis.pool.level
    return ["Cohorts", "Patients", percent_head(level), f"{level_words(level)} prediction interval", "tau²"]


def _cells(variant: Variant) -> list[str]:
    pooled = variant.pooled
    if pooled is None:
        return ["0", "0", "", "", ""]
    prediction = "none" if math.isnan(pooled.pi_low) else interval(pooled.pi_low, pooled.pi_high)
    return [
        str(pooled.k),
        f"{pooled.n:,}",
        f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})",
        prediction,
        "" if pooled.k < FEWEST_FOR_HETEROGENEITY or math.isnan(pooled.tau2) else number(pooled.tau2),
    ]
