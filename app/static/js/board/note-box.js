// Shared by all boxes for a note's text: the limit, the count, and the key that sends.
import { byId } from "../shared/dom.js";
import { isVisible } from "../shared/fold.js";
import { message } from "../shared/messages.js";

/** The most characters of a note, and how many are left when the count is first shown. */
const LONGEST = 2000;
const COUNTED_FROM = 200;

/**
 * The number of characters left of 2,000, counted by code point as on the server; negative if the text is too long.
 * @param {string} text
 * @returns {number}
 */
export function charactersLeft(text) {
  return LONGEST - [...text.trim()].length;
}

/**
 * Show how many characters are left, if they are few.
 * @param {HTMLInputElement} box
 * @returns {boolean} whether the text can be sent
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
  return left >= 0 && isVisible(box.value);
}

/**
 * Show beside a box why its text cannot be sent, and focus the box.
 * @param {HTMLInputElement} box
 */
export function sayWhatIsMissing(box) {
  box.setAttribute("aria-invalid", "true");
  if (!isVisible(box.value)) {
    byId(box.getAttribute("aria-describedby") ?? "").textContent = message("empty");
    box.setAttribute("data-ui-over", "");
  }
  box.focus();
}

/** Let Ctrl+Enter and Cmd+Enter send the text of any of these boxes. */
export function sendByKey() {
  document.addEventListener("keydown", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || box.name !== "text" || !box.form) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}
