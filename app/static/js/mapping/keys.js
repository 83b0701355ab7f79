// Keyboard control of mapping while the mapping area has focus. People can switch off letters and signs (WCAG 2.1.4).
import { byId } from "../shared/dom.js";
import { storage } from "../shared/storage.js";
import { currentNote } from "./current-note.js";
import { elementByKey } from "./elements.js";
import { explain } from "./meanings.js";
import { takeBack, toggle } from "./press.js";
import { suggestedByKey } from "./suggestions.js";
import { goBy, goToNext, goToPrevious } from "./walk.js";

const REMEMBERED = "letter-keys";

const letters = /** @type {HTMLInputElement} */ (byId("keys"));

/**
 * The action of a key.
 * @param {KeyboardEvent} event
 * @param {() => void} explainFocused shows the meaning of the element that has focus
 * @returns {(() => void) | null} null if it does nothing here
 */
function actionOf(event, explainFocused) {
  const { key, code, shiftKey, target } = event;
  if (key === "Enter") {
    const pressed = target instanceof Element && target.matches("button, a, summary") && !target.matches(".pick");
    if (pressed) return null;
    return shiftKey ? goToPrevious : goToNext;
  }
  if (key === "ArrowDown") return () => goBy(1);
  if (key === "ArrowUp") return () => goBy(-1);
  if (key === "Backspace") return takeBack;
  if (!letters.checked) return null;
  if (key === "?") return explainFocused;
  const suggested = suggestedByKey(event, currentNote());
  if (suggested) return () => toggle(suggested);
  const element = elementByKey(event);
  if (!element) return null;
  // Shift and a letter show what its element means; Shift and a digit give a facet.
  return () => (shiftKey && !/^Digit[1-9]$/.test(code) ? explain(element) : toggle(element));
}

/**
 * Listen for the keys, and remember whether letter keys are on.
 * @param {() => void} explainFocused shows the meaning of the element that has focus
 */
export function startKeys(explainFocused) {
  letters.checked = storage.get(REMEMBERED) !== "off";
  letters.addEventListener("change", () => storage.set(REMEMBERED, letters.checked ? "on" : "off"));

  byId("main").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const action = actionOf(event, explainFocused);
    if (!action) return;
    event.preventDefault();
    // A held key repeats only the steps through the list.
    if (!event.repeat || event.key.startsWith("Arrow")) action();
  });
}
