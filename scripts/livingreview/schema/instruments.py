"""Risk-of-bias instruments as data: their items, in our short words, and the rule by which each is judged here.

An instrument's items are closed: `BiasItem` refuses any other, and a study that is rated at all is rated on all of
them. What an instrument asks is taken from the source it names; when an item counts as low, some concerns or high is
this review's own operational rule, the same for every study. Whatever was not accessible is "no information",
whichever way it would probably have gone.
"""

from __future__ import annotations

from .robins import ROBINS_I
from .terms import Design, Instrument, Judgement
from .tool import Item, Tool

# Domains: Sterne 2019 (title page, and the methods texts that list them). When a domain is low, some concerns or high:
# table 2 of a review that prints the guidance, https://pmc.ncbi.nlm.nih.gov/articles/PMC8191126/table/Tab2.
ROB2 = Tool(
    Instrument.ROB2,
    "RoB 2",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC8191126/table/Tab2",
    "The comparison of the arms on the trial's main efficacy outcome, by assignment.",
    True,
    (
        Item(
            "randomisation",
            "Randomisation process",
            "Was the sequence random, concealed until assignment, and are the arms alike at the start?",
            "Concealed, with a random sequence or no hint against it, and baseline differences fit chance.",
            "Random and concealed, but baseline differences suggest a problem; or concealment is not described in a "
            "report that was read in full.",
            "Not concealed, or baseline differences suggest a failed randomisation.",
        ),
        Item(
            "deviations",
            "Deviations from the intended treatment",
            "Did anyone know the treatment, did care depart from it because of the trial, and were all analysed as "
            "randomised?",
            "Patients and carers did not know the treatment, and all were analysed as randomised.",
            "Open label, or some were left out of the analysis, without a sign that this changed the result.",
            "Departures or exclusions that are likely to have changed the result.",
        ),
        Item(
            "missing-data",
            "Missing outcome data",
            "Is the outcome known for all, or nearly all, who were randomised?",
            "The outcome is printed for at least 95% of those randomised, by arm.",
            "Some are missing (more than 5%, up to 20%), or who is missing is not given by arm.",
            "More than 20% are missing, or the missing differ by arm in a way tied to the outcome.",
        ),
        Item(
            "measurement",
            "Measurement of the outcome",
            "Was the outcome measured properly and alike in both arms, and could knowing the arm sway it?",
            "A laboratory value judged by thresholds that are stated.",
            "A judgement by assessors who knew the arm, with stated criteria.",
            "A judgement by assessors who knew the arm, without criteria, or another method in each arm.",
        ),
        Item(
            "selection",
            "Selection of the reported result",
            "Was the result planned, or picked from several outcomes, times or analyses?",
            "A protocol or register entry was read, and outcome, time and analysis are those planned.",
            "A plan was read, and it does not settle outcome, time or analysis.",
            "The result differs from the plan in a way that depends on the findings.",
        ),
    ),
)

# Ten questions: table 2 of a review that prints them, https://pmc.ncbi.nlm.nih.gov/articles/PMC7778754/table/T2.
JBI_CASE_SERIES = Tool(
    Instrument.JBI_CASE_SERIES,
    "JBI checklist for case series",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC7778754/table/T2",
    "The treated group as one series, whatever the report calls its design.",
    False,
    (
        Item(
            "inclusion-criteria",
            "Clear criteria for inclusion",
            "Were there clear criteria for inclusion?",
            "Diagnosis, phase or earlier treatment, and a threshold (such as a count or an age) are stated.",
            "Diagnosis and phase are described in general words, without a threshold.",
            "The report was read in full and states no criteria.",
        ),
        Item(
            "condition-measured",
            "Condition measured alike in all",
            "Was the condition measured in a standard, reliable way in everybody?",
            "The measurement is described and was the same for all.",
            "It is described for part of the patients.",
            "It differed between patients.",
        ),
        Item(
            "condition-identified",
            "Condition identified validly",
            "Were valid methods used to establish the condition?",
            "Diagnostic criteria, or a test that defines the condition, are named.",
            "A diagnosis is said to follow a standard that is not named.",
            "The diagnosis rests on a method that does not establish it.",
        ),
        Item(
            "consecutive",
            "Consecutive patients",
            "Were patients included consecutively?",
            "The report says so.",
            "The report says so for one of several centres or periods.",
            "The report says that patients were chosen.",
        ),
        Item(
            "complete",
            "All eligible patients",
            "Was inclusion complete?",
            "The report says that every eligible patient was included.",
            "Some eligible patients are missing, with reasons.",
            "Who entered depended on what came after the start of treatment, such as how long it lasted.",
        ),
        Item(
            "demographics",
            "Demographics reported",
            "Are the patients' demographics clear?",
            "Number, age and sex are given in numbers.",
            "Some of them are given in numbers beyond the number of patients.",
            "The report was read in full and gives none.",
        ),
        Item(
            "clinical",
            "Clinical information reported",
            "Is the patients' clinical information clear?",
            "Diagnosis, earlier treatment and the starting value of the outcome are given.",
            "At least one of them is given.",
            "The report was read in full and gives none.",
        ),
        Item(
            "outcomes",
            "Outcomes of all reported",
            "Are the outcomes of the patients clear?",
            "The main outcome is counted for all who started, with its time.",
            "It is given without count, without time, or for those who could be assessed only.",
            "It is given for a selection only.",
        ),
        Item(
            "sites",
            "Sites described",
            "Are the sites and their patients described?",
            "Place and period are named.",
            "Place or period is named.",
            "The report was read in full and names neither.",
        ),
        Item(
            "statistics",
            "Statistics appropriate",
            "Was the analysis appropriate?",
            "The analysis is described and fits the data.",
            "The printed numbers do not fit each other.",
            "The analysis does not fit the data.",
        ),
    ),
)

# Eight questions: note to table 3 of a review that prints them, https://pmc.ncbi.nlm.nih.gov/articles/PMC8255116/table/Tab3.
JBI_CASE_REPORT = Tool(
    Instrument.JBI_CASE_REPORT,
    "JBI checklist for case reports",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC8255116/table/Tab3",
    "The report of one or two patients.",
    False,
    (
        Item(
            "demographics",
            "Demographics described",
            "Are the patient's demographics clear?",
            "Age and sex are given.",
            "One of them is given.",
            "The report was read in full and gives neither.",
        ),
        Item(
            "history",
            "History as a timeline",
            "Is the history clear, in order of time?",
            "Onset and earlier treatments are given with their times.",
            "Earlier treatments or events are named without times.",
            "The report was read in full and gives none.",
        ),
        Item(
            "presentation",
            "Condition at the start",
            "Is the condition at presentation clear?",
            "Findings and starting values are given.",
            "Some of them are given.",
            "The report was read in full and gives none.",
        ),
        Item(
            "diagnostics",
            "Diagnostic tests",
            "Are tests and their results clear?",
            "The tests that made the diagnosis are given with results.",
            "Tests are named without results.",
            "The report was read in full and names none.",
        ),
        Item(
            "intervention",
            "Treatment described",
            "Is the treatment clear?",
            "Drug, dose and duration are given.",
            "The drug is named without dose or duration.",
            "The report was read in full and leaves the treatment unclear.",
        ),
        Item(
            "outcome",
            "Condition after treatment",
            "Is the condition after treatment clear?",
            "The outcome is given with values and its time.",
            "The outcome is given without values or without its time.",
            "The report was read in full and leaves the outcome unclear.",
        ),
        Item(
            "harms",
            "Harms described",
            "Are adverse or unexpected events reported?",
            "Events are reported, or their absence is stated.",
            "Tolerance is described in general words.",
            "The report was read in full and says nothing.",
        ),
        Item(
            "lessons",
            "Lessons drawn",
            "Does the report draw lessons?",
            "It does.",
            "It hints at them.",
            "The report was read in full and draws none.",
        ),
    ),
)

# Ten entries: table 2 of the tool's paper, https://pmc.ncbi.nlm.nih.gov/articles/PMC4230647/table/T2 (entries 1 to 7),
# and the notes to https://pmc.ncbi.nlm.nih.gov/articles/PMC6471887/table/nutrients-11-00633-t0A1 (all ten; no summary
# score).
SYRCLE = Tool(
    Instrument.SYRCLE,
    "SYRCLE's tool",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC4230647/table/T2",
    "The animal experiment that gave the finding.",
    False,
    (
        Item(
            "sequence",
            "Sequence generation",
            "Was allocation to the groups random?",
            "A random method is described.",
            "Called random, without the method, in a report that was read in full.",
            "Allocation was not random.",
        ),
        Item(
            "baseline",
            "Baseline characteristics",
            "Were the groups alike at the start?",
            "Characteristics are compared and alike, or adjusted for.",
            "Some are compared.",
            "They differ.",
        ),
        Item(
            "concealment",
            "Allocation concealment",
            "Was allocation concealed?",
            "A method is described.",
            "Called concealed, without the method, in a report that was read in full.",
            "It was not concealed.",
        ),
        Item(
            "housing",
            "Random housing",
            "Were the animals housed at random?",
            "Cages were placed at random.",
            "Housing was the same for all groups, without random placing.",
            "Groups were housed apart.",
        ),
        Item(
            "blinded-care",
            "Blinding of caregivers",
            "Did carers and investigators not know the group?",
            "Blinding is described.",
            "Called blind, without saying who.",
            "They knew.",
        ),
        Item(
            "random-assessment",
            "Random outcome assessment",
            "Were animals picked at random for assessment?",
            "They were, or all were assessed at once.",
            "Part of them were.",
            "They were not.",
        ),
        Item(
            "blinded-assessment",
            "Blinding of assessors",
            "Did assessors not know the group?",
            "Blinding is described, or the value is read by a machine in a way that knowing cannot sway.",
            "Called blind, without saying who.",
            "They knew, and the value can be swayed.",
        ),
        Item(
            "incomplete-data",
            "Incomplete outcome data",
            "Are all animals accounted for?",
            "Numbers at start and at assessment are given and agree.",
            "Some are missing, with reasons.",
            "Animals are missing without reasons.",
        ),
        Item(
            "selective-reporting",
            "Selective outcome reporting",
            "Was what was planned reported?",
            "A protocol was read, and its outcomes are reported.",
            "The methods were read, and their outcomes are reported.",
            "Outcomes of the methods are not reported.",
        ),
        Item(
            "other",
            "Other sources of bias",
            "Is the experiment free of other problems?",
            "The report was read in full and shows none.",
            "There is a problem that may matter.",
            "There is a problem that probably matters.",
        ),
    ),
)

TOOLS: dict[Instrument, Tool] = {
    tool.instrument: tool for tool in (ROB2, JBI_CASE_SERIES, JBI_CASE_REPORT, SYRCLE, ROBINS_I)
}

# The one place that decides which design is rated with which instrument. What enters from a non-randomised report is
# one treated group, so all of them are read as case series: the JBI checklist for cohorts asks mostly about an
# unexposed group (items as in https://pmc.ncbi.nlm.nih.gov/articles/PMC7393932/table/T3) that no result uses.
INSTRUMENT_OF_DESIGN: dict[Design, Instrument | None] = {
    Design.RCT: Instrument.ROB2,
    Design.PROSPECTIVE: Instrument.JBI_CASE_SERIES,
    Design.PROSPECTIVE_COHORT: Instrument.JBI_CASE_SERIES,
    Design.RETROSPECTIVE: Instrument.JBI_CASE_SERIES,
    Design.SINGLE_ARM_UNCLEAR: Instrument.JBI_CASE_SERIES,
    Design.CASE_SERIES: Instrument.JBI_CASE_SERIES,
    Design.CASE_REPORT: Instrument.JBI_CASE_REPORT,
    Design.EX_VIVO: None,
    Design.IN_VITRO: None,
    Design.ANIMAL: Instrument.SYRCLE,
    Design.REVIEW: None,
}

# Designs whose arms may be compared although nothing was randomised; the comparison is rated with ROBINS-I, beside the
# rating of the treated group.
COHORTS = (Design.PROSPECTIVE, Design.PROSPECTIVE_COHORT, Design.RETROSPECTIVE)

# From what makes a rating worst to what makes it best. No information comes before some concerns, so that an
# instrument's overall judgement is never better than the accessible text supports.
WORST_FIRST = (Judgement.CRITICAL, Judgement.HIGH, Judgement.NO_INFORMATION, Judgement.SOME, Judgement.LOW)


def overall(tool: Tool, judgements: dict[str, Judgement]) -> Judgement | None:
    """The instrument's overall judgement from those of its items; None where the instrument derives none.

    RoB 2: low if all domains are low, high if one is high, else some concerns. Its further clause, high where several
    domains with some concerns together lower confidence substantially, is a rater's judgement and is not computed.
    RoB 2 has no judgement "no information": there, unanswered questions lead to some concerns or high. It is kept here
    until a report was read in full, and the overall judgement is then "no information" unless a domain is high.
    ROBINS-I V2: the worst of its domains, with "no information" kept likewise.

    Raises ValueError if an item is missing or unknown.
    """
    items = [item.id for item in tool.items]
    if wrong := set(items) ^ set(judgements):
        raise ValueError(f"{tool.name}: every item once, and no other; missing or unknown: {', '.join(sorted(wrong))}.")
    return next(j for j in WORST_FIRST if j in judgements.values()) if tool.overall else None
