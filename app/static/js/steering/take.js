// Taking one step after the other on notes.
import { actOn } from "../board/stay-put.js";
import { position } from "../live/start.js";
import { askBeforeLeaving, mayLeave } from "../shared/leaving.js";
import { message } from "../shared/messages.js";
import { inOrder } from "../shared/timing.js";
import { toast } from "../shared/toast.js";
import { askedFor } from "./hiding.js";

/** @typedef {import("../shared/request.js").Answer} Answer */

const run = inOrder();
let waiting = 0;

/** Whether a step has not been answered yet. */
export const busy = () => waiting > 0;

/**
 * Run a step after earlier steps have finished and the board shows their results, so that two quick presses are two
 * steps. Until it is answered, the browser asks before the page is left.
 * @param {HTMLElement} note
 * @param {() => Promise<Answer | null>} step
 */
export function take(note, step) {
  askBeforeLeaving(step);
  waiting++;
  run(async () => {
    try {
      if (!note.isConnected) return toast(message("away"));
      actOn(note);
      const answer = await step();
      mayLeave(step);
      if (answer) await position.reached(Number(answer.headers.get("x-seq")));
    } finally {
      mayLeave(step);
      waiting--;
      askedFor();
    }
  });
}
