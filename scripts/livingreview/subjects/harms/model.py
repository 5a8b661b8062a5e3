"""Adverse events: which counts are pooled, which are only shown, and which publications show none.

Nothing is pooled without the rule in data/review.yaml (`safety`). Every row of the data is either in a pool or left out
with a reason. A publication that says nothing of an event is not counted as one without the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...evidence import (
    LEVEL,
    Selection,
    joined_marks,
    named_apart,
    one_report_a_cohort,
    one_row_a_unit,
    safety,
    with_exact_intervals,
)
from ...meta import Pooled, pool_proportions
from ...schema import ALL_ARMS, ArmRole, GroupRole, SafetyRule, Severity
from ...store import Review, records, split_by
from ...wording import count, level_words, listed, number_word, percent, sentence
from ..pooling import pool_options, without_an_equal

# In the order of a reader's question: first what was given, then what it was compared with.
ROLES = (ArmRole.INTERVENTION, ArmRole.MIXED, ArmRole.COMPARATOR)
SEVERITIES = {Severity.STOPPED: "treatment stopped"}  # where the term alone would not be understood
GRAVE = (Severity.SEVERE, Severity.SERIOUS, Severity.MAJOR)
PANELS = ("direct", "apart")
OBTAINED = {
    "A": "from abstracts only",
    "S": "from secondary sources only",
    "D": "derived",
}  # marks, in a sentence

COUNT, STATEMENT, SILENT = "count", "statement", "nothing"


@dataclass(frozen=True)
class EventPool:
    """An event of one severity that enough publications count. `rows` is as `Harms.figures`, one row a cohort."""

    event: str
    severity: str
    label: str
    rows: pd.DataFrame
    pooled: Pooled


@dataclass(frozen=True)
class Harms:
    """All rows on adverse events in patients whom the review asks about.

    `figures` is as `Review.safety`, in the order of organ class, event, severity and year, with: label, year, design,
    cohort (of the publication), arm_label, arm_role, randomised, group_label, group_role, condition, condition_label,
    direct (a condition that may be pooled), what (event and severity in words), organ_class, countable (events and n
    are given), proportion, ci_low, ci_high (exact; nan without a count), marks, and reason (why it is in no pool; empty
    if it is). `reporting` has one row a publication with treated patients: study, label, year, enrolled, direct,
    reports ("count", "statement" or "nothing"). `condition` and `intervention` are the review's words for its topic.
    """

    figures: pd.DataFrame
    pools: tuple[EventPool, ...]
    reporting: pd.DataFrame
    rule: SafetyRule | None
    patients: int  # in the denominators of `counted(direct=True)`, one report a cohort
    most: int  # publications, one a cohort, that count the same event and severity and may be pooled
    condition: str
    intervention: str

    @property
    def level(self) -> float:
        """Confidence level of the intervals, as declared."""
        return LEVEL if self.rule is None else self.rule.level

    @property
    def left_out(self) -> pd.DataFrame:
        """Every row that is in no pool, with its reason."""
        return self.figures[self.figures["reason"] != ""].reset_index(drop=True)

    def panel(self, name: str) -> pd.DataFrame:
        """Rows in patients with the condition only ("direct"), or in cohorts that include others ("apart")."""
        if name not in PANELS:
            raise KeyError(f"{name!r} is not a panel. Allowed: {', '.join(PANELS)}.")
        return self.figures[self.figures["direct"] == (name == "direct")].reset_index(drop=True)

    def counted(self, *, direct: bool) -> pd.DataFrame:
        """Counts with their denominators in arms that had the treatment; `direct`: the condition only."""
        rows = self.figures[self.figures["countable"] & self.figures["arm_role"].eq(ArmRole.INTERVENTION)]
        return rows[rows["direct"]] if direct else rows

    @property
    def pooling_sentence(self) -> str:
        """What is pooled, or that nothing is and how far the data are from it."""
        if self.rule is None:
            return "No rule for pooling adverse events is declared, so none is pooled."
        if self.pools:
            return sentence(f"{count(len(self.pools), 'event')} pooled: {listed(p.label for p in self.pools)}")
        needed = count(self.rule.min_studies, "publication")
        by = f" by more than {number_word(self.most)}" if self.most else ""
        return (
            f"No adverse event was pooled: pooling requires {needed} that count the same event, of the same severity, "
            f"in at least {count(self.rule.min_patients, 'patient')} with {self.condition} only, and no event was "
            f"counted{by}."
        )

    @property
    def reporting_sentence(self) -> str:
        """How many of the publications with treated patients show counts, statements, or nothing on harms."""
        said = self.reporting["reports"].value_counts()
        direct = self.counted(direct=True)["study"].nunique()
        counted, stated, silent = (int(said.get(kind, 0)) for kind in (COUNT, STATEMENT, SILENT))
        of_whom = f"in patients with {self.condition} only and with a denominator"
        if direct:
            of_whom += f" ({count(self.patients, 'patient')})"
        who = f"{number_word(direct)} of them " if counted > 1 else "" if direct else "not "
        some = f"{_doing(counted, 'gives', 'give')} counts of adverse events"
        rest = [f"{_doing(stated, 'gives', 'give')} statements without counts"] if stated else []
        rest += [f"for {number_word(silent)} no information on harms was accessible"] if silent else []
        parts = [f"{some}, {who}{of_whom}" if counted else some, *filter(None, [", and ".join(rest)])]
        return f"Of {count(len(self.reporting), 'publication')} with treated patients, {'; '.join(parts)}."

    @property
    def grave_sentence(self) -> str:
        """Severe, serious and major events that were counted in patients with the condition only."""
        rows = self._grave_without
        none = [
            f"{listed(part['what'])} in none of {part['n'].iloc[0]} ({label}; upper {level_words(self.level)} "
            f"confidence limit {percent(part['ci_high'].iloc[0])})"
            for (label, _), part in rows.groupby(["label", "n"], sort=False)
        ]
        return self._of_grave([*self._grave_that_occurred, *none])

    @property
    def grave_summary(self) -> str:
        """The same in short: those that occurred; in how many publications of what size others did not; their marks."""
        rows, found = self._grave_without, self._grave_that_occurred
        said = []
        if found:
            those = f"in patients with {self.condition} only, these severe, serious or major events occurred"
            said.append(f"{those}: {'; '.join(found)}")
        if len(rows):
            publications = rows["study"].nunique()
            n, limits = rows["n"], [percent(limit) for limit in (rows["ci_high"].min(), rows["ci_high"].max())]
            sizes = count(int(n.max()), "patient") if n.nunique() == 1 else f"{n.min():,} to {n.max():,} patients"
            upper = f"limit {limits[0]}" if limits[0] == limits[1] else f"limits {limits[0]} to {limits[1]}"
            what = "other such events" if found else "severe, serious or major events"
            whom = "" if found else f" with {self.condition} only"
            said.append(
                f"{count(publications, 'publication')} counted {what} in {sizes}{whom}"
                f"{' each' if publications > 1 else ''}; none occurred "
                f"(upper {level_words(self.level)} confidence {upper})"
            )
        if not said:
            return self._of_grave(found)
        obtained = [OBTAINED[letter] for letter in joined_marks(*self._grave["marks"]) if letter in OBTAINED]
        if obtained:
            said.append(f"some of these counts are {listed(obtained, 'or')}")
        return " ".join(map(sentence, said))

    @property
    def _grave(self) -> pd.DataFrame:
        rows = self.counted(direct=True)
        return rows[rows["severity"].isin(GRAVE)]

    @property
    def _occurred(self) -> pd.Series:
        """Of each grave count, whether its publication has one above none of the same event: in it or beside it.

        A count of none that another source contradicts, or that another arm does not share, is no event that did not
        occur.
        """
        rows = self._grave
        return rows.groupby(["study", "what"])["events"].transform("max") > 0

    @property
    def _grave_without(self) -> pd.DataFrame:
        return self._grave[~self._occurred]

    @property
    def _grave_that_occurred(self) -> list[str]:
        rows = self._grave[self._occurred]
        arms = rows.groupby(["study", "what"])["arm"].transform("nunique")
        found = []
        for row, several in zip(records(rows), arms > 1, strict=True):
            who = f"{row['label']}, {row['arm_label']}" if several else row["label"]
            conflict = ", sources in conflict" if row["conflict"] else ""
            found.append(f"{row['what']} in {row['events']}/{row['n']} ({who}{self._in_comparators(row)}){conflict}")
        return found

    def _of_grave(self, parts: list[str]) -> str:
        if not parts:
            return f"No severe, serious or major adverse event was counted in patients with {self.condition} only."
        return sentence(
            f"Severe, serious and major events counted in patients with {self.condition} only: {'; '.join(parts)}"
        )

    def _in_comparators(self, row: Mapping[str, Any]) -> str:
        """The same event in the comparator arms of a randomised trial; a count alone would look like an effect."""
        rows = self.figures[self.figures["countable"] & self.figures["randomised"]]
        rows = rows[rows["direct"] & (rows["arm_role"] == ArmRole.COMPARATOR)]
        rows = rows[(rows[["study", "event", "severity"]] == [row["study"], row["event"], row["severity"]]).all(axis=1)]
        return "".join(f"; {r.events}/{r.n} given {r.arm_label}" for r in rows.itertuples())

    @property
    def silent_sentence(self) -> str:
        """The publications that show no count, by what they show instead."""
        said = {kind: self.reporting[self.reporting["reports"] == kind]["label"] for kind in (STATEMENT, SILENT)}
        return " ".join(
            sentence(f"{what}: {listed(said[kind])}")
            for kind, what in (
                (STATEMENT, "statements without counts"),
                (SILENT, "no information on harms in the accessible text"),
            )
        )

    @property
    def largest_without_count(self) -> pd.Series | None:
        """The largest publication on the condition only that shows no count; None if all show one."""
        rows = self.reporting[self.reporting["direct"] & (self.reporting["reports"] != COUNT)].dropna(subset="enrolled")
        return None if rows.empty else rows.sort_values(["enrolled", "year"], ascending=[False, True]).iloc[0]


def _doing(number: int, one: str, many: str) -> str:
    return f"{number_word(number)} {one if number < 2 else many}"


def harms(review: Review) -> Harms:
    """Every adverse event in the data, with the pools that the rule in data/review.yaml allows."""
    rule, config = review.config.safety, review.config
    figures = _figures(review, LEVEL if rule is None else rule.level)
    figures["reason"], pools, most = _choose(review, figures, rule)
    direct = figures[figures["countable"] & figures["direct"] & figures["arm_role"].eq(ArmRole.INTERVENTION)]
    once = direct.drop(index=list(_of_the_same_patients(direct)))
    kept, _ = one_report_a_cohort(review, once)
    return Harms(
        figures=figures,
        pools=pools,
        reporting=_reporting(review, figures),
        rule=rule,
        patients=int(kept["n"].sum()),
        most=most,
        condition=config.condition_short,
        intervention=config.intervention,
    )


COLUMNS = {"group_condition": "condition", "pooled_population": "direct", "counted": "countable"}


def _figures(review: Review, level: float) -> pd.DataFrame:
    vocabulary = review.vocabulary
    rows = safety(review).rename(columns=COLUMNS)
    rows = with_exact_intervals(rows[rows["in_scope"]], level)
    together = rows["arm"] == ALL_ARMS
    rows["arm_label"] = rows["arm_label"].mask(together, "all arms together").astype(object)
    rows["arm_role"] = rows["arm_role"].mask(together, str(ArmRole.MIXED)).astype(object)
    rows["randomised"] = rows["design"] == "rct"
    rows["collective"] = pd.Series([not vocabulary.events[e].pooled for e in rows["event"]], rows.index, dtype=bool)
    rows["what"] = pd.Series([_what(r, review) for r in records(rows)], rows.index, dtype=object)
    classes = list(dict.fromkeys(event.organ_class for event in vocabulary.events.values()))
    events = list(vocabulary.events)
    rows["organ_class"] = pd.Series([vocabulary.events[e].organ_class for e in rows["event"]], rows.index, dtype=object)

    def place(r: dict) -> tuple:
        about = (
            classes.index(r["organ_class"]),
            events.index(r["event"]),
            list(Severity).index(r["severity"]),
            r["what"],
        )
        return *about, r["year"] or 0, r["study"], ROLES.index(r["arm_role"]), r["row"]

    rows["place"] = pd.Series(list(map(place, records(rows))), rows.index, dtype=object)
    return rows.sort_values("place").drop(columns="place").reset_index(drop=True)


def _what(row: dict, review: Review) -> str:
    """Event and severity in words; a collective term gives way to the report's own where it counts something."""
    event = review.vocabulary.events[row["event"]]
    name = row["as_printed"] if not event.pooled and row["events"] is not None and row["as_printed"] else event.label
    return name if row["severity"] == Severity.ANY else f"{name} ({SEVERITIES.get(row['severity'], row['severity'])})"


def _choose(
    review: Review, rows: pd.DataFrame, rule: SafetyRule | None
) -> tuple[pd.Series, tuple[EventPool, ...], int]:
    """Why each row is in no pool (empty where it is in one), the pools, and most publications for one event."""
    selection = Selection(rows)
    selection.exclude(rows["arm"] == ALL_ARMS, "all arms together")
    mixed = "patients who had the treatment cannot be distinguished from others"
    selection.exclude(rows["arm_role"] == ArmRole.MIXED, mixed)
    selection.exclude(rows["arm_role"] == ArmRole.COMPARATOR, "comparator arm")
    selection.exclude(rows["group_role"] == GroupRole.SUBGROUP, "part of a cohort")
    selection.exclude(~rows["direct"], rows["condition_label"].map(lambda label: f"{label}, not a pooled population"))
    selection.exclude(~rows["countable"], "no count with a denominator")
    selection.exclude(rows["collective"], "a term that covers different events")
    if rule is None:
        selection.exclude(rows["study"].notna(), "no rule for pooling is declared")
        return selection.reasons, (), 0
    selection.exclude(rows["n"] < rule.min_patients, f"fewer than {rule.min_patients} patients")

    pools, most = [], 0
    for (event, severity), part in split_by(selection.chosen, "event", "severity"):
        chosen, passed = _one_row_a_unit(part)
        chosen, same_patients = one_report_a_cohort(review, chosen)
        selection.exclude_rows(passed | same_patients)
        most = max(most, chosen["study"].nunique())
        if chosen["study"].nunique() < rule.min_studies:
            by, needed = count(chosen["study"].nunique(), "publication"), count(rule.min_studies, "publication")
            selection.exclude_rows(dict.fromkeys(chosen.index, f"counted by {by}; {needed} needed"))
            continue
        chosen = chosen.sort_values(["year", "study", "row"]).reset_index(drop=True)
        chosen["label"] = named_apart(chosen)
        counts = (chosen[name].to_numpy(int) for name in ("events", "n"))
        pooled = without_an_equal(pool_proportions(*counts, model=rule.model, **pool_options(rule)))
        pools.append(EventPool(event, severity, chosen["what"].iloc[0], chosen, pooled))
    return selection.reasons, tuple(pools), most


def _one_row_a_unit(part: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Of rows of the same patients, the one with most of them; none where such rows give different counts."""
    passed: dict[int, str] = {}
    for _, same in split_by(part, "study", "arm", "group"):
        if same.loc[same["n"] == same["n"].max(), "events"].nunique() > 1:
            passed |= dict.fromkeys(same.index, "the report gives different counts of it")
    others = _of_the_same_patients(part.drop(index=list(passed)))
    passed |= dict.fromkeys(others, "another row of the same report has as many patients or more")
    return part.drop(index=list(passed)), passed


def _of_the_same_patients(rows: pd.DataFrame) -> dict[int, str]:
    """Rows that may share patients with another of the same report that has as many or more; events have no time."""
    return one_row_a_unit(rows.assign(distance=0.0, group_condition=rows["condition"]))


def _reporting(review: Review, figures: pd.DataFrame) -> pd.DataFrame:
    studies = review.studies
    clinical = studies.loc[studies["clinical"], ["study", "label", "year", "enrolled"]]
    counts = set(figures.loc[figures["events"].notna(), "study"])
    reporting = set(figures["study"])
    direct = {name for name, condition in review.vocabulary.conditions.items() if condition.pooled}
    groups = review.groups
    whole = groups[groups["role"] == GroupRole.WHOLE].set_index("study")["condition"].to_dict()
    clinical["direct"] = [whole.get(key) in direct for key in clinical["study"]]
    clinical["reports"] = [
        COUNT if key in counts else STATEMENT if key in reporting else SILENT for key in clinical["study"]
    ]
    return clinical.sort_values(["year", "study"]).reset_index(drop=True)
