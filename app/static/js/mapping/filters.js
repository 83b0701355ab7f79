// The filters of the mapping page. They affect only this page. Links in the tables open the page with filters set.
import { byId } from "../shared/dom.js";
import { filterNotes, fitsGroup } from "../shared/note-filter.js";
import { rendered } from "./codings.js";
import { notes } from "./queue.js";
import { isForSecondLook } from "./suggestion-order.js";

/**
 * Set the filters that the address names, and filter the list.
 * @returns {ReturnType<typeof filterNotes>} filters all notes or some of them again
 */
export function startFilters() {
  const form = /** @type {HTMLFormElement} */ (byId("find"));
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    // A group of radio buttons has one value, like a single field.
    const found = /** @type {RadioNodeList | HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (found) found.value = value;
  }
  return filterNotes(form, notes, (note, { column, who, element, also, again }) => {
    const fits = element === "-" ? !note.hasAttribute("data-mapped") : !element || rendered(note).has(element);
    if (again && !isForSecondLook(note) || also && !rendered(note).has(also)) return false;
    return fits && (!column || note.dataset.number === column) && fitsGroup(note, who);
  });
}
