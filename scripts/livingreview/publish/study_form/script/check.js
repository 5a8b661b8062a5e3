/* ---- Checks: the JSON Schema first, then the rules between fields. A problem is a path and a sentence. ---- */

/* Problems of a value, by its schema. `add(path, message)` collects them. */
function checkSchema(schema, value, path, add) {
  schema = resolved(schema);
  if (hasTerms(schema)) return checkTerm(schema, value, path, add);
  if (schema.type === "array" && !Array.isArray(value)) add(path, "is not a list.", true);
  else if (isBlock(schema) && (!value || typeof value !== "object" || Array.isArray(value))) add(path, "is not a block of fields.", true);
  else if (schema.type === "array") {
    if (value.length < (schema.minItems || 0)) add(path, `needs ${plural(schema.minItems, "entry", "entries")} or more.`);
    value.forEach((one, i) => checkSchema(schema.items, one, [...path, i], add));
  } else if (isBlock(schema)) {
    for (const name of Object.keys(value)) {
      if (name in schema.properties) checkSchema(schema.properties[name], value[name], [...path, name], add);
      else add([...path, name], "is not a known field.");
    }
    for (const name of schema.required || []) {
      if (!(name in value)) add([...path, name], `is missing. ${helpOf(resolved(schema.properties[name]))}`.trim());
    }
    const put = (name, message) => add(name === null ? path : [...path, name], message);
    (RULES[schema.block] || []).forEach((rule) => rule(value, put));
  } else if (valueOfEach(schema)) {
    if (!value || typeof value !== "object" || Array.isArray(value)) { add(path, "is not a value for each.", true); return undefined; }
    const names = Object.keys(value);
    if (names.length < (schema.minProperties || 0)) add(path, `needs ${plural(schema.minProperties, "value")} or more, one for each.`);
    for (const name of names) checkSchema(valueOfEach(schema), value[name], [...path, name], add);
  } else if (isNumber(schema)) {
    checkNumber(schema, value, path, add);
  } else if (schema.type === "boolean") {
    if (typeof value !== "boolean") add(path, "is neither yes nor no.");
  } else if (schema.type === "string") {
    checkText(schema, value, path, add);
  }
  return undefined;
}

function checkTerm(schema, value, path, add) {
  const terms = termsOf(schema);
  if (terms.some((one) => one.value === value)) return;
  const text = String(value);
  const advice = data.clinical.includes(schema.terms) ? clinicalTerm(schema.terms, terms, text) : nearestTerm(terms, text);
  add(path, `${quoted(text)} is not one of the terms. ${advice}Choose one from the list.`);
}

/* The term whose words hold the text, or that is spelt most alike. */
function nearestTerm(terms, text) {
  const near = matching(terms, text)[0] || likest(terms, text);
  return near ? `Did you mean ${near.label}? ` : "";
}

const NEGATED = /^(?:no|not|non|without)\b/i;

/* Words that are spelt alike may mean opposites: only a term of that name is proposed. */
function clinicalTerm(kind, terms, text) {
  const word = spelt(text.trim());
  const kept = kind === "events" ? "“As printed” keeps the words of the report. " : "";
  const same = terms.filter((one) => [one.value, one.label, ...(one.synonyms || [])].some((name) => spelt(name) === word));
  if (same.length) return `It is called ${same.map((one) => one.label).join(" or ")} here. ${kept}`;
  const denies = (one) => [one.value, one.label].some((name) => NEGATED.test(name)) && !NEGATED.test(word); // the opposite of the word
  const held = word.length < 4 ? [] : matching(terms, text).filter((one) => !denies(one));
  if (held.length) {
    return `With this word: ${held.slice(0, 3).map((one) => one.label).join(", ")}; choose one only if it means the same. ${kept}`;
  }
  const parts = (one) => spelt([one.value, one.label, ...(one.synonyms || [])].join(" ")).split(/[\s-]+/).map((part) => part.replace(/(?<!s)s$/, ""));
  const inside = terms.filter((one) => parts(one).some((part) => part.length > 6 && word !== part && word.includes(part)));
  if (inside.length) return `With a part of this word: ${inside.slice(0, 3).map((one) => one.label).join(", ")}; choose one only if it fits. ${kept}`;
  const near = likest(terms, text);
  return near ? `No such term; near in spelling (not in meaning): ${near.label}. ${kept}` : `No such term. ${kept}`;
}

/* The term that is spelt most alike, if one is. */
function likest(terms, text) {
  const word = fold(text);
  const ranked = terms.map((one) => [distance(word, fold(one.label)) / Math.max(word.length, one.label.length), one]);
  ranked.sort((a, b) => a[0] - b[0]);
  return ranked.length && ranked[0][0] <= 0.5 ? ranked[0][1] : undefined;
}

/* Every word of a term: value, label, definition, and whatever else the vocabulary says of it. */
const wordsOf = (one) => spelt(Object.values(one).flat().filter((part) => typeof part === "string").join(" "));

/* Terms that hold every word of the text, those whose label begins with it first. */
function matching(terms, text) {
  const asked = spelt(text.trim());
  const parts = asked.split(/\s+/).filter(Boolean);
  const rank = (one) => {
    const label = spelt(one.label);
    if (label === asked || one.value === text.trim() || (one.synonyms || []).some((name) => spelt(name) === asked)) return 0;
    if (label.startsWith(asked)) return 1;
    return parts.every((part) => label.includes(part)) ? 2 : 3;
  };
  return terms.filter((one) => parts.every((part) => wordsOf(one).includes(part))).sort((a, b) => rank(a) - rank(b));
}

function checkNumber(schema, value, path, add) {
  if (typeof value !== "number") {
    if (typeof value !== "string") { add(path, "is not a number.", true); return; }
    const count = COUNT.exec(value.trim());
    if (count && path[path.length - 1] === "events") { add(path, `${quoted(value)} is a count and its denominator: enter ${count[1]} here, and ${count[2]} as out of (n).`); return; }
    const plain = value.normalize("NFKC").replace(/[\s,]/g, "");
    const decimal = /^-?\d+,\d{1,2}$/.test(value) ? value.replace(",", ".") : "";
    const instead = [decimal, plain].find((one) => NUMBER.test(one));
    add(path, `${quoted(value)} is not a number. Write digits${schema.type === "integer" ? " only" : " and a point"}${instead ? `: ${instead}` : ", or use a field for words"}.`);
    return;
  }
  if (schema.type === "integer" && !Number.isInteger(value)) add(path, `${value} is not a whole number.`);
  else if (value < schema.minimum) add(path, `${value} is too small. Allowed: ${schema.minimum} or more.`);
  else if (value <= schema.exclusiveMinimum) add(path, `${value} is too small. Allowed: more than ${schema.exclusiveMinimum}.`);
  else if (value > schema.maximum) add(path, `${value} is too large. Allowed: up to ${schema.maximum}.`);
}

const COUNT = /^(\d+)\s*(?:of|out of|[/／])\s*(\d+)$/i; // where a percentage belongs

/* A month as the review writes it, for one in words or with the year last; of 3/4/2019 nobody knows the month. */
function asMonth(text) {
  const inWords = /^(?:\d{1,2}\.?\s+)?([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/i.exec(text);
  const names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const number = inWords ? names.indexOf(inWords[1].toLowerCase()) + 1 : 0;
  if (number) return `${inWords[2]}-${String(number).padStart(2, "0")}`;
  const yearLast = /^(\d{1,2})[-/.](\d{4})$/.exec(text);
  return yearLast ? `${yearLast[2]}-${yearLast[1].padStart(2, "0")}` : "";
}

function checkText(schema, value, path, add) {
  if (typeof value !== "string") add(path, "is not a text.", true);
  else if (schema.pattern && path[path.length - 1] === "printed" && COUNT.test(value.trim())) {
    const [, events, n] = COUNT.exec(value.trim());
    add(path, `${quoted(value)} is a count: enter ${events} as patients with it, out of ${n}. Only a percentage that the report prints goes here, with its sign.`);
  } else if (schema.pattern && !new RegExp(schema.pattern).test(value)) {
    const instead = asMonth(value.trim());
    const write = new RegExp(schema.pattern).test(instead) ? ` Write ${instead}.` : "";
    add(path, `${quoted(value)} does not have the right form: ${data.patterns[schema.pattern] || schema.pattern}.${write}`);
  } else if (!schema.pattern && NO_TEXT.test(value)) {
    add(path, `${quoted(value)} says nothing. Leave the field empty, or say it in a sentence.`);
  }
}

/* What is probably wrong in a study, and may be right; nothing where a list or block is something else. */
function doubts(study) {
  const found = [];
  let misshapen = false;
  checkSchema(STUDY, study, [], (path, message, shape = false) => { misshapen ||= shape; });
  if (!misshapen) DOUBTS.forEach((rule) => rule(study, (path, message) => found.push({ path, message: `Worth a second look: ${message}` })));
  return found;
}

/* Problems of a study by schema and rules, each once, in the order of the file. */
function check(study) {
  const problems = [];
  let misshapen = false; // whether a list or block is something else, as in a file that was not made here
  const add = (path, message, shape = false) => {
    misshapen ||= shape;
    const same = (one) => one.message === message && one.path.join("/") === path.join("/");
    if (!problems.some(same)) problems.push({ path, message });
  };
  checkSchema(STUDY, study, [], add);
  if (!misshapen) STUDY_RULES.forEach((rule) => rule(study, add));
  return problems;
}
