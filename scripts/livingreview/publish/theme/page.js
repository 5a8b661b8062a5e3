(function () {
  "use strict";

  /* What is folded is printed open, also by browsers in which a style sheet cannot open it, and folded again afterwards.
     Paper is light: dark colours would be printed as pale letters on white. */
  const look = document.documentElement.dataset;
  let opened = [];
  let theme = look.theme;
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((one) => (one.open = true));
    theme = look.theme;
    look.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((one) => (one.open = false));
    look.theme = theme;
  });

  /* A table, or output in columns, that is cut off at the right says so, for the style sheet. */
  const BOXES = ".pst-scrollable-table-container, .highlight-output pre";
  const mark = (box) => box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 8);
  const sizes = new ResizeObserver((boxes) => boxes.forEach((one) => mark(one.target)));
  document.querySelectorAll(BOXES).forEach((box) => sizes.observe(box));
  document.addEventListener("scroll", (event) => event.target.matches?.(BOXES) && mark(event.target), true);

  /* Escape closes the search and the contents, and leads back to the button that opened them. */
  let [outside, left] = [null, false];
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("dialog")) outside = event.target;
  });
  document.addEventListener("keydown", (event) => (left = event.key === "Escape"), true);
  document.querySelectorAll("dialog").forEach((one) => one.addEventListener("close", () => {
    if (left) setTimeout(() => outside?.focus({ preventScroll: true }));
  }));

  /* A reference is written out at its first citation in a page: the others say the same. */
  const CITED = 'a[href*="references.html#"]:not(.marks, .term)';
  const reference = (link) => {
    const first = document.querySelector(`a[href="${CSS.escape(link.getAttribute("href"))}"][title]`);
    if (first && !link.title) link.title = first.title;
    return link.title;
  };
  document.addEventListener("mouseover", (event) => {
    const link = event.target.closest?.(CITED);
    if (link) reference(link);
  });

  /* What a word of the glossary, a mark or a citation means is shown beside it. Without this, or with Ctrl, its link is
     followed. */
  const note = document.createElement("div");
  if (!note.showPopover) return;
  note.id = "meaning";
  note.popover = "auto";
  note.tabIndex = -1;
  note.setAttribute("role", "dialog");
  document.body.append(note);
  let shownAt = 0;
  const anchor = (address, text) => Object.assign(document.createElement("a"), { href: address, textContent: text });
  /* Text in which each part in another script says its language, as in the page. */
  const SCRIPTS = /((?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Cyrillic}|\p{Script=Hangul})+)/u;
  const language = (part) =>
    /[\u3040-\u30ff]/.test(part) ? "ja" : /\p{Script=Hangul}/u.test(part) ? "ko" : /\p{Script=Cyrillic}/u.test(part) ? "ru" : "zh";
  const spoken = (text) =>
    text.split(SCRIPTS).map((part, i) => (i % 2 ? Object.assign(document.createElement("span"), { lang: language(part), textContent: part }) : part));
  /* The text of a reference, in which identifiers are links, as in the list of references. */
  const linked = (text) =>
    text.split(/(\bdoi \S+(?=[,.](?: |$))|\bPMID \d+)/).map((part) => {
      if (part.startsWith("doi ")) return anchor(`https://doi.org/${encodeURI(part.slice(4))}`, part);
      return part.startsWith("PMID ") ? anchor(`https://pubmed.ncbi.nlm.nih.gov/${part.slice(5)}`, part) : spoken(part);
    }).flat();
  const show = (link) => {
    const [what, more] = link.matches(CITED) ? ["Reference", "In the list of references"]
      : ["Meaning of", link.matches(".marks") ? "All marks" : "All words"];
    note.setAttribute("aria-label", `${what} ${link.textContent}`);
    note.replaceChildren(...linked(link.dataset.meaning || link.title), " ", anchor(link.href, more));
    note.showPopover();
    const [word, own] = [link.getBoundingClientRect(), note.getBoundingClientRect()];
    const below = word.bottom + own.height + 12 < window.innerHeight;
    note.style.left = `${Math.max(8, Math.min(word.left, document.documentElement.clientWidth - own.width - 8))}px`;
    const top = below ? word.bottom + 6 : word.top - own.height - 6;
    note.style.top = `${Math.max(8, Math.min(top, window.innerHeight - own.height - 8))}px`;
    note.focus({ preventScroll: true });
    shownAt = window.scrollY;
  };
  // It stays where it is while the page moves on, so it goes once its word is out of place.
  document.addEventListener("scroll", () => Math.abs(window.scrollY - shownAt) > 48 && note.hidePopover(), { passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && note.hidePopover()); // some browsers do not
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(`a.term, a.marks, ${CITED}`);
    if (link?.matches(CITED) && !reference(link)) return;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link);
  });
})();
