// Drafts: text that has not been sent, stored so that it survives a reload.
import { storage, storing } from "../shared/storage.js";
import { WORKSHOP } from "../shared/workshop.js";
import { newId } from "./outbox.js";
import { TabDrafts } from "./tab-drafts.js";

/** Milliseconds in which another open tab answers. */
const ANSWERS_IN = 300;

const session = storing(() => sessionStorage);
const drafts = new TabDrafts(storage, `draft:${WORKSHOP}:`, session.get("tab") ?? newId());
session.set("tab", drafts.tab);

/**
 * The draft of a new note in a column, or of a change to a note.
 * @param {string} of the id of the column or of the note
 * @returns {string | null}
 */
export const draft = (of) => drafts.get(of);

/**
 * Store a draft; an empty text removes it.
 * @param {string} of the id of the column or of the note
 * @param {string} text
 */
export const keepDraft = (of, text) => drafts.keep(of, text);

/**
 * The columns for which there are drafts of new notes.
 * @returns {string[]} their ids
 */
export function columnsWithDrafts() {
  // Note ids are longer than column ids.
  return drafts.own().filter((id) => /^\d{1,15}$/.test(id));
}

/**
 * Take over the drafts that closed tabs have left, once the open tabs have said which are theirs.
 * @param {(of: string) => void} changed called for each draft that this tab now has
 */
export function takeOverDrafts(changed) {
  const tabs = channel();
  const open = new Set();
  tabs?.addEventListener("message", ({ data: { asks, here } }) => {
    if (asks) tabs.postMessage({ here: drafts.tab });
    else open.add(here);
  });
  tabs?.postMessage({ asks: true });
  setTimeout(() => {
    // A duplicated tab begins with the id of the first one.
    if (open.has(drafts.tab)) session.set("tab", drafts.tab = newId());
    drafts.takeOver(open).forEach(changed);
  }, ANSWERS_IN);
}

function channel() {
  try {
    return new BroadcastChannel(`drafts:${WORKSHOP}`);
  } catch {
    return null; // the browser refuses storage, so no other tab shares the drafts
  }
}
