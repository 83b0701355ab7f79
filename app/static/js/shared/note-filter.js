// Search while typing, and filters. They change this page only: everyone else still sees all notes.
import { announce } from "./announcer.js";
import { all, first, required } from "./dom.js";
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
 * @param {(filtering: boolean) => void} [told] called when other notes may be shown than before
 * @returns {(some?: Iterable<HTMLElement>) => number} looks again at all notes or at some; returns how many are shown
 */
export function filterNotes(form, notes, fits, told = () => {}) {
  const found = required("[data-found]", form);
  const none = first("[data-none-found]", form);
  let filtering = false;

  /** @param {Iterable<HTMLElement>} [some] */
  function apply(some) {
    /** @type {Values} */
    const values = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
    const search = values.words ?? "";
    const before = filtering;
    filtering = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-filtering", filtering);
    showFilters(form, Object.entries(values).filter(([name, value]) => name !== "words" && value).length);
    if (!filtering && !before) return 0;
    for (const note of some ?? notes()) {
      const out = filtering && !(hasWords(search.trim() ? written(note) : "", search) && fits(note, values));
      if (out !== note.hasAttribute("data-ui-filtered")) note.toggleAttribute("data-ui-filtered", out);
    }
    const total = notes().length;
    const shown = filtering ? notes().filter((note) => !note.hasAttribute("data-ui-filtered")).length : 0;
    found.textContent = filtering ? message("found", { n: total, shown }) : "";
    if (none) none.hidden = !filtering || shown > 0;
    told(filtering);
    return shown;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    apply();
    if (filtering) announce(found.textContent, "found");
  });
  // Once the fields are empty.
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("toggle", () => countChoices(form, notes(), fits), { capture: true });
  apply();
  return apply;
}

/**
 * Say on the button how many filters are set; the words of the search are seen beside it.
 * @param {HTMLFormElement} form
 * @param {number} n
 */
function showFilters(form, n) {
  form.toggleAttribute("data-ui-filters", n > 0);
  const says = required("[data-filters]", form);
  says.textContent = n ? (says.dataset.some ?? "").replace("{n}", String(n)) : says.dataset.none ?? "";
}

/**
 * Say beside every choice how many notes it would show by itself.
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
