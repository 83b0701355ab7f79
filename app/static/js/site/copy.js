// Buttons that copy the text of another element.
import { byId, closest } from "../shared/dom.js";

/** Milliseconds. */
const SHOWN_FOR = 4000;

/** Listen for presses on the buttons. */
export function startCopying() {
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-copy]");
    if (button) copy(button);
  });
}

/**
 * Copy, and say so. The text stays selected: where copying is not allowed, people can copy it by hand.
 * @param {HTMLElement} button
 */
async function copy(button) {
  const source = byId(button.dataset.copy ?? "");
  getSelection()?.selectAllChildren(source);
  try {
    // On plain http there is no clipboard but this old way to it.
    if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent.trim());
    else if (!document.execCommand("copy")) return;
  } catch {
    return; // the browser does not allow it
  }
  const said = button.nextElementSibling;
  if (!said) return;
  said.textContent = `${button.dataset.copied} ✓`;
  setTimeout(() => said.replaceChildren(), SHOWN_FOR);
}
