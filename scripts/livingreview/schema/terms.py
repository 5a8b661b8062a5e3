"""Closed vocabularies of the engine: terms that decide what it does, each with its definition.

Terms of the topic are in data/vocabulary.yaml, see `Vocabulary`. Each term is defined in one place only.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Self

from .term_labels import PRINTED


class Term(StrEnum):
    """A closed vocabulary: `member.value` is written in data, `member.definition` printed.

    `member.also` is what reports and people call it: a message on an unknown word proposes the term by it.
    """

    definition: str
    also: tuple[str, ...]

    # Type checkers take this for the signature of a look-up too, such as `Level("low")`: hence the defaults.
    def __new__(cls, value: str, definition: str = "", also: tuple[str, ...] = ()) -> Self:
        if not definition:
            raise TypeError(f"{cls.__name__}: {value!r} has no definition.")
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.also = also
        return member

    @property
    def label(self) -> str:
        """The term in print: its value with blanks for hyphens, but for names and words that are written otherwise."""
        return PRINTED.get(self.value, self.value.replace("-", " "))


def called(values: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What else terms of the engine are called: definition, label and other names of each, by its value.

    values: terms, or some of the terms, of one vocabulary; words of no vocabulary give an empty dictionary.
    """
    kinds = [kind for kind in Term.__subclasses__() if {one.value for one in kind}.issuperset(values)]
    nearest_kind = min(kinds, key=len, default=None) if values else None
    return {one.value: (one.definition.rstrip("."), one.label, *one.also) for one in nearest_kind or ()}


class ReportKind(Term):
    JOURNAL = (
        "journal-article",
        "Article in a journal.",
        ("article", "paper", "original article", "research article", "letter"),
    )
    CONFERENCE = (
        "conference-abstract",
        "Abstract printed for a meeting; no full article.",
        ("abstract", "meeting abstract", "congress abstract", "poster", "proceedings"),
    )
    PREPRINT = "preprint", "Public manuscript without peer review.", ("manuscript", "medRxiv", "bioRxiv")
    REGISTRY = (
        "registry",
        "Entry of a trial register.",
        ("trial register", "trial registration", "register entry", "ClinicalTrials.gov"),
    )
    REVIEW = "review", "Review or commentary; brings no patients of its own."
    GUIDELINE = (
        "guideline",
        "Guideline, consensus or definition document.",
        ("consensus", "consensus statement", "recommendation"),
    )
    LABEL = (
        "label",
        "Product label of a medicines agency or manufacturer.",
        ("prescribing information", "summary of product characteristics", "package insert"),
    )
    NOT_STATED = "not-stated", "Not stated in the accessible text, such as a table of another review."


class Purpose(Term):
    DEFINITION = "definition", "Definitions and outcome criteria."
    GUIDELINE = "guideline", "Guideline or consensus position."
    COMPARATOR = "comparator", "Values of other treatments, never ranked against the treatment under review."
    PHARMACOLOGY = "pharmacology", "Dose, level, interactions, product label."
    SAFETY = "safety", "Harms of the drug or its class in other diseases."
    BURDEN = "burden", "Frequency, course and burden of the disease."
    EARLIER_REVIEW = "earlier-review", "What an earlier review says; it brings no patients of its own."
    METHODS = "methods", "Methods of reviews."


class SourceKind(Term):
    FULL_TEXT = "full-text", "The whole article was read."
    EXCERPT = "full-text-excerpt", "Parts of the article beyond the abstract were read."
    ABSTRACT = "abstract", "The abstract, or part of it, was read."
    REGISTRY = "registry", "A trial register, or a copy of its entry."
    SECONDARY = "secondary", "Another publication or record that restates this one."


class Design(Term):
    RCT = (
        "rct",
        "Randomised trial.",
        (
            "randomised controlled trial", "randomised clinical trial", "randomised study", "randomised",
            "controlled trial", "crossover trial", "double-blind trial", "placebo-controlled trial",
        ),
    )  # fmt: skip
    PROSPECTIVE = (
        "single-arm-prospective",
        "Prospective single-arm study.",
        (
            "single-arm trial", "single-arm study", "single-arm", "phase 1 trial", "phase 2 trial", "open-label trial",
            "non-randomised trial", "clinical trial", "prospective study", "prospective", "pilot study",
        ),
    )  # fmt: skip
    PROSPECTIVE_COHORT = (
        "prospective-cohort",
        "Prospective cohort, with or without comparison.",
        (
            "cohort study", "cohort", "prospective cohort study", "observational study", "prospective study",
            "prospective",
        ),
    )  # fmt: skip
    RETROSPECTIVE = (
        "retrospective-cohort",
        "Retrospective cohort, assembled from records.",
        (
            "retrospective", "retrospective study", "retrospective cohort study", "retrospective analysis",
            "cohort study", "cohort", "observational study", "case-control study", "chart review", "historical cohort",
        ),
    )  # fmt: skip
    SINGLE_ARM_UNCLEAR = (
        "single-arm-unclear",
        "Single treated group; whether prospective is not stated.",
        ("single-arm study", "single-arm", "uncontrolled study"),
    )
    CASE_SERIES = "case-series", "Case series without a defined cohort.", ("series", "series of cases", "cases")
    CASE_REPORT = (
        "case-report",
        "Report of one or two cases.",
        ("case reports", "case", "case study", "single case", "one patient"),
    )
    EX_VIVO = "ex-vivo", "Ex vivo study of patients' cells or blood.", ("patient samples", "laboratory study")
    IN_VITRO = "in-vitro", "Cells of healthy donors or cell lines.", ("cell line", "cell culture", "laboratory study")
    ANIMAL = (
        "animal",
        "Animal experiment.",
        ("animal study", "mouse", "mice", "mouse model", "in vivo", "preclinical"),
    )
    REVIEW = "review", "No data of its own.", ("systematic review", "meta-analysis", "narrative review", "editorial")


class Age(Term):
    ADULT = "adult", "Adults only.", ("adults",)
    CHILD = "child", "Children and adolescents only.", ("children", "paediatric", "adolescents")
    MIXED = "mixed", "Adults and children.", ("all ages", "adults and children", "both")
    NOT_STATED = "not-stated", "Not stated in the accessible text.", ("unknown", "not reported", "unclear", "NR")
    NOT_APPLICABLE = "not-applicable", "Animals or cells."


class GroupRole(Term):
    WHOLE = "whole", "Everybody treated in the study."
    CONDITION = "condition", "All patients of a mixed cohort who have one condition."
    SUBGROUP = "subgroup", "Any other part (by disease, response, age ...): shown, never pooled."


class ArmRole(Term):
    INTERVENTION = "intervention", "Gets the treatment under review."
    COMPARATOR = "comparator", "Gets something else."
    MIXED = "mixed", "Patients on the treatment under review cannot be separated from others."


class Besides(Term):
    NOTHING = "nothing", "The report says that nothing else was given for the condition."
    OTHERS = "others", "The report says that other drugs for the condition could be continued or added."


class Given(Term):
    ANY = "any", "The treatment, with whatever else was given."
    NOT_COMBINED = "not-combined", "No planned second drug; whether others were given as well may not be stated."
    ALONE = "alone", "Nothing else for the condition, as the report says."


class When(Term):
    BASELINE = "baseline", "Before treatment."
    BEST = "best", "At any time: the report itself says best, optimal, maximal, or at any time."
    ON_TREATMENT = "on-treatment", "On treatment, no time given."
    AFTER_STOP = "after-stop", "After treatment ended."
    FOLLOW_UP = "follow-up", "Last or median follow-up."
    NOT_STATED = "not-stated", "What was read prints no time, and none of the words that `best` needs."


UNTIMED = (When.BEST, When.NOT_STATED)  # responses at any time: which of the two it is depends on the report's wording


class Stat(Term):
    MEAN = "mean", "Arithmetic mean."
    MEDIAN = "median", "Median."
    DIFFERENCE = "difference", "Difference between arms."
    RATE = "rate", "Events per person-time."
    RATIO = "ratio", "Ratio, for example of hazards or odds."
    NOT_STATED = "not-stated", "Not said in what was read: either a mean or a median."


class Spread(Term):
    SD = "sd", "Standard deviation: `low` and `high` are the mean minus and plus one SD."
    RANGE = "range", "Smallest to largest value."
    IQR = "iqr", "Interquartile range."
    CI95 = "ci95", "95% confidence interval."


class PlusMinus(Term):
    """What a number behind ± is: many reports do not say."""

    SD = "sd", "Standard deviation, as the report says."
    SE = "se", "Standard error of the mean, as the report says."
    NOT_STATED = "not-stated", "Not said in what was read: either a standard deviation or a standard error."


class Derivation(Term):
    PERCENTAGE = "percentage", "Count worked out from a printed percentage and denominator that only one integer fits."
    SUM = "sum", "Sum or difference of printed counts."
    WORDS = "words", "Number put for words such as none, both, all."
    UNIT = "unit", "Printed value converted to another unit."
    READING = "reading", "One reading of an ambiguous sentence; `how` gives the others."


class Severity(Term):
    ANY = "any", "Any severity."
    SEVERE = "severe", "Severe or grade 3 to 5, as the report puts it."
    SERIOUS = "serious", "Serious adverse event, as the report puts it."
    MAJOR = "major", "Major adverse event, as the report puts it."
    STOPPED = "stopped", "Treatment was stopped for it."


class NoneInWords(Term):
    ZERO = "zero", "A count of zero, of all patients of the row."
    STATEMENT = "statement", "A statement, which gives no count."


class System(Term):
    PATIENTS = "patients-in-vivo", "Measured in patients, or in what was taken from them and not treated since."
    PATIENT_CELLS = (
        "patient-cells-ex-vivo",
        "Patients' cells treated, stimulated or cultured outside the body, or their plasma or serum "
        "given to other cells.",
    )
    HEALTHY_CELLS = "healthy-cells", "Cells of healthy people, or of animals with unchanged genes, outside the body."
    CELL_LINE = "cell-line", "Immortalised cells."
    MOUSE = "mouse-model", "Mice, and cells of mice with a changed gene."
    RAT = "rat-model", "Rats, and cells of rats with a changed gene."


ANIMALS = (System.MOUSE, System.RAT)


class Direction(Term):
    UP = "up", "Higher, or more active."
    DOWN = "down", "Lower, or less active."
    NONE = "no-change", "No difference found (which does not prove that there is none)."
    MIXED = "mixed", "Depends on marker, tissue, dose or time; or a correlation without direction."


class Sign(Term):
    """What one thing is claimed to do to another."""

    RAISES = "raises", "More of the first gives more of the second."
    LOWERS = "lowers", "More of the first gives less of the second."


class NodeKind(Term):
    """What a node of the pathway is: decides its shape."""

    TREATMENT = "treatment", "The treatment under review: where the picture begins."
    TARGET = "target", "What the treatment acts on."
    CELL = "cell", "A kind of cell."
    MOLECULE = "molecule", "A cytokine, antibody or other molecule."
    PROCESS = "process", "Something that cells do."
    OUTCOME = "outcome", "What patients have too little or too much of: where the picture ends."


class Extent(Term):
    SAME = "same", "The same patients."
    PARTIAL = "partial", "Some patients are certainly in both."
    POSSIBLE = "possible", "Some patients may be in both: same place and overlapping years, or another sign of it."


class Part(Term):
    """What a perturbation of a finding shows: decides which part of a mechanism chapter shows it."""

    DEFECT = "defect", "The disease compared with health."
    WITHIN = "within", "Comparison or correlation within the disease."
    INTERVENTION = "intervention", "The treatment under review alone."
    COMBINATION = "combination", "The treatment under review together with another agent."
    CLASS = "class", "Another drug of the same class."
    GENETIC = "genetic", "Genetic change of the drug's target pathway: never a drug effect."
    OTHER = "other", "Anything else: context only."


class Aspect(Term):
    """What an outcome says of the course: decides which overview shows its values."""

    LASTING = "lasting", "Whether a response lasts: sustained, lost, relapsed, kept without treatment."
    TIMING = "timing", "How long something takes or lasts."


class Instrument(Term):
    ROB2 = "rob2", "RoB 2: randomised trials."
    JBI_CASE_SERIES = "jbi-case-series", "JBI critical appraisal tool for case series, used for every treated group."
    JBI_CASE_REPORT = "jbi-case-report", "JBI critical appraisal tool for case reports."
    SYRCLE = "syrcle", "SYRCLE's tool for animal experiments."
    ROBINS_I = (
        "robins-i",
        "ROBINS-I V2: arms of a cohort that were compared and not randomised, beside the case series.",
    )


class Judgement(Term):
    LOW = "low", "Low risk of bias, or the item is met."
    SOME = "some-concerns", "Some concerns (in ROBINS-I: moderate), or the item is met in part."
    HIGH = "high", "High (in ROBINS-I: serious) risk of bias, or the item is not met."
    NO_INFORMATION = "no-information", "Cannot be judged from what was read; never guessed."
    CRITICAL = "critical", "Only in ROBINS-I: so high a risk of bias that the result should not be used."


class RatingStatus(Term):
    DRAFT = "draft", "Not yet confirmed by a rater."
    CONFIRMED = "confirmed", "Confirmed by a rater."


class TrustTool(Term):
    INSPECT_SR = "inspect-sr", "Checks for problematic trials in systematic reviews."
    TRACT = "tract", "Trustworthiness in randomised controlled trials."


class Trust(Term):
    NONE = "no-concern", "Nothing in what was read speaks against the report."
    SOME = "some-concern", "Something does not fit, or could be better; it may have a harmless reason."
    SERIOUS = "serious-concern", "Something that makes it doubtful that the study gave these results."
    NO_INFORMATION = "no-information", "Cannot be judged from what was read; never guessed."


class Domain(Term):
    """The domains over which GRADE rates certainty down."""

    RISK_OF_BIAS = "risk-of-bias", "Limits in how the studies were done."
    INCONSISTENCY = "inconsistency", "Studies disagree without an explanation."
    INDIRECTNESS = "indirectness", "Patients, treatment, outcome or time are not quite those in question."
    IMPRECISION = "imprecision", "Few patients or events, and so a wide interval."
    PUBLICATION_BIAS = "publication-bias", "Studies or results are probably missing."


class Upgrade(Term):
    """What may raise the certainty of observational evidence in GRADE."""

    LARGE_EFFECT = "large-effect", "The effect is large."
    DOSE_RESPONSE = "dose-response", "More of the treatment goes with more of the effect."
    OPPOSING_BIAS = "opposing-bias", "Every plausible bias would have made the effect smaller."


class Level(Term):
    """Certainty of evidence in GRADE, from the highest to the lowest."""

    HIGH = "high", "The truth is very probably close to the estimate."
    MODERATE = "moderate", "The truth is probably close to the estimate, but may be quite different."
    LOW = "low", "The truth may be quite different from the estimate."
    VERY_LOW = "very-low", "The truth is probably quite different from the estimate."


class Reported(Term):
    """How far an item of a reporting standard is met."""

    MET = "met", "Reported where the link leads."
    PARTLY = "partly", "Reported in part; the note says what is missing."
    NOT_DONE = "not-done", "Not done; the note says why."
    NOT_APPLICABLE = "not-applicable", "Does not apply; the note says why."


class TrialStatus(Term):
    PLANNED = "planned", "Registered, not yet recruiting."
    RECRUITING = "recruiting", "Recruiting at the date given."
    ACTIVE = "active", "Running, not recruiting."
    COMPLETED = "completed", "Completed."
    UNKNOWN = "unknown", "Status not kept up to date by the registrant."
    STOPPED = "stopped", "Ended early."


class Verdict(Term):
    """How an earlier review and this one compare on a point."""

    AGREES = "agrees", "Both say the same."
    DIFFERS = "differs", "They do not say the same."
    MORE = "more-here", "This review adds values or directions that the earlier one does not show."
    NOT_SHOWN = "not-shown-here", "No evidence in this review bears on the point."
