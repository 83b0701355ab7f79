// Tabs that show one question at a time on a phone.
import { all, closest, first } from "../shared/dom.js";

/**
 * Show a question.
 * @param {string | undefined} column its id
 */
export function turnTo(column) {
  for (const section of all(".column")) section.toggleAttribute("data-ui-current", section.dataset.column === column);
  markTabs();
}

/** The id of the question that the tabs show. */
export const shownQuestion = () => first(".column[data-ui-current]")?.dataset.column;

let lastAsked = "";

function markTabs() {
  const column = shownQuestion();
  for (const tab of all("[data-tab]")) {
    const current = tab.dataset.tab === column;
    tab.toggleAttribute("data-ui-current", current);
    if (current) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
    tab.toggleAttribute("data-ui-shut", first(`#state-${tab.dataset.tab}`)?.dataset.writing === "no");
  }
}

/** Whether the reader is in the middle of a text. An empty box that has kept the focus after a post is none. */
export function isWriting() {
  const box = document.activeElement;
  return (box instanceof HTMLTextAreaElement || (box instanceof HTMLInputElement && box.type !== "checkbox")) &&
    box.value.trim() !== "";
}

/** The question that the present phase asks, if it asks one alone. */
const asked = () => closest(first(".column > [data-asked]"), ".column");

/**
 * Keep the shown question if it still exists; otherwise show another. When a phase begins to ask another question, show
 * that one, unless the reader is writing.
 */
export function keepQuestion() {
  const now = asked()?.dataset.column ?? "";
  if (now && now !== lastAsked && !isWriting()) turnTo(now);
  else if (first(".column[data-ui-current]")) markTabs();
  else turnTo(first(".column")?.dataset.column);
  lastAsked = now;
}

/**
 * Listen for presses on the tabs; show the question that the address names first.
 * @param {() => void} turned called after every change of question
 */
export function startTabs(turned) {
  const named = first(".column:target");
  named?.setAttribute("data-ui-current", "");
  if (named) lastAsked = asked()?.dataset.column ?? "";
  keepQuestion();

  document.addEventListener("click", (event) => {
    const tab = closest(event.target, "[data-tab]");
    if (!tab) return;
    event.preventDefault();
    turnTo(tab.dataset.tab);
    turned();
  });
}
