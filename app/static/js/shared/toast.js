// A short message at the foot of the screen, perhaps with one thing to press.
import { byId } from "./dom.js";
import { keepFocus } from "./focus.js";

const SHOWN_FOR = 8000;

const box = byId("toast");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let giveFocusBack = () => {};

/**
 * Show a message for eight seconds, and longer while it is pointed at or has focus.
 * @param {string} text
 * @param {string} [label] the words of its button
 * @param {() => unknown} [action] what its button does
 */
export function toast(text, label, action = () => {}) {
  const focused = box.matches(":focus-within");
  box.replaceChildren(text);
  if (focused) giveFocusBack();
  // After a press on its button, focus is where it was when the message came.
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
    // In use, it is looked at again later: otherwise it would stay for ever.
    if (box.matches(":hover, :focus-within")) hideLater();
    else box.hidden = true;
  }, SHOWN_FOR);
}
