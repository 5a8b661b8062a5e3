"""Tools that ask whether a report can be trusted, as data: their items, in our short words, and what makes a concern.

They ask something else than risk of bias: not whether a result may be wrong by design, but whether the study took place
and gave these numbers. Items are closed, as those of risk of bias are: `TrustJudgement` refuses any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .terms import Design, TrustTool

NOT_PLANNED = (Design.RETROSPECTIVE, Design.CASE_SERIES)  # put together after the patients were treated


@dataclass(frozen=True)
class TrustItem:
    """One item. `number` is that of the tool.

    `randomised` is whether it makes sense for randomised trials only, `planned` whether it needs a study that was
    planned before its patients were treated.
    """

    id: str
    number: str
    domain: str
    label: str
    concern: str
    randomised: bool = field(default=False, kw_only=True)
    planned: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Screen:
    """A tool: name, address where its items were read, and its items in order, by domain."""

    tool: TrustTool
    name: str
    seen_at: str
    note: str
    items: tuple[TrustItem, ...]

    def item(self, name: str) -> TrustItem:
        """The item of this id. Raises KeyError for one that the tool does not have."""
        return {item.id: item for item in self.items}[name]

    def applying(self, design: Design) -> tuple[TrustItem, ...]:
        """The items that apply to a study of this design."""
        randomised, planned = design is Design.RCT, design not in NOT_PLANNED
        return tuple(
            item for item in self.items if (randomised or not item.randomised) and (planned or not item.planned)
        )


NOTICES, CONDUCT, TEXT, RESULTS = "Notices", "Conduct", "Text and figures", "Results"

# Domains and checks: Wilkinson et al. 2025 (doi 10.1101/2025.09.03.25334905), guidance at https://inspect.sr.
INSPECT_SR = Screen(
    TrustTool.INSPECT_SR,
    "INSPECT-SR",
    "https://inspect.sr/chapters/check_1_1.html",
    "The tool answers each check with yes, no, unclear or not applicable, and a rater then judges each domain and the "
    "study. Here each check is judged on the scale of the domains, and nothing is derived from the judgements.",
    (
        TrustItem("retraction", "1.1", NOTICES, "Retraction", "The report is retracted, removed or withdrawn."),
        TrustItem(
            "other-notice",
            "1.2",
            NOTICES,
            "Expression of concern or other notice",
            "A journal or reader doubts the data in a notice, letter or comment, without an answer.",
        ),
        TrustItem(
            "team", "1.3", NOTICES, "Other studies of the team", "Other work of the main authors has such notices."
        ),
        TrustItem(
            "ethics",
            "2.1",
            CONDUCT,
            "Ethical approval",
            "Approval or consent is missing, or does not fit the dates of the study.",
        ),
        TrustItem(
            "registration",
            "2.2",
            CONDUCT,
            "Registration",
            "A study of its time and place should be registered before it starts, and is not.",
            planned=True,
        ),
        TrustItem(
            "register-differs",
            "2.3",
            CONDUCT,
            "Register against report",
            "Size, dates, treatment or patients differ from the register without a reason.",
            planned=True,
        ),
        TrustItem(
            "recruitment",
            "2.4",
            CONDUCT,
            "Recruitment",
            "So many patients of this kind cannot be found there in that time.",
        ),
        TrustItem(
            "resources", "2.5", CONDUCT, "Methods and resources", "What was done is hardly possible at that place."
        ),
        TrustItem(
            "copied-text",
            "3.1",
            TEXT,
            "Copied or unfitting text",
            "Text or tables come from another report, or do not fit.",
        ),
        TrustItem(
            "figures",
            "3.2",
            TEXT,
            "Figures altered or repeated",
            "A figure is altered, or shown as something else too.",
        ),
        TrustItem(
            "eligibility", "4.1", RESULTS, "Eligibility of patients", "Data contradict the criteria for inclusion."
        ),
        TrustItem(
            "allocation",
            "4.2",
            RESULTS,
            "Sizes of arms",
            "The arms are more alike or more different in size than the method allows.",
            randomised=True,
        ),
        TrustItem(
            "baseline",
            "4.3",
            RESULTS,
            "Baseline values",
            "Values at the start are implausible or repeat each other.",
        ),
        TrustItem(
            "results-differ",
            "4.4",
            RESULTS,
            "Results within the report",
            "Text, tables, figures or abstract give different results.",
        ),
        TrustItem(
            "loss",
            "4.5",
            RESULTS,
            "Loss to follow-up",
            "So few, or so many, losses are hard to believe there.",
        ),
        TrustItem(
            "numbers-of-patients",
            "4.6",
            RESULTS,
            "Numbers of patients",
            "Numbers of patients differ between parts of the report without a reason.",
        ),
        TrustItem(
            "outcomes",
            "4.7",
            RESULTS,
            "Plausibility of outcomes",
            "Effects, rates or spreads are hard to believe beside those of other studies.",
        ),
        TrustItem(
            "impossible-means",
            "4.8",
            RESULTS,
            "Means and percentages",
            "No whole numbers of patients can give the printed means, spreads or percentages.",
        ),
        TrustItem(
            "statistics", "4.9", RESULTS, "Statistical results", "P values or effects do not follow from the data."
        ),
        TrustItem(
            "other-contradiction",
            "4.10",
            RESULTS,
            "Other contradictions",
            "Numbers imply something that cannot be, such as a part larger than the whole.",
        ),
        TrustItem(
            "reports-differ",
            "4.11",
            RESULTS,
            "Other reports of the study",
            "Several reports of the study differ in more than can be explained.",
        ),
    ),
)

GOVERNANCE, AUTHORS, INTERVENTION, TIME = "Governance", "Author group", "Intervention", "Timeframe"
DROP_OUT, BASELINE, OUTCOMES = "Drop-out", "Baseline", "Outcomes"

# Table 1 of Mol et al. 2023; its items after the first six in the summary of a reader, post 525206 at
# https://www.s4me.info/threads/37953. That summary lacks one item of the nineteen: important prognostic factors.
TRACT = Screen(
    TrustTool.TRACT,
    "TRACT",
    "https://researchintegrityjournal.biomedcentral.com/articles/10.1186/s41073-023-00130-8/tables/1",
    "The tool puts no information together with some concerns; here it is kept apart. Items 7 to 19 were read in a "
    "summary, which lacks item 16: its wording is to be compared with the paper.",
    (
        TrustItem(
            "prospective-registration",
            "1",
            GOVERNANCE,
            "Registration before the start",
            "A study from 2010 on was not registered, or only after it began.",
            planned=True,
        ),
        TrustItem(
            "planned-size",
            "2",
            GOVERNANCE,
            "Planned size",
            "The size differs from the planned one by more than 15%.",
            planned=True,
        ),
        TrustItem("ethics-described", "3", GOVERNANCE, "Ethics", "Ethical approval is not described, or vaguely."),
        TrustItem("few-authors", "4", AUTHORS, "Number of authors", "Three authors or fewer, or few for such a study."),
        TrustItem("authors-retracted", "5", AUTHORS, "Authors' other work", "Other work of the authors was retracted."),
        TrustItem(
            "many-trials",
            "6",
            AUTHORS,
            "Number of trials",
            "One author or place published many trials in a short time.",
        ),
        TrustItem(
            "concealment",
            "7",
            INTERVENTION,
            "Allocation concealment",
            "Concealment is not described, or not plausible.",
            randomised=True,
        ),
        TrustItem(
            "illogical-method",
            "8",
            INTERVENTION,
            "Logic of the method",
            "Something described was not needed, or cannot be, such as sealed envelopes in a placebo trial.",
        ),
        TrustItem(
            "fast-recruitment", "9", TIME, "Time to recruit", "Patients were recruited faster than is plausible."
        ),
        TrustItem(
            "fast-publication",
            "10",
            TIME,
            "Time to submission",
            "Between the end of follow-up and submission there was no time for the analysis.",
        ),
        TrustItem("no-losses", "11", DROP_OUT, "Losses", "No losses, or losses without reasons."),
        TrustItem("round-losses", "12", DROP_OUT, "Pattern of losses", "Losses leave round numbers in each arm."),
        TrustItem("few-characteristics", "13", BASELINE, "Number of characteristics", "None or few are reported."),
        TrustItem(
            "implausible-characteristics",
            "14",
            BASELINE,
            "Values of characteristics",
            "They are implausible, or spreads of different characteristics are alike.",
        ),
        TrustItem(
            "balance",
            "15",
            BASELINE,
            "Balance of the arms",
            "The arms are perfectly balanced, or differ much.",
            randomised=True,
        ),
        TrustItem(
            "prognostic-factors",
            "16",
            BASELINE,
            "Prognostic factors",
            "Important prognostic factors are missing.",
        ),
        TrustItem(
            "large-effect",
            "17",
            OUTCOMES,
            "Size of the effect",
            "The effect is much larger than in other studies of the question.",
        ),
        TrustItem(
            "outcomes-conflict",
            "18",
            OUTCOMES,
            "Agreement of outcomes",
            "Outcomes contradict each other, such as more of a part than of the whole.",
        ),
        TrustItem(
            "primary-outcome-changed",
            "19",
            OUTCOMES,
            "Primary outcome",
            "The primary outcome differs from the registered one.",
            planned=True,
        ),
    ),
)

SCREENS: dict[TrustTool, Screen] = {screen.tool: screen for screen in (INSPECT_SR, TRACT)}
# Designs that are screened: studies of groups of patients. A report of one or two cases has no numbers to check.
SCREENED_DESIGNS = (
    Design.RCT,
    Design.PROSPECTIVE,
    Design.PROSPECTIVE_COHORT,
    Design.RETROSPECTIVE,
    Design.SINGLE_ARM_UNCLEAR,
    Design.CASE_SERIES,
)
