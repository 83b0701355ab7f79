// Buttons that show and hide a part of the page: the filters, and on a phone the search.
import { byId, closest, first } from "./dom.js";

/**
 * Show or hide the part that a button unfolds.
 * @param {HTMLElement} button one with `data-unfold`, the id of what it unfolds
 * @param {boolean} open
 */
export function unfold(button, open) {
  button.setAttribute("aria-expanded", String(open));
  unfolded(button).toggleAttribute("data-ui-open", open);
}

/** @param {HTMLElement} button */
const unfolded = (button) => byId(button.dataset.unfold ?? "");

/** Listen for presses on the buttons that unfold a part. */
export function listenToUnfold() {
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-unfold]");
    if (!button) return;
    const open = !unfolded(button).hasAttribute("data-ui-open");
    unfold(button, open);
    closest(button, "[popover]")?.hidePopover();
    if (open) first("input, select", unfolded(button))?.focus();
  });
}
