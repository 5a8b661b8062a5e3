/* ---- Results: the three texts, where they go, and what is still to be done. ---- */

const LONGEST_ADDRESS = 7500; // characters that GitHub takes in an address

/* A place in words: "Efficacy, value 2, printed". */
function placeName(path) {
  const names = [];
  path.forEach((part, i) => {
    if (typeof part === "number") names.push(`${data.layout.one[path[i - 1]] || "entry"} ${part + 1}`);
    else if (part !== "entry" && part !== "record") names.push(part.replace(/_/g, " "));
  });
  return `${names.join(", ")}:`;
}

/* The files of a draft: name, text, and what to do with it. */
function filesOf(problems) {
  const { key, entry, record } = draft;
  const name = key || "KEY";
  const study = studyOf(draft);
  if (study.risk_of_bias) study.risk_of_bias = joinedRatings(study.risk_of_bias);
  const todo = problems.filter((one) => one.path[0] !== "entry" && one.path[0] !== "record");
  const before = data.known.entries.find((one) => one > name);
  const log = logLine(name, entry, { ...record, url: addressRead() });
  return [
    { title: "The study", file: `data/studies/${name}.yaml`, download: `${name}.yaml`, text: yaml(study, inWrittenOrder(todo, study)), where: `It is a new file: data/studies/${name}.yaml.`, isNew: true },
    { title: "Its record in the bibliography", file: "references.bib", download: `${name}.bib`, text: bibtex(key, entry), where: `It goes into references.bib, which is in order of keys: ${before ? `before the record of ${before}` : "at the end"}.` },
    log && { title: "Its line in the screening log", file: data.log.file, download: `${name}.csv`, text: log, where: `It goes to the end of ${data.log.file}, on a line of its own. If somebody else added a record meanwhile, take the next number.` },
  ].filter(Boolean);
}

const addressRead = () => ((draft.study.sources || []).find((one) => one.url) || {}).url || "";

/* Ratings are joined in the file: their problems go to the block as a whole. */
const inWrittenOrder = (problems, study) => problems.map((one) => (one.path[0] === "risk_of_bias" && study.risk_of_bias ? { path: ["risk_of_bias"], message: `${one.path.slice(1).join(" ")} ${one.message}`.trim() } : one));

/* The address at which GitHub opens a file for editing; null for another host, or none. */
function editorAddress(file) {
  const repository = (data.repository || "").replace(/\.git$|\/+$/g, "");
  if (!/^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(repository)) return null;
  if (!file.isNew) return `${repository}/edit/main/${file.file}`;
  const start = `${repository}/new/main?filename=${encodeURIComponent(file.file)}`;
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
    texts.replaceChildren(...filesOf(problems).map(resultOf), afterwards());
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

function afterwards() {
  const how = editorAddress({ isNew: true, file: "", text: "" })
    ? "Propose the three changes as one pull request: GitHub offers it when you save, and the checks there say what is wrong, if anything."
    : "Put them into a copy of the repository and run make check there, or send them to the editors of the review: nobody needs more than these texts.";
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
