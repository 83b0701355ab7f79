// Changing a note of the reader's own, in a dialog that stands outside everything that updates change.
import { byId, field, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { draft, keepDraft } from "./drafts.js";
import { count } from "./note-box.js";
import { put, unsaved } from "./outbox.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("editor"));
const form = /** @type {HTMLFormElement} */ (required("form", dialog));
const box = field(form, "text");
const colours = /** @type {RadioNodeList} */ (form.elements.namedItem("colour"));

let note = "";
let giveFocusBack = () => {};

/**
 * Open the editor on one of the reader's own notes. What was last written for it counts, whether it has been saved, has
 * not been sent, or has not even been finished.
 * @param {string} id
 * @param {string} text as it is on the board
 * @param {string} colour
 */
export function edit(id, text, colour) {
  note = id;
  const waiting = unsaved(id);
  box.value = draft(id) ?? waiting?.text ?? text;
  colours.value = waiting?.colour ?? colour;
  count(box);
  giveFocusBack = keepFocus();
  dialog.showModal();
  box.focus();
}

/** Let the editor save and cancel. */
export function startEditor() {
  dialog.addEventListener("close", () => giveFocusBack());

  box.addEventListener("input", () => {
    count(box);
    keepDraft(note, box.value);
  });

  form.addEventListener("submit", (event) => {
    if (!count(box)) {
      event.preventDefault();
      box.focus();
      return;
    }
    put({ kind: "edit", id: note, fields: { text: box.value, colour: colours.value } });
    keepDraft(note, "");
  });

  required("[data-action=cancel]", dialog).addEventListener("click", () => {
    keepDraft(note, "");
    dialog.close();
  });
}
