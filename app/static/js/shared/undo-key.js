// The key that undoes the last action: Ctrl+Z, or Command+Z on a Mac.
import { closest } from "./dom.js";
import { letterOf } from "./letter-key.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/**
 * Whether a key press asks to undo the last action. While a person types, the key belongs to their text.
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey" | "repeat">} press
 * @param {boolean} typing
 * @returns {boolean}
 */
export function asksToUndo({ key, code, ctrlKey, metaKey, shiftKey, altKey, repeat }, typing) {
  return letterOf({ key, code }) === "Z" && ctrlKey !== metaKey && !shiftKey && !altKey && !repeat && !typing;
}

/** Call `act` whenever the reader presses the key. @param {() => unknown} act */
export function onUndoKey(act) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !asksToUndo(event, closest(event.target, TYPING) !== null)) return;
    event.preventDefault();
    act();
  });
}
