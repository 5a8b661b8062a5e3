/* ---- Writing: YAML, a record of BibTeX, a line of the screening log. Every text reads back as it is. ---- */

const PLAIN = /^[A-Za-z][A-Za-z0-9_]*(?:[ ./+-][A-Za-z0-9_]+)*$/;
const WORD = /^(?:null|true|false|yes|no|on|off|y|n)$/i; // which YAML 1.1 or 1.2 takes for something else than a text
const UNPRINTABLE = new RegExp(`[^\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]|${data.invisible}`, "gu");

/* A text in YAML: bare if that is safe in every place, else in double quotes with escapes. */
function yamlText(text) {
  if (PLAIN.test(text) && !WORD.test(text)) return text;
  const escaped = text.replace(/["\\]/g, (sign) => `\\${sign}`).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
  return `"${escaped.replace(UNPRINTABLE, (sign) => `\\U${sign.codePointAt(0).toString(16).padStart(8, "0")}`)}"`;
}

/* A value on one line. */
function yamlFlow(value) {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(", ")}]`;
  if (value && typeof value === "object") return `{${Object.entries(value).map(([name, inner]) => `${yamlText(name)}: ${yamlFlow(inner)}`).join(", ")}}`;
  return typeof value === "string" ? yamlText(value) : String(value);
}

/* A comment is one line, whatever it quotes. */
const comment = (text) => `# ${text.replace(/[\r\n]+/g, " ").replace(INVISIBLE, "")}`;

/* The file of a study: a field a line, an entry of a list a line, and a comment where something is to be done. */
function yaml(study, problems = []) {
  const lines = ["# yaml-language-server: $schema=../schema/study.schema.json"];
  const todo = (path, indent = "") => problems
    .filter((one) => one.path.slice(0, path.length).join("/") === path.join("/"))
    .map((one) => `${indent}${comment(`TODO: ${placeName(one.path)} ${one.message}`)}`);
  const names = [...new Set([...Object.keys(STUDY.properties), ...Object.keys(study)])];
  for (const name of names) {
    const value = study[name];
    if (value === undefined) {
      lines.push(...todo([name]));
      if (!problems.some((one) => one.path[0] === name) && GAPS.includes(name)) lines.push(comment(`not given: ${name} (${helpOf(resolved(STUDY.properties[name]))})`));
    } else if (Array.isArray(value) && value.some((one) => typeof one === "object")) {
      lines.push(...problems.filter((one) => one.path.length === 1 && one.path[0] === name).map((one) => comment(`TODO: ${placeName(one.path)} ${one.message}`)), `${name}:`);
      value.forEach((one, i) => lines.push(...todo([name, i], "  "), `  - ${yamlFlow(one)}`));
    } else {
      lines.push(...todo([name]), `${name}: ${yamlFlow(value)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/* Fields whose absence is worth a comment: those that are usually given. */
const GAPS = data.layout.usual.Study.filter((name) => isText(STUDY.properties[name]));
function isText(node) {
  const schema = resolved(node);
  return schema.type === "string" && !hasTerms(schema);
}

/* Items with one judgement and one reason are written as one row. */
function joinedRatings(rows) {
  const joined = new Map();
  for (const row of rows) {
    const { items = [], ...rest } = row;
    const key = JSON.stringify(rest);
    if (joined.has(key)) joined.get(key).items.push(...items);
    else joined.set(key, { ...row, items: [...items] });
  }
  return [...joined.values()];
}

/* ---- BibTeX ---- */

const LATEX = { "\\": "{\\textbackslash}", "{": "{\\textbraceleft}", "}": "{\\textbraceright}", "~": "{\\textasciitilde}", "^": "{\\textasciicircum}", "<": "{\\textless}", ">": "{\\textgreater}", "\u00a0": "~", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_" };
const latexText = (text) => text.replace(/\s+/g, (blank) => (blank === "\u00a0" ? blank : " ")).trim()
  .split(/(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[!?])(?=`)/).map((part) => [...part].map((sign) => LATEX[sign] || sign).join("")).join("{}");
const ADDRESSES = ["doi", "pmid", "pmcid", "url"];

/* One author: Family, Given; or a group, in braces. */
function latexName(name) {
  if (name === "others") return name;
  const parts = name.split(",").map((part) => part.trim()).filter(Boolean);
  if (parts.length === 1) return `{${latexText(name)}}`;
  const kept = (part) => (/\band\b|[{}\\]/i.test(part) ? `{${latexText(part)}}` : latexText(part));
  return parts.map(kept).join(", ");
}

const authorsOf = (text) => (text || "").split("\n").map((one) => one.trim()).filter(Boolean);

/* The record of a draft for references.bib. */
function bibtex(key, entry) {
  const names = data.entry.usual.concat(Object.keys(data.entry.fields)).filter((name, i, all) => all.indexOf(name) === i && name !== "kind");
  const lines = [];
  for (const name of names) {
    const value = (entry[name] || "").trim();
    if (!value || !fieldsOfEntry(entry.kind).includes(name)) continue;
    let written = ADDRESSES.includes(name) ? value : latexText(value);
    if (name === "author") written = authorsOf(value).map(latexName).join(" and ");
    if (name === "pages") written = latexText(value).replace(/^(\w+)\s*[-\u2013]+(?:\{\})?-?\s*(\w+)$/, "$1--$2");
    lines.push(`  ${name} = {${written}},\n`);
  }
  return `@${entry.kind}{${key || "KEY"},\n${lines.join("")}}\n`;
}

/* Fields that a type of record may have. */
const fieldsOfEntry = (kind) => [...new Set([...data.entry.required[kind].flat(), ...data.entry.optional])].filter((name) => name in data.entry.fields);

/* Problems of the record, its key and the line of the log, by the names of their fields. */
function checkEntry(key, entry, record) {
  const problems = [];
  const add = (name, message) => problems.push({ path: ["entry", name], message });
  const value = (name) => (entry[name] || "").trim();
  if (!key) add("key", "is missing. It names the file: family name of the first author and year, such as smith2020.");
  else if (!new RegExp(resolved(STUDY.properties.id).pattern).test(key)) add("key", `${quoted(key)} does not have the right form: ${data.patterns[resolved(STUDY.properties.id).pattern]}.`);
  else if (data.known.keys.includes(key)) add("key", `${quoted(key)} is taken. Add a letter: ${suggestedKey(entry) || `${key}b`}.`);
  const year = /^[a-z]+(\d{4})[a-z]?$/.exec(key);
  if (year && value("year") && year[1] !== value("year")) add("key", `says ${year[1]}, but the publication is of ${value("year")}. Correct one of them.`);
  for (const choices of data.entry.required[entry.kind]) {
    if (!choices.some((name) => value(name))) {
      const shown = choices.filter((name) => name in data.entry.fields);
      add(shown[0], `is missing${shown.length > 1 ? `, and so are ${shown.slice(1).map((name) => data.entry.fields[name][0]).join(", ")}: one of them is needed` : ""}.`);
    }
  }
  if (value("year") && !/^(19|20)\d\d$/.test(value("year"))) add("year", `${quoted(value("year"))} is not a year: four digits.`);
  if (value("doi") && !new RegExp(`^(?:${data.doi})$`).test(value("doi"))) add("doi", `${quoted(value("doi"))} is not a DOI. It begins with 10. and has no blanks: no https://doi.org/ before it.`);
  if (value("pmid") && !/^\d{1,8}$/.test(value("pmid"))) add("pmid", `${quoted(value("pmid"))} is not a PubMed number: up to eight digits.`);
  if (value("pmcid") && !/^PMC\d+$/.test(value("pmcid"))) add("pmcid", `${quoted(value("pmcid"))} is not a PubMed Central number: PMC and digits.`);
  if (value("url") && !/^https?:\/\/[^\s<>"]+$/.test(value("url"))) add("url", `${quoted(value("url"))} is not an address: it begins with https://.`);
  for (const name of ["doi", "pmid"]) {
    const known = data.known.identifiers[value(name).toLowerCase()];
    if (value(name) && known) add(name, `is already that of ${known}. Correct what is there instead of adding it again.`);
  }
  checkAuthors(value("author"), add);
  for (const name of fieldsOfEntry(entry.kind)) {
    if (/<\/?(?:i|b|sub|sup|em)>|&(?:#\d+|[a-z]+);/i.test(value(name))) add(name, "holds HTML. Write the characters themselves.");
    else if (/\\[A-Za-z]+/.test(value(name)) && !ADDRESSES.includes(name)) add(name, `holds ${/\\[A-Za-z]+/.exec(value(name))[0]} of LaTeX, which this page does not read. Write the character itself.`);
  }
  if (data.log && !record.log.length) problems.push({ path: ["record", "log"], message: "is missing. Say how the publication was found." });
  if (data.log && !record.stage) problems.push({ path: ["record", "stage"], message: "is missing. Say what it was judged on." });
  return problems;
}

function checkAuthors(text, add) {
  const names = authorsOf(text);
  for (const name of names) {
    if (/\bet al\b/i.test(name)) add("author", `${quoted(name)}: write each author on a line of its own, and others on the last line if there are more.`);
    else if (/;/.test(name) || / and /.test(name.split(",")[0])) add("author", `${quoted(name)} seems to hold several names. One a line.`);
    else if (/^[^,\s]+ [A-Z]{1,3}$/u.test(name)) add("author", `${quoted(name)}: write ${initialsLast(name)}`);
    else if (/^\p{Script=Han}+$/u.test(name)) add("author", `${quoted(name)}: write a comma after the family name.`);
  }
  if (names.includes("others") && names.indexOf("others") < names.length - 1) add("author", "others stands on the last line only.");
}

/* ---- The screening log ---- */

const csvCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

/* The file of the screening log for this publication, which bears its key; null in a review without a log. */
function logFile(key, entry, record) {
  if (!data.log) return null;
  const first = authorsOf(entry.author)[0] || "";
  const [family, given = ""] = first.split(",").map((part) => part.trim());
  const initials = given.split(/[\s.-]+/).filter(Boolean).map((part) => [...part][0]).join("");
  const cells = {
    record: key, title: (entry.title || "").replace(/\s+/g, " ").trim(), first_author: [family, /\p{Script=Han}/u.test(given) ? given : initials].filter(Boolean).join(" "),
    year: entry.year || "", doi: (entry.doi || "").trim(), pmid: (entry.pmid || "").trim(), url: (entry.url || record.url || "").trim(),
    log: record.log.join(";"), stage: record.stage || "", decision: "include", study: key,
  };
  return [data.log.columns, data.log.columns.map((name) => cells[name] || "")].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}
