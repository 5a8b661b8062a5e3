"""Damage to what the mechanism chapters rest on: printed means, conflicts, chapters, and the pathway."""

from corruption import Corruption, add, swap, within

LING = "data/studies/ling2007.yaml"
ZHAN = "data/studies/zhan2014.yaml"
CYTOKINES = "data/studies/cytokines20v20cn.yaml"
PATHWAY = "data/pathway.yaml"
VOCABULARY = "data/vocabulary.yaml"
STALE = ("data/schema/",)
MEANS, CONFLICT = "what: CD4+CD25high cells", "axis: il-6"


def C(name, file, edit, field, word, at="", **more):
    return Corruption(name, file, edit, field, word, at, **more)


# fmt: off
MEASURED = [
    C("mean is not the printed one", LING, within(MEANS, "mean: 1.53", "mean: 1.35"), "findings[0].measured",
      "1.35 does not stand in the value as printed"),
    C("spread is not the printed one", LING, within(MEANS, "plus_minus: 0.66", "plus_minus: 0.6"),
      "findings[0].measured", "0.6 does not stand"),
    C("spread is zero", LING, within(MEANS, "plus_minus: 0.66", "plus_minus: 0.0"),
      "findings[0].measured[0].groups[0].plus_minus", "greater than 0"),
    C("mean in quotes", LING, within(MEANS, "mean: 1.53", 'mean: "1.53"'), "findings[0].measured[0].groups[0].mean",
      "'1.53'"),
    C("group of one", LING, within(MEANS, "plus_minus: 0.66}", "plus_minus: 0.66, n: 1}"),
      "findings[0].measured[0].groups[0].n", "greater than or equal to 2"),
    C("unit is misspelt", LING, within(MEANS, "unit: percent", "unit: percnt"), "findings[0].measured[0].unit",
      "Did you mean 'percent'?"),
    C("kind of spread is misspelt", LING, within(MEANS, "plus_minus_is: not-stated", "plus_minus_is: std"),
      "findings[0].measured[0].plus_minus_is", "not-stated"),
    C("kind of spread is missing", LING, within(MEANS, "plus_minus_is: not-stated, ", ""),
      "findings[0].measured[0].plus_minus_is", "is missing"),
    C("reference is no group", LING, within(MEANS, "reference: controls", "reference: control"),
      "findings[0].measured[0].reference", "Did you mean 'controls'?"),
    C("group twice", LING, within(MEANS, "{label: ITP, mean", "{label: controls, mean"),
      "findings[0].measured[0].groups", "appears twice"),
    C("means without a value as printed", LING, within(MEANS, "value: 1.53 ± 0.66 % v 1.36 ± 0.55 %, ", ""),
      "findings[0].measured", "no value as printed"),
    C("single group", LING, within(MEANS, ", {label: controls, mean: 1.36, plus_minus: 0.55}", ""),
      "findings[0].measured[0].groups", "at least 2 items"),
]

CONFLICTS = [
    C("conflict not marked on the other side", CYTOKINES,
      within(CONFLICT + ", system: patients-in-vivo, disease: itp, perturbation: disease",
             "zhan2014 found IL-6 lower in ITP, ", ""),
      "findings[0].conflict", "does not mark the conflict with zhan2014", at="axis: il-6", reported=ZHAN),
    C("conflict with a study that is not one", ZHAN, within(CONFLICT, "cytokines20v20cn,",
      "cytokines20v20cn, guo2077,"), "findings[0].conflict", "'guo2077' is not a study. Did you mean 'guo2007'?"),
]

CHAPTERS = [
    C("axis in a chapter that is not declared", VOCABULARY,
      within("  il-6: {label: IL-6, definition: Interleukin 6., chapter", "chapter: il-6", "chapter: il-66"),
      "axes.il-6.chapter", "Did you mean 'il-6'?", other_files=STALE),
    C("leading axis of another chapter", VOCABULARY,
      within("  mdsc: {label: Myeloid", "leading: mdsc", "leading: breg"),
      "chapters.mdsc.leading", "not an axis of this chapter", other_files=STALE),
    C("collects is a word", VOCABULARY, within("  cd4: {label", "collects: true", "collects: maybe"),
      "axes.cd4.collects", "boolean", other_files=STALE),
]

PATHWAYS = [
    C("node twice", PATHWAY, within("- {id: th17,", "id: th17", "id: th1"), "nodes[4].id", "appears twice",
      other_files=(PATHWAY,)),
    C("node of an unknown kind", PATHWAY, within("- {id: th1,", "kind: cell", "kind: cel"), "nodes[3].kind",
      "Did you mean 'cell'?"),
    C("node on an unknown axis", PATHWAY, within("- {id: th1,", "axes: [th1]", "axes: [th11]"), "nodes[3].axes[0]",
      "Did you mean 'th1'?"),
    C("column is negative", PATHWAY, within("- {id: th1,", "column: 2", "column: -1"), "nodes[3].column",
      "greater than or equal to 0"),
    C("arrow from nowhere", PATHWAY, swap("start: baff\n", "start: bafff\n"), "edges[29].start",
      "Did you mean 'baff'?"),
    C("arrow backwards", PATHWAY, swap("start: baff\n    end: platelet-apoptosis", "start: baff\n    end: th1"),
      "edges[29].end", "Allowed: a node in a higher column", at="end: th1"),
    C("arrow twice", PATHWAY, swap("start: rapamycin\n    end: mtorc2", "start: rapamycin\n    end: mtorc1"),
      "edges[1]", "joined already", at="start: rapamycin"),
    C("sign is misspelt", PATHWAY, swap("sign: raises\n    claim: BAFF raises", "sign: rises\n    claim: BAFF raises"),
      "edges[29].sign", "Did you mean 'raises'?"),
    C("style is typed", PATHWAY, swap("claim: BAFF raises apoptosis of platelets.\n",
      "claim: BAFF raises apoptosis of platelets.\n    standing: patients\n"), "edges[29].standing",
      "not a known field"),
    C("finding on an unknown axis", PATHWAY, swap("claim: Rapamycin raises Treg.\n    findings: [{axis: treg,",
      "claim: Rapamycin raises Treg.\n    findings: [{axis: tregs,"), "edges[4].findings[0].axis",
      "Did you mean 'treg'?"),
    C("supports no change", PATHWAY, swap("[{axis: mdsc, parts: [intervention], supports: up}]\n  - start",
      "[{axis: mdsc, parts: [intervention], supports: no-change}]\n  - start"), "edges[5].findings[0].supports",
      "'no-change' is not allowed"),
    C("choice without a reason", PATHWAY, swap(", why: BAFF was the stimulus.", ""), "edges[29].findings[0].why",
      "needs its reason", at="studies: [zhu2009]"),
    C("reason without a choice", PATHWAY, swap("studies: [zhu2009], ", ""), "edges[29].findings[0].why",
      "only a choice has one", at="BAFF was the stimulus"),
    C("choice of a study that is not one", PATHWAY, swap("studies: [zhu2009]", "studies: [zhu2008]"),
      "edges[29].findings[0].studies[0]", "Did you mean 'zhu2009'?"),
    C("hypothesis twice", PATHWAY, swap("id: mdsc-rise", "id: th17-fall"), "hypotheses[2].id", "appears twice"),
    C("hypothesis with an unknown field", PATHWAY,
      swap("label: Fewer platelets made\n", "label: Fewer platelets made\n    concerns: harm\n"),
      "hypotheses[6].concerns", "Did you mean 'concern'?"),
    C("unknown field of the pathway", PATHWAY, add("styles: {}\n"), "styles", "not a known field"),
]
# fmt: on

OF_MECHANISMS = [*MEASURED, *CONFLICTS, *CHAPTERS, *PATHWAYS]
