/* ---- Reading what a person pastes: PubMed (.nbib), RIS, BibTeX, a DOI, a PubMed or trial number. ---- */

/* Lines of a tagged format as [tag, value]; a line without a tag goes on with the one before. */
function tagged(text, pattern) {
  const found = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const parts = pattern.exec(line);
    if (parts) found.push([parts[1].trim(), parts[2].trim()]);
    else if (found.length && line.trim()) found[found.length - 1][1] += ` ${line.trim()}`;
  }
  return found;
}

const collector = (pairs) => {
  const all = (...tags) => pairs.filter(([tag, value]) => tags.includes(tag) && value).map(([, value]) => value);
  const first = (...tags) => tags.map((tag) => all(tag)[0]).find(Boolean) || "";
  return { all, first };
};

const yearIn = (text) => (/(?:^|\D)((?:19|20)\d\d)(?!\d)/.exec(text) || [])[1] || "";
const doiIn = (text) => ((/10\.\d{4,9}\/[^\s"<>]+/.exec(text) || [""])[0]).replace(/[.,;)]+$/, "");
const withoutDot = (title) => (/[^.]\.$/.test(title) ? title.slice(0, -1) : title);

/* 1123-9 as PubMed prints it is 1123-1129. */
function pagesIn(text) {
  const found = /^(\d+)\s*[-\u2013]\s*(\d+)$/.exec(text.trim());
  if (!found) return text.trim();
  const [, first, last] = found;
  return `${first}-${last.length < first.length ? first.slice(0, first.length - last.length) + last : last}`;
}

function fromMedline(text) {
  const { all, first } = collector(tagged(text, /^([A-Z][A-Z0-9 ]{3}|[A-Z]{2,4}\s*)-\s(.*)$/));
  const full = all("FAU");
  const doi = all("LID", "AID").find((one) => one.endsWith("[doi]"));
  return {
    author: [...(full.length >= all("AU").length ? full : all("AU").map(initialsLast)), ...all("CN")],
    title: withoutDot(first("TI", "BTI", "TT")), journal: first("JT", "TA"), year: yearIn(first("DP")),
    volume: first("VI"), number: first("IP"), pages: pagesIn(first("PG")), doi: doi ? doi.replace(/\s*\[doi\]$/, "") : "",
    pmid: first("PMID"), pmcid: first("PMC"), kind: all("PT").includes("Preprint") ? "misc" : "article",
  };
}

const RIS_TYPES = { CONF: "inproceedings", CPAPER: "inproceedings", ABST: "inproceedings", BOOK: "book", RPRT: "techreport", PREPRINT: "misc", UNPB: "misc" };

function fromRis(text) {
  const record = text.split(/^\s*ER\s{0,4}-.*$/m)[0];
  const { all, first } = collector(tagged(record, /^\s*([A-Z][A-Z0-9])[ \t\u00a0]{0,4}-(?:[ \t\u00a0]|$)(.*)$/));
  const kind = RIS_TYPES[first("TY").toUpperCase()] || "article";
  const journal = first("JF", "T2", "JO", "JA", "J2");
  const [start, end] = [first("SP"), first("EP")];
  return {
    author: all("AU").length ? all("AU").map(initialsLast) : all("A1").map(initialsLast),
    title: withoutDot(first("TI", "T1")), [kind === "inproceedings" ? "booktitle" : kind === "misc" ? "howpublished" : "journal"]: journal,
    year: yearIn(first("PY", "Y1", "DA")), volume: first("VL"), number: first("IS"),
    pages: pagesIn(end && end !== start ? `${start}-${end}` : start), doi: doiIn(first("DO")) || doiIn(first("UR")),
    pmid: pmidInRis(all("DB", "DP", "UR").join(" "), first), url: first("UR"), kind,
  };
}

/* The PubMed number, which each database has in a field of its own. */
function pmidInRis(database, first) {
  const [, tag] = [[/PubMed|NLM/, "AN"], [/Scopus/i, "C2"], [/Embase/i, "C5"]].find(([name]) => name.test(database)) || [];
  return tag && /^\d{4,8}$/.test(first(tag)) ? first(tag) : "";
}

/* "Smith JA" as "Smith, J. A."; other names as they are. */
function initialsLast(name) {
  const found = /^([^,]+?)\s+([A-Z]{1,3})$/u.exec(name.trim());
  return found ? `${found[1]}, ${[...found[2]].map((letter) => `${letter}.`).join(" ")}` : name.trim();
}

const ACCENTS = { "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", u: "\u0306", ".": "\u0307", '"': "\u0308", r: "\u030a", H: "\u030b", v: "\u030c", c: "\u0327", k: "\u0328" };
const LETTERS = { ss: "\u00df", o: "\u00f8", O: "\u00d8", l: "\u0142", L: "\u0141", ae: "\u00e6", AE: "\u00c6", oe: "\u0153", OE: "\u0152", aa: "\u00e5", AA: "\u00c5", i: "\u0131", textless: "<", textgreater: ">", alpha: "\u03b1", beta: "\u03b2", gamma: "\u03b3", textendash: "\u2013", textemdash: "\u2014" };

/* A field of BibTeX as characters, as far as it is plain; a macro that is not known remains, for the person to see. */
function fromLatex(latex) {
  return latex
    .replace(/\{?\\([`'^"~=.]|[uHvcrk](?![A-Za-z]))\s*(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))\}?/g, (all, accent, inside, bare) => ((inside || bare) + ACCENTS[accent]).normalize("NFC"))
    .replace(/\{?\\([A-Za-z]+)\s*(?:\{\})?\}?/g, (all, name) => LETTERS[name] || all)
    .replace(/\\([&%$#_{}])/g, (all, sign) => ({ "{": "\u0001", "}": "\u0002" })[sign] || sign)
    .replace(/[{}]/g, "").replace(/\u0001/g, "{").replace(/\u0002/g, "}").replace(/---?/g, "\u2013").replace(/~/g, " ").replace(/\s+/g, " ").trim();
}

/* Splits at a word outside braces. */
function outsideBraces(text, word) {
  const parts = [""];
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "{") depth += 1;
    else if (text[i] === "}") depth -= 1;
    if (depth === 0 && text.startsWith(word, i)) { parts.push(""); i += word.length - 1; } else parts[parts.length - 1] += text[i];
  }
  return parts;
}

function fromBibtex(text) {
  const head = /@\s*([A-Za-z]+)\s*[{(]\s*([^,\s]*)\s*,/.exec(text);
  if (!head) return null;
  const fields = {};
  let at = head.index + head[0].length;
  const name = /\s*,?\s*([A-Za-z][\w-]*)\s*=\s*/y;
  for (;;) {
    name.lastIndex = at;
    const found = name.exec(text);
    if (!found) break;
    const start = name.lastIndex;
    let end = start;
    if (text[start] === "{" || text[start] === '"') {
      let depth = 0;
      for (end = start; end < text.length; end += 1) {
        if (text[end] === "\\") { end += 1; continue; }
        if (text[end] === "{") depth += 1;
        else if (text[end] === "}") depth -= 1;
        if (depth === 0 && (text[start] === "{" || (end > start && text[end] === '"'))) break;
      }
      fields[found[1].toLowerCase()] = text.slice(start + 1, end);
      at = end + 1;
    } else {
      while (end < text.length && /[^,}\s]/.test(text[end])) end += 1;
      fields[found[1].toLowerCase()] = text.slice(start, end);
      at = end;
    }
  }
  const kind = head[1].toLowerCase();
  const plain = (field) => fromLatex(fields[field] || "");
  const address = (field) => (fields[field] || "").replace(/^\{|\}$/g, "").replace(/\\([%_#&~$])/g, "$1").trim();
  return {
    author: outsideBraces(fields.author || "", " and ").map((one) => (/^\s*\{[^{}]*\}\s*$/.test(one) ? fromLatex(one).replace(/,/g, "") : familyFirst(fromLatex(one)))).filter(Boolean),
    title: plain("title"), journal: plain("journal") || plain("journaltitle"), booktitle: plain("booktitle"), howpublished: plain("howpublished"),
    publisher: plain("publisher"), institution: plain("institution"), year: yearIn(plain("year") || plain("date")), volume: plain("volume"),
    number: plain("number") || plain("issue"), pages: pagesIn(plain("pages")), doi: doiIn(address("doi")) || doiIn(address("url")), pmid: plain("pmid") || (/PMID:?\s*(\d{1,8})\b/.exec(plain("note")) || [])[1] || "", pmcid: plain("pmcid"),
    url: address("url"), note: plain("note"), kind: kind === "conference" ? "inproceedings" : kind in data.entry.types ? kind : "misc",
  };
}

/* "Ana de la Cruz" as "de la Cruz, Ana"; names with a comma, "others" and single words as they are. */
function familyFirst(name) {
  if (name.includes(",") || !name.includes(" ")) return name;
  const words = name.split(" ");
  let start = words.length - 1;
  while (start > 1 && /^\p{Ll}/u.test(words[start - 1])) start -= 1;
  return `${words.slice(start).join(" ")}, ${words.slice(0, start).join(" ")}`;
}

/* What was pasted, as fields of a record: `{format, entry, others}`, or null if it is none of the formats.
   Of several records the first is read; `others` is how many there are besides. */
function readReference(text) {
  const clean = text.replace(INVISIBLE, "").trim();
  const number = /^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\/\S+)$/i.exec(clean);
  if (number) return { format: "DOI", entry: { doi: number[1] } };
  const pmid = /^(?:PMID:?\s*|https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/)?(\d{1,8})\/?$/i.exec(clean);
  if (pmid) return { format: "PubMed number", entry: { pmid: pmid[1] } };
  if (/^(?:NCT\d{8}|ChiCTR[-\w]*\d{6,})$/i.test(clean)) return { format: "trial number", entry: {}, registry: clean };
  const formats = [[/^PMID-\s/m, "PubMed", fromMedline], [/^\s*TY\s{0,4}-/m, "RIS", fromRis], [/^\s*@\s*[A-Za-z]+\s*[{(]/m, "BibTeX", fromBibtex]];
  const [begins, format, read] = formats.find(([pattern]) => pattern.test(clean)) || [];
  if (!read) return null;
  const records = clean.slice(clean.search(begins)).split(new RegExp(`(?=${begins.source})`, "m")).filter((one) => one.trim());
  const entry = read(records[0]);
  if (!entry) return null;
  if (entry.doi && entry.url && entry.url.includes(entry.doi)) entry.url = "";
  return { format, others: records.length - 1, entry: Object.fromEntries(Object.entries({ ...entry, author: entry.author.join("\n") }).filter(([, value]) => value)) };
}

/* A key as the house makes them: family name and year, a letter if taken; without an author the PubMed number. */
function suggestedKey(entry) {
  const first = ((entry.author || "").split("\n")[0] || "").trim();
  const family = fold(first.split(",")[0]).replace(/[^a-z0-9]/g, "");
  const base = family && entry.year ? family + entry.year : entry.pmid ? `pmid${entry.pmid}` : "";
  if (!base || !data.known.keys.includes(base)) return base;
  return [..."bcdefghijklmnopqrstuvwxyz"].map((letter) => base + letter).find((key) => !data.known.keys.includes(key)) || "";
}
