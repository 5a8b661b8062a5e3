/* ---- Rules of one block, as the engine has them (schema/), and rules between blocks (store/checks/). ----
   `review check` has the last word: it knows the whole repository. */

const given = (...values) => values.every((value) => value !== undefined);
const numbers = (...values) => values.every((value) => typeof value === "number");

/* Half of the last printed digit, in units of that digit times 10, so that all arithmetic is in whole numbers. */
function countsThatFit(printed, n) {
  const found = /^(\d+)(?:\.(\d+))?%$/.exec(printed);
  if (!found || !Number.isInteger(n) || n <= 0) return undefined;
  const decimals = (found[2] || "").length;
  const scaled = BigInt(found[1] + (found[2] || "")) * 10n;
  const unit = 1000n * 10n ** BigInt(decimals);
  const below = (scaled - 5n) * BigInt(n);
  const above = (scaled + 5n) * BigInt(n);
  const first = below <= 0n ? 0n : (below + unit - 1n) / unit;
  const last = above / unit < BigInt(n) ? above / unit : BigInt(n);
  return [Number(first), Number(last)];
}

function valueRules(row, add) {
  if (![row.events, row.printed, row.value, row.says, row.p].some((one) => given(one))) {
    add(null, "needs patients with it, a percentage, a measured value, a P value, or words.");
  }
  if (row.n === 0) add("n", "0 patients give no value. Allowed: 1 or more.");
  if (numbers(row.events, row.n) && row.events > row.n) add("events", `${row.events} is more than n = ${row.n}. Allowed: 0 to ${row.n}.`);
  if (given(row.derived) && !given(row.how)) add("how", "is missing: a derived value says how it was worked out.");
  if (given(row.how) && !given(row.derived)) add("derived", "is missing: the row says how the value was worked out, so it was not printed as such.");
  if (given(row.value) && !given(row.unit)) add("unit", "is missing: a measured value needs its unit.");
  if (given(row.value) && !given(row.stat)) add("stat", "is missing: say whether the value is a mean, a median or something else.");
  if ((given(row.low) || given(row.high)) && !given(row.spread)) add("spread", "is missing: say what the lower and upper end are.");
  if (numbers(row.low, row.high) && row.low > row.high) add("low", `${row.low} is above the upper end ${row.high}.`);
  if (numbers(row.value) && !given(row.conflict)) {
    if (row.value < 0 && row.stat !== "difference") add("value", `${row.value} is negative; only a difference can be.`);
    if ((numbers(row.low) && row.value < row.low) || (numbers(row.high) && row.value > row.high)) add("value", `${row.value} is outside its own lower and upper end.`);
  }
  percentageRules(row, add);
  if (row.count_printed === false) add("count_printed", "leave it empty, and say under \"If not printed as such\" how the count was obtained.");
  if (row.count_printed === true && !given(row.events, row.printed)) add("count_printed", "goes with a count and a percentage. Add the other, or leave this field empty.");
  if (row.count_printed === true && given(row.derived)) add("count_printed", "the row says that the count is derived. Clear one of the two.");
  wordRules(row, add);
  if (given(row.versus) && row.versus === row.arm) add("versus", "is the arm itself. Name the other arm.");
}

/* Words for nobody are zero, or a statement, in every row; severe, serious and major stay apart. */
function wordRules(row, add) {
  const zero = row.events === 0 && row.derived === "words";
  if (zero && data.noneInWords === "statement") add("events", "is a zero put for words, and this review takes such words as statements. Clear it, and give the words below.");
  const counts = [row.events, row.printed, row.value, row.p, row.versus, row.relates];
  if (data.noneInWords === "zero" && given(row.says) && !counts.some((one) => given(one)) && new RegExp(data.nobody, "i").test(row.says)) {
    add("events", "is missing: the words say that it was nobody, and this review counts that as 0. Write 0, and say under \"If not printed as such\" that it stands for words.");
  }
  const printed = data.grades.filter((grade) => new RegExp(`\\b${grade}\\b`, "i").test(row.as_printed || ""));
  if (data.severityAsPrinted && printed.length === 1 && row.severity !== "stopped" && (row.severity || "any") !== printed[0]) add("severity", `is not the report's word, which is ${printed[0]}.`);
}

function percentageRules(row, add) {
  if (!numbers(row.events)) return;
  const fitting = given(row.printed, row.n) ? countsThatFit(row.printed, row.n) : undefined;
  if (fitting && row.events <= row.n && !given(row.conflict) && (row.events < fitting[0] || row.events > fitting[1])) {
    const exact = (100 * row.events) / row.n;
    add("printed", `${row.printed} is not ${row.events}/${row.n} = ${exact >= 0.1 || exact === 0 ? exact.toFixed(2) : exact.toPrecision(2)}%. Correct the numbers, or say under "Disagrees with" why they differ.`);
  }
  if (data.countsSayOrigin && given(row.printed) && !given(row.derived) && !given(row.count_printed)) add("count_printed", "is missing: say yes if the report prints the count beside the percentage; if the count was worked out, say so under \"If not printed as such\".");
  if (row.derived !== "percentage") return;
  if (!given(row.n, row.printed)) add("derived", "a count from a percentage needs the printed percentage and n.");
  else if (fitting && (fitting[0] !== row.events || fitting[1] !== row.events)) {
    const counts = fitting[0] > fitting[1] ? "no count" : fitting[0] === fitting[1] ? `only ${fitting[0]}` : `every count from ${fitting[0]} to ${fitting[1]}`;
    add("events", `${row.printed} of ${row.n} fits ${counts}: ${row.events} cannot be derived from it.`);
  }
}

function spanRules(span, add) {
  if (!given(span.low) && !given(span.high)) add(null, "needs the lowest value, the highest, or both.");
  for (const name of ["low", "high"]) if (numbers(span[name]) && span[name] < 0) add(name, `${span[name]} is negative; no dose, level or time is.`);
  if (numbers(span.low, span.high) && span.low > span.high) add("low", `${span.low} is above the highest value ${span.high}.`);
}

function timeRules(row, add) {
  if (given(row.month) === given(row.when)) add("month", "give either a month, or the time in words, not both.");
  const outcome = term("outcomes", row.outcome);
  if (outcome && outcome.relation && !given(row.relates)) add("relates", `is missing: say which feature is related to which outcome, and which way.`);
}

function readingRules(reading, add) {
  if (given(reading.month) === given(reading.when)) add("month", "give either a month, or the time in words, not both.");
  const arms = ["printed", "events"].map((name) => Object.keys(reading[name] || {}).sort().join(", "));
  if (given(reading.printed, reading.events) && arms[0] !== arms[1]) add("events", "needs a count for each arm with a percentage, and no other.");
  const ids = (reading.candidates || []).map((one) => one.id).filter((id) => given(id));
  if (new Set(ids).size < ids.length) add("candidates", "two sets of patients have one short name. Each its own.");
}

function biasRules(row, add) {
  const tool = data.instruments[row.instrument];
  const known = tool ? tool.items.map((item) => item.id) : [];
  for (const item of row.items || []) if (tool && !known.includes(item)) add("items", `${quoted(item)} is not an item of ${tool.name}.`);
  if (tool && row.judgement === "critical" && !tool.items.some((item) => item.critical)) add("judgement", `${tool.name} has no critical. Allowed: low, some-concerns, high, no-information.`);
  if (given(row.judgement) && row.judgement !== "no-information") {
    if (!given(row.source)) add("source", "is missing: a judgement names the source it rests on.");
    if (!given(row.at)) add("at", "is missing: a judgement names the place it rests on.");
  }
  if ((row.status === "confirmed") !== given(row.rater)) add("rater", "a confirmed judgement names the rater's role, a draft has none.");
}

function measuredRules(block, add) {
  const labels = (block.groups || []).map((group) => group.label).filter((label) => given(label));
  if (new Set(labels).size < labels.length) add("groups", "two groups have one label. Each group once.");
  if (given(block.reference) && !labels.includes(block.reference)) add("reference", `${quoted(block.reference)} is not one of the groups: ${labels.join(", ")}.`);
}

function findingRules(row, add) {
  if (!given(row.measured)) return;
  if (!given(row.value)) { add("value", "is missing: the measured means are taken from it. Write both sides as the report prints them, such as 8.9 ± 1.2 v 4.2 ± 0.8 pg/mL."); return; }
  const printed = (row.value.replace(/,/g, "").match(/\d+(?:\.\d+)?/g) || []).map(Number);
  for (const block of row.measured) {
    for (const number of (block.groups || []).flatMap((group) => [group.mean, group.plus_minus])) {
      if (numbers(number) && !printed.includes(Math.abs(number))) add("measured", `${number} is not among the values as printed (${row.value}). Copy it there as the report prints it, or correct it here.`);
    }
  }
}

function sourcedRules(block, names, add) {
  const values = names.filter((name) => given(block[name]));
  for (const name of ["source", "at"]) {
    if (values.length && !given(block[name])) add(name, `is missing: ${values.join(", ")} ${values.length > 1 ? "need" : "needs"} a source and the place in it.`);
  }
}

const RULES = {
  Source: [(one, add) => { if (given(one.url) === given(one.no_url)) add("url", "give either an address, or the reason why there is none."); }],
  Extraction: [(one, add) => { if (given(one.checked_by) && one.checked_by === (one.extracted_by || "extractor 1")) add("checked_by", `${one.checked_by} extracted the values. A second person checks them.`); }],
  Span: [spanRules],
  Group: [(one, add) => { if (one.selected_on_response === true && one.role !== "subgroup") add("role", "patients chosen by their response are a subgroup."); }],
  Arm: [(one, add) => { if (one.id === data.allArms) add("id", `${quoted(one.id)} is kept for values of every arm together. Choose another name.`); }],
  EfficacyRow: [valueRules, timeRules],
  SafetyRow: [valueRules],
  BiasItem: [biasRules],
  Measured: [measuredRules],
  Reading: [readingRules],
  Finding: [findingRules],
};
for (const [block, names] of Object.entries(data.sourced)) RULES[block] = [...(RULES[block] || []), (one, add) => sourcedRules(one, names, add)];

/* Efficacy and safety rows with their paths. */
const valueRows = (study) => ["efficacy", "safety"].flatMap((list) => (study[list] || []).map((row, i) => [[list, i], row]));

function declaredOnce(study, add) {
  for (const list of ["sources", "groups", "arms"]) {
    const ids = (study[list] || []).map((one) => one.id);
    ids.forEach((id, i) => { if (given(id) && ids.indexOf(id) < i) add([list, i, "id"], `${quoted(String(id))} appears twice. Each name once.`); });
  }
}

/* Whatever a field names is declared in the file. */
function namedAreDeclared(study, add) {
  const ids = Object.fromEntries(["sources", "groups", "arms"].map((list) => [list, (study[list] || []).map((one) => one.id)]));
  const look = (value, path) => {
    if (Array.isArray(value)) value.forEach((one, i) => look(one, [...path, i]));
    else if (value && typeof value === "object") {
      for (const [name, inner] of Object.entries(value)) {
        const list = data.layout.refers[name];
        if (!list || typeof inner === "object") { look(inner, [...path, name]); continue; }
        const every = list === "arms" && name === "arm" ? [...ids.arms, data.allArms] : ids[list];
        if (!every.includes(inner)) add([...path, name], `${quoted(String(inner))} is not declared among the ${list}. Allowed: ${every.join(", ") || "none yet"}.`);
      }
    }
  };
  look(study, []);
}

/* One group of everybody, one a condition: else patients would be counted twice. */
function wholeGroupIsOne(study, add) {
  const taken = new Map();
  (study.groups || []).forEach((group, i) => {
    if (group.role !== "whole" && group.role !== "condition") return;
    const mark = group.role === "whole" ? "whole" : `condition ${group.condition}`;
    if (taken.has(mark)) add(["groups", i, "role"], `is already that of ${quoted(taken.get(mark) || "another group")}. Other parts are subgroups.`);
    else taken.set(mark, group.label || group.id);
  });
}

/* "condition" is for one condition among several: a part of patients who all have it is a subgroup. */
function conditionIsOneOfSeveral(study, add) {
  const groups = study.groups || [];
  groups.forEach((group, i) => {
    const everybody = groups.find((one) => one.role === "whole" && one.condition === group.condition);
    if (group.role === "condition" && given(group.condition) && everybody) add(["groups", i, "role"], `everybody in the study has this condition (${quoted(everybody.label || everybody.id || "whole")}), so a part of them is a subgroup.`);
  });
}

/* A registration number is that of one publication, unless the two are said to share patients; entries have one of them. */
function registrationIsNotAnothers(study, add) {
  const overlaps = ((study.cohort || {}).overlaps || []).map((one) => one.study);
  (study.registry || []).forEach((number, i) => {
    const other = data.known.registrations[String(number).toUpperCase().replace(/[^0-9A-Z]/g, "")];
    if (other && other !== study.id && !overlaps.includes(other) && !data.known.trials.includes(other)) add(["registry", i], `${quoted(String(number))} is also the registration of ${other}. If some patients are the same, name ${other} under the overlaps of the cohort.`);
  });
  (study.registrations || []).forEach((entry, i) => {
    if (given(entry.number) && !(study.registry || []).includes(entry.number)) add(["registrations", i, "number"], `${quoted(String(entry.number))} is not among the registration numbers of the study. Add it there if it is this study's.`);
  });
}

/* An arm with the treatment under review has it among its drugs, and a study with arms has such an arm. */
function armsHaveTheirTreatment(study, add) {
  const arms = study.arms || [];
  if (arms.length && arms.every((arm) => arm.role === "comparator")) add(["arms"], `are all comparators: nobody had the treatment under review (${data.treatment.join(" or ")}). Choose intervention for the arm that had it, or mixed where it cannot be separated; a report on other treatments alone belongs in data/context.`);
  arms.forEach((arm, i) => {
    if (arm.role !== "intervention" || !given(arm.drugs) || arm.drugs.some((drug) => data.treatment.includes(drug))) return;
    add(["arms", i, "role"], `is for arms with the treatment under review (${data.treatment.join(" or ")}), which is not among the drugs of this arm. Choose comparator, or add the drug.`);
  });
}

/* n is at most the group's, the arm's and the number enrolled. */
function denominatorsNest(study, add) {
  const { enrolled: limit, derived } = study.population || {};
  if (given(derived) && !given(limit)) add(["population", "derived"], "says how the number enrolled was obtained, and there is none.");
  for (const list of ["groups", "arms"]) {
    (study[list] || []).forEach((one, i) => { if (numbers(one.n, limit) && one.n > limit) add([list, i, "n"], `${one.n} is more than the ${limit} enrolled.`); });
  }
  for (const [path, row] of valueRows(study)) {
    for (const [list, name] of [["groups", row.group], ["arms", row.arm]]) {
      const { n: size, label } = (study[list] || []).find((one) => one.id === name) || {};
      if (!numbers(size)) continue;
      if (numbers(row.n) && row.n > size) add([...path, "n"], `${row.n} is more than the ${size} of ${quoted(label || name)}. Allowed: 1 to ${size}.`);
      else if (!given(row.n) && numbers(row.events) && row.events > size) add([...path, "events"], `${row.events} is more than the ${size} of ${quoted(label || name)}.`);
    }
  }
}

/* Outcomes that are sums, such as overall = complete + partial, add up. */
function partsAddUp(study, add) {
  const cells = new Map();
  (study.efficacy || []).forEach((row, i) => {
    if (!numbers(row.events) || given(row.conflict)) return;
    const key = JSON.stringify([row.arm, row.group, row.month, row.when, row.n]);
    if (!cells.has(key)) cells.set(key, {});
    if (!(row.outcome in cells.get(key))) cells.get(key)[row.outcome] = [i, row.events];
  });
  for (const found of cells.values()) {
    for (const outcome of data.terms.outcomes || []) {
      const parts = (outcome.sum_of || []).filter((part) => part in found);
      if (!parts.length || !(outcome.value in found)) continue;
      const [i, total] = found[outcome.value];
      const counted = parts.reduce((sum, part) => sum + found[part][1], 0);
      const complete = parts.length === outcome.sum_of.length;
      if (counted > total || (complete && counted !== total)) {
        const shown = parts.map((part) => `${term("outcomes", part).label} ${found[part][1]}`).join(" + ");
        add(["efficacy", i, "events"], `${total} is ${complete ? "not" : "less than"} ${shown} = ${counted}. Correct one of them, or say under "Disagrees with" why.`);
      }
    }
  }
}

/* No row twice. */
function rowsAreUnique(study, add) {
  for (const list of ["efficacy", "safety", "findings"]) {
    const seen = new Map();
    (study[list] || []).forEach((row, i) => {
      const fields = list === "findings" ? ["axis", "system", "disease", "perturbation", "direction", "finding", "source", "at"]
        : ["arm", "versus", "group", "source", "at", "stat", "says", "events", "printed", "value", "outcome", "month", "when", "event", "severity", "as_printed"];
      const key = JSON.stringify(fields.map((name) => (name === "severity" ? row[name] || "any" : row[name])));
      if (Object.keys(row).length && seen.has(key)) add([list, i], `says the same as number ${seen.get(key) + 1}. Keep one.`);
      else seen.set(key, i);
    });
  }
}

/* Values lie in the range that the vocabulary gives for their unit. */
function valuesArePlausible(study, add) {
  const look = (value, path) => {
    if (Array.isArray(value)) value.forEach((one, i) => look(one, [...path, i]));
    else if (value && typeof value === "object") {
      const unit = term("units", value.unit);
      for (const name of ["value", "low", "high"]) {
        if (unit && numbers(value[name], unit.low, unit.high) && (Math.abs(value[name]) < unit.low || Math.abs(value[name]) > unit.high)) {
          add([...path, name], `${value[name]} is not plausible. Allowed: ${unit.low} to ${unit.high} ${unit.label}.`);
        }
      }
      for (const [name, inner] of Object.entries(value)) look(inner, [...path, name]);
    }
  };
  for (const list of ["arms", "efficacy", "safety"]) look(study[list] || [], [list]);
}

function datesRunForward(study, add) {
  const { recruited_from: start, recruited_to: end } = study;
  const month = /^\d{4}(?:-\d\d)?$/; // what has another form is answered with the form
  const later = (a, b) => month.test(a) && /^\d{4}/.test(b) && a.slice(0, b.length) > b.slice(0, a.length);
  if (given(start, end) && month.test(end) && later(start, end)) add(["recruited_to"], `${end} is before ${start}, when recruitment began.`);
  for (const [name, month] of [["recruited_from", start], ["recruited_to", end]]) {
    if (given(month) && later(month, data.date)) add([name], `${month} is after the date of the data, ${data.date}.`);
  }
}

/* Readings: the percentages are those of rows without a denominator, and one set of patients gives the counts. */
function readingsReproduce(study, add) {
  const readings = study.readings || [];
  const arms = Object.fromEntries((study.arms || []).map((arm) => [arm.id, arm]));
  readings.forEach((reading, i) => {
    const here = ["readings", i];
    if (given(reading.id) && readings.findIndex((one) => one.id === reading.id) < i) add([...here, "id"], `${quoted(reading.id)} appears twice. Each name once.`);
    const at = (row, arm, outcome, group) => row.arm === arm && row.outcome === outcome && row.group === group;
    let whole = true;
    for (const [arm, printed] of Object.entries(reading.printed || {})) {
      const rows = (study.efficacy || []).filter((row) => at(row, arm, reading.outcome, reading.group) && row.month === reading.month && row.when === reading.when && row.source === reading.source && given(row.printed) && !given(row.n));
      if (!(arm in arms)) add([...here, "printed", arm], `${quoted(arm)} is not declared among the arms.`);
      else if (!rows.some((row) => row.printed === printed)) add([...here, "printed", arm], `no value above has ${printed} for this arm, outcome, group, time and source without a denominator. Enter it there first.`);
      else continue;
      whole = false;
    }
    if (!whole) return;
    const fits = (reading.candidates || []).map((one, j) => {
      const sizes = Object.keys(reading.printed || {}).map((arm) => [arm, sizeOf(study, reading, one, arms[arm])]);
      const unknown = sizes.find(([, size]) => !given(size));
      if (unknown) { add([...here, "candidates", j], `the number of these patients in ${quoted(arms[unknown[0]].label || unknown[0])} is not entered. Give the arm or the value its count.`); return undefined; }
      for (const [arm, size] of sizes) if (numbers((reading.events || {})[arm]) && reading.events[arm] > size) add([...here, "events", arm], `${reading.events[arm]} is more than the ${size} of ${quoted(one.label || "")}.`);
      return sizes.every(([arm, size]) => { const found = countsThatFit(reading.printed[arm], size); return found && found[0] === found[1] && found[0] === (reading.events || {})[arm]; });
    }).filter((one) => given(one));
    if (fits.length && !fits.some(Boolean)) add([...here, "events"], "in none of these sets of patients are these the only counts that give the printed percentages.");
  });
}

/* How many patients of an arm a set has: all of the arm, or those of its row of an outcome. */
function sizeOf(study, reading, candidate, arm) {
  if (!given(candidate.of)) return arm.n;
  const timed = given(candidate.month) || given(candidate.when);
  const rows = (study.efficacy || []).filter((row) => row.arm === arm.id && row.group === reading.group && row.outcome === candidate.of && given(row.events) && (!timed || (row.month === candidate.month && row.when === candidate.when)));
  const counts = [...new Set(rows.map((row) => row.events))];
  return counts.length === 1 ? counts[0] : undefined;
}

/* The instrument of the design, first; of a cohort that compares arms, also the one for the comparison. Laboratory
   studies with animals have the one for animals. */
function instrumentsFor(study) {
  const animals = (study.findings || []).some((row) => data.animals.includes(row.system));
  const own = data.instrumentOf[study.design] || (animals ? data.instrumentOf.animal : null);
  const roles = (study.arms || []).map((arm) => arm.role);
  const compared = data.comparison.designs.includes(study.design) && ["intervention", "comparator"].every((role) => roles.includes(role));
  return own ? [own, ...(compared ? [data.comparison.instrument] : [])] : [];
}

function ratingIsComplete(study, add) {
  if (!study.risk_of_bias) return;
  const wanted = instrumentsFor(study);
  const rated = study.risk_of_bias.flatMap((row) => (row.items || []).map((item) => `${row.instrument} ${item}`));
  const used = [...new Set(study.risk_of_bias.map((row) => row.instrument))];
  study.risk_of_bias.forEach((row, i) => { if (!wanted.includes(row.instrument)) add(["risk_of_bias", i, "instrument"], `${row.instrument} does not go with this design${row.instrument === data.comparison.instrument ? ", or no arm is compared with the treatment" : ""}.`); });
  rated.forEach((item, i) => { if (rated.indexOf(item) < i) add(["risk_of_bias"], `${quoted(item.split(" ")[1])} is judged twice. Each item once.`); });
  if (wanted.length && !used.includes(wanted[0])) add(["risk_of_bias"], `holds no judgement with ${data.instruments[wanted[0]].name}, with which the treated group is rated. Judge with it as well.`);
  for (const tool of used.filter((one) => wanted.includes(one)).map((one) => data.instruments[one])) {
    for (const item of tool.items) if (!rated.includes(`${tool.instrument} ${item.id}`)) add(["risk_of_bias"], `${item.label} is not judged. What no source shows is no information.`);
  }
}

function cohortIsNotAnothers(study, add) {
  const { id, overlaps = [] } = study.cohort || {};
  const others = data.known.studies.filter((key) => key !== study.id && (key === id || data.known.cohorts[key] === id));
  if (given(id) && others.length && !overlaps.some((one) => others.includes(one.study))) {
    add(["cohort", "id"], `is the cohort of ${others.join(", ")}: only one of you would enter a pool. Is it the same patients? Then name ${others[0]} under overlaps; else write ${study.id || "this publication's key"}.`);
  }
  overlaps.forEach((one, i) => {
    if (given(one.study) && one.study === study.id) add(["cohort", "overlaps", i, "study"], "is the publication itself. Name the other one.");
    else if (given(one.study) && !data.known.studies.includes(one.study)) add(["cohort", "overlaps", i, "study"], `${quoted(one.study)} is not a publication of this review.`);
  });
}

/* Words in the text of a conflict that look like keys of publications. */
const keysIn = (text) => [...new Set((text || "").match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) || [])].filter((word) => data.known.studies.includes(word) || /^[a-z]{2,}(?:19|20)\d\d[a-z]?$/.test(word));

function conflictsNameStudies(study, add) {
  (study.findings || []).forEach((row, i) => {
    for (const key of keysIn(row.conflict)) if (!data.known.studies.includes(key)) add(["findings", i, "conflict"], `${quoted(key)} is not a publication of this review.`);
  });
}

/* Months of a period that is the whole text, such as "6 months"; or every period in a text. */
const PERIOD = /(\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*(day|week|month|year)/gi;
const DAYS = { d: 1, w: 7, m: 30.4375, y: 365.25 };
const monthsIn = (text) => [...text.matchAll(PERIOD)].map((found) => Math.round((10 * Number(found[2] || found[1]) * DAYS[found[3][0].toLowerCase()]) / DAYS.m) / 10);
const WHOLE = /^(\d+(?:\.\d+)?)\s*(d|w|m|y)(?:ays?|k|ks|eeks?|o|os|onths?|rs?|ears?)?\.?$/i;
const isPeriod = (text) => WHOLE.test(text.trim());

/* Nothing is assessed after the end of follow-up, where that is one period for everybody. */
function monthsAreWithinFollowUp(study, add) {
  const text = String(study.followup || "");
  const whole = WHOLE.exec(text.trim());
  const end = whole ? Math.round((10 * Number(whole[1]) * DAYS[whole[2].toLowerCase()]) / DAYS.m) / 10 : undefined;
  (study.efficacy || []).forEach((row, i) => {
    if (numbers(end, row.month) && row.month > end && !given(row.conflict)) add(["efficacy", i, "month"], `${row.month} is after the end of follow-up (${text}). Correct one of them; if only some were followed so long, say so in follow-up (median 6 months, range 3 to 12).`);
  });
}

/* The design animal is for experiments in animals alone. */
function animalsAreNoPatients(study, add) {
  (study.findings || []).forEach((row, i) => {
    if (study.design === "animal" && row.system === "patients-in-vivo") add(["findings", i, "system"], "does not go with an experiment in animals. Choose where it was measured; if patients were studied too, choose the design of that part.");
  });
}

function manyMoreEnrolled(study, add) {
  const { enrolled } = study.population || {};
  const whole = ((study.groups || []).find((group) => group.role === "whole") || {}).n;
  if (numbers(enrolled, whole) && whole > 0 && enrolled >= 3 * whole) add(["population", "enrolled"], `${enrolled} is many times the ${whole} of the whole group. Is there a digit too much?`);
}

function afterFollowUp(study, add) {
  const text = String(study.followup || "");
  if (isPeriod(text) || /median|mean|average|at least|more than|minimum|beyond|[>≥]/i.test(text)) return;
  const ends = monthsIn(text);
  (study.efficacy || []).forEach((row, i) => {
    if (ends.length && numbers(row.month) && row.month > Math.max(...ends) && !given(row.conflict)) add(["efficacy", i, "month"], `${row.month} is after every period that follow-up names (${text}).`);
  });
}

function againstItsMeans(study, add) {
  const ways = { up: 1, down: -1 };
  (study.findings || []).forEach((row, i) => {
    const axis = term("axes", row.axis);
    if (!(row.direction in ways) || (axis && axis.collects)) return;
    const signs = new Set();
    for (const block of row.measured || []) {
      const reference = (block.groups || []).find((group) => group.label === block.reference);
      for (const group of reference && !given(block.odd) ? block.groups : []) {
        if (numbers(group.mean, reference.mean) && group.mean !== reference.mean) signs.add(Math.sign(group.mean - reference.mean));
      }
    }
    if (signs.size === 1 && signs.has(-ways[row.direction])) add(["findings", i, "direction"], `${row.direction} is against the means under measured. Compare direction, means and reference with the source; if what was measured falls as the axis rises, say so under odd.`);
  });
}

/* Counts of a randomised comparison of a pooled outcome, for which the review declares no comparison. */
function comparedNowhere(study, add) {
  if (study.design !== "rct") return;
  const arms = Object.fromEntries((study.arms || []).map((arm) => [arm.id, arm]));
  const counted = (study.efficacy || []).map((row, i) => ({ ...row, i })).filter((row) => given(row.events) && arms[row.arm]);
  const seen = new Set();
  for (const { i, outcome, arm } of counted) {
    const treated = counted.some((row) => row.outcome === outcome && arms[row.arm].role === "intervention");
    const against = (data.compared[outcome] || []).some((drug) => (arms[arm].drugs || []).includes(drug));
    const key = JSON.stringify([outcome, arm]);
    if (arms[arm].role === "comparator" && treated && data.pooled.includes(outcome) && !against && !seen.has(key)) add(["efficacy", i, "arm"], "is compared with the treatment in a randomised trial, and the review declares no such comparison. An editor can declare it.");
    seen.add(key);
  }
}

/* Arms of a randomised trial that hold more than were enrolled, or far fewer. */
function armsAndEnrolled(study, add) {
  const { enrolled } = study.population || {};
  const sizes = (study.arms || []).map((arm) => arm.n);
  if (study.design !== "rct" || sizes.length < 2 || !numbers(enrolled, ...sizes)) return;
  const total = sizes.reduce((sum, n) => sum + n, 0);
  if (total > enrolled) add(["population", "enrolled"], `${enrolled} is less than the arms together (${total}). Compare them with the source.`);
  else if (total < 0.8 * enrolled) add(["population", "enrolled"], `${enrolled} is far more than the arms together (${total}). If so many dropped out, say so under what could not be read.`);
}

/* More than half of the patients assessed at a time that at most half of them reached, or all at the median. */
function afterMedianFollowUp(study, add) {
  const found = /\bmedian\b[^.;\d]{0,40}(\d+(?:\.\d+)?) ?(day|week|month|year)s?(?:[^.;\d]{0,20}(\d+(?:\.\d+)?) ?(?:-|–|to))?/i.exec(String(study.followup || ""));
  if (!found) return;
  const middle = Math.round((10 * Number(found[1]) * DAYS[found[2][0].toLowerCase()]) / DAYS.m) / 10;
  const everybody = found[3] !== undefined && Number(found[3]) === Number(found[1]);
  const enrolled = (study.population || {}).enrolled || Math.max(0, ...(study.groups || []).map((group) => group.n || 0));
  (study.efficacy || []).forEach((row, i) => {
    if (!numbers(row.month, row.n) || given(row.conflict)) return;
    if (row.month === middle && !everybody) add(["efficacy", i, "month"], `${row.month} is the median follow-up, which half of the patients did not reach. A result at the last visit has no month: choose follow-up under “When”. If all were assessed then, say so with the range in follow-up.`);
    else if (row.month > middle && 2 * row.n > enrolled && enrolled > 0) add(["efficacy", i, "month"], `${row.month} is after the median follow-up, which at most half of the ${enrolled} patients passed. Compare time, n and follow-up with the source.`);
  });
}

/* A pooled outcome of everybody, counted out of far fewer than the arm has, without a word on who is missing. */
function partOfTheArm(study, add) {
  const whole = (study.groups || []).filter((group) => group.role === "whole").map((group) => group.id);
  const sizes = Object.fromEntries((study.arms || []).map((arm) => [arm.id, arm.n]));
  (study.efficacy || []).forEach((row, i) => {
    const silent = !given(row.note) && !given(row.conflict) && !given(row.derived);
    if (silent && data.pooled.includes(row.outcome) && whole.includes(row.group) && numbers(row.events, row.n, sizes[row.arm]) && row.n < 0.8 * sizes[row.arm]) add(["efficacy", i, "n"], `${row.n} is far fewer than the ${sizes[row.arm]} of the arm. If these are those who had responded before, it is another outcome, or another group; if the others were not assessed, say so in a note.`);
  });
}

/* One count of a report that is recorded under two terms. */
function printedOnce(study, add) {
  const seen = new Map();
  (study.safety || []).forEach((row, i) => {
    if (!given(row.events) || !given(row.as_printed) || given(row.conflict)) return;
    const key = JSON.stringify([row.arm, row.group, row.severity || "any", String(row.as_printed).toLowerCase(), row.events, row.n]);
    if (!seen.has(key)) seen.set(key, row.event);
    else if (seen.get(key) !== row.event) add(["safety", i, "event"], `${quoted(String(row.as_printed))} is counted under another term too. If it is one count, keep the term that fits better.`);
  });
}

function countedTwice(study, add) {
  for (const list of ["efficacy", "safety"]) {
    const seen = new Map();
    (study[list] || []).forEach((row, i) => {
      if (!given(row.events) || given(row.versus) || given(row.conflict)) return;
      const key = JSON.stringify(list === "efficacy" ? [row.arm, row.group, row.outcome, row.month, row.when] : [row.arm, row.group, row.event, row.severity || "any", row.as_printed]);
      if (seen.has(key)) add([list, i, "events"], `the same is counted in number ${seen.get(key) + 1} too. If both are one count, keep one; if sources disagree, say so under "Disagrees with".`);
      else seen.set(key, i);
    });
  }
}

function participantsAreAnimals(study, add) {
  (study.findings || []).forEach((row, i) => {
    if (given(row.participants) && data.animals.includes(row.system)) add(["findings", i, "participants"], "counts patients or donors, and this finding is from animals. Clear it.");
  });
}

/* People with the disease among whom, as the numbers say, those that they are compared with were counted. */
function participantsAreOthers(study, add) {
  const { enrolled } = study.population || {};
  (study.findings || []).forEach((row, i) => {
    if (!numbers(row.participants)) return;
    const part = (term("perturbations", row.perturbation) || {}).part;
    const both = (row.measured || []).some(({ groups = [] }) => part === "defect" && groups.length && groups.every((group) => group.n) && groups.reduce((sum, group) => sum + group.n, 0) === row.participants);
    if (both || (numbers(enrolled) && row.participants > enrolled)) add(["findings", i, "participants"], `${row.participants} may count those whom the patients are compared with. Count only people with the disease of this finding.`);
  });
}

const DOUBTS = [manyMoreEnrolled, armsAndEnrolled, afterFollowUp, afterMedianFollowUp, partOfTheArm, countedTwice, printedOnce, participantsAreAnimals, participantsAreOthers, againstItsMeans, comparedNowhere];
/* A P value is the number alone, with a point, and at most 1; words and several values are taken as printed. */
function pValuesArePossible(study, add) {
  for (const list of ["efficacy", "safety", "findings"]) {
    (study[list] || []).forEach((row, i) => {
      const text = String(given(row.p) ? row.p : "").trim();
      const put = (message) => add([list, i, "p"], `${quoted(text)} ${message}`);
      const alone = /^[=<>≤≥]?\s*(\d*)([.,]?)(\d*)$/.exec(text);
      if (/^p(?:[ -]?value)?\s*[=<>≤≥]/i.test(text)) put("repeats the name. Enter the number alone, with its sign if it is not =.");
      else if (alone && alone[2] === ",") put("has a comma. Decimals have a point.");
      else if (alone && Number(`${alone[1] || 0}.${alone[3] || 0}`) > 1) put("is no P value, which is at most 1. Compare it with the source.");
    });
  }
}

/* Whether a dose was accessible follows from the fields: tables say it by themselves. */
function regimensSayWhatWasGiven(study, add) {
  (study.arms || []).forEach((arm, i) => {
    const found = arm.role !== "comparator" && new RegExp(data.notGiven, "i").exec(String(arm.regimen || ""));
    if (found) add(["arms", i, "regimen"], `says ${quoted(found[0])}. Write what was given only, or leave it out: tables say by themselves of which treated arms the dose or the level was not accessible.`);
  });
}

/* Pages print every text but those that are apart, and the proofs from a source. */
function textsAreForReaders(study, add) {
  const words = new RegExp(data.ofTheFile, "i");
  const look = (one, path) => {
    if (one && typeof one === "object") {
      for (const [name, part] of Object.entries(one)) look(part, [...path, Array.isArray(one) ? Number(name) : name]);
    } else if (typeof one === "string" && path.at(-1) !== "text") {
      const found = words.exec(one);
      if (found) add(path, `says ${quoted(found[0])}: that is about how this file was made, and pages print it. Leave it out, or write it as the note of the extraction.`);
    }
  };
  for (const [name, part] of Object.entries(study)) if (!data.apart.includes(name)) look(part, [name]);
}

const STUDY_RULES = [textsAreForReaders, regimensSayWhatWasGiven, pValuesArePossible, monthsAreWithinFollowUp, animalsAreNoPatients, declaredOnce, namedAreDeclared, wholeGroupIsOne, conditionIsOneOfSeveral, armsHaveTheirTreatment, denominatorsNest, partsAddUp, rowsAreUnique, valuesArePlausible, datesRunForward, ratingIsComplete, readingsReproduce, cohortIsNotAnothers, registrationIsNotAnothers, conflictsNameStudies];
