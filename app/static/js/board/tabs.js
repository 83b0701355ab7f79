// Tabs that show one question at a time on a phone.
import { all, closest, first } from "../shared/dom.js";

/**
 * Show a question.
 * @param {string | undefined} column its id
 */
function turnTo(column) {
  for (const section of all(".column")) section.toggleAttribute("data-ui-current", section.dataset.column === column);
  markTabs();
}

function markTabs() {
  const column = first(".column[data-ui-current]")?.dataset.column;
  for (const tab of all("[data-tab]")) {
    const current = tab.dataset.tab === column;
    tab.toggleAttribute("data-ui-current", current);
    if (current) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

/** Keep the shown question if it still exists; otherwise show another. */
export function keepQuestion() {
  if (first(".column[data-ui-current]")) markTabs();
  else turnTo(first(".column")?.dataset.column);
}

/**
 * Listen for presses on the tabs; show the question that the address names first.
 * @param {() => void} turned called after every change of question
 */
export function startTabs(turned) {
  first(".column:target")?.setAttribute("data-ui-current", "");
  keepQuestion();

  document.addEventListener("click", (event) => {
    const tab = closest(event.target, "[data-tab]");
    if (!tab) return;
    event.preventDefault();
    turnTo(tab.dataset.tab);
    turned();
  });
}
