// What is being written and has not been sent: kept, so that it survives loading the page again.
import { storage } from "../shared/storage.js";
import { WORKSHOP } from "../shared/workshop.js";

const PREFIX = `draft:${WORKSHOP}:`;

/**
 * The draft of a new note in a column, or of a change to a note.
 * @param {string} of the id of the column or of the note
 * @returns {string | null}
 */
export const draft = (of) => storage.get(PREFIX + of);

/**
 * Keep a draft; an empty one is kept no longer.
 * @param {string} of the id of the column or of the note
 * @param {string} text
 */
export function keepDraft(of, text) {
  if (text) storage.set(PREFIX + of, text);
  else storage.remove(PREFIX + of);
}

/**
 * The columns for which there are drafts of new notes.
 * @returns {string[]} their ids
 */
export function columnsWithDrafts() {
  const ids = storage.names(PREFIX).map((name) => name.slice(PREFIX.length));
  // A note's id is longer than a column's.
  return ids.filter((id) => /^\d{1,15}$/.test(id));
}
