/* ---- Elements and words. Texts become text nodes, never HTML. ---- */

const data = JSON.parse(document.getElementById("study-form-data").textContent);
const INVISIBLE = new RegExp(`${data.invisible}|[\\ud800-\\udfff]`, "gu"); // and halves of characters
const NO_TEXT = new RegExp(`^(?:${data.noText})$`, "i");

/* An element with attributes, listeners (`onclick: function`) and children: elements or texts; anything else is left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child instanceof Node || (typeof child === "string" && child !== "")));
  return element;
}

let made = 0;
const newId = () => `study-form-${(made += 1)}`;

/* Letters without case and accents, for comparing and searching. */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/* The same for search, where British and American spelling are one: anaemia, anemia; randomised, randomized. */
const spelt = (text) => fold(text).replace(/[ao]e/g, "e").replace(/iz(?=e|ing|ation)/g, "is").replace(/our\b/g, "or");

const plural = (n, one, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;
const quoted = (text) => `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;

/* The number of changes that turn one word into another, for "did you mean". */
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
