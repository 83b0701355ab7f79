// Undoing the reader's own last action as a facilitator, by the button in the bar and by Ctrl+Z. The server says in
// words what was undone, or who has changed it since.
import { ask } from "../shared/actions.js";
import { closest } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { inOrder } from "../shared/timing.js";
import { onUndoKey } from "../shared/undo-key.js";

/** The seqs of actions that could not be undone, so that the next press undoes another one. @type {Set<string>} */
const skipped = new Set();
const run = inOrder();

/** Listen for the button and the key. */
export function startUndo() {
  document.addEventListener("submit", (event) => {
    const form = closest(event.target, "form.undo");
    if (!form) return;
    event.preventDefault();
    closest(form, "[popover]")?.hidePopover();
    run(undo);
  });
  onUndoKey(() => run(undo));
}

/** Undo the action of the reader to which this seq belongs. @param {string} seq */
export function undoAction(seq) {
  run(() => send({ action: seq }));
}

const undo = () => send({ skipped: [...skipped].join(",") });

/** @param {Record<string, string>} fields */
async function send(fields) {
  const answer = await ask("undo", fields);
  if (!answer) return;
  const action = answer.headers.get("x-action");
  if (action) skipped.add(action);
  toast(answer.text || message("failed"));
}
