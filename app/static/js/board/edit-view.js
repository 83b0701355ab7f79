// Shows an edit that is not saved yet on the note itself, with its state.
import { closest, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** @typedef {import("./outbox-entries.js").Entry} Entry */

/**
 * For each note with a change under way: its words on the board, and the words shown instead.
 * @type {WeakMap<HTMLElement, { saved: Node[], shown: string }>}
 */
const replaced = new WeakMap();

/** @param {string} id */
const noteOf = (id) => document.getElementById(`note-${id}`);

/**
 * Show an edit and its state on its note. Everything is set each time, because an update may have re-rendered the note.
 * @param {Entry} entry
 * @param {"sending" | "waiting"} state
 * @returns {boolean} whether the note is on this page
 */
export function showEdit(entry, state) {
  const note = noteOf(entry.id);
  if (!note || !closest(note, ".notes")) return false;
  const words = required(".words", note);
  const text = entry.fields.text ?? "";
  if (words.textContent !== text) {
    const before = replaced.get(note);
    // Unless an update has rendered them since, these are the words of an earlier change, which was not saved.
    const saved = before?.shown === words.textContent ? before.saved : [...words.childNodes];
    replaced.set(note, { saved, shown: text });
    words.textContent = text;
  }
  note.dataset.colour = entry.fields.colour ?? note.dataset.colour;
  note.setAttribute("data-ui-unsaved", state);
  const own = required(".own", note);
  if (own.textContent !== message(state)) own.textContent = message(state);
  return true;
}

/**
 * Remove the state of an edit that is no longer being sent.
 * @param {string} id
 * @param {boolean} saved if false, the note shows its old text again
 */
export function endEdit(id, saved) {
  const note = noteOf(id);
  if (!note?.hasAttribute("data-ui-unsaved")) return;
  const before = replaced.get(note);
  if (!saved && before) required(".words", note).replaceChildren(...before.saved);
  replaced.delete(note);
  note.removeAttribute("data-ui-unsaved");
  required(".own", note).textContent = `${message("yours")} · ${message("saved")} ✓`;
}
