// Shows in every column how many notes match a search or filter, and *Show all notes* if none does.
import { all, closest, first } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";

// A collection that the browser keeps up to date. A selector would be tried on everything inside a thousand notes.
const lists = document.getElementsByClassName("notes");

/** @param {Element} list */
const notesIn = (
  list,
) => /** @type {HTMLElement[]} */ (Array.from(list.children).filter((note) => note.hasAttribute("data-rank")));

/** All notes of the board. */
export const allNotes = () => Array.from(lists).flatMap(notesIn);

/**
 * Show how many notes of every column match.
 * @param {boolean} filtering
 */
export function showFound(filtering) {
  for (const column of all(".column")) {
    const own = Array.from(lists).filter((list) => column.contains(list) && !list.matches(".pending")).flatMap(notesIn);
    const total = own.length;
    const shown = filtering ? own.filter((note) => !note.hasAttribute("data-ui-filtered")).length : total;
    column.toggleAttribute("data-ui-filtering", filtering);
    column.toggleAttribute("data-ui-none", filtering && total > 0 && shown === 0);
    const says = first("[data-found]", column);
    const text = filtering && total > 0 ? message("found", { n: total, shown }) : "";
    if (says && says.textContent !== text) says.textContent = text;
  }
}

/**
 * Listen for presses on *Show all notes*.
 * @param {HTMLFormElement} form
 */
export function startShowAll(form) {
  document.addEventListener("click", ({ target }) => {
    if (!closest(target, "[data-action=show-all]")) return;
    const giveFocusBack = keepFocus();
    form.reset();
    setTimeout(giveFocusBack);
  });
}
