"""Damage to what the mechanism chapters rest on: printed means, conflicts, chapters, and the pathway."""

from corruption import WORDS, add, swap, within
from corruption import Corruption as C

BOND = "data/studies/bond2000.yaml"
CLARK = "data/studies/clark2002.yaml"
EATON = "data/studies/eaton2005.yaml"
PATHWAY = "data/pathway.yaml"
STALE = ("data/schema/",)
MEANS, CONFLICT = "what: gas in the stomach", "axis: gas"


# fmt: off
MEASURED = [
    C("mean is not the printed one", BOND, within(MEANS, "mean: 3.1", "mean: 1.3"), "findings[0].measured",
      "1.3 (gas in the stomach) is not among the numbers of the field `value`"),
    C("spread is not the printed one", BOND, within(MEANS, "plus_minus: 0.9", "plus_minus: 0.6"),
      "findings[0].measured", "Copy it there as the report prints it"),
    C("spread is zero", BOND, within(MEANS, "plus_minus: 0.9", "plus_minus: 0.0"),
      "findings[0].measured[0].groups[0].plus_minus", "greater than 0"),
    C("mean in quotes", BOND, within(MEANS, "mean: 3.1", 'mean: "3.1"'), "findings[0].measured[0].groups[0].mean",
      "'3.1'"),
    C("group of one", BOND, within(MEANS, "plus_minus: 0.9}", "plus_minus: 0.9, n: 1}"),
      "findings[0].measured[0].groups[0].n", "greater than or equal to 2"),
    C("unit is misspelt", BOND, within(MEANS, "unit: percent", "unit: percnt"), "findings[0].measured[0].unit",
      "Did you mean 'percent'?"),
    C("kind of spread is misspelt", BOND, within(MEANS, "plus_minus_is: not-stated", "plus_minus_is: std"),
      "findings[0].measured[0].plus_minus_is", "not-stated"),
    C("kind of spread is missing", BOND, within(MEANS, "plus_minus_is: not-stated, ", ""),
      "findings[0].measured[0].plus_minus_is", "is missing"),
    C("reference is no group", BOND, within(MEANS, "reference: controls", "reference: control"),
      "findings[0].measured[0].reference", "Did you mean 'controls'?"),
    C("group twice", BOND, within(MEANS, "{label: hiccups, mean", "{label: controls, mean"),
      "findings[0].measured[0].groups", "appears twice"),
    C("means without a value as printed", BOND, within(MEANS, "value: 3.1 ± 0.9 % v 2.0 ± 0.7 %, ", ""),
      "findings[0].measured", "Write there both sides"),
    C("single group", BOND, within(MEANS, ", {label: controls, mean: 2.0, plus_minus: 0.7}", ""),
      "findings[0].measured[0].groups", "at least 2 items"),
]

CONFLICTS = [
    C("conflict not marked on the other side", EATON,
      within(CONFLICT, ", clark2002 less", ""),
      "findings[0].conflict", "does not mark the conflict with clark2002", at="axis: gas", reported=CLARK),
    C("conflict with a study that is not one", CLARK, within(CONFLICT, "bond2000 and",
      "bond2000, bond2077 and"), "findings[0].conflict", "'bond2077' is not a study. Did you mean 'bond2000'?"),
]

CHAPTERS = [
    C("axis in a chapter that is not declared", WORDS,
      within("  calcium: {label: calcium", "chapter: nerve", "chapter: nervee"),
      "axes.calcium.chapter", "Did you mean 'nerve'?", other_files=STALE),
    C("leading axis of another chapter", WORDS,
      within("  diaphragm: {label: Diaphragm", "leading: diaphragm", "leading: gas"),
      "chapters.diaphragm.leading", "not an axis of this chapter", other_files=STALE),
    C("chapter without an axis", WORDS,
      within("  stomach: {label: Stomach", "  stomach", "  lungs: {label: Lungs, definition: Air.}\n  stomach"),
      "chapters.lungs", "no axis is in this chapter", other_files=STALE),
    C("collects is a word", WORDS, within("  signals: {label", "collects: true", "collects: maybe"),
      "axes.signals.collects", "is not true or false", other_files=STALE),
]

PATHWAYS = [
    C("node twice", PATHWAY, within("- {id: gas,", "id: gas", "id: nerve"), "nodes[4].id", "appears twice",
      other_files=(PATHWAY,)),
    C("node of an unknown kind", PATHWAY, within("- {id: nerve,", "kind: cell", "kind: cel"), "nodes[3].kind",
      "Did you mean 'cell'?"),
    C("node on an unknown axis", PATHWAY, within("- {id: nerve,", "axes: [nerve]", "axes: [nervee]"),
      "nodes[3].axes[0]", "Did you mean 'nerve'?"),
    C("column is negative", PATHWAY, within("- {id: nerve,", "column: 2", "column: -1"), "nodes[3].column",
      "greater than or equal to 0"),
    C("arrow from nowhere", PATHWAY, swap("start: calcium\n", "start: calcim\n"), "edges[5].start",
      "Did you mean 'calcium'?"),
    C("arrow backwards", PATHWAY, swap("start: calcium\n    end: nerve", "start: calcium\n    end: tea"),
      "edges[5].end", "Allowed: a node in a higher column", at="end: tea"),
    C("arrow twice", PATHWAY, swap("start: tea\n    end: acid", "start: tea\n    end: calcium"),
      "edges[1]", "joined already", at="start: tea"),
    C("sign is misspelt", PATHWAY, swap("sign: raises\n    claim: Calcium makes",
      "sign: rises\n    claim: Calcium makes"),
      "edges[5].sign", "Did you mean 'raises'?"),
    C("style is typed", PATHWAY, swap("claim: Calcium makes the nerve fire.\n",
      "claim: Calcium makes the nerve fire.\n    standing: patients\n"), "edges[5].standing",
      "not a known field"),
    C("finding on an unknown axis", PATHWAY, swap("claim: Tea calms the nerve.\n    findings: [{axis: nerve,",
      "claim: Tea calms the nerve.\n    findings: [{axis: nerves,"), "edges[2].findings[0].axis",
      "Did you mean 'nerve'?"),
    C("supports no change", PATHWAY, swap("[{axis: acid, parts: [intervention], supports: up}]\n  - start",
      "[{axis: acid, parts: [intervention], supports: no-change}]\n  - start"), "edges[1].findings[0].supports",
      "'no-change' is not allowed"),
    C("choice without a reason", PATHWAY, swap(", why: It measured both.", ""), "edges[5].findings[0].why",
      "needs its reason", at="studies: [hart2009]"),
    C("reason without a choice", PATHWAY, swap("studies: [hart2009], ", ""), "edges[5].findings[0].why",
      "only a choice has one", at="It measured both"),
    C("choice of a study that is not one", PATHWAY, swap("studies: [hart2009]", "studies: [hart2008]"),
      "edges[5].findings[0].studies[0]", "Did you mean 'hart2009'?"),
    C("hypothesis twice", PATHWAY, swap("id: acid-rise", "id: tone-fall"), "hypotheses[2].id", "appears twice"),
    C("hypothesis with an unknown field", PATHWAY,
      swap("label: More gas\n", "label: More gas\n    concerns: harm\n"),
      "hypotheses[3].concerns", "Did you mean 'concern'?"),
    C("unknown field of the pathway", PATHWAY, add("styles: {}\n"), "styles", "not a known field"),
]
# fmt: on

OF_MECHANISMS = [*MEASURED, *CONFLICTS, *CHAPTERS, *PATHWAYS]
