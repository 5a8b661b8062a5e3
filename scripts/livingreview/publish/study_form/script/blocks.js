/* ---- Blocks: any part of the schema as fields, rows and groups of fields. ---- */

/* Fields that matter only after another one was filled in; one with a value is always shown. */
const ONLY_IF = {
  "EfficacyRow/relates": (row) => (term("outcomes", row.outcome) || {}).relation,
  "EfficacyRow/when": (row) => !row.month,
  "EfficacyRow/month": (row) => !row.when,
  "Reading/when": (row) => !row.month,
  "Reading/month": (row) => !row.when,
  "Candidate/when": (row) => row.of && !row.month,
  "Candidate/month": (row) => row.of && !row.when,
  "Source/no_url": (source) => !source.url,
  "BiasItem/rater": (row) => row.status === "confirmed",
};
for (const block of ["EfficacyRow", "SafetyRow"]) {
  ONLY_IF[`${block}/how`] = (row) => row.derived;
  for (const name of ["stat", "unit"]) ONLY_IF[`${block}/${name}`] = (row) => row.value;
  ONLY_IF[`${block}/spread`] = (row) => row.low || row.high;
}

const isEmpty = (typed) => typed === undefined || typed === null || typed === "" || (typeof typed === "object" && Object.values(typed).every(isEmpty));
const slug = (label) => fold(label).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

/* A field of a block, whatever it is. */
function field(owner, name, holder, path) {
  const schema = resolved(owner.properties[name]);
  const here = [...path, name];
  const required = (owner.required || []).includes(name);
  const label = labelOf(name, schema);
  const help = helpOf(schema);
  let box;
  if (schema.type === "array") box = isBlock(resolved(schema.items)) ? rows(schema, name, holder, here, label, help, required) : entries(schema, name, holder, here, label, help, required);
  else if (isBlock(schema)) box = block(schema, name, holder, here, label, help, required);
  else if (data.layout.keyed[`${owner.block}/${name}`]) box = valuesOfEach(schema, name, holder, here, label, help, data.layout.keyed[`${owner.block}/${name}`]);
  else if (schema.type === "object") box = make("p", { class: "help" }, `${label}: this form has no field for it. Enter it in the file afterwards.`);
  else {
    const long = data.layout.long.includes(name) && !isNumber(schema) && !hasTerms(schema) && !schema.pattern;
    box = fieldBox({ holder, name, path: here, label, help, required, wide: long, control: (ties) => control(schema, name, holder, ties, long) });
  }
  const rule = ONLY_IF[`${owner.block}/${name}`];
  if (rule) onRefresh(box, () => { box.hidden = isEmpty(holder[name]) && !rule(holder); });
  return box;
}

function control(schema, name, holder, ties, long) {
  if (data.layout.refers[name]) return selectControl({ holder, name, ties, options: () => declared(data.layout.refers[name], name) });
  if (hasTerms(schema)) return termControl({ holder, name, ties, terms: termsOf(schema) });
  if (schema.type === "boolean") return selectControl({ holder, name, ties, options: () => [["true", "yes"], ["false", "no"]] });
  return textControl({ holder, name, ties, long, numeric: isNumber(schema) });
}

/* What is declared under a name so far, as options of a list. */
function declared(list, name) {
  const words = (one) => (list === "sources" ? `${one.id}: ${one.url || one.no_url || "no address yet"}`.slice(0, 60) : one.label || one.id);
  const options = (draft.study[list] || []).filter((one) => one.id).map((one) => [String(one.id), words(one)]);
  return name === "arm" && options.length > 1 ? [...options, [data.allArms, "all arms together"]] : options;
}

/* The fields of a block: usual ones at once, the others under "More". */
function fieldsIn(schema, holder, path) {
  const hidden = data.layout.hidden[schema.block] || [];
  const { usual, more } = fieldsOf(schema);
  const shown = (names) => names.filter((name) => !hidden.includes(name));
  const drawn = (names) => make("div", { class: "fields" }, ...names.map((name) => field(schema, name, holder, path)));
  const others = shown(more);
  if (!others.length) return [drawn(shown(usual))];
  const titles = others.map((name) => labelOf(name, resolved(schema.properties[name])).replace(/^[A-Z](?![A-Z ])/, (letter) => letter.toLowerCase()));
  const details = make("details", { class: "more", open: others.some((name) => !isEmpty(holder[name])) }, make("summary", {}, `More: ${titles.join(", ")}`), drawn(others));
  return [drawn(shown(usual)), details];
}

/* A block within a block; one that may be left out is added by a button. */
function block(schema, name, holder, path, label, help, required) {
  const message = make("p", { class: "message", id: newId() });
  const set = make("fieldset", { class: "block wide", "aria-describedby": message.id });
  places.set(pathKey(path), { holder, name, path, label, box: set, message, row: () => holder[name] });
  const show = (focus) => {
    const there = required || holder[name] !== undefined;
    if (there && holder[name] === undefined) holder[name] = {};
    const remove = make("button", { type: "button", class: "quiet", onclick: () => { if (isEmpty(holder[name]) || window.confirm(`Remove ${label}, with what was entered?`)) { delete holder[name]; changed(); show(true); } } }, `Remove ${label.toLowerCase()}`);
    const add = make("button", { type: "button", onclick: () => { holder[name] = {}; changed(); show(true); } }, `Add ${label.toLowerCase()}`);
    set.replaceChildren(make("legend", {}, label), help && make("p", { class: "help" }, help), ...(there ? fieldsIn(schema, holder[name], path) : []), message, ...(required ? [] : [there ? remove : add]));
    if (focus) (set.querySelector("input, select, textarea") || set.querySelector("button")).focus();
  };
  show(false);
  return set;
}

/* One value for each thing of a list, such as a percentage for each arm; the fields follow what is declared there. */
function valuesOfEach(schema, name, holder, path, label, help, list) {
  const message = make("p", { class: "message", id: newId() });
  const fields = make("div", { class: "fields" });
  const set = make("fieldset", { class: "block wide", "aria-describedby": message.id }, make("legend", {}, label), help && make("p", { class: "help" }, help), fields, message);
  places.set(pathKey(path), { holder, name, path, label, box: set, message });
  const each = resolved(valueOfEach(schema));
  let shown = "";
  onRefresh(set, () => {
    const options = (draft.study[list] || []).filter((one) => one.id).map((one) => [String(one.id), one.label || one.id]);
    const now = JSON.stringify(options);
    if (now === shown) return;
    shown = now;
    const values = (holder[name] ||= {});
    const before = Object.entries(values).filter(([id]) => !options.some(([one]) => one === id));
    for (const [id, value] of before) if (isEmpty(value)) delete values[id];
    const named = [...options, ...before.filter(([, value]) => !isEmpty(value)).map(([id]) => [id, `${id} (not declared)`])];
    fields.replaceChildren(...named.map(([id, words]) => fieldBox({ holder: values, name: id, path: [...path, id], label: words, help: "", control: (ties) => control(each, id, values, ties, false) })));
    if (!named.length) fields.append(make("p", { class: "help" }, `Declare the ${list} first.`));
  });
  return set;
}

/* A list of values that are no blocks: each a control of its own. */
function entries(schema, name, holder, path, label, help, required) {
  const one = data.layout.one[name] || "entry";
  const item = resolved(schema.items);
  const message = make("p", { class: "message", id: newId() });
  const set = make("fieldset", { class: "entries", "aria-describedby": message.id });
  places.set(pathKey(path), { holder, name, path, label, box: set, message });
  const show = (focusOn) => {
    const list = (holder[name] ||= []);
    if (required && !list.length) list.push("");
    const lines = list.map((value, i) => {
      const id = newId();
      const ties = { id, "aria-describedby": message.id };
      const typed = control(item, "", proxyOf(list, i, holder, name), ties, false);
      const remove = make("button", { type: "button", class: "quiet", "aria-label": `Remove ${one} ${i + 1}`, onclick: () => { list.splice(i, 1); touch(holder, name); changed(); show(i); } }, "Remove");
      return make("div", { class: "entry" }, make("label", { for: id, id: `${id}-label`, class: "visually-hidden" }, `${label}, ${one} ${i + 1}`), typed, (list.length > 1 || !required) && remove);
    });
    const add = make("button", { type: "button", onclick: () => { list.push(""); changed(); show(list.length - 1); } }, `Add ${/^[aeiou]/.test(one) ? "an" : "a"} ${one}`);
    set.replaceChildren(make("legend", {}, label, required && make("span", { class: "required" }, " (required)")), help && make("p", { class: "help" }, help), ...lines, add, message);
    if (focusOn !== undefined) (set.querySelectorAll(".entry input")[focusOn] || add).focus();
  };
  show();
  return set;
}

/* A place in a list as a holder of one field without a name. */
function proxyOf(list, i, holder, name) {
  return { get [""]() { return list[i]; }, set [""](value) { list[i] = value; touch(holder, name); } };
}

/* A list of blocks: rows that can be added, copied and removed. */
function rows(schema, name, holder, path, label, help, required) {
  const one = data.layout.one[name] || "entry";
  const item = resolved(schema.items);
  const message = make("p", { class: "message", id: newId() });
  const set = make("fieldset", { class: "rows wide", "aria-describedby": message.id });
  places.set(pathKey(path), { holder, name, path, label, box: set, message });
  const put = (row) => { holder[name].push(row); changed(); show(holder[name].length - 1); announce(`${one} ${holder[name].length} was added.`); };
  const show = (focusOn) => {
    const list = (holder[name] ||= []);
    if (required && !list.length) list.push(newRow(item, name, list));
    const shown = list.map((row, i) => rowOf(item, name, list, i, path, one, { copy: () => put({ ...structuredClone(row), ...(name in LISTS_WITH_IDS ? { id: nextId(name, list) } : {}) }), redraw: show, least: required ? 1 : 0, holder }));
    const add = make("button", { type: "button", class: "add", onclick: () => put(newRow(item, name, list)) }, `Add ${/^[aeiou]/.test(one) ? "an" : "a"} ${one}`);
    set.replaceChildren(make("legend", {}, label), help && make("p", { class: "help" }, help), ...shown, message, add);
    if (focusOn !== undefined) ((set.querySelectorAll(":scope > .row")[focusOn] || set).querySelector("input, select, textarea") || add).focus();
  };
  show();
  return set;
}

const LISTS_WITH_IDS = Object.fromEntries(Object.values(data.layout.refers).map((list) => [list, true]));
const nextId = (name, list) => (name === "sources" ? String(Math.max(0, ...list.map((one) => Number(one.id) || 0)) + 1) : "");

/* A new row names what there is only one of. */
function newRow(item, name, list) {
  const row = name === "sources" ? { id: nextId(name, list) } : {};
  for (const [field, target] of Object.entries(data.layout.refers)) {
    const options = (draft.study[target] || []).filter((one) => one.id);
    if (field in item.properties && field !== "versus" && options.length === 1 && name !== target) row[field] = String(options[0].id);
  }
  return row;
}

function rowOf(item, name, list, i, path, one, { copy, redraw, least, holder }) {
  const row = list[i];
  const here = [...path, i];
  const message = make("p", { class: "message", id: newId() });
  const title = `${one.charAt(0).toUpperCase()}${one.slice(1)} ${name === "sources" ? row.id : i + 1}`;
  const buttons = [
    make("button", { type: "button", class: "quiet", "aria-label": `Copy ${title}`, onclick: copy }, "Copy"),
    list.length > least && make("button", { type: "button", class: "quiet", "aria-label": `Remove ${title}`, onclick: () => {
      if (!isEmpty(row) && !window.confirm(`Remove ${title}, with what was entered?`)) return;
      list.splice(i, 1);
      touch(holder, name);
      changed();
      redraw(Math.min(i, list.length - 1));
      announce(`${title} was removed.`);
    } }, "Remove"),
  ];
  const set = make("fieldset", { class: "row", "aria-describedby": message.id }, make("legend", {}, title), ...fieldsIn(item, row, here), message, make("div", { class: "row-buttons" }, ...buttons));
  places.set(pathKey(here), { holder: list, name: i, path: here, label: title, box: set, message, row: () => row });
  set.addEventListener("focusout", (event) => { if (!set.contains(event.relatedTarget)) { left.add(row); changed(); } });
  if (name in LISTS_WITH_IDS && name !== "sources") followLabel(row, name, set);
  return set;
}

/* The short name of a group or arm follows its label until somebody types another; rows that name it follow too. */
function followLabel(row, name, set) {
  let before = row.id || "";
  let label = row.label || "";
  onRefresh(set, () => {
    if ((row.label || "") !== label) {
      if ((row.id || "") === slug(label)) row.id = slug(row.label || "");
      label = row.label || "";
    }
    if ((row.id || "") === before) return;
    if (before && !(draft.study[name] || []).some((one) => one.id === before)) renamed(name, before, row.id);
    before = row.id || "";
  }, followers);
}

const KEYED_NAMES = new Set(Object.keys(data.layout.keyed).map((path) => path.split("/")[1]));

function renamed(list, before, after) {
  const look = (value) => {
    if (!value || typeof value !== "object") return;
    for (const [name, inner] of Object.entries(value)) {
      if (data.layout.refers[name] === list && inner === before) value[name] = after;
      else if (KEYED_NAMES.has(name) && inner && typeof inner === "object" && before in inner) { inner[after] = inner[before]; delete inner[before]; }
      else look(inner);
    }
  };
  look(draft.study);
}
