// Buttons that copy the text of another element.
import { byId, closest } from "../shared/dom.js";

/** Milliseconds that the confirmation is shown. */
const SHOWN_FOR = 4000;

/** Listen for presses on the buttons. */
export function startCopying() {
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-copy]");
    if (button) copy(button);
  });
}

/**
 * Copy the text and confirm it. The text stays selected, so that people can copy it by hand if the browser refuses.
 * @param {HTMLElement} button
 */
async function copy(button) {
  const source = byId(button.dataset.copy ?? "");
  const box = source instanceof HTMLTextAreaElement ? source : null;
  if (box) box.select();
  else getSelection()?.selectAllChildren(source);
  try {
    // On plain http, navigator.clipboard does not exist.
    if (navigator.clipboard) await navigator.clipboard.writeText((box?.value ?? source.textContent).trim());
    else if (!document.execCommand("copy")) return;
  } catch {
    return; // the browser refused
  }
  const confirmation = button.nextElementSibling;
  if (!confirmation) return;
  confirmation.textContent = `${button.dataset.copied} ✓`;
  setTimeout(() => confirmation.replaceChildren(), SHOWN_FOR);
}
