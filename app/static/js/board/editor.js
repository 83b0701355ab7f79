// The editor for a reader's own note: a popover beside the note, outside everything that updates change.
import { byId, field, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { openBeside } from "../shared/popover.js";
import { draft, keepDraft } from "./drafts.js";
import { count, sayWhatIsMissing } from "./note-box.js";
import { put, unsaved } from "./outbox.js";
import { actOn } from "./stay-put.js";

const editor = byId("editor");
const form = /** @type {HTMLFormElement} */ (required("form", editor));
const box = field(form, "text");
const colours = /** @type {RadioNodeList} */ (form.elements.namedItem("colour"));

let note = "";
let giveFocusBack = () => {};

/**
 * Open the editor on one of the reader's own notes. It shows the latest text: a draft, an unsent edit or the saved text.
 * @param {string} id
 * @param {string} text as it is on the board
 * @param {string} colour
 */
export function edit(id, text, colour) {
  if (editor.matches(":popover-open")) editor.hidePopover();
  note = id;
  const waiting = unsaved(id);
  box.value = draft(id) ?? waiting?.text ?? text;
  colours.value = waiting?.colour ?? colour;
  count(box);
  giveFocusBack = keepFocus();
  openBeside(editor, document.getElementById(`note-${id}`));
  box.focus();
}

function close() {
  editor.hidePopover();
  giveFocusBack();
}

/** Let the editor save and cancel. */
export function startEditor() {
  box.addEventListener("input", () => {
    count(box);
    keepDraft(note, box.value);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!count(box)) {
      sayWhatIsMissing(box);
      return;
    }
    actOn(document.getElementById(`note-${note}`));
    put({ kind: "edit", id: note, fields: { text: box.value, colour: colours.value } });
    keepDraft(note, "");
    close();
  });

  required("[data-action=cancel]", editor).addEventListener("click", () => {
    keepDraft(note, "");
    close();
  });

  // A press beside the editor does not close it, so that text never disappears by accident. Escape keeps a draft.
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
}
