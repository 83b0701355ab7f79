// Acting on stacks and on several notes, for facilitators. Each is one request, and one action to undo.
import { post } from "../shared/actions.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { idOf } from "./moves.js";
import { take } from "./take.js";
import { undoAction } from "./undo.js";

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * Put notes in the stack of another.
 * @param {HTMLElement[]} notes
 * @param {string} target the id of the other note
 */
export async function stack(notes, target) {
  const answer = await post(`stacks/${target}`, { notes: notes.map(idOf).join(" ") });
  if (answer) undoable(message("stacked", { n: notes.length }), answer);
  return answer;
}

/**
 * Do something with the stack of a note, and say so.
 * @param {HTMLElement} note
 * @param {string} path
 * @param {string} said the message's name
 * @param {Record<string, string>} [fields]
 */
export function changeStack(note, path, said, fields = {}) {
  take(note, async () => {
    const answer = await post(path, fields);
    if (answer) undoable(message(said), answer);
    return answer;
  });
}

/**
 * Do the same with several notes, and say with how many.
 * @param {HTMLElement[]} notes
 * @param {string} path below that of the selection
 * @param {string} said the message's name
 * @param {Record<string, string | number>} fields
 */
export function changeSelected(notes, path, said, fields) {
  const first = notes[0];
  if (!first) return;
  take(first, async () => {
    const answer = await post(`selection/${path}`, { notes: notes.map(idOf).join(" "), ...fields });
    if (answer) undoable(message(said, { n: notes.length }), answer);
    return answer;
  });
}

/** Say what was done, and offer to undo exactly this. @param {string} said @param {Answer} answer */
function undoable(said, answer) {
  toast(said, message("undo"), () => undoAction(answer.headers.get("x-seq") ?? ""));
}
