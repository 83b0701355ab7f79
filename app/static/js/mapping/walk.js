// Moving from note to note on the mapping page.
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { isMapped } from "./codings.js";
import { currentId, currentNote, currentRank, turnTo } from "./current-note.js";
import { focusNote, followAgain, hasFocus, idOf, isShown, noteOf, notes, rankOf, shownNotes } from "./queue.js";
import { looksAgain } from "./suggestion-order.js";

/** The ids of the notes visited before, so that "previous" returns to them. @type {string[]} */
const trail = [];

/**
 * Go to a note.
 * @param {string} id
 */
export function goTo(id) {
  if (currentId() && currentId() !== id) trail.push(currentId());
  show(id);
}

/** @param {string} id */
function show(id) {
  const byKeys = hasFocus();
  turnTo(id);
  followAgain();
  const note = noteOf(id);
  if (byKeys && note) focusNote(note);
}

/**
 * Move up or down the list.
 * @param {number} by how many notes; negative goes up
 */
export function goBy(by) {
  const to = noteBy(by);
  if (to) goTo(idOf(to));
}

/** @param {number} by */
function noteBy(by) {
  const all = shownNotes();
  const current = currentNote();
  const at = current ? all.indexOf(current) : -1;
  return all[Math.max(0, Math.min(all.length - 1, at + by))];
}

/** Go to the next note that is not mapped, or say that all are. In a second look, go to the next one of any notes. */
export function goToNext() {
  const current = currentNote();
  /** @param {HTMLElement} note */
  const isOpen = (note) => isShown(note) && note !== current && (looksAgain() || !isMapped(note));
  const to = notes().find((note) => isOpen(note) && rankOf(note) > currentRank()) ?? notes().find(isOpen);
  if (to) goTo(idOf(to));
  else toast(message("done"));
}

/** Return to the note visited before; if there is none, move up the list. */
export function goToPrevious() {
  for (let id = trail.pop(); id !== undefined; id = trail.pop()) {
    if (noteOf(id)) return show(id);
  }
  const above = noteBy(-1);
  if (above) show(idOf(above));
}

/** Open the first note that is not mapped; if all are, the first note. */
export function turnToFirst() {
  const note = shownNotes().find((other) => !isMapped(other)) ?? shownNotes()[0];
  if (note) turnTo(idOf(note));
}
