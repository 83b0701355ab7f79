// What each element means: the one in use below the wheel, and all of them in a dialog.
import { byId, closest } from "../shared/dom.js";
import { elementByKey, keyOf } from "./elements.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("about"));
const meaning = byId("meaning");

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

/**
 * Show what an element means below the wheel, in a space whose size never changes. Values have no meaning to show.
 * @param {string} element
 */
export function showMeaning(element) {
  const section = document.getElementById(`about-${element}`);
  if (!section || meaning.dataset.of === element) return;
  meaning.dataset.of = element;
  meaning.replaceChildren(...[...section.childNodes].map((part) => part.cloneNode(true)));
  meaning.scrollTop = 0;
}

/** Let a letter jump to its element in the dialog, and show the meaning of the element with the pointer or focus. */
export function startMeanings() {
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = elementByKey(event);
    if (!element) return;
    event.preventDefault();
    explain(element);
  });
  for (const type of ["pointerover", "focusin"]) {
    byId("main").addEventListener(type, ({ target }) => {
      const element = closest(target, "[data-element], [data-slice]");
      if (element) showMeaning(keyOf(element) ?? "");
    });
  }
}
