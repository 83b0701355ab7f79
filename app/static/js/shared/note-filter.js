// Search while typing, and filters. They change this page only: everyone else still sees all notes.
import { announce } from "./announcer.js";
import { all, field, required } from "./dom.js";
import { message } from "./messages.js";

/** @typedef {Record<string, string>} Values the values of the filter's form, by field */

/**
 * Whether a text has every word of the search in it, in any order, as part of its words; capitals do not count.
 * @param {string} text
 * @param {string} search
 * @returns {boolean}
 */
export function hasWords(text, search) {
  const inText = text.toLocaleLowerCase();
  return search.toLocaleLowerCase().split(/\s+/).filter(Boolean).every((word) => inText.includes(word));
}

/**
 * What someone wrote and the name it stands under; not the note's buttons or time, or what else is rendered with it.
 * @param {HTMLElement} note
 */
const written = (note) => all(".words, .by bdi", note).map((part) => part.textContent).join(" ");

/**
 * Take every note out of sight that does not fit the form.
 * @param {HTMLFormElement} form
 * @param {() => HTMLElement[]} notes all notes of the page
 * @param {(note: HTMLElement, values: Values) => boolean} fits looks at everything but the words
 * @returns {(some?: Iterable<HTMLElement>) => number} looks again at all notes or at some; returns how many are shown
 */
export function filterNotes(form, notes, fits) {
  const none = required("[data-none]", form);
  const clear = required("[type=reset]", form);
  let filtering = false;

  /** @param {Iterable<HTMLElement>} [some] */
  function apply(some) {
    /** @type {Values} */
    const values = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
    const search = values.words ?? "";
    const before = filtering;
    filtering = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-filtering", filtering);
    if (!filtering && !before) return 0;
    for (const note of some ?? notes()) {
      const out = filtering && !(hasWords(search.trim() ? written(note) : "", search) && fits(note, values));
      if (out !== note.hasAttribute("data-ui-filtered")) note.toggleAttribute("data-ui-filtered", out);
    }
    const shown = filtering ? notes().filter((note) => !note.hasAttribute("data-ui-filtered")).length : 0;
    none.hidden = !filtering || shown > 0;
    return shown;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const shown = apply();
    if (filtering) announce(message("found", { n: shown }), "found");
  });
  form.addEventListener("reset", () => {
    // The pressed button goes away; someone who pressed it by keyboard is not sent to the top of the page.
    if (document.activeElement === clear) field(form, "words").focus();
    setTimeout(apply);
  });
  apply();
  return apply;
}
