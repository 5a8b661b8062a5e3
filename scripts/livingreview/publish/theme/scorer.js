// How Sphinx ranks what a search finds. An index entry has up to 100 points, so a word that leads to a page comes first.
// The other numbers are those of Sphinx; a chapter comes before the page of one publication and before the guides.
"use strict";
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  score: ([docname, , , , score]) => score - (/^chapters\/(studies|contributing)\//.test(docname) ? 4 : 0),
};
