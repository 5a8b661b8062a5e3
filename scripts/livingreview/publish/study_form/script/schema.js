/* ---- The schema: what a field is, its terms, and what was entered as plain values of its kind. ---- */

const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/* A part of the JSON Schema without references; `optional` where it may be left out, `block` its name. */
function resolved(node) {
  for (;;) {
    const { $ref: reference, anyOf: choices, ...beside } = node;
    if (reference) {
      const name = reference.split("/").pop();
      node = { ...data.schema.$defs[name], block: name, ...beside };
    } else if (choices) {
      node = { ...choices.find((one) => one.type !== "null"), ...beside, optional: true };
    } else {
      return node;
    }
  }
}

const STUDY = { ...resolved(data.schema), block: "Study" };
const termsOf = (schema) => data.terms[schema.terms] || (schema.enum || []).map((value) => ({ value, label: value }));
const hasTerms = (schema) => Boolean(schema.terms || schema.enum);
const isNumber = (schema) => schema.type === "integer" || schema.type === "number";
const isBlock = (schema) => schema.type === "object" && Boolean(schema.properties);
const valueOfEach = (schema) => (schema.type === "object" && schema.patternProperties ? Object.values(schema.patternProperties)[0] : undefined);
const term = (terms, value) => (data.terms[terms] || []).find((one) => one.value === value);

/* Names of a block's fields: usual ones in their order, then the others. */
function fieldsOf(schema) {
  const every = Object.keys(schema.properties);
  const usual = (data.layout.usual[schema.block] || every).filter((name) => every.includes(name));
  return { usual, more: every.filter((name) => !usual.includes(name)), every: [...usual, ...every.filter((name) => !usual.includes(name))] };
}

/* A field in words: its title, or its name if the title is only that. */
function labelOf(name, schema) {
  const given = schema.title || name;
  const automatic = name.replace(/_/g, " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  const words = given === automatic || given === schema.block ? name.replace(/_/g, " ") : given;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/* Words of the engine's descriptions without the marks of code. */
const helpOf = (schema) => (schema.description || "").replace(/`/g, "");

/* What was typed, as values of the schema: numbers as numbers if they are, nothing where nothing was typed. */
function assembled(schema, typed) {
  schema = resolved(schema);
  if (typed === undefined || typed === null) return undefined;
  if (Array.isArray(typed)) {
    const items = typed.map((one) => assembled(schema.items, one));
    const kept = isBlock(resolved(schema.items)) ? items.map((one) => one || {}) : items.filter((one) => one !== undefined);
    return kept.length ? kept : undefined;
  }
  if (isBlock(schema)) {
    const block = {};
    const names = fieldsOf(schema).every;
    for (const name of [...names, ...Object.keys(typed).filter((one) => !names.includes(one))]) {
      const value = name in schema.properties ? assembled(schema.properties[name], typed[name]) : typed[name];
      if (value !== undefined) block[name] = value;
    }
    return Object.keys(block).length ? block : undefined;
  }
  const each = valueOfEach(schema);
  if (each && typeof typed === "object") {
    const values = Object.entries(typed).map(([name, one]) => [name, assembled(each, one)]).filter(([, one]) => one !== undefined);
    return values.length ? Object.fromEntries(values) : undefined;
  }
  if (typeof typed !== "string") return typed;
  const text = typed.trim();
  if (text === "") return undefined;
  if (isNumber(schema) && NUMBER.test(text)) return Number(text);
  if (schema.type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

/* The whole study of a draft, in the order of the schema. */
function studyOf(draft) {
  const study = assembled(STUDY, { ...draft.study, id: draft.key }) || {};
  if (!study.population) study.population = {};
  const ordered = Object.keys(STUDY.properties).filter((name) => name in study);
  return Object.fromEntries([...ordered, ...Object.keys(study).filter((name) => !ordered.includes(name))].map((name) => [name, study[name]]));
}
