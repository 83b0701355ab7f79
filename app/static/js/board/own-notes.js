// Marks the reader's own notes. The private fragment contains their ids; notes just sent are below the saved ones.
import { all } from "../shared/dom.js";

/** The elements of notes that were just sent and are not on the board yet, by id. */
export function justSent() {
  return all(".pending > li").map((item) => `note-${item.dataset.note}`);
}

/**
 * Mark the reader's own notes, and no others.
 * @param {string[]} [sent] the ids of elements that are the reader's own too
 */
export function markOwnNotes(sent = []) {
  const own = all("#private-fragment [data-own]").map((item) => `note-${item.dataset.own}`);
  const ids = new Set([...own, ...sent]);
  for (const note of all(".note[data-ui-mine]")) {
    if (note.dataset.rank && !ids.has(note.id)) note.removeAttribute("data-ui-mine");
  }
  for (const id of ids) document.getElementById(id)?.setAttribute("data-ui-mine", "");
}
