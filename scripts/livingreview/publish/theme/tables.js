/* Tables of class "interactive": sorted, searched, narrowed and downloaded. Without this script they remain plain tables.
   A table gets its tools when it is about to be read. Of a long one, the style sheet shows the first rows until more are
   asked for: a browser need not arrange hundreds of rows to show a screen of them. */
(function () {
  "use strict";
  const SHOWN = 50; // rows of a long table, as in the style sheet
  const [MANY, CARDS] = [12, 8]; // of more cards than this on a phone, so many are shown, as in the style sheet
  const LONG = 30; // tables with more rows also get selection lists
  const FEW = 20; // most values of a column with a selection list
  const phone = window.matchMedia("(max-width: 600px)");
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const { plain, contents, saveTable } = window.livingreview;
  const number = (value) => (/^[<>]?\s*-?[\d,]*\.?\d+\s*%?$/.test(value) ? parseFloat(value.replace(/[<>,%\s]/g, "")) : NaN);
  const letters = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); // without accents

  /* Numbers by value, text in natural order, empty cells last in either direction. */
  const compare = (a, b, way) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const [x, y] = [number(a), number(b)];
    return way * (Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y);
  };

  const make = (tag, look, ...parts) => {
    const one = document.createElement(tag);
    if (look) one.className = look;
    one.append(...parts);
    return one;
  };
  const press = (look, action, ...parts) => {
    const button = make("button", look, ...parts);
    button.type = "button";
    button.addEventListener("click", action);
    return button;
  };

  function enhance(table) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const names = heads.map((cell) => plain(cell.textContent));
    const caption = table.caption ? plain((table.caption.querySelector(".caption-text") || table.caption).textContent) : "";
    const box = table.closest(".pst-scrollable-table-container") || table.parentElement;
    const every = [...body.rows];
    const cells = new Map(); // by row: the texts of its cells, taken when they are needed
    const texts = (row) => cells.get(row) || cells.set(row, [...row.cells].map(contents)).get(row);
    const chosen = new Map(); // by column: the value that a row must have
    const sorted = { column: -1, way: 1 };
    let found = every;
    let sought = [];

    const nothing = make("tr", "nothing", make("td", "", "Nothing matches."));
    nothing.firstChild.colSpan = heads.length;
    const info = make("span", "rows-shown");
    info.setAttribute("role", "status");
    const more = press("", () => whole(), `Show all rows`);

    const most = () => (phone.matches && table.matches(".stacked:not(.brief)") && found.length > MANY ? CARDS : SHOWN);
    function tell() {
      const left = found.length;
      const rows = `${left} ${left === 1 ? "row" : "rows"}${left < every.length ? ` of ${every.length}` : ""}`;
      const cut = left > most() && !table.classList.contains("whole");
      info.textContent = left === 0 ? "No rows" : cut ? `${rows}, the first ${most()} shown` : rows;
      more.hidden = !cut;
    }
    function draw() {
      const { column, way } = sorted;
      found = every.filter(
        (row) =>
          [...chosen].every(([i, value]) => texts(row)[i] === value) &&
          (!sought.length || sought.every((word) => letters(texts(row).join(" ")).includes(word))),
      );
      if (column >= 0) found.sort((a, b) => compare(texts(a)[column], texts(b)[column], way));
      body.replaceChildren(...(found.length ? found : [nothing]));
      tell();
    }
    function whole() {
      const next = found[most()];
      table.classList.add("whole");
      tell();
      const link = next && next.querySelector("a"); // the button that had the focus is gone
      (link || box).focus({ preventScroll: true });
    }

    function sort(column, way) {
      Object.assign(sorted, { column, way });
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      if (column >= 0) heads[column].setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      draw();
    }
    heads.forEach((cell, i) => {
      const button = press("sort", () => sort(i, sorted.column === i ? -sorted.way : 1));
      if (cell.querySelector("a, button")) {
        button.setAttribute("aria-label", `Sort by ${names[i]}`);
        cell.append(" ", button);
      } else {
        button.append(...cell.childNodes);
        cell.append(button);
      }
    });

    const tools = make("div", "table-tools");
    if (every.length > LONG) {
      names.forEach((name, i) => {
        const values = [...new Set(every.map((row) => texts(row)[i]))].sort(words.compare);
        if (values.length < 2 || values.length > FEW) return;
        const list = make("select", "", new Option("all", ""), ...values.map((value) => new Option(value || "(empty)", value)));
        list.addEventListener("change", () => {
          if (list.selectedIndex === 0) chosen.delete(i);
          else chosen.set(i, list.value);
          draw();
        });
        tools.append(make("label", "", `${name} `, list));
      });
    }
    if (table.classList.contains("stacked")) {
      // Where rows are cards, no headings are shown that could be pressed.
      const order = make("select", "", new Option("as listed", -1), ...names.map((one, i) => new Option(one, i)));
      order.addEventListener("change", () => sort(Number(order.value), 1));
      tools.append(make("label", "table-order", "Sort by ", order));
    }
    const name = (table.id || "table").replace(/^tbl-/, "");
    tools.append(press("", () => saveTable([names, ...found.map(texts)], name), "Download (CSV)"));
    const search = make("input");
    search.type = "search";
    search.addEventListener("input", () => {
      sought = letters(search.value).split(/\s+/).filter(Boolean);
      draw();
    });
    tools.append(make("label", "table-search", "Search this table: ", search));

    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `Table: ${caption || name}`);
    box.before(tools);
    box.after(make("div", "table-rest", info, more));
    table.classList.add("with-tools");
    phone.addEventListener("change", tell);
    tell();
  }

  /* A link to a row that is not shown yet shows its table whole. */
  function reach() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("table.interactive tbody tr");
    if (!row || row.checkVisibility()) return;
    row.closest("table").classList.add("whole");
    row.scrollIntoView();
  }
  window.addEventListener("hashchange", reach);
  reach();

  const near = new IntersectionObserver(
    (tables) =>
      tables.forEach((one) => {
        if (!one.isIntersecting) return;
        near.unobserve(one.target);
        enhance(one.target);
      }),
    { rootMargin: "1000px" },
  );
  document.querySelectorAll("table.interactive").forEach((table) => near.observe(table));
})();
