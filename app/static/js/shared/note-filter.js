// Search while typing, and filters. They affect this page only.
import { announce } from "./announcer.js";
import { all, closest, first, required } from "./dom.js";
import { fold } from "./fold.js";
import { message } from "./messages.js";

/** @typedef {Record<string, string>} Values the values of the filter's form, by field */

/** Milliseconds after a letter until its search begins, so that the letter is drawn before a thousand notes are. */
const SEARCH_MS = 50;

/**
 * Whether a text contains every word of the search as a substring, in any order, compared as `fold` says.
 * @param {string} text
 * @param {string} search
 * @returns {boolean}
 */
export const hasWords = (text, search) => hasAll(fold(text), wordsOf(search));

/** @param {string} search */
const wordsOf = (search) => fold(search).split(" ").filter(Boolean);

/** @param {string} folded @param {string[]} words also folded */
const hasAll = (folded, words) => words.every((word) => folded.includes(word));

/** The folded texts of notes that were searched and have not changed since. @type {WeakMap<HTMLElement, string>} */
const texts = new WeakMap();

/**
 * The folded text of a note and its writer's name, without buttons, time and other rendered text.
 * @param {HTMLElement} note
 */
function textOf(note) {
  let text = texts.get(note);
  if (text === undefined) {
    texts.set(
      note,
      text = fold(all(".words, .by bdi", note).map((part) => part.textContent).join(" ")),
    );
  }
  return text;
}

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
 * @returns {(changedNotes?: Iterable<HTMLElement>) => void} filters all notes, or again those that have changed
 */
export function filterNotes(form, notes, fits, changed = () => {}) {
  const found = required("[data-found]", form);
  const none = first("[data-none-found]", form);
  let filtering = false;
  /** Set from a change of the form until all notes are filtered by it. @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** @param {Iterable<HTMLElement>} [changedNotes] */
  function apply(changedNotes) {
    for (const note of changedNotes ?? []) texts.delete(note);
    /** @type {Values} */
    const values = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
    const words = wordsOf(values.words ?? "");
    const before = filtering;
    filtering = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-filtering", filtering);
    showFilters(form, Object.entries(values).filter(([name, value]) => name !== "words" && value).length);
    const every = notes();
    if (!filtering && !before) return;
    for (const note of soon === undefined && changedNotes ? changedNotes : every) {
      const out = filtering && !((!words.length || hasAll(textOf(note), words)) && fits(note, values));
      if (out !== note.hasAttribute("data-ui-filtered")) note.toggleAttribute("data-ui-filtered", out);
    }
    const shown = filtering ? every.filter((note) => !note.hasAttribute("data-ui-filtered")).length : 0;
    found.textContent = filtering ? message("found", { n: every.length, shown }) : "";
    if (none) none.hidden = !filtering || shown > 0;
    changed(filtering);
  }

  function find() {
    apply();
    if (filtering) announce(found.textContent, "found");
  }

  /** @param {() => void} how @param {number} [milliseconds] */
  function later(how, milliseconds) {
    clearTimeout(soon);
    soon = setTimeout(() => {
      soon = undefined;
      how();
    }, milliseconds);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (closest(target, "[type=search]")) later(find, SEARCH_MS);
    else find();
  });
  // After the browser has reset the fields.
  form.addEventListener("reset", () => later(apply));
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
