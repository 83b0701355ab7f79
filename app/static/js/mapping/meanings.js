// What each element means, in a dialog.
import { byId } from "../shared/dom.js";
import { elementByLetter } from "./elements.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("about"));

/**
 * Show what an element means.
 * @param {string} element "" shows them from the first
 */
export function explain(element) {
  if (!dialog.open) dialog.showModal();
  const section = document.getElementById(`about-${element}`);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}

/** In the dialog, let a letter lead to its element. */
export function startMeanings() {
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = elementByLetter(event.key);
    if (!element) return;
    event.preventDefault();
    explain(element);
  });
}
