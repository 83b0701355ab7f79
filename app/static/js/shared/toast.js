// A short message at the foot of the screen, with an optional button.
import { byId } from "./dom.js";
import { keepFocus } from "./focus.js";

const SHOWN_FOR = 8000;

const box = byId("toast");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let giveFocusBack = () => {};

/**
 * Show a message for eight seconds, or longer while it has focus or the pointer is on it.
 * @param {string} text
 * @param {string} [label] the label of its button
 * @param {() => unknown} [action] called when the button is pressed
 */
export function toast(text, label, action = () => {}) {
  const focused = box.matches(":focus-within");
  box.replaceChildren(text);
  if (focused) giveFocusBack();
  // After a press on its button, focus returns to where it was when the message appeared.
  giveFocusBack = keepFocus();
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.hidden = true;
      giveFocusBack();
      action();
    });
    box.append(" ", button);
  }
  box.hidden = false;
  hideLater();
}

function hideLater() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    // While it is in use, check again later, or it would never disappear.
    if (box.matches(":hover, :focus-within")) hideLater();
    else box.hidden = true;
  }, SHOWN_FOR);
}
