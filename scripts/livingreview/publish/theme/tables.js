/* Tables of class "interactive": sorted, searched, narrowed and downloaded. Without this script they remain plain tables.
   The library is most of what a page weighs, and is loaded when one of its tables is about to be read. */
(function () {
  "use strict";
  const LONG = 30; // tables with more rows also get selection lists
  const FEW = 20; // most values of a column with a selection list
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const text = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.textContent.replace(/\s+/g, " ").trim();
  };
  const number = (value) => (/^[<>]?\s*-?[\d,]*\.?\d+\s*%?$/.test(value) ? parseFloat(value.replace(/[<>,%\s]/g, "")) : NaN);

  /* Numbers by value, text in natural order, empty cells last in either direction. */
  const compare = (a, b, way) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const [x, y] = [number(a), number(b)];
    return way * (Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y);
  };

  /* Text of a cell, with its paragraphs separated. */
  const contents = (cell) =>
    [...(cell.querySelectorAll("p").length ? cell.querySelectorAll("p") : [cell])]
      .map((part) => part.textContent.replace(/\s+/g, " ").trim())
      .filter(Boolean)
      .join("; ");

  const csv = (rows) =>
    "\ufeff" + rows.map((row) => row.map((cell) => `"${cell.replace(/"/g, '""')}"`).join(",")).join("\r\n") + "\r\n";

  function download(table, heads, name) {
    const rows = table.rows({ search: "applied", order: "applied" }).nodes().toArray();
    const file = new Blob([csv([heads, ...rows.map((row) => [...row.cells].map(contents))])], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${name}.csv`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function chooser(column, head) {
    const values = [...new Set(column.nodes().toArray().map(contents))].sort(words.compare);
    if (values.length < 2 || values.length > FEW) return null;
    const label = document.createElement("label");
    const list = document.createElement("select");
    list.append(new Option("all", ""), ...values.map((value) => new Option(value || "(empty)", value)));
    list.addEventListener("change", () => {
      const every = list.selectedIndex === 0;
      const wanted = list.value;
      column.search.fixed("chosen", every ? null : (value) => value === wanted).draw();
    });
    label.append(`${head} `, list);
    return label;
  }

  function tools(table, heads, name) {
    const box = document.createElement("div");
    box.className = "table-tools";
    if (table.rows().count() > LONG) {
      heads.forEach((head, i) => {
        const list = chooser(table.column(i), head);
        if (list) box.append(list);
      });
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Download (CSV)";
    button.addEventListener("click", () => download(table, heads, name));
    box.append(button);
    return box;
  }

  function enhance(element) {
    const heads = [...element.tHead.rows[0].cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim());
    const caption = element.caption ? (element.caption.querySelector(".caption-text") || element.caption).textContent.trim() : "";
    const name = (element.id || "table").replace(/^tbl-/, "");
    const columns = [...element.querySelectorAll("colgroup col")].map((col) => ({ width: col.style.width }));
    const table = new livingreviewTables.DataTable(element, {
      autoWidth: false,
      columnDefs: [{ targets: "_all", type: "cells" }],
      columns: columns.length === heads.length ? columns : undefined,
      layout: { topStart: null, topEnd: "search", bottomStart: "info", bottomEnd: null },
      language: {
        search: "Search this table:",
        info: "_TOTAL_ rows",
        infoEmpty: "No rows",
        infoFiltered: "of _MAX_",
        zeroRecords: "Nothing matches.",
      },
      order: [],
      paging: false,
    });
    const frame = table.table().container();
    frame.querySelector(".dt-layout-row").prepend(tools(table, heads, name));
    const scroll = frame.querySelector(".dt-layout-table");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", `Table: ${caption || name}`);
    frame.dispatchEvent(new Event("table-made", { bubbles: true })); // page.js watches how wide it is
  }

  function start() {
    livingreviewTables.DataTable.type("cells", {
      detect: () => false,
      order: { pre: text, asc: (a, b) => compare(a, b, 1), desc: (a, b) => compare(a, b, -1) },
      search: text,
    });
    document.querySelectorAll("table.interactive").forEach(enhance);
  }

  const library = new URL("datatables.js", document.currentScript.src);
  const near = new IntersectionObserver(
    (tables) => {
      if (!tables.some((table) => table.isIntersecting)) return;
      near.disconnect();
      const script = document.createElement("script");
      script.src = library;
      script.addEventListener("load", start);
      document.head.append(script);
    },
    { rootMargin: "1000px" },
  );
  document.querySelectorAll("table.interactive").forEach((table) => near.observe(table));
})();
