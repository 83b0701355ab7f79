// Actions on the reader's own notes: edit, delete and restore.
import { post } from "../shared/actions.js";
import { closest } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { draft } from "./drafts.js";
import { edit } from "./editor.js";
import { unsaved } from "./outbox.js";
import { storedText } from "./stored-text.js";

/**
 * The id of a note, by its element on the board or among the reader's own.
 * @param {HTMLElement} note
 * @returns {string}
 */
const idOf = (note) => note.dataset.own ?? note.id.slice("note-".length);

/**
 * Open the editor on a note, with the unsaved text of this browser or the stored text.
 * @param {HTMLElement} note
 */
export async function change(note) {
  const list = closest(note, "[popover]");
  if (list) list.hidePopover();
  const id = idOf(note);
  const text = draft(id) ?? unsaved(id)?.text ?? await storedText(`notes/${id}`);
  if (text !== null) edit(id, text, note.dataset.colour ?? "");
}

/**
 * Delete a note and offer to restore it.
 * @param {HTMLElement} note
 */
export async function withdraw(note) {
  const path = `notes/${idOf(note)}/withdrawal`;
  const giveFocusBack = keepFocus();
  if (!(await post(path, { on: 1 }))) return;
  giveFocusBack();
  toast(message("deleted"), message("undo"), () => post(path, { on: 0 }));
}

/** Listen for presses on the buttons of the reader's own notes. */
export function startNoteActions() {
  document.addEventListener("click", (event) => {
    const button = closest(event.target, "[data-action=edit], [data-action=withdraw]");
    const note = closest(button, "[data-rank], [data-own]");
    if (!button || !note) return;
    if (button.dataset.action === "withdraw") withdraw(note);
    else {
      event.preventDefault();
      change(note);
    }
  });

  document.addEventListener("submit", (event) => {
    const note = closest(event.target, "#private-fragment [data-own]");
    if (!note) return;
    event.preventDefault();
    const on = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("on");
    post(`notes/${idOf(note)}/withdrawal`, { on: String(on) });
  });
}
