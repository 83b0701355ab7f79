// The dialog with the meaning of each element.
import { byId } from "../shared/dom.js";
import { elementByLetter } from "./elements.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("about"));

/**
 * Open the dialog at an element.
 * @param {string} element "" opens it at the first
 */
export function explain(element) {
  if (!dialog.open) dialog.showModal();
  const section = document.getElementById(`about-${element}`);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}

/** Let a letter jump to its element in the dialog. */
export function startMeanings() {
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = elementByLetter(event.key);
    if (!element) return;
    event.preventDefault();
    explain(element);
  });
}
