(function () {
  "use strict";

  /* What is folded is printed open, also by browsers in which a style sheet cannot open it, and folded again afterwards. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((one) => (one.open = true));
  });
  window.addEventListener("afterprint", () => opened.forEach((one) => (one.open = false)));

  /* A table that is cut off at the right says so, for the style sheet. Boxes of interactive tables are made later. */
  const BOXES = ".pst-scrollable-table-container, .dt-layout-table";
  const mark = (box) => box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 8);
  const sizes = new ResizeObserver((boxes) => boxes.forEach((one) => mark(one.target)));
  const watch = (part) => part.querySelectorAll(BOXES).forEach((box) => sizes.observe(box));
  watch(document);
  document.addEventListener("table-made", (event) => watch(event.target));
  document.addEventListener("scroll", (event) => event.target.matches?.(BOXES) && mark(event.target), true);
})();
