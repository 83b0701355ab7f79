// Acting on stacks and on several notes, for facilitators.
import { post } from "../shared/actions.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { idOf } from "./moves.js";
import { take } from "./take.js";

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * Put notes in the stack of another, and offer to take them out again.
 * @param {HTMLElement[]} notes
 * @param {string} target the id of the other note
 */
export async function stack(notes, target) {
  const ids = notes.map(idOf);
  const answer = await post(`stacks/${target}`, { notes: ids.join(" ") });
  const first = notes[0];
  if (answer && first) {
    toast(message("stacked", { n: ids.length }), message("undo"), () =>
      take(first, async () => {
        let undone = null;
        for (const id of ids) undone = await post(`stacks/notes/${id}/removal`, {});
        return undone;
      }));
  }
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
    if (answer) toast(message(said));
    return answer;
  });
}

/**
 * Do the same with several notes, one after the other, and say with how many.
 * @param {HTMLElement[]} notes
 * @param {string} said the message's name
 * @param {(note: HTMLElement) => Promise<Answer | null>} step
 */
export function each(notes, said, step) {
  const first = notes[0];
  if (!first) return;
  take(first, async () => {
    let [n, last] = [0, /** @type {Answer | null} */ (null)];
    for (const note of notes) {
      const answer = await step(note);
      if (answer) [n, last] = [n + 1, answer];
    }
    toast(message(said, { n }));
    return last;
  });
}
