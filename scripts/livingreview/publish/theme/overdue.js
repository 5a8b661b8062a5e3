/* Shows the words "out of date" at the top of a page that is read after the day on which the next search was due. */
(function () {
  "use strict";
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  for (const mark of document.querySelectorAll(".overdue[data-due]")) mark.hidden = today <= mark.dataset.due;
})();
