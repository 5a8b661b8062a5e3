/* ---- The page: steps, the draft and its keeping, and what is shown after each change. ---- */

const STORE = `study-form:${location.pathname}`;
const emptyDraft = () => ({ form: 1, key: "", entry: { kind: "article" }, record: { log: [], stage: "" }, parts: {}, study: { sources: [{ id: "1" }] } });
let draft = emptyDraft();
let problems = [];
let doubted = []; // what is probably wrong, and nothing that has to be done
let current = "publication";
const visited = new Set(); // steps that were left once
const root = document.getElementById("study-form");
const live = make("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
const state = make("p", { class: "state" });
const steps = new Map(); // id: {section, button, step}

const announce = (words) => { live.textContent = ""; window.setTimeout(() => { live.textContent = words; }, 50); };

/* What the report has, as said, or else as its design suggests. */
function has(part) {
  if (draft.parts[part] !== undefined) return draft.parts[part];
  const design = draft.study.design;
  const patients = Boolean(data.instrumentOf[design]) && data.instrumentOf[design] !== data.instrumentOf.animal;
  return { patients, findings: Boolean(design) && !patients, bias: false }[part];
}

/* Whether a review has the terms that the rows of a step need. */
const possible = (step) => step.fields.every((name) => {
  const items = resolved(STUDY.properties[name] || {}).items;
  const block = items ? resolved(items) : {};
  return (block.required || []).every((field) => !hasTerms(resolved(block.properties[field])) || termsOf(resolved(block.properties[field])).length);
});
const isShown = (step) => possible(step) && (!step.part || has(step.part) || step.fields.some((name) => !isEmpty(draft.study[name])));

/* After each change: soon, so that typing is not held up. */
let waiting = 0;
function changed() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(update, 120);
}

/* While a button is pressed, nothing moves: the click would miss it. */
let pressed = false;
root.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { pressed = false; }, true);

function update() {
  if (pressed) { changed(); return; }
  window.clearTimeout(waiting);
  refresh(followers);
  const fresh = check(studyOf(draft)).filter((one) => one.path[0] !== "id");
  problems = [...checkEntry(draft.key, draft.entry, draft.record), ...fresh, ...unnamedReader(draft.study)];
  doubted = doubts(studyOf(draft));
  showSteps();
  refresh(refreshers);
  showProblems();
  keep();
}

/* The schema takes extractor 1 where nobody is named; here it is asked. */
function unnamedReader(study) {
  return given((study.extraction || {}).extracted_by) ? [] : [{ path: ["extraction", "extracted_by"], message: "is missing: your role with a number. Without it, extractor 1 counts as the reader." }];
}

/* The place of a problem: its field, or the nearest block around it that is on the page. */
function placeOf(path) {
  for (let length = path.length; length > 0; length -= 1) {
    const place = places.get(pathKey(path.slice(0, length)));
    if (place && root.contains(place.box)) return place;
  }
  return undefined;
}

function showProblems() {
  const texts = new Map();
  for (const problem of [...problems, ...doubted]) {
    const place = placeOf(problem.path);
    if (!place) continue;
    const inner = problem.path.slice(place.path.length).map((part) => (typeof part === "number" ? `${data.layout.one[place.name] || "entry"} ${part + 1}` : part.replace(/_/g, " ")));
    if (visible(place)) texts.set(place, [...(texts.get(place) || []), [...inner, problem.message].join(": ")]);
  }
  for (const place of places.values()) {
    const words = (texts.get(place) || []).join(" ");
    if (place.message.textContent !== words) place.message.textContent = words;
    const input = place.id && document.getElementById(place.id);
    if (input) input.setAttribute("aria-invalid", words ? "true" : "false");
    place.box.classList.toggle("wrong", Boolean(words));
  }
}

/* A field's problem is shown once something was typed into it, its row or step was left, or all are asked for. */
function visible(place) {
  if (showAll || isTouched(place.holder, place.name)) return true;
  return (place.row && left.has(place.row())) || left.has(place.holder) || visited.has(stepOf(place.path));
}

function showSteps() {
  let number = 0;
  for (const { section, button, step } of steps.values()) {
    const shown = isShown(step);
    button.parentElement.hidden = !shown;
    if (!shown) continue;
    number += 1;
    const open = problems.filter((one) => stepOf(one.path) === step.id).length;
    const entered = step.id === "publication" || step.fields.some((name) => !isEmpty(draft.study[name]));
    const words = !visited.has(step.id) || step.id === current ? "" : open ? ` (${open} to do)` : entered ? " (done)" : "";
    button.replaceChildren(`${number}. ${step.title}`, make("span", { class: open ? "open" : "done" }, words));
    button.setAttribute("aria-current", step.id === current ? "step" : "false");
    section.hidden = step.id !== current;
  }
  state.textContent = problems.length ? `${plural(problems.length, "thing")} to do before the files are complete.` : "Nothing is missing that this page can check.";
}

function stepOf(path) {
  if (path[0] === "entry" || path[0] === "record") return "publication";
  const step = data.layout.steps.find((one) => one.fields.includes(path[0]));
  return step ? step.id : data.layout.unplaced;
}

function go(id) {
  visited.add(current);
  current = id;
  if (id === "files") showAll = true;
  update();
  const heading = steps.get(id).section.querySelector("h2");
  heading.focus({ preventScroll: true });
  root.scrollIntoView({ block: "start" });
}

/* Next or previous step that is shown. */
function beside(id, by) {
  const shown = [...steps.values()].filter((one) => isShown(one.step)).map((one) => one.step.id);
  return shown[shown.indexOf(id) + by];
}

/* Go to the field of a problem. */
function goTo(path) {
  go(stepOf(path));
  const place = placeOf(path);
  if (!place) return;
  for (let box = place.box; box && box !== root; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  place.box.hidden = false;
  const target = (place.id && document.getElementById(place.id)) || place.box.querySelector("input, select, textarea, button");
  if (target) { target.focus(); target.scrollIntoView({ block: "center" }); }
}

/* ---- The first steps ---- */

function publicationStep(section) {
  const area = make("textarea", { id: newId(), rows: 4, spellcheck: "false" });
  const said = make("p", { class: "help", role: "status" });
  const read = () => {
    const found = readReference(area.value);
    if (!found) { said.textContent = area.value.trim() ? "This is none of the formats. Type the fields below." : "Nothing was pasted yet."; return; }
    Object.assign(draft.entry, found.entry);
    if (found.registry) draft.study.registry = [...(draft.study.registry || []).filter(Boolean), found.registry];
    if (!isTouched(draft, "key")) draft.key = suggestedKey(draft.entry);
    for (const name of Object.keys(found.entry)) touch(draft.entry, name);
    drawEntry();
    const names = Object.keys(found.entry).filter((name) => name !== "kind").map((name) => data.entry.fields[name][0].toLowerCase());
    said.textContent = found.registry ? "A trial number: it is now on the next step." : `Read as ${found.format}: ${names.join(", ")}. ${found.others ? `This is the first of ${found.others + 1} records; enter the others one by one. ` : ""}Compare each field with the publication.`;
    changed();
  };
  const file = make("input", { type: "file", id: newId(), accept: ".nbib,.ris,.bib,.txt" });
  file.addEventListener("change", async () => { if (file.files[0]) { area.value = await file.files[0].text(); read(); } });
  const place = make("div", {});
  const drawEntry = () => place.replaceChildren(...entryFields(drawEntry));
  section.append(
    make("div", { class: "field wide" }, make("label", { for: area.id }, "Paste a record, if you have one"), make("p", { class: "help" }, "From PubMed (Save, format PubMed, or Send to: Citation manager), a RIS or BibTeX file, a DOI or a PubMed number."), area,
      make("div", { class: "row-buttons" }, make("button", { type: "button", onclick: read }, "Read what I pasted"), make("label", { for: file.id }, "or a file: "), file), said),
    place,
  );
  drawEntry();
  if (data.log) section.append(recordFields());
}

function entryFields(redraw) {
  const entry = draft.entry;
  const kinds = Object.entries(data.entry.types);
  const needed = data.entry.required[entry.kind].filter((one) => one.length === 1).map(([name]) => name);
  const all = fieldsOfEntry(entry.kind);
  const one = (name) => fieldBox({
    holder: entry, name, path: ["entry", name], label: data.entry.fields[name][0], help: data.entry.fields[name][1], required: needed.includes(name), wide: ["author", "title"].includes(name),
    control: (ties) => textControl({ holder: entry, name, ties, long: ["author", "title"].includes(name) }),
  });
  const usual = data.entry.usual.filter((name) => all.includes(name));
  const kind = fieldBox({ holder: entry, name: "kind", path: ["entry", "kind"], label: "Type of publication", help: "", required: true, control: (ties) => selectControl({ holder: entry, name: "kind", ties, options: () => kinds }) });
  kind.querySelector("select").addEventListener("change", () => { entry.kind = entry.kind || "article"; redraw(); });
  const key = fieldBox({ holder: draft, name: "key", path: ["entry", "key"], label: "Key", help: "Names the file. Suggested from the first author and the year.", required: true, control: (ties) => textControl({ holder: draft, name: "key", ties }) });
  onRefresh(key, () => { if (!isTouched(draft, "key")) draft.key = suggestedKey(draft.entry); }, followers);
  const journals = make("datalist", { id: newId() }, ...data.known.journals.map((journal) => make("option", { value: journal })));
  const parts = [make("div", { class: "fields" }, kind, ...usual.map(one), key), make("details", { class: "more" }, make("summary", {}, "More: address, language, what is not known"), make("div", { class: "fields" }, ...all.filter((name) => !usual.includes(name)).map(one))), journals];
  const journal = places.get("entry/journal");
  if (journal && all.includes("journal")) journal.box.querySelector("input").setAttribute("list", journals.id);
  return parts;
}

function recordFields() {
  const record = draft.record;
  return make("fieldset", { class: "block" }, make("legend", {}, "How it was found"), make("div", { class: "fields" },
    fieldBox({ holder: record, name: "log", path: ["record", "log"], label: "Found by", help: "Every search or other way that lists it.", required: true, control: (ties) => tickControl({ holder: record, name: "log", ties, options: data.log.logs.map((one) => [one.value, one.label]) }) }),
    fieldBox({ holder: record, name: "stage", path: ["record", "stage"], label: "Judged on", help: data.log.about.stage, required: true, control: (ties) => termControl({ holder: record, name: "stage", ties, terms: data.terms.Stage }) })));
}

/* Where reports of this kind usually go, if that is elsewhere. */
function otherPlace() {
  const notice = make("p", { class: "notice", role: "status" });
  onRefresh(notice, () => {
    const words = data.layout.otherPlaces[draft.study.kind] || "";
    if (notice.textContent !== words) notice.textContent = words;
  });
  return notice;
}

function partQuestions() {
  const set = make("fieldset", { class: "block" }, make("legend", {}, "What does it report?"), make("p", { class: "help" }, "Answered from the design at first; change it if it is otherwise."));
  for (const [part, words] of Object.entries(data.layout.parts)) {
    if (data.layout.steps.some((step) => step.part === part && !possible(step)) && !data.layout.steps.some((step) => step.part === part && possible(step))) continue;
    const tick = make("input", { type: "checkbox" });
    tick.addEventListener("change", () => { draft.parts[part] = tick.checked; changed(); });
    onRefresh(tick, () => { tick.checked = data.layout.steps.some((step) => step.part === part && isShown(step)); });
    set.append(make("label", { class: "tick" }, tick, ` ${words}`));
  }
  return set;
}

/* ---- The draft: kept in this browser, saved and opened as a file ---- */

function keep() {
  try { localStorage.setItem(STORE, JSON.stringify(draft)); } catch { /* without storage the page works all the same */ }
}

function kept() {
  try { return JSON.parse(localStorage.getItem(STORE) || "null"); } catch { return null; }
}

/* A draft as this page made it, without what the schema does not have; `lost` names that. Null if it is none. */
function readDraft(found) {
  if (!found || found.form !== 1 || typeof found.study !== "object" || typeof found.entry !== "object") return null;
  const lost = [];
  const fits = (schema, value, path) => {
    schema = resolved(schema);
    if (schema.type === "array") return Array.isArray(value) ? value.map((one, i) => fits(schema.items, one, [...path, i + 1])).filter((one) => one !== undefined) : void lost.push(path.join(" "));
    if (valueOfEach(schema) && value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fits(valueOfEach(schema), one, [...path, name])]).filter(([, one]) => one !== undefined));
    if (!isBlock(schema)) return ["string", "number", "boolean"].includes(typeof value) ? String(value) : void lost.push(path.join(" "));
    if (!value || typeof value !== "object" || Array.isArray(value)) return void lost.push(path.join(" "));
    return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(schema.properties, name) || void lost.push([...path, name].join(" "))).map(([name, inner]) => [name, fits(schema.properties[name], inner, [...path, name])]).filter(([, inner]) => inner !== undefined));
  };
  const texts = (values, names) => Object.fromEntries(names.filter((name) => typeof values[name] === "string").map((name) => [name, values[name]]));
  const fresh = emptyDraft();
  const entry = { ...fresh.entry, ...texts(found.entry, ["kind", ...Object.keys(data.entry.fields)]) };
  if (!(entry.kind in data.entry.types)) entry.kind = fresh.entry.kind;
  const log = (found.record && Array.isArray(found.record.log) ? found.record.log : []).filter((one) => data.log && data.log.logs.some((known) => known.value === one));
  const parts = Object.fromEntries(Object.keys(data.layout.parts).filter((part) => typeof (found.parts || {})[part] === "boolean").map((part) => [part, found.parts[part]]));
  return { draft: { ...fresh, key: String(found.key || ""), entry, record: { log, stage: String((found.record || {}).stage || "") }, parts, study: { ...fresh.study, ...fits(STUDY, found.study, []) } }, lost };
}

function use(fresh, words) {
  draft = fresh;
  if (draft.key && draft.key !== suggestedKey(draft.entry)) touch(draft, "key");
  showAll = false;
  draw();
  announce(words);
}

function draftButtons() {
  const file = make("input", { type: "file", accept: ".json", class: "visually-hidden", id: newId(), tabindex: "-1", "aria-hidden": "true" });
  file.addEventListener("change", async () => {
    let found = null;
    try { found = readDraft(JSON.parse(await file.files[0].text())); } catch { /* said below */ }
    file.value = "";
    if (!found) window.alert("This file is not a draft of this form.");
    else use(found.draft, found.lost.length ? `The draft was opened without ${found.lost.join(", ")}, which this review does not have.` : "The draft was opened.");
    if (found && found.lost.length) state.textContent = `Left out of the draft, because this review has no such field: ${found.lost.join(", ")}.`;
  });
  return make("div", { class: "row-buttons drafts" },
    make("button", { type: "button", class: "quiet", onclick: () => download(`${draft.key || "study"}-draft.json`, JSON.stringify(draft, null, 1)) }, "Save the draft as a file"),
    make("button", { type: "button", class: "quiet", onclick: () => file.click() }, "Open a draft"), file,
    make("button", { type: "button", class: "quiet", onclick: () => { if (window.confirm("Delete everything that was entered?")) use(emptyDraft(), "A new form."); } }, "Start again"));
}

/* ---- Drawing ---- */

function sectionOf(step) {
  const section = make("section", { class: "step", "aria-labelledby": `study-form-step-${step.id}`, hidden: step.id !== current });
  section.append(make("h2", { id: `study-form-step-${step.id}`, tabindex: "-1" }, step.title), make("p", {}, step.about));
  const placed = data.layout.steps.flatMap((one) => one.fields);
  const others = step.id === data.layout.unplaced ? Object.keys(STUDY.properties).filter((name) => !placed.includes(name) && !(name in data.layout.elsewhere)) : [];
  const names = [...step.fields, ...others].filter((name) => name in STUDY.properties);
  if (step.id === "publication") publicationStep(section);
  else if (step.id === "bias") biasStep(section);
  else if (step.id === "files") resultsStep(section);
  else section.append(make("div", { class: "fields" }, ...names.map((name) => field(STUDY, name, draft.study, []))));
  if (step.id === "report") section.append(otherPlace(), partQuestions());
  const back = make("button", { type: "button", onclick: () => go(beside(step.id, -1)) }, "Back");
  const next = make("button", { type: "button", class: "next", onclick: () => go(beside(step.id, 1)) }, "Next");
  section.append(make("div", { class: "row-buttons step-buttons" }, step.id !== "publication" && back, step.id !== "files" && next));
  return section;
}

function draw() {
  places.clear();
  followers.clear();
  refreshers.clear();
  steps.clear();
  current = "publication";
  const nav = make("ol", {});
  const sections = data.layout.steps.map((step) => {
    const section = sectionOf(step);
    const button = make("button", { type: "button", onclick: () => go(step.id) }, step.title);
    nav.append(make("li", {}, button));
    steps.set(step.id, { section, button, step });
    return section;
  });
  root.replaceChildren(make("nav", { "aria-label": "Steps of the form" }, nav), state, ...sections, draftButtons(), live);
  update();
}

/* Say what is wrong with a field when it is left, to those who cannot see it. */
root.addEventListener("focusout", (event) => {
  window.setTimeout(() => {
    update();
    const place = [...places.values()].find((one) => one.id && one.id === event.target.id);
    if (place && place.message.textContent) announce(`${place.label}: ${place.message.textContent}`);
  }, 0);
});

window.addEventListener("pagehide", keep); // the last words too

const before = readDraft(kept());
if (before) draft = before.draft;
if (draft.key && draft.key !== suggestedKey(draft.entry)) touch(draft, "key");
draw();
if (before && !isEmpty(before.draft.entry.title)) announce("Your draft from this browser was opened.");

/* For tests, and for whoever wants the parts without the page. */
window.livingreviewForm = { yaml, yamlFlow, bibtex, check, checkEntry, doubts, readReference, suggestedKey, logFile, draft: () => draft, problems: () => problems };
