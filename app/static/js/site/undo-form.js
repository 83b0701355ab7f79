// Ctrl+Z on a page without a live board, where a form undoes the reader's last action.
import { first } from "../shared/dom.js";
import { onUndoKey } from "../shared/undo-key.js";

/** Let the key send the page's form for undoing, if it has one. */
export function startUndoForm() {
  const form = /** @type {HTMLFormElement | undefined} */ (first("form[data-undo-last]"));
  if (form) onUndoKey(() => form.requestSubmit());
}
