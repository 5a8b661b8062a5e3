/* ---- Results: the three texts, where they go, and what is still to be done. ---- */

const LONGEST_ADDRESS = 7500; // characters that GitHub takes in an address

/* A place in words: "value 2, percentage as printed:". */
function placeName(path) {
  const names = [];
  let schema = STUDY;
  path.forEach((part, i) => {
    if (typeof part === "number" && path[0] === "risk_of_bias" && i === 1) {
      names.push(itemName(part));
      schema = resolved(schema.items);
      return;
    }
    if (typeof part === "number") {
      names[names.length - 1] = `${data.layout.one[path[i - 1]] || "entry"} ${part + 1}`;
      schema = resolved(schema.items || {});
      return;
    }
    if (part === "entry" || part === "record") return;
    schema = resolved((schema.properties || {})[part] || {});
    const label = path[0] === "entry" && part in data.entry.fields ? data.entry.fields[part][0] : labelOf(part, schema);
    names.push(names.length ? label.charAt(0).toLowerCase() + label.slice(1) : label);
  });
  const words = names.join(", ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}:`;
}

/* The files of a draft: name, text, and what to do with it. */
function filesOf(problems) {
  const { key, entry, record } = draft;
  const name = key || "KEY";
  const study = studyOf(draft);
  if (study.risk_of_bias) study.risk_of_bias = joinedRatings(study.risk_of_bias);
  const todo = problems.filter((one) => one.path[0] !== "entry" && one.path[0] !== "record");
  const before = data.known.entries.find((one) => one > name);
  const log = logFile(name, entry, { ...record, url: addressRead() });
  return [
    { title: "The study", file: `data/studies/${name}.yaml`, download: `${name}.yaml`, text: yaml(study, inWrittenOrder(todo)), where: `It is a new file: data/studies/${name}.yaml.`, isNew: true },
    { title: "Its record in the bibliography", file: "references.bib", download: `${name}.bib`, text: bibtex(key, entry), where: `It goes into references.bib, which is in order of keys: ${before ? `before the record of ${before}` : "at the end"}.` },
    log && { title: "Its file in the screening log", file: `${data.log.folder}/${name}.csv`, download: `${name}.csv`, text: log, where: `It is a new file: ${data.log.folder}/${name}.csv.`, isNew: true },
  ].filter(Boolean);
}

const addressRead = () => ((draft.study.sources || []).find((one) => one.url) || {}).url || "";

/* Ratings are joined in the file: their problems go before all of them, each with the name of its item. */
const inWrittenOrder = (problems) => problems.map((one) => (one.path.length > 1 && one.path[0] === "risk_of_bias" ? { path: ["risk_of_bias"], message: `${itemName(one.path[1])}, ${one.path.slice(2).join(" ")} ${one.message}` } : one));

/* The address at which GitHub opens a file for editing; null for another host, or none. */
function editorAddress(file) {
  const repository = (data.repository || "").replace(/\.git$|\/+$/g, "");
  if (!/^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(repository)) return null;
  if (!file.isNew) return `${repository}/edit/${data.branch}/${file.file}`;
  const start = `${repository}/new/${data.branch}?filename=${encodeURIComponent(file.file)}`;
  const whole = `${start}&value=${encodeURIComponent(file.text)}`;
  return whole.length <= LONGEST_ADDRESS ? whole : start;
}

function resultsStep(section) {
  const left_over = make("div", { class: "left-over" });
  const texts = make("div", {});
  section.append(left_over, texts);
  onRefresh(section, () => {
    if (section.hidden) return;
    left_over.replaceChildren(...todoList());
    texts.replaceChildren(...filesOf(problems).map(resultOf), elsewhere(), afterwards());
  });
}

function todoList() {
  if (!problems.length) return [make("p", { class: "done" }, "Nothing is missing that this page can check. The check of the repository has the last word.")];
  const lines = problems.map((one) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => goTo(one.path) }, placeName(one.path)), ` ${one.message}`));
  return [make("h3", {}, `Still to do (${problems.length})`), make("p", {}, "You can take the files as they are: what is missing is marked in them, and others can help."), make("ul", {}, ...lines)];
}

function resultOf(file) {
  const text = make("textarea", { class: "result", readonly: true, rows: Math.min(14, file.text.split("\n").length + 1), "aria-label": file.title, spellcheck: "false", wrap: "off" });
  text.value = file.text;
  const address = editorAddress(file);
  const filled = address && address.includes("&value=");
  const open = file.isNew ? (filled ? "Open as a new file in the repository's editor" : "Open a new file in the repository's editor, and paste") : "Open this file in the repository's editor, and paste";
  return make(
    "section", { class: "file" }, make("h3", {}, file.title), make("p", {}, file.where), text,
    make("div", { class: "row-buttons" }, make("button", { type: "button", onclick: () => copyText(text) }, "Copy"), make("button", { type: "button", onclick: () => download(file.download, file.text) }, "Download"), address && make("a", { href: address, target: "_blank", rel: "noopener" }, open)),
  );
}

/* What other files must say as well. */
function elsewhere() {
  const key = draft.key || "this publication";
  const study = studyOf(draft);
  const overlaps = ((study.cohort || {}).overlaps || []).filter((one) => one.study).map((one) => [one.study, `cohort: ... overlaps: - {study: ${key}, extent: ${one.extent || "..."}, why: ...}`]);
  const conflicts = (study.findings || []).flatMap((row) => keysIn(row.conflict)).map((other) => [other, `conflict: ... ${key} ..., in its finding on the same part of the mechanism`]);
  const lines = [...overlaps, ...conflicts].map(([other, words]) => make("li", {}, `data/studies/${other}.yaml: `, make("code", {}, words)));
  return lines.length ? make("section", { class: "file" }, make("h3", {}, "Other files that must say so as well"), make("ul", {}, ...lines)) : "";
}

function afterwards() {
  const how = editorAddress({ isNew: true, file: "", text: "" })
    ? "Propose the changes as one pull request: GitHub offers it when you save, and the checks there say what is wrong, if anything."
    : "Put them into a copy of the repository and check them there with make check, or send them to the editors of the review, who need no more than these texts.";
  return make("p", {}, how);
}

async function copyText(area) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch {
    area.select(); // where the clipboard is closed to pages, as in one opened as a file
    document.execCommand("copy");
  }
  announce("Copied.");
}

function download(name, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
  announce(`${name} was downloaded.`);
}
