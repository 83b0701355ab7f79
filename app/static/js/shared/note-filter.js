// Search while typing, and filters. They affect this page only.
import { announce } from "./announcer.js";
import { all, first, required } from "./dom.js";
import { fold } from "./fold.js";
import { message } from "./messages.js";

/** @typedef {Record<string, string>} Values the values of the filter's form, by field */

/**
 * Whether a text contains every word of the search as a substring, in any order, compared as `fold` says.
 * @param {string} text
 * @param {string} search
 * @returns {boolean}
 */
export function hasWords(text, search) {
  const inText = fold(text);
  return fold(search).split(" ").every((word) => inText.includes(word));
}

/**
 * The text of a note and its writer's name, without buttons, time and other rendered text.
 * @param {HTMLElement} note
 */
const written = (note) => all(".words, .by bdi", note).map((part) => part.textContent).join(" ");

/**
 * Whether a note shows the group that the filter names: "" for any, and "-" for none.
 * @param {HTMLElement} note
 * @param {string | undefined} who
 */
export const fitsGroup = (note, who) => !who || (note.dataset.who || "-") === who;

/**
 * Hide every note that does not match the form.
 * @param {HTMLFormElement} form
 * @param {() => HTMLElement[]} notes all notes of the page
 * @param {(note: HTMLElement, values: Values) => boolean} fits checks every field except the search
 * @param {(filtering: boolean) => void} [changed] called when the shown notes may have changed
 * @returns {(some?: Iterable<HTMLElement>) => number} filters all notes or some again; returns the number shown
 */
export function filterNotes(form, notes, fits, changed = () => {}) {
  const found = required("[data-found]", form);
  const none = first("[data-none-found]", form);
  let filtering = false;

  /** @param {Iterable<HTMLElement>} [changedNotes] */
  function apply(changedNotes) {
    /** @type {Values} */
    const values = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
    const search = values.words ?? "";
    const before = filtering;
    filtering = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-filtering", filtering);
    showFilters(form, Object.entries(values).filter(([name, value]) => name !== "words" && value).length);
    if (!filtering && !before) return 0;
    for (const note of changedNotes ?? notes()) {
      const out = filtering && !(hasWords(search.trim() ? written(note) : "", search) && fits(note, values));
      if (out !== note.hasAttribute("data-ui-filtered")) note.toggleAttribute("data-ui-filtered", out);
    }
    const total = notes().length;
    const shown = filtering ? notes().filter((note) => !note.hasAttribute("data-ui-filtered")).length : 0;
    found.textContent = filtering ? message("found", { n: total, shown }) : "";
    if (none) none.hidden = !filtering || shown > 0;
    changed(filtering);
    return shown;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    apply();
    if (filtering) announce(found.textContent, "found");
  });
  // After the browser has reset the fields.
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("toggle", () => countChoices(form, notes(), fits), { capture: true });
  apply();
  return apply;
}

/**
 * Show the number of set filters on the button, without the search, which is visible beside it.
 * @param {HTMLFormElement} form
 * @param {number} n
 */
function showFilters(form, n) {
  form.toggleAttribute("data-ui-filters", n > 0);
  const says = required("[data-filters]", form);
  says.textContent = n ? (says.dataset.some ?? "").replace("{n}", String(n)) : says.dataset.none ?? "";
}

/**
 * Show beside every choice how many notes match it alone.
 * @param {HTMLFormElement} form
 * @param {HTMLElement[]} notes
 * @param {(note: HTMLElement, values: Values) => boolean} fits
 */
function countChoices(form, notes, fits) {
  for (const count of all(".chip [data-count]", form)) {
    const { name, value } =
      /** @type {HTMLInputElement} */ (required("input", /** @type {HTMLElement} */ (count.parentElement)));
    count.textContent = String(notes.filter((note) => fits(note, { [name]: value })).length);
  }
}
