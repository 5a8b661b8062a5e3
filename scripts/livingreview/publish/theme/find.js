/* How the search finds, ranks and shows pages, in place of what Sphinx does with its own index.
   A word that leads to a page comes first, then titles, then headings, then text. British and American spellings are the
   same, and so are IL6, IL-6 and IL 6; a word that no page has is taken for the most similar one that a page has. */
"use strict";
var Scorer = { objNameMatch: 1, objPartialMatch: 0, objPrio: {}, objPrioDefault: 0 }; // of functions: found by whole names
(function () {
  const SHOWN = 20; // results, until more are asked for
  const HEADINGS = 3; // of a page, below its title
  const [ENTRY, TITLE, HEADING, TEXT] = [100, 80, 60, 30]; // of a match as good as can be
  const LATER = /^chapters\/(?:(?:studies|contributing|appendices)\/|glossary$)/; // behind chapters that match as well
  // Words of a question that say nothing about what is asked.
  const ASIDE = new Set([...stopwords, ..."i me my we you your can could do does did has have had how what when where which who why would should much many any from about than or so us am".split(" ")]);
  const HAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
  const stem = ((stemmer) => (word) => stemmer.stemWord(word))(new Stemmer());

  /* Accents, and spellings that differ between Britain and America, are left out. */
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[ao]e/g, "e").replace(/ph/g, "f").replace(/our\b/g, "or").replace(/leuc/g, "leuk")
    .replace(/is(?=(?:e[drs]?|ing|ations?)\b)/g, "iz");
  const cut = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) || [];
  const joined = (text) => cut(folded(text).replace(/\b(\p{L}{1,4})[\s-](?=\d)/gu, "$1"));
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  const forms = (text) => [cut, joined].map((way) => way(text).map(stem));
  const wordOf = (text) => forms(text).map((words) => words.filter((one) => !ASIDE.has(one)));

  /* How well words that were asked for are those of a name: 1 for the same, less the more of either is left over. */
  function likeness(asked, named) {
    if (!asked.length || !named.length) return 0;
    const has = (list, one) => list.some((other) => other === one || (one.length > 3 && other.startsWith(one)));
    const common = asked.filter((one) => has(named, one)).length;
    if (common === asked.length && asked.length === named.length)
      return asked.every((one) => named.includes(one)) ? 1 : 0.9;
    if (common === asked.length) return 0.6 + 0.35 * (asked.length / named.length);
    const all = named.every((one) => asked.includes(one));
    return all ? 0.45 + 0.3 * (named.length / asked.length) : 0;
  }
  const best = (asked, name) => {
    const named = wordOf(name);
    return Math.max(...asked.map((one, i) => likeness(one, named[i].length ? named[i] : forms(name)[i])));
  };

  /* Steps from one word to another: a letter more, less, other, or in the place of its neighbour. */
  function steps(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let [older, old] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      const now = [i];
      for (let j = 1; j <= b.length; j++) {
        now[j] = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      [older, old] = [old, now];
    }
    return old[b.length];
  }

  let known = null; // what is worked out once of the index
  function prepared(index) {
    if (known) return known;
    const terms = new Map(); // by folded word: the pages that have it
    for (const part of [index.terms, index.titleterms])
      for (const [term, files] of Object.entries(part)) {
        const word = stem(folded(term));
        if (!terms.has(word)) terms.set(word, new Set());
        for (const file of [files].flat()) terms.get(word).add(file);
      }
    const names = Object.keys(index.indexentries).concat(Object.keys(index.alltitles).map(plain));
    const words = new Map(); // by stem: a word as it is written
    for (const word of names.flatMap((name) => name.toLowerCase().match(/\p{L}{4,}/gu) || [])) words.set(stem(folded(word)), word);
    return (known = { terms, words });
  }

  /* The pages with a word in their text; of a part of a word, where no page has the word itself. */
  function pagesWith(word, { terms }) {
    const own = terms.get(word);
    if (own || (word.length < 3 && !HAN.test(word))) return own || new Set();
    const found = new Set();
    for (const [term, files] of terms) if (term.includes(word)) files.forEach((file) => found.add(file));
    return found;
  }

  function corrected(query, data) {
    let text = query;
    const changed = [];
    for (const word of query.match(/\p{L}{4,}/gu) || []) {
      const root = stem(folded(word));
      if (HAN.test(word) || ASIDE.has(folded(word)) || data.words.has(root) || pagesWith(root, data).size) continue;
      const most = root.length > 5 ? 2 : 1;
      let [near, nearest] = [null, most + 1];
      for (const [other, written] of data.words) {
        const far = steps(root, other, most);
        if (far < nearest) [near, nearest] = [written, far];
      }
      if (!near) continue;
      text = text.replace(word, near);
      changed.push([word, near]);
    }
    return [text, changed];
  }

  function find(query, index, data) {
    const pages = new Map(); // by number: score and headings
    const page = (file) => pages.get(file) || pages.set(file, { file, score: 0, headings: [] }).get(file);
    const raise = (file, score) => (page(file).score = Math.max(page(file).score, score));
    let asked = wordOf(query);
    if (!asked[0].length) asked = forms(query); // nothing but words such as "how"
    for (const [entry, found] of Object.entries(index.indexentries)) {
      const like = best(asked, entry);
      // Of several words, one of them says no more than a title does.
      if (like) found.forEach(([file]) => raise(file, (like < 0.9 ? TITLE : ENTRY) * like));
    }
    for (const [title, found] of Object.entries(index.alltitles)) {
      const like = best(asked, plain(title));
      if (!like) continue;
      for (const [file, id] of found) {
        raise(file, (id ? HEADING : TITLE) * like);
        if (id) page(file).headings.push([like, title, id]);
      }
    }
    const places = new Set(splitQuery(query.toLowerCase()));
    for (const [name, title, anchor, , whole] of [...places].flatMap((term) => Search.performObjectSearch(term, places))) {
      if (!whole) continue;
      const file = index.docnames.indexOf(name);
      raise(file, HEADING);
      page(file).headings.push([1, title, anchor.slice(1)]);
    }
    const words = asked[0].filter((word) => word.length > 1 || HAN.test(word));
    const having = words.map((word) => pagesWith(word, data));
    const counts = new Map();
    having.forEach((files) => files.forEach((file) => counts.set(file, (counts.get(file) || 0) + 1)));
    const most = pages.size ? words.length : Math.max(0, ...counts.values()); // of several words, as many as there are
    for (const [file, count] of counts) if (count === most || pages.has(file)) page(file).score += (TEXT * count) / words.length / 3;
    for (const one of pages.values()) if (LATER.test(index.docnames[one.file])) one.score -= 12;
    return [...pages.values()].sort((a, b) => b.score - a.score || a.file - b.file);
  }

  const make = (tag, look, ...parts) => {
    const one = document.createElement(tag);
    if (look) one.className = look;
    one.append(...parts);
    return one;
  };

  function shown({ file, score, headings }, index) {
    const address = `${index.docnames[file]}${DOCUMENTATION_OPTIONS.LINK_SUFFIX}`;
    const link = (title, to) => {
      const one = make("a");
      one.href = to;
      one.innerHTML = title; // the index holds HTML
      return one;
    };
    const main = link(index.titles[file], address);
    main.dataset.score = Math.round(score);
    const item = make("li", "", main);
    const about = index.about[file];
    if (about) item.append(make("p", "context", about));
    const own = headings.sort((a, b) => b[0] - a[0]).slice(0, HEADINGS);
    if (own.length) item.append(make("p", "places", ...own.map(([, title, id]) => link(title, `${address}#${id}`))));
    return item;
  }

  Search.query = (query) => {
    const index = Search._index;
    const data = prepared(index);
    const [text, changed] = corrected(query, data);
    const results = find(text, index, data);
    Search.stopPulse();
    document.getElementById("search-progress")?.replaceChildren();
    Search.title.textContent = "Search results";
    Search.status.setAttribute("role", "status");
    const count = results.length === 1 ? "1 page" : `${results.length} pages`;
    const instead = changed.map(([word, near]) => `No page has \u201c${word}\u201d: shown for \u201c${near}\u201d. `).join("");
    const none = !query.trim() ? "Type a word to search for." : `No page was found for \u201c${query.trim()}\u201d. Try fewer or other words.`;
    // A screen reader reads what changes in a status, not what is there when it becomes one.
    setTimeout(() => (Search.status.textContent = results.length ? `${instead}${count} found.` : none), 50);
    const add = (some) => Search.output.append(...some.map((one) => shown(one, index)));
    add(results.slice(0, SHOWN));
    if (results.length > SHOWN) {
      const more = make("button", "more-results", `Show all ${results.length} pages`);
      more.type = "button";
      more.addEventListener("click", () => {
        const last = Search.output.lastElementChild;
        add(results.slice(SHOWN));
        more.remove();
        last.nextElementSibling.querySelector("a").focus();
      });
      Search.output.after(more);
    }
    // The page that is opened from here marks the words: no other page, and no single letters.
    const marked = (text.match(/[\p{L}\p{N}]+/gu) || []).filter((word) => (word.length > 3 || HAN.test(word)) && !ASIDE.has(word.toLowerCase()));
    Search.output.addEventListener("click", (event) => {
      if (event.target.closest("a") && SPHINX_HIGHLIGHT_ENABLED) localStorage.setItem("sphinx_highlight_terms", marked.join(" ").toLowerCase());
    });
  };
})();
