/* What readers take along: tables as CSV, and figures as SVG or PNG, made from what the page shows. */
(function () {
  "use strict";
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  /* Text of a cell, with its paragraphs separated. */
  const contents = (cell) => {
    const parts = cell.querySelectorAll("p");
    return [...(parts.length ? parts : [cell])].map((part) => plain(part.textContent)).filter(Boolean).join("; ");
  };

  const csv = (rows) =>
    "\ufeff" + rows.map((row) => row.map((cell) => `"${cell.replace(/"/g, '""')}"`).join(",")).join("\r\n") + "\r\n";

  function save(content, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  const saveTable = (rows, name) => save(csv(rows), "text/csv;charset=utf-8", `${name}.csv`);
  window.livingreview = { plain, contents, saveTable }; // also for tables.js

  /* A figure takes its colours and letters from the style sheet of the page. On its own, it has to bring them along. */
  const INHERITED = [
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "font-size", "font-weight", "font-style", "text-anchor",
    "dominant-baseline",
  ]; // prettier-ignore
  const OWN = { opacity: "1", "clip-path": "none", "stop-color": "rgb(0, 0, 0)" };
  const SCALE = 3; // of a picture made of points
  const MARGIN = 9;

  /* The font of figures with the rules that hold it; none where the browser does not let a page read its style sheet. */
  function faces() {
    try {
      return [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule instanceof CSSFontFaceRule && /Figures/.test(rule.style.fontFamily))
        .map((rule) => rule.cssText)
        .join("");
    } catch {
      return "";
    }
  }

  function alone(svg) {
    const copy = svg.cloneNode(true);
    const root = document.documentElement.dataset;
    const theme = root.theme;
    root.theme = "light"; // for paper; nothing is drawn before it is changed back
    const [from, to] = [svg, copy].map((one) => [one, ...one.querySelectorAll("*")]);
    from.forEach((element, i) => {
      const [look, around] = [getComputedStyle(element), getComputedStyle(element.parentElement)];
      const first = element === svg;
      to[i].removeAttribute("class");
      to[i].removeAttribute("style");
      INHERITED.forEach((name) => {
        const value = look.getPropertyValue(name);
        if (value && (first || value !== around.getPropertyValue(name))) to[i].setAttribute(name, value);
      });
      Object.entries(OWN).forEach(([name, usual]) => {
        const value = look.getPropertyValue(name);
        if (value && value !== usual) to[i].setAttribute(name, value);
      });
    });
    root.theme = theme;
    const [left, top, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const box = [left - MARGIN, top - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
    copy.setAttribute("viewBox", box.join(" "));
    copy.setAttribute("width", box[2]);
    copy.setAttribute("height", box[3]);
    copy.setAttribute("font-family", "Figures, 'DejaVu Sans', Verdana, sans-serif");
    copy.querySelectorAll("text").forEach((text) => text.setAttribute("xml:space", "preserve"));
    const ground = document.createElementNS(copy.namespaceURI, "rect");
    ["x", "y", "width", "height"].forEach((name, i) => ground.setAttribute(name, box[i]));
    ground.setAttribute("fill", "#fff");
    ground.setAttribute("stroke", "none");
    const style = document.createElementNS(copy.namespaceURI, "style");
    style.textContent = faces();
    const title = document.createElementNS(copy.namespaceURI, "title");
    title.textContent = svg.getAttribute("aria-label");
    copy.prepend(title, style, ground);
    return { text: new XMLSerializer().serializeToString(copy), width: box[2], height: box[3] };
  }

  async function savePicture({ text, width, height }, name) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(SCALE * width);
    canvas.height = Math.round(SCALE * height);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((picture) => save(picture, "image/png", `${name}.png`));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("details.reuse button");
    if (!button) return;
    const { name, rows: place } = button.closest("details").dataset;
    const kind = button.value;
    if (kind === "csv") {
      const table = document.getElementById(place).querySelector("table");
      const rows = [...table.tHead.rows, ...table.tBodies[0].rows];
      saveTable(rows.map((row) => [...row.cells].map(contents)), name); // prettier-ignore
      return;
    }
    const drawn = alone(document.querySelector(`.drawing[data-name="${CSS.escape(name)}"] svg`));
    if (kind === "svg") save(drawn.text, "image/svg+xml", `${name}.svg`);
    else savePicture(drawn, name);
  });
})();
