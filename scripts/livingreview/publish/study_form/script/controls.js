/* ---- Controls: one field each, with label, help and message. What is typed goes into `holder[name]`. ---- */

const places = new Map(); // path of a field or row: its place on the page
const followers = new Set(); // values that follow from others: {element, run}
const refreshers = new Set(); // what the page shows of values: {element, run}
const touched = new WeakMap(); // holder: names of fields in which something was typed
const left = new WeakSet(); // rows that were left once
let showAll = false; // whether problems of fields that nobody came to are shown too

const pathKey = (path) => path.join("/");
const isTouched = (holder, name) => (touched.get(holder) || new Set()).has(name);

function touch(holder, name) {
  if (!touched.has(holder)) touched.set(holder, new Set());
  touched.get(holder).add(name);
}

/* What is done whenever a field changed, as long as the element is on the page. */
function onRefresh(element, run, among = refreshers) {
  among.add({ element, run });
  run();
}

function refresh(among) {
  for (const one of among) {
    if (root.contains(one.element)) one.run();
    else among.delete(one);
  }
}

function typedInto(holder, name, value) {
  holder[name] = value;
  touch(holder, name);
  changed();
}

/* Characters that nobody can see are taken out of what was pasted, and this is said. */
function cleaned(input) {
  const text = input.value.replace(INVISIBLE, "");
  if (text !== input.value) {
    input.value = text;
    announce("An invisible character was removed from this field.");
  }
  return text;
}

/* A field with its parts. `control` gets the attributes that tie it to label, help and message. */
function fieldBox({ holder, name, path, label, help, required, wide, control, choices }) {
  const id = newId();
  const described = [help && `${id}-help`, `${id}-message`].filter(Boolean).join(" ");
  const message = make("p", { class: "message", id: `${id}-message` });
  const labelled = make("label", { for: id, id: `${id}-label` }, label, required && make("span", { class: "required" }, " (required)"));
  const ties = { id, "aria-describedby": described, "aria-required": required && "true" };
  const box = make("div", { class: `field${wide ? " wide" : ""}` }, labelled, help && make("p", { class: "help", id: `${id}-help` }, help), control(ties), choices, message);
  places.set(pathKey(path), { holder, name, path, label, box, message, id });
  return box;
}

/* One or several lines of text; numbers too, so that nothing that was typed is lost. */
function textControl({ holder, name, long, numeric, ties }) {
  const input = make(long ? "textarea" : "input", { ...ties, rows: long && 2, type: !long && "text", autocomplete: "off", spellcheck: numeric ? "false" : undefined, inputmode: numeric && "decimal" });
  input.value = holder[name] === undefined ? "" : String(holder[name]);
  input.addEventListener("input", () => typedInto(holder, name, cleaned(input)));
  onRefresh(input, () => { if (document.activeElement !== input && input.value !== String(holder[name] ?? "")) input.value = String(holder[name] ?? ""); });
  return input;
}

/* A list of a few options, which may change: `options()` gives [value, label]. */
function selectControl({ holder, name, options, ties }) {
  const list = make("select", ties);
  list.addEventListener("change", () => typedInto(holder, name, list.value));
  let shown = "";
  onRefresh(list, () => {
    const value = String(holder[name] ?? "");
    const every = [["", "Choose"], ...options()];
    if (value && !every.some(([one]) => one === value)) every.push([value, `${value} (not declared)`]);
    const now = JSON.stringify([every, value]);
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...every.map(([one, words]) => new Option(words, one, false, one === value)));
    list.value = value;
  });
  return list;
}

/* A term: typed words narrow the list by label, definition and synonyms; what is no term remains and is reported. */
function termControl({ holder, name, terms, ties }) {
  const listId = newId();
  const about = make("p", { class: "definition", id: `${listId}-about` });
  const input = make("input", {
    ...ties, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": listId, "aria-describedby": `${ties["aria-describedby"]} ${listId}-about`, placeholder: "Choose, or type to search",
  });
  const list = make("ul", { id: listId, role: "listbox", "aria-labelledby": `${ties.id}-label`, hidden: true });
  const box = make("div", { class: "choice" }, input, list, about);
  let active = -1;
  const chosen = () => terms.find((one) => one.value === holder[name]);

  function open(text) {
    const found = text.trim() ? matching(terms, text) : terms;
    list.replaceChildren(...found.map((one) => make(
      "li", { id: newId(), role: "option", "data-value": one.value, "aria-selected": one.value === holder[name] ? "true" : "false" },
      make("span", { class: "term" }, one.label), one.definition && make("span", { class: "meaning" }, one.definition),
    )));
    if (!found.length) list.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, "No term has these words."));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    move(found.length && text.trim() ? 0 : -1);
  }
  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function move(to) {
    const options = [...list.querySelectorAll("[data-value]")];
    active = options.length ? (to + options.length) % options.length : -1;
    if (to < 0 && list.hidden) active = -1;
    options.forEach((one, i) => one.classList.toggle("active", i === active && to !== -1));
    if (to === -1 || active < 0) { active = -1; input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }
  function choose(value) {
    close();
    typedInto(holder, name, value);
    input.value = (chosen() || { label: value }).label;
  }

  input.addEventListener("input", () => {
    const text = cleaned(input);
    const exact = terms.find((one) => fold(one.label) === fold(text.trim()) || one.value === text.trim());
    typedInto(holder, name, exact ? exact.value : text);
    open(text);
  });
  input.addEventListener("click", () => { if (list.hidden) open(""); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { open(""); move(event.key === "ArrowDown" ? 0 : list.children.length - 1); } else move(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1 + (active <= 0 ? list.children.length : 0));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const option = list.querySelectorAll("[data-value]")[active];
      if (option) choose(option.dataset.value);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => {
    close();
    if (chosen()) input.value = chosen().label;
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[data-value]");
    if (option) choose(option.dataset.value);
  });
  onRefresh(input, () => {
    const one = chosen();
    const words = one ? one.label : String(holder[name] ?? "");
    if (document.activeElement !== input && input.value !== words) input.value = words;
    about.textContent = (one && one.definition) || "";
  });
  return box;
}

/* Boxes to tick, for a few values of which several may hold. */
function tickControl({ holder, name, options, ties }) {
  const box = make("div", { ...ties, class: "ticks", role: "group", "aria-required": undefined });
  for (const [value, words] of options) {
    const tick = make("input", { type: "checkbox", value });
    tick.addEventListener("change", () => {
      const kept = (holder[name] || []).filter((one) => one !== value);
      typedInto(holder, name, tick.checked ? [...kept, value] : kept);
    });
    onRefresh(tick, () => { tick.checked = (holder[name] || []).includes(value); });
    box.append(make("label", {}, tick, ` ${words}`));
  }
  return box;
}
