/* ---- Risk of bias: the items of the instrument that goes with the design, each with its rule. ---- */

function biasStep(section) {
  const place = make("div", {});
  section.append(place);
  let shown = "";
  onRefresh(place, () => {
    const study = studyOf(draft);
    const wanted = instrumentFor(study);
    const now = (draft.study.risk_of_bias || []).map((row) => row.instrument)[0] || "";
    const state = `${wanted}/${now}/${(draft.study.risk_of_bias || []).length}`;
    if (state === shown) return;
    shown = state;
    place.replaceChildren(...biasParts(wanted, now));
  });
}

function biasParts(wanted, now) {
  const tool = data.instruments[now || wanted];
  if (!tool) return [make("p", {}, "No instrument goes with this design. Choose a design first; laboratory studies without animals are not rated.")];
  const drop = make("button", { type: "button", class: "quiet", onclick: () => { if (window.confirm("Remove every judgement?")) { delete draft.study.risk_of_bias; draft.parts.bias = false; changed(); } } }, "Remove every judgement");
  if (!now) {
    return [
      make("p", {}, `This design is rated with ${tool.name}. ${tool.rated} A study that is rated is rated on every item.`),
      make("button", { type: "button", onclick: () => { draft.study.risk_of_bias = tool.items.map((item) => ({ instrument: wanted, items: [item.id] })); changed(); } }, `Judge with ${tool.name}`),
    ];
  }
  const message = make("p", { class: "message" });
  const parts = [make("p", {}, `${tool.name}. ${tool.rated}`), message, drop];
  places.set("risk_of_bias", { holder: draft.study, name: "risk_of_bias", path: ["risk_of_bias"], label: "Risk of bias", box: message, message });
  if (now !== wanted) parts.push(make("p", { class: "message" }, `The design was changed, and ${tool.name} does not go with it any more. Remove every judgement, then judge with the right instrument.`));
  const schema = resolved(resolved(STUDY.properties.risk_of_bias).items);
  draft.study.risk_of_bias.forEach((row, i) => parts.push(itemOf(tool, schema, row, i)));
  parts.push(restButton(tool));
  return parts;
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
  const rules = item.low && make("dl", { class: "rules" }, ...[["Low", item.low], ["Some concerns", item.some], ["High", item.high]].flatMap(([word, rule]) => [make("dt", {}, word), make("dd", {}, rule)]));
  const set = make("fieldset", { class: "row", "aria-describedby": message.id }, make("legend", {}, item.label), item.asks && make("p", { class: "help" }, item.asks), rules, ...fieldsIn(schema, row, here), message);
  places.set(pathKey(here), { holder: draft.study.risk_of_bias, name: i, path: here, label: item.label, box: set, message, row: () => row });
  set.addEventListener("focusout", (event) => { if (!set.contains(event.relatedTarget)) { left.add(row); changed(); } });
  return set;
}

/* What was not accessible is no information: said once for all items that have no judgement. */
function restButton(tool) {
  return make("button", { type: "button", onclick: () => {
    const open = draft.study.risk_of_bias.filter((row) => isEmpty(row.judgement));
    for (const row of open) Object.assign(row, { judgement: "no-information", reason: row.reason || "Not described in the accessible part of the report." });
    changed();
    announce(`${plural(open.length, "item")} of ${tool.name} marked as no information.`);
  } }, "The items left have no information");
}
