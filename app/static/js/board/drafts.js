// Drafts: text that has not been sent, stored so that it survives a reload.
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
 * Store a draft; an empty text removes it.
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
  // Note ids are longer than column ids.
  return ids.filter((id) => /^\d{1,15}$/.test(id));
}
