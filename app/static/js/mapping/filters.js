// The filters of the mapping page. They are this facilitator's own; a cell of the tables opens the page with them set.
import { byId } from "../shared/dom.js";
import { filterNotes } from "../shared/note-filter.js";
import { rendered } from "./codings.js";
import { notes } from "./queue.js";

/**
 * Set the filters that the address names, and filter the list.
 * @returns {ReturnType<typeof filterNotes>} looks again at all notes or at some
 */
export function startFilters() {
  const form = /** @type {HTMLFormElement} */ (byId("find"));
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    // Several radio buttons of one name have a value together, as a single field has.
    const found = /** @type {RadioNodeList | HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (found) found.value = value;
  }
  return filterNotes(form, notes, (note, { column, who, element }) => {
    const fits = element === "-" ? !note.hasAttribute("data-mapped") : !element || rendered(note).has(element);
    return fits && (!column || note.dataset.number === column) && (!who || note.dataset.who === who);
  });
}
