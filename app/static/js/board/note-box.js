// What every box for a note's words has: a limit, a count and a key.
import { byId } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** The most characters of a note, and how many are left when the count is first shown. */
const LONGEST = 2000;
const COUNTED_FROM = 200;

/**
 * How many characters are left of a note's 2,000, by code point as the server counts; negative if it is too long.
 * @param {string} text
 * @returns {number}
 */
export function charactersLeft(text) {
  return LONGEST - [...text.trim()].length;
}

/**
 * Show how much room is left, once that matters.
 * @param {HTMLInputElement} box
 * @returns {boolean} whether its words can be sent
 */
export function count(box) {
  const left = charactersLeft(box.value);
  byId(box.getAttribute("aria-describedby") ?? "").textContent = left < 0
    ? message("over", { n: -left })
    : left < COUNTED_FROM
    ? message("left", { n: left })
    : "";
  box.toggleAttribute("data-ui-over", left < 0);
  box.removeAttribute("aria-invalid");
  return left >= 0 && box.value.trim() !== "";
}

/**
 * Say why what is in a box cannot be sent, beside it, and go there.
 * @param {HTMLInputElement} box
 */
export function sayWhatIsMissing(box) {
  box.setAttribute("aria-invalid", "true");
  if (!box.value.trim()) {
    byId(box.getAttribute("aria-describedby") ?? "").textContent = message("empty");
    box.setAttribute("data-ui-over", "");
  }
  box.focus();
}

/** Let Ctrl+Enter and Cmd+Enter send what is written in any of these boxes. */
export function sendByKey() {
  document.addEventListener("keydown", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || box.name !== "text" || !box.form) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}
