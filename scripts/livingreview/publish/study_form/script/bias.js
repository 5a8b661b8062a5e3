/* ---- Risk of bias: the items of the instrument that goes with the design, each with its rule. ---- */

function biasStep(section) {
  const place = make("div", {});
  section.append(place);
  let shown = "";
  onRefresh(place, () => {
    const wanted = instrumentsFor(studyOf(draft));
    const used = [...new Set((draft.study.risk_of_bias || []).map((row) => row.instrument))];
    const state = JSON.stringify([wanted, used, (draft.study.risk_of_bias || []).length]);
    if (state === shown) return;
    shown = state;
    place.replaceChildren(...biasParts(wanted, used));
  });
}

function biasParts(wanted, used) {
  const every = [...wanted, ...used.filter((one) => !wanted.includes(one))].map((one) => data.instruments[one]).filter(Boolean);
  if (!every.length) return [make("p", {}, "No instrument goes with this design. Choose a design first; laboratory studies without animals are not rated.")];
  const parts = [];
  if (used.length) {
    const message = make("p", { class: "message" });
    places.set("risk_of_bias", { holder: draft.study, name: "risk_of_bias", path: ["risk_of_bias"], label: "Risk of bias", box: message, message });
    parts.push(message);
  }
  for (const tool of every) parts.push(...toolParts(tool, { wanted: wanted.includes(tool.instrument), used: used.includes(tool.instrument), several: every.length > 1 }));
  return parts;
}

/* One instrument: a button that begins, or its items. */
function toolParts(tool, { wanted, used, several }) {
  const of = several ? ` of ${tool.name}` : "";
  const parts = several ? [make("h3", {}, tool.name)] : [];
  if (!used) {
    return [
      ...parts,
      make("p", {}, `This design is rated with ${tool.name}. ${tool.rated} A study that is rated is rated on every item.`),
      make("button", { type: "button", onclick: () => { draft.study.risk_of_bias = [...(draft.study.risk_of_bias || []), ...tool.items.map((item) => ({ instrument: tool.instrument, items: [item.id] }))]; changed(); } }, `Judge with ${tool.name}`),
    ];
  }
  parts.push(make("p", {}, several ? tool.rated : `${tool.name}. ${tool.rated}`));
  if (!wanted) parts.push(make("p", { class: "message" }, `Design or arms were changed, and ${tool.name} does not go with them any more. Remove its judgements.`));
  parts.push(make("button", { type: "button", class: "quiet", onclick: () => dropJudgements(tool) }, `Remove every judgement${of}`));
  const schema = resolved(resolved(STUDY.properties.risk_of_bias).items);
  draft.study.risk_of_bias.forEach((row, i) => { if (row.instrument === tool.instrument) parts.push(itemOf(tool, schema, row, i)); });
  parts.push(restButton(tool, of));
  return parts;
}

function dropJudgements(tool) {
  if (!window.confirm("Remove every judgement?")) return;
  draft.study.risk_of_bias = draft.study.risk_of_bias.filter((row) => row.instrument !== tool.instrument);
  if (!draft.study.risk_of_bias.length) {
    delete draft.study.risk_of_bias;
    draft.parts.bias = false;
  }
  changed();
}

/* What the instrument calls the item that a row is about. */
function itemName(i) {
  const row = (draft.study.risk_of_bias || [])[i] || {};
  const tool = data.instruments[row.instrument];
  const item = tool && tool.items.find((one) => (row.items || []).includes(one.id));
  return item ? item.label : `judgement ${i + 1}`;
}

function itemOf(tool, schema, row, i) {
  const item = tool.items.find((one) => one.id === (row.items || [])[0]) || { label: (row.items || []).join(", ") };
  const here = ["risk_of_bias", i];
  const message = make("p", { class: "message", id: newId() });
  const words = (judgement, word) => { const own = (tool.names || {})[judgement]; return own ? own.charAt(0).toUpperCase() + own.slice(1) : word; };
  const levels = [["Low", item.low], [words("some-concerns", "Some concerns"), item.some], [words("high", "High"), item.high], item.critical && ["Critical", item.critical]].filter(Boolean);
  const rules = item.low && make("dl", { class: "rules" }, ...levels.flatMap(([word, rule]) => [make("dt", {}, word), make("dd", {}, rule)]));
  const set = make("fieldset", { class: "row", "aria-describedby": message.id }, make("legend", {}, item.label), item.asks && make("p", { class: "help" }, item.asks), rules, ...fieldsIn(schema, row, here), message);
  places.set(pathKey(here), { holder: draft.study.risk_of_bias, name: i, path: here, label: item.label, box: set, message, row: () => row });
  set.addEventListener("focusout", (event) => { if (!set.contains(event.relatedTarget)) { left.add(row); changed(); } });
  return set;
}

/* What was not accessible is no information: said once for all items that have no judgement. */
function restButton(tool, of) {
  return make("button", { type: "button", onclick: () => {
    const open = draft.study.risk_of_bias.filter((row) => row.instrument === tool.instrument && isEmpty(row.judgement));
    for (const row of open) Object.assign(row, { judgement: "no-information", reason: row.reason || "Not described in the accessible part of the report." });
    changed();
    announce(`${plural(open.length, "item")} of ${tool.name} marked as no information.`);
  } }, `The items left${of} have no information`);
}
