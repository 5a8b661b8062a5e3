"""Tables of the treatment against something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ...evidence import LEVEL, exact_interval, marks, marks_sentence
from ...meta import Pooled
from ...render.table import Table, linked, plain, study_link
from ...schema import ALL_ARMS, Comparison, ComparisonMeasure, Vocabulary
from ...store import Review, records
from ...wording import interval, level_words, patients_words, percent, remarks, time_words, value_words, what_words
from ..pooling import confidence_words, prediction_words
from ..protocol.table import window_words
from .effects import NAMES, OF_READINGS, UNITS, large_sample, result_words
from .model import AnyArm, Compared, Reconstruction, pairs


def declared(review: Review) -> Table:
    """The declared comparisons with their windows and reasons."""
    vocabulary = review.vocabulary
    rows = []
    for comparison in review.config.comparisons.values():
        rows.append(
            [
                plain(comparison.label),
                plain(_subject(vocabulary, comparison)),
                window_words(comparison.window) if comparison.window else "any: events are printed without times",
                plain(", ".join(vocabulary.drugs[drug].label for drug in comparison.against)),
                plain(", ".join(comparison.measures)),
                f"confidence {confidence_words(comparison)}; prediction {prediction_words(comparison)}",
                plain(comparison.why),
            ]
        )
    heads = ["Comparison", "What is compared", "Time", "Comparator has", "Measures", "Intervals of a pool", "Why"]
    widths = [16, 11, 15, 12, 8, 14, 24]
    # What is the same in every comparison is said once.
    alike = [i for i in (4, 5) if len(rows) > 1 and len({row[i] for row in rows}) == 1]
    kept = [i for i in range(len(heads)) if i not in alike]
    return Table(
        "comparisons",
        "Declared comparisons, in randomised trials only: nothing else is compared."
        + "".join(f" {heads[i]}: {rows[0][i]}." for i in alike),
        [heads[i] for i in kept],
        [[row[i] for i in kept] for row in rows],
        [widths[i] for i in kept],
        stacked=True,
    )


def _subject(vocabulary: Vocabulary, comparison: Comparison) -> str:
    if comparison.outcome is not None:
        return vocabulary.outcomes[comparison.outcome].label
    assert comparison.event is not None  # the schema asks for one of the two
    return vocabulary.events[comparison.event].label


def compared_rows(compared: Compared) -> Table:
    """The trials of a comparison with their own results."""
    rows = []
    for i, r in enumerate(records(compared.rows)):
        results = [result_words(own[i], measure) for measure, own in compared.effects.items()]
        rows.append(
            [
                study_link(r["study"], r["label"]),
                plain(r["arm"]),
                _count(r["events_1"], r["n_1"]),
                plain(r["versus"]),
                _count(r["events_2"], r["n_2"]),
                *map(plain, results),
                plain(r["p"]),
                plain(time_words(r)) if r["month"] is not None or r["when"] else "not stated",
                plain(r["at"]),
                r["marks"],
            ]
        )
    level = level_words(compared.comparison.level)
    heads = [f"{NAMES[measure]} ({level} CI){UNITS[measure]}" for measure in compared.effects]
    return Table(
        f"comparison-{compared.id}",
        f"{plain(compared.comparison.label)}: the trials in the plot; P as printed. "
        f"{marks_sentence(compared.rows['marks'])}".rstrip(),
        ["Trial", "Arm", "Events/n", "Comparator", "Events/n", *heads, "P", "Time", "Source", "Marks"],
        rows,
        [9, 11, 8, 11, 8, *[17] * len(heads), 5, 7, 8, 5],
    )


def left_out(compared: Iterable[Compared]) -> Table:
    """Values of declared comparisons that do not enter them, with the reason."""
    rows = [
        [
            plain(one.comparison.label),
            study_link(r["study"], r["label"]),
            plain(r["arm_label"] or ("both arms" if r["arm"] == ALL_ARMS else r["arm"])),
            plain(patients_words(r["condition_label"], r["group_label"])),
            plain(value_words(r)),
            plain(r["reason"]),
        ]
        for one in compared
        for r in records(one.left_out)
    ]
    return Table(
        "left-out-comparisons",
        "Values for declared comparisons that were not compared, and why.",
        ["Comparison", "Study", "Arm", "Patients", "Value", "Why it was not compared"],
        rows,
        [20, 14, 16, 18, 16, 22],
    )


def by_method(compared: Iterable[Compared]) -> Table:
    """The effect in each trial with the interval that is printed, and with the large-sample one."""
    rows = [
        [
            plain(one.comparison.label),
            study_link(r["study"], r["label"]),
            NAMES[measure],
            plain(result_words(_large_sample(r, measure, one.comparison.level), measure)),
            plain(result_words(own[i], measure)),
        ]
        for one in compared
        for i, r in enumerate(records(one.rows))
        for measure, own in one.effects.items()
    ]
    return Table(
        "effects-by-method",
        "Effects in single trials, by two methods. The large-sample interval takes the effect, or the logarithm of a "
        "ratio, as normal, and adds 1/2 to each cell of a trial with an empty one; the score interval of Miettinen and "
        "Nurminen, which this review prints, adds nothing. Risk differences are in percentage points.",
        ["Comparison", "Trial", "Effect", "Large-sample interval", "Score interval, printed"],
        rows,
        [26, 14, 16, 22, 22],
    )


def _large_sample(row: Mapping[str, Any], measure: ComparisonMeasure, level: float) -> Pooled:
    return large_sample(row["events_1"], row["n_1"], row["events_2"], row["n_2"], measure, level)


def readings(review: Review, candidates: Sequence[Reconstruction]) -> Table:
    """Every reading of ambiguous percentages: reconstructions, with both effects."""
    outcomes = review.vocabulary.outcomes
    rows = []
    for c in candidates:
        fits = "yes, and no other counts do" if c.reproduces else "no: the same patients over other denominators"
        printed = " v ".join(c.reading.printed.values()) + (f", P {c.p}" if c.p else "")
        rows.append(
            [
                study_link(c.study, c.label),
                plain(f"{outcomes[c.reading.outcome].label}: {printed} (source {c.reading.source}, {c.reading.at})"),
                plain(c.of),
                f"{_count(c.events[0], c.n[0])} v {_count(c.events[1], c.n[1])}",
                fits,
                *(plain(result_words(c.effects[measure], measure)) for measure in OF_READINGS),
            ]
        )
    return Table(
        "readings",
        "Percentages printed without denominators, and what they would mean. "
        "All counts are reconstructions: they are not in the data and are used in no pool or comparison. "
        f"Risk differences are in percentage points; intervals are {level_words(LEVEL)} confidence intervals.",
        [
            "Study",
            "Printed",
            "If of",
            "Reconstructed",
            "Fits the percentages?",
            *(NAMES[measure] for measure in OF_READINGS),
        ],
        rows,
        [9, 20, 14, 16, 14, 13, 14],
    )


def by_arm(review: Review, rows: pd.DataFrame, randomised: bool) -> Table:
    """Values of studies with a comparator, arms side by side."""
    lines, letters = [], []
    for line in rows.to_dict("records"):
        one, two, both = line["one"], line["two"], line["both"]
        used = [row for row in (one, two, both) if row]
        word = "".join(dict.fromkeys("".join(marks(row) for row in used)))
        letters.append(word)
        notes = dict.fromkeys(filter(None, (text for row in used for text in (row["note"], row["conflict"]))))
        whom = line["group_label"] + ("" if randomised else f"; {' v '.join(line['arms'])}")
        shown = [_figure(one), _figure(two)]
        if both:
            shown = [plain(("" if both["versus"] else "both arms: ") + value_words(both)), ""]
        lines.append(
            [
                study_link(line["study"], line["label"]) + (f" v {plain(line['arms'][1])}" if randomised else ""),
                plain(f"{what_words(used[0], review.vocabulary)}; {whom}"),
                *shown,
                plain("; ".join(dict.fromkeys(filter(None, (row["p"] for row in used))))),
                word,
                linked(review, remarks(*notes)),
            ]
        )
    name, caption = (
        ("by-arm", f"What the randomised trials report by arm; counts with exact {level_words(LEVEL)} intervals.")
        if randomised
        else (
            "not-randomised",
            "What studies that are not randomised report on two treatments, side by side, with exact "
            f"{level_words(LEVEL)} intervals. "
            "No comparison is made: the treatments were not assigned at random.",
        )
    )
    header = [
        "Study",
        "What, in whom",
        plain(review.config.intervention.capitalize()),
        "Comparator",
        "P",
        "Marks",
        "Notes",
    ]
    return Table(name, f"{caption} {marks_sentence(letters)}".rstrip(), header, lines, [16, 22, 16, 16, 7, 6, 22])


def awaited(review: Review, keys: Iterable[str]) -> Table:
    """Randomised trials without accessible results."""
    rows = []
    for key in keys:
        if (study := review.publications.get(key)) is not None:
            identifier, status = ", ".join(study.registry) or "registration not accessible", "results not accessible"
            who, planned = study.population.note or study.population.age.definition, "not accessible"
            compared = _paired_words(study.arms)
        else:
            trial = review.registered[key]
            compared = _paired_words(trial.arms)
            identifier, who = trial.registry, trial.eligibility or ""
            status = trial.status.label + (f" ({trial.status_date})" if trial.status_date else "")
            planned = str(trial.planned) if trial.planned is not None else "not accessible"
        rows.append(
            [
                study_link(key, review.bibliography.label(key)),
                plain(identifier),
                plain(compared),
                plain(who),
                planned,
                plain(status),
            ]
        )
    return Table(
        "awaited",
        "Randomised trials without accessible results.",
        ["Trial", "Registration", "Arms", "Patients", "Planned", "Status"],
        rows,
        [15, 16, 24, 24, 8, 13],
    )


def _paired_words(arms: Sequence[AnyArm]) -> str:
    return "; ".join(f"{one.label} v {two.label}" for one, two in pairs(arms))


def _figure(row: Mapping[str, Any] | None) -> str:
    """A value, with the exact interval of a count."""
    if row is None:
        return "not printed"
    text = value_words(row)
    if row["events"] is not None and row["n"] is not None:
        text += f", {interval(*exact_interval(row['events'], row['n']))}"
    return plain(text)


def _count(events: int, n: int) -> str:
    return f"{events}/{n} ({percent(events / n)})"
