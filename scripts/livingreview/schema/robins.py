"""ROBINS-I, version 2, for comparisons of arms that were not randomised: its six domains, in our short words.

Version 2 (draft for follow-up studies, revised 20 November 2025) maps answers to signalling questions onto a judgement
of each domain. The rules below are where its algorithms end, in our words; the answers themselves are not recorded. Its
best judgement on confounding is low but for uncontrolled confounding. Version 2 has no domain on deviations from the
intended treatment.
"""

from __future__ import annotations

from .terms import Instrument, Judgement
from .tool import Item, Tool

ROBINS_I = Tool(
    Instrument.ROBINS_I,
    "ROBINS-I V2",
    "https://sites.google.com/site/riskofbiastool/welcome/robins-i-v2",
    "The comparison of arms that were not randomised, on the study's main outcome, by the treatment begun.",
    True,
    (
        Item(
            "confounding",
            "Confounding",
            "Were all important differences between the arms at the start controlled, by valid measurements, and "
            "nothing that came after?",
            "All were controlled and measured validly; only concerns about uncontrolled confounding remain.",
            "All were controlled, but other evidence suggests that serious confounding remains.",
            "Important differences were not controlled, or not measured validly, or a later variable was.",
            "Nothing was controlled, and evidence suggests serious confounding.",
        ),
        Item(
            "classification",
            "Classification of interventions",
            "Could the treatments be told apart when follow-up began, without knowing the outcome?",
            "They could, and errors are unlikely.",
            "Errors are likely, or the outcome may have had a small influence on who counts as treated.",
            "The outcome influenced it, or the treatments could be told apart only later, which the analysis handles "
            "in part.",
            "The treatments could be told apart only later, which the analysis does not handle, and the outcome had "
            "an influence.",
        ),
        Item(
            "participants",
            "Selection of participants",
            "Did follow-up begin with treatment for all, and did who is in the analysis depend on nothing later?",
            "Follow-up began with treatment, and nobody was chosen by what came after.",
            "It began later for some, or those chosen by what came after differ little.",
            "Who is in the analysis depends on the outcome or its cause, and this was not corrected.",
            "As for serious, and so far that the result should be in no synthesis.",
        ),
        Item(
            "missing-data",
            "Missing data",
            "Are treatment, outcome and important differences known for nearly all?",
            "They are, or what is missing has nothing to do with the outcome.",
            "What is missing may have to do with the outcome, but evidence shows that it changes little.",
            "What is missing has to do with the outcome, and was not handled in a way that removes the bias.",
            "As for serious, with strong signs that the result is changed.",
        ),
        Item(
            "measurement",
            "Measurement of the outcome",
            "Was the outcome measured alike in the arms, and could knowing the treatment sway it?",
            "It was measured alike, and knowing the treatment could not sway it.",
            "Knowing the treatment could have swayed it a little.",
            "It could have differed between the arms, or knowing the treatment probably swayed it.",
            "The method of measuring does not fit the outcome.",
        ),
        Item(
            "reported-result",
            "Selection of the reported result",
            "Was the result planned, or picked from several outcomes, analyses or subgroups?",
            "It follows a plan, or there are no signs that it was picked.",
            "There is no plan, and signs are absent or partly unknown.",
            "It was probably picked in one of these ways.",
            "It was probably picked in more than one.",
        ),
    ),
    {Judgement.SOME: "moderate", Judgement.HIGH: "serious"},
)
