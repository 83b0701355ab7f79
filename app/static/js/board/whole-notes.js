// Notes of more than eight lines are shortened until the reader presses *Show more*. A reload shortens them again.
import { all, closest, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** Watches notes that may be too long; only visible ones are measured. */
const coming = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) measure(/** @type {HTMLElement} */ (target));
  }
});
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) measure(/** @type {HTMLElement} */ (closest(target, ".note")));
});

/** @param {HTMLElement} note */
function measure(note) {
  if (note.hasAttribute("data-ui-whole")) return;
  const words = required(".words", note);
  note.toggleAttribute("data-ui-clipped", words.scrollHeight > words.clientHeight + 1);
}

/**
 * Watch notes that are new or have changed.
 * @param {Iterable<HTMLElement>} notes
 */
export function watchLongNotes(notes) {
  for (const note of notes) {
    const button = note.querySelector(":scope > .whole");
    if (!button) continue;
    coming.observe(note);
    sizes.observe(required(".words", note));
    if (note.hasAttribute("data-ui-whole")) label(note, button, true);
  }
}

/** @param {HTMLElement} note @param {Element} button @param {boolean} whole */
function label(note, button, whole) {
  note.toggleAttribute("data-ui-whole", whole);
  button.setAttribute("aria-expanded", String(whole));
  button.textContent = message(whole ? "less" : "more");
}

/** Listen for presses on *Show more*. */
export function startWholeNotes() {
  watchLongNotes(all(".notes > [data-rank]"));
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-action=whole]");
    const note = closest(button, ".note");
    if (button && note) label(note, button, !note.hasAttribute("data-ui-whole"));
  });
}
