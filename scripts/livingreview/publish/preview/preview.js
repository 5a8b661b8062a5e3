// Reloads the page after each build, and shows what is wrong while the last build had errors.
const mine = document.currentScript.dataset.pages;
const host = document.createElement("div");
const inside = host.attachShadow({ mode: "open" });
inside.innerHTML = `<style>
  section { position: fixed; inset: auto 0 0 0; z-index: 99999; max-height: 45vh; overflow: auto; padding: 0.6rem 1rem;
            font: 15px/1.4 system-ui, sans-serif; background: #fff; color: #111; border-top: 4px solid #b00020; }
  section.note { border-top-color: #1f5fa8; }
  section[hidden] { display: none; }
  h2 { font-size: 1rem; margin: 0 0 0.3rem; }
  li { margin: 0.2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  b { font-family: ui-monospace, monospace; }
</style><section role="status" aria-live="polite" hidden><h2></h2><ul></ul></section>`;
const [section, title, list] = ["section", "h2", "ul"].map((name) => inside.querySelector(name));

function item({ file, line, field, message }) {
  const one = document.createElement("li");
  const place = document.createElement("b");
  place.textContent = file + (line ? `:${line}` : "");
  one.append(place, ` ${field ? `${field}: ` : ""}${message}`);
  return one;
}

function show(heading, problems = []) {
  section.hidden = !heading;
  section.className = problems.length ? "error" : "note";
  title.textContent = heading;
  list.replaceChildren(...problems.map(item));
}

const events = new EventSource("/_preview/events");
events.onmessage = ({ data }) => {
  const { pages, building, waiting, kept, problems } = JSON.parse(data);
  if (!building && String(pages) !== mine) {
    location.reload();
    return;
  }
  const found = `${problems.length} problem${problems.length === 1 ? "" : "s"}`;
  if (building) show(waiting || "Building …", problems);
  else if (problems.length) show(`The last build found ${found}${kept ? "; the pages are as before" : ""}`, problems);
  else show("");
};
events.onerror = () => show("The preview has ended. This page is as it was last built.");
document.body.append(host);
